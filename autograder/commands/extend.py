"""`extend`: a later deadline for one student."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, time

from autograder.commands.arguments import add_course_dir
from autograder.commands.output import said, tell, who
from autograder.errors import AutograderError
from autograder.messages import say


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    parser.add_argument("student", metavar=said("STUDENT"))
    parser.add_argument("assignment", metavar=said("ASSIGNMENT"))
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--until", metavar=said("TIME"), help=said("2027-03-08T23:59, or the day alone"))
    which.add_argument("--lift", action="store_true", help=said("let the common deadline hold again"))
    parser.add_argument("--reason", default="", metavar=said("TEXT"), help=said("kept with it"))


def run(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.grading.extend import deadline_of, extend, take_back

    folder = open_folder(options.course_dir)
    assignment = folder.course.assignment(options.assignment)
    if options.lift:
        take_back(folder, assignment, options.student)
        tell(say("{student}, {assignment}: the common deadline holds", student=options.student,
                 assignment=assignment.slug), options)  # fmt: skip
        return 0
    until = _time(options.until, deadline_of(assignment))
    extend(folder, assignment, options.student, until, reason=options.reason,
           on=datetime.now(UTC).date(), who=who())  # fmt: skip
    tell(say("{student}, {assignment}: until {until}", student=options.student, assignment=assignment.slug,
             until=until.isoformat(timespec="minutes")), options)  # fmt: skip
    return 0


def _time(text: str, deadline: datetime) -> datetime:
    """A time in the deadline's zone where it names none; a day alone is its end."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise AutograderError("{text!r} is no time such as 2027-03-08T23:59", text=text) from error
    if len(text.strip()) <= len("2027-03-08"):
        found = datetime.combine(found.date(), time.max.replace(microsecond=0))
    return found if found.tzinfo else found.replace(tzinfo=deadline.tzinfo)
