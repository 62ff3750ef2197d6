"""`rescore`: changed checks applied to stored evidence, shown before they are written."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from autograder.commands.arguments import FAILURE, add_assignments, add_course_dir, chosen
from autograder.commands.output import agreed, on_a_line, said, tell, translate_for, warn
from autograder.messages import Translate, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder
    from autograder.grading.rescore import Rescored


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    add_assignments(parser)
    parser.add_argument("--yes", action="store_true", help=said("write without asking"))


def run(options: argparse.Namespace) -> int:
    folder, assignments = chosen(options)
    done = [_rescored(folder, assignment, options) for assignment in assignments]
    return 0 if all(done) else FAILURE


def _rescored(folder: CourseFolder, assignment: Assignment, options: argparse.Namespace) -> bool:
    """Whether every sheet had evidence to go by, and the gradebook took every grade."""
    from autograder.coursedir.released import is_repriced
    from autograder.grading.rescore import apply, rescore

    found = list(rescore(folder, assignment))
    problems = []
    _tell_changes(assignment, found, options)
    repriced = is_repriced(folder, assignment)
    changed = repriced or any(r.changes for r in found)
    if changed and (options.yes or agreed(say("Write these changes? [y/N] "), options)):
        problems = apply(folder, assignment, found)
        for problem in problems:
            warn(say("{student}: {reason}", student=problem.student, reason=problem.reason), options)
        tell(say("{assignment}: written", assignment=assignment.slug), options)
        _tell_beyond(folder, assignment, options)
    elif repriced:
        tell(say("{assignment}: nothing was written; grades and gradebook keep the points of before until "
                 "you run this again and agree", assignment=assignment.slug), options)  # fmt: skip
    elif changed:
        tell(say("{assignment}: nothing was written", assignment=assignment.slug), options)
    return not problems and all(r.after for r in found)


def _tell_changes(assignment: Assignment, found: list[Rescored], options: argparse.Namespace) -> None:
    """What changes for whom, and who has no evidence to go by."""
    changed = [r for r in found if r.changes]
    tell(say("{assignment}: {changed} of {count} sheets change",
             assignment=assignment.slug, changed=len(changed), count=len(found)), options)  # fmt: skip
    translate = translate_for(options)
    for rescored in changed:
        assert rescored.after is not None
        total = f"{rescored.before.automatic:g} -> {rescored.after.automatic:g}"
        each = ", ".join(
            f"{name} {_points(old, translate)} -> {_points(new, translate)}"
            for name, old, new in rescored.changes
        )
        print(on_a_line(f"  {rescored.before.student}: {total} ({each})"))
    if outdated := sum(r.outdated for r in found):
        warn(say("{assignment}: {count} were graded by an earlier version, whose evidence tells too little "
                 "of their networks: `autograder grade` runs them again", assignment=assignment.slug,
                 count=outdated), options)  # fmt: skip
    for student in (r.before.student for r in found if r.after is None and not r.outdated):
        warn(
            say("{student}: no evidence is stored of these data; run `autograder grade`", student=student),
            options,
        )


def _tell_beyond(folder: CourseFolder, assignment: Assignment, options: argparse.Namespace) -> None:
    """Points that a person gave when an exercise carried more: only a person can say what they are now."""
    from autograder.gradebook.standing import Standings

    for standing in Standings(folder, assignment).all():
        for found in standing.exercises:
            if found.by_person is not None and found.by_person > found.possible:
                warn(say("{student}: {points:g} points were given by a person for {exercise}, which carries "
                         "{possible:g} now: look at them again", student=standing.sheet.student,
                         points=found.by_person, exercise=found.score.exercise,
                         possible=found.possible), options)  # fmt: skip


def _points(points: float | None, translate: Translate) -> str:
    return say("none").render(translate) if points is None else f"{points:g}"
