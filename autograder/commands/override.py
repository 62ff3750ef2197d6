"""`override`: an exercise settled by hand, with a reason."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from autograder.commands.arguments import add_course_dir, add_exercise
from autograder.commands.output import said, tell, who
from autograder.errors import AutograderError
from autograder.messages import say


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    add_exercise(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--points", type=float, metavar="N")
    which.add_argument("--lift", action="store_true", help=said("let the grader's verdict count again"))
    parser.add_argument(
        "--reason",
        default="",
        metavar=said("TEXT"),
        help=said("with --points; kept, and told to the student"),
    )


def run(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.coursedir.lookup import exercise_of
    from autograder.grading.settle import lift, settle

    folder = open_folder(options.course_dir)
    assignment, exercise = exercise_of(folder, options.exercise)
    if options.points is None:
        settled = lift(folder, assignment, options.student, exercise)
    else:
        today = datetime.now(UTC).date()
        settled = settle(folder, assignment, options.student, exercise, points=options.points,
                         reason=options.reason, on=today, who=who())  # fmt: skip
    for problem in settled.problems:
        raise AutograderError("{student}: {reason}", student=problem.student, reason=problem.reason)
    tell(say("{student}, {assignment}: {before:g} -> {after:g} points", student=options.student,
             assignment=assignment.slug, before=settled.before,
             after=settled.after), options)  # fmt: skip
    return 0
