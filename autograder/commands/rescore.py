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
        _tell_given(folder, assignment, found, options)
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
        each = ", ".join(
            f"{name} {_points(old, translate)} -> {_points(new, translate)}"
            for name, old, new in rescored.changes
        )
        told = say("{student}: {before:g} -> {after:g} of the grader's own points ({each})",
                   student=rescored.before.student, before=rescored.before.automatic,
                   after=rescored.after.automatic, each=each)  # fmt: skip
        print(on_a_line(f"  {told.render(translate)}"))
    others = [r for r in found if r.after and not r.changes and r.after.possible != r.before.possible]
    if others:
        tell(say("  only the maximum changes for {count} more", count=len(others)), options)
    if outdated := sum(r.outdated for r in found):
        warn(say("{assignment}: {count} were graded by an earlier version, whose evidence tells less than "
                 "is asked today: `autograder grade` runs them again", assignment=assignment.slug,
                 count=outdated), options)  # fmt: skip
    for student in (r.before.student for r in found if r.after is None and not r.outdated):
        warn(
            say("{student}: no evidence is stored of these data; run `autograder grade`", student=student),
            options,
        )


def _tell_given(
    folder: CourseFolder, assignment: Assignment, found: list[Rescored], options: argparse.Namespace
) -> None:
    """Points that a person gave when an exercise carried others: only a person can say what they are now."""
    from autograder.gradebook.standing import Standings

    before = {(r.before.student, e.exercise): e.possible for r in found for e in r.before.exercises}
    for standing in Standings(folder, assignment).all():
        student = standing.sheet.student
        for each in standing.exercises:
            was = before.get((student, each.score.exercise), each.possible)
            if each.by_person is not None and was != each.possible:
                warn(say("{student}: a person gave {points:g} of {before:g} points for {exercise}, which "
                         "carries {possible:g} now: look at them again", student=student,
                         points=each.by_person, before=was, exercise=each.score.exercise,
                         possible=each.possible), options)  # fmt: skip


def _points(points: float | None, translate: Translate) -> str:
    return say("none").render(translate) if points is None else f"{points:g}"
