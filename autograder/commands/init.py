"""`init`: a course folder for nbgrader, made or refreshed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.arguments import add_course_dir, add_dataset
from autograder.commands.output import said, tell
from autograder.errors import AutograderError
from autograder.messages import LANGUAGES, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    parser.add_argument("--language", choices=LANGUAGES, help=said("default: en"))
    add_dataset(parser, said("default: mnist5k"))
    parser.add_argument(
        "--course", type=Path, metavar=said("FOLDER"), help=said("assignments of your own (see prove)")
    )


def run(options: argparse.Namespace) -> int:
    from autograder.course.changes import MANIFEST

    return _refresh(options) if (options.course_dir / MANIFEST).is_file() else _make(options)


def _make(options: argparse.Namespace) -> int:
    from autograder.course.course import BUNDLED
    from autograder.coursedir.init import make_folder

    language, course = options.language or "en", options.course or BUNDLED
    folder = make_folder(options.course_dir, language, options.dataset, course=course)
    _release(folder, folder.course.assignments)
    tell(say("{folder} is ready: hand out release/, collect into submitted/<student>/<assignment>/,",
             folder=options.course_dir), options)  # fmt: skip
    tell(say("then run: autograder grade {folder}", folder=options.course_dir), options)
    return 0


def _refresh(options: argparse.Namespace) -> int:
    """An existing course, brought up to its course.toml and to this version of the assignments."""
    from autograder.coursedir.init import refresh_folder
    from autograder.coursedir.released import is_repriced
    from autograder.coursedir.roster import read_roster

    if options.language or options.dataset or options.course:
        raise AutograderError(
            "{course_dir} is a course already: its course.toml has these choices",
            course_dir=options.course_dir,
        )
    read_roster(options.course_dir)  # refused before anything is written
    folder, left_alone = refresh_folder(options.course_dir)
    repriced = [a for a in folder.course.assignments if is_repriced(folder, a)]
    _release(folder, [a for a in folder.course.assignments if a not in repriced])
    for name in left_alone:
        tell(say("left as you changed it: {name}", name=Path(name)), options)
    for assignment in repriced:
        tell(say("{assignment}: points were changed after it was graded; grades and gradebook keep those of "
                 "before until you run: autograder rescore {folder} {assignment}", assignment=assignment.slug,
                 folder=options.course_dir), options)  # fmt: skip
    if not repriced:
        tell(say("{folder} is up to date with its course.toml", folder=options.course_dir), options)
    return 0


def _release(folder: CourseFolder, assignments: Iterable[Assignment]) -> None:
    from autograder.gradebook.writer import enrol, release  # bring nbgrader, which a refusal does without

    for assignment in assignments:
        release(folder, assignment.slug)
    enrol(folder)
