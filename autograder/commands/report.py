"""`report`: every page of a course, rendered where something changed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograder.commands.arguments import FAILURE, add_course_dir
from autograder.commands.bar import Bar
from autograder.commands.output import said, tell, translate_for, warn
from autograder.messages import plural, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    parser.add_argument(
        "assignments", nargs="*", metavar=said("ASSIGNMENT"), help=said("all that are graded, if none")
    )


def run(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.coursedir.lookup import graded
    from autograder.coursedir.roster import read_roster
    from autograder.grading.report import report

    folder = open_folder(options.course_dir)
    read_roster(folder.path)  # refused before a page is taken away
    assignments = graded(folder, options.assignments)
    students = sum(len(folder.state.sheets(assignment.slug)) for assignment in assignments)
    with Bar[None]("report", say("student"), translate_for(options)) as bar:
        bar.begin(students)
        found = report(folder, assignments, lambda: bar.outcome(None))
    tell(say("pages rendered: {written}; left as they were: {unchanged}",
             written=found.written, unchanged=found.unchanged), options)  # fmt: skip
    for page in found.broken:
        warn(say("{student}: {reason}", student=page.student, reason=page.reason), options)
    _tell_of_others(folder, assignments, options)
    print(found.front)
    return FAILURE if found.broken else 0


def _tell_of_others(
    folder: CourseFolder, assignments: Iterable[Assignment], options: argparse.Namespace
) -> None:
    """What the pages do not show yet, and what was made of them before."""
    from autograder.coursedir.released import is_repriced
    from autograder.pages.fed_back import out_of_date
    from autograder.submissions.instead import named

    for assignment in assignments:
        if is_repriced(folder, assignment):
            warn(say("{assignment}: course.toml has other points than these pages: run `autograder init "
                     "{path}`, then `autograder rescore {path} {assignment}`", assignment=assignment.slug,
                     path=folder.path), options)  # fmt: skip
        if stale := out_of_date(folder, assignment):
            told = plural(
                "{assignment}: {count} student's feedback says something else than the pages ({names}): "
                "nbgrader generate_feedback {assignment} --force",
                "{assignment}: {count} students' feedback says something else than the pages ({names}): "
                "nbgrader generate_feedback {assignment} --force",
                len(stale), assignment=assignment.slug, names=named(stale),
            )  # fmt: skip
            warn(told, options)
