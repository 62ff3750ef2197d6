"""`confirm`: points that wait for a look at code of students' own."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from autograder.commands.arguments import FAILURE, add_course_dir
from autograder.commands.output import agreed, lines, said, tell, warn
from autograder.errors import AutograderError
from autograder.messages import plural, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.grading.confirm import Waiting
    from autograder.pipeline.outcome import Problem


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    parser.add_argument("assignment", metavar=said("ASSIGNMENT"))
    parser.add_argument("exercise", metavar=said("EXERCISE"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("student", nargs="?", metavar=said("STUDENT"), help=said("only this one"))
    which.add_argument("--all", action="store_true", help=said("everything that waits in the exercise"))
    which.add_argument("--code", metavar=said("DIGEST"), help=said("everybody whose code this is"))
    parser.add_argument("--reason", default="", metavar=said("TEXT"), help=said("kept in the sheet"))
    parser.add_argument("--yes", action="store_true", help=said("write without asking"))
    parser.add_argument("--lift", action="store_true", help=said("let it wait again"))


def run(options: argparse.Namespace) -> int:
    """Without a student, --all or --code it shows what waits, and changes nothing."""
    from autograder.coursedir.coursedir import open_folder

    folder = open_folder(options.course_dir)
    assignment = folder.course.assignment(options.assignment)
    _expect_exercise(assignment, options.exercise)
    from autograder.grading.confirm import confirm, take_back, waiting

    chosen = _chosen(waiting(folder, assignment, options.exercise), options)
    codes = [found.code for found in chosen]
    if options.lift:
        return _told(take_back(folder, assignment, options.exercise, codes, options.student), options)
    for found in chosen:
        _show(found, options)
    if not (options.student or options.all or options.code):
        tell(say("nothing was confirmed: name a student, --code or --all"), options)
        return 0
    if not (options.yes or agreed(say("Let these points count? [y/N] "), options)):
        tell(say("{assignment}: nothing was written", assignment=assignment.slug), options)
        return 0
    today = datetime.now(UTC).date()
    problems = confirm(folder, assignment, options.exercise, codes, student=options.student,
                       reason=options.reason.strip(), on=today)  # fmt: skip
    return _told(problems, options)


def _expect_exercise(assignment: Assignment, exercise: str) -> None:
    if exercise not in {e.id for e in assignment.automatic}:
        raise AutograderError(
            "{assignment} has no exercise {exercise!r}; it has {names}",
            assignment=assignment.slug,
            exercise=exercise,
            names=", ".join(e.id for e in assignment.automatic),
        )


def _chosen(found: tuple[Waiting, ...], options: argparse.Namespace) -> list[Waiting]:
    """What the command is about; AutograderError where there is nothing of it."""
    chosen = [
        one
        for one in found
        if (not options.student or options.student in one.students)
        and (not options.code or one.code == options.code)
        and (options.lift or options.student or any(one.points))
    ]
    if not chosen:
        raise AutograderError("nothing of that waits in {exercise}", exercise=options.exercise)
    return chosen


def _show(found: Waiting, options: argparse.Namespace) -> None:
    """The code that is confirmed, whose it is, and what it is worth to them."""
    students = [options.student] if options.student else list(found.students)
    points = sum(p for s, p in zip(found.students, found.points, strict=True) if s in students)
    told = plural("code {code}, of {count} student: {names}; {points:g} points wait for it",
                  "code {code}, of {count} students: {names}; {points:g} points wait for it",
                  len(students), code=found.code, names=", ".join(students), points=points)  # fmt: skip
    tell(told, options)
    if found.text is None:
        warn(say("its text is no longer what was graded: run `autograder grade`"), options)
        return
    lines("".join(f"    {line}\n" for line in found.text.splitlines()))


def _told(problems: list[Problem], options: argparse.Namespace) -> int:
    for problem in problems:
        warn(say("{student}: {reason}", student=problem.student, reason=problem.reason), options)
    tell(say("written"), options)
    return FAILURE if problems else 0
