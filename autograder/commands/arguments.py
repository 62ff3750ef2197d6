"""What commands share of their arguments."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.output import said, translate_for
from autograder.errors import AutograderError
from autograder.messages import LANGUAGES, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder

#: Exit codes; `autograder.cli` says what they mean.
NOT_YET, FAILURE, INTERRUPTED = 1, 2, 130


def a_count(text: str) -> int:
    """A whole number above 0."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        wrong = say("{text!r} is not a whole number above 0", text=text)
        raise argparse.ArgumentTypeError(wrong.render(translate_for(None)))
    return int(text)


def add_course_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("course_dir", type=Path, metavar=said("COURSE_DIR"))


def add_dataset(parser: argparse.ArgumentParser, default: str) -> None:
    """`default` says which data are meant where none are named."""
    parser.add_argument("--dataset", metavar=said("mnist5k|digits|mnist|PATH.npz"), help=default)


def add_assignments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "assignments", nargs="*", metavar=said("ASSIGNMENT"), help=said("all that were handed in, if none")
    )


def add_exercise(parser: argparse.ArgumentParser) -> None:
    """A student's exercise."""
    parser.add_argument("student", metavar=said("STUDENT"))
    parser.add_argument("exercise", metavar=said("EXERCISE"), help=said("or ASSIGNMENT/EXERCISE"))


def add_jobs(parser: argparse.ArgumentParser, about: str | None = None) -> None:
    parser.add_argument("--jobs", type=a_count, default=os.cpu_count() or 1, metavar="N", help=about)


def add_report(parser: argparse.ArgumentParser) -> None:
    """How many processes make a report, and its language."""
    add_jobs(parser, said("processes (default: cores)"))
    parser.add_argument("--language", choices=LANGUAGES, default="en", help=said("of the report"))


def chosen(options: argparse.Namespace) -> tuple[CourseFolder, tuple[Assignment, ...]]:
    """The folder, and the assignments named; all that were handed in, if none is."""
    from autograder.coursedir.coursedir import open_folder

    folder = open_folder(options.course_dir)
    wanted = options.assignments or [a.slug for a in folder.course.assignments if folder.students(a.slug)]
    if not wanted:
        raise AutograderError(
            "nothing was handed in: {path} has no submission", path=folder.path / "submitted"
        )
    return folder, tuple(folder.course.assignment(slug) for slug in wanted)
