"""`grade`: what students handed in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograder.commands.arguments import FAILURE, add_assignments, add_course_dir, add_jobs, chosen
from autograder.commands.output import said, translate_for, warn
from autograder.errors import AutograderError
from autograder.messages import Message, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder
    from autograder.pipeline.outcome import Graded, Problem


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    add_assignments(parser)
    parser.add_argument("--student", metavar="ID", help=said("only this one"))
    parser.add_argument(
        "--force", action="store_true", help=said("run and record again what is unchanged, too")
    )
    parser.add_argument(
        "--sandbox", choices=("walls", "none"), default="walls", help=said("none: accept no walls")
    )
    add_jobs(parser)


def run(options: argparse.Namespace) -> int:
    folder, assignments = chosen(options)
    problems = [p for assignment in assignments for p in _grade_one(folder, assignment, options)]
    for problem in problems:
        warn(say("{student}: {reason}", student=problem.student, reason=problem.reason), options)
    return FAILURE if problems else 0


def _grade_one(
    folder: CourseFolder, assignment: Assignment, options: argparse.Namespace
) -> Sequence[Problem]:
    from tqdm import tqdm

    from autograder.evidence.evidence import Sandbox
    from autograder.grading.grade import grade
    from autograder.pipeline.outcome import Graded, Problem

    students = _students(folder, assignment, options.student)
    failed, odd = 0, list[tuple[str, Message]]()
    with tqdm(
        total=len(students), desc=assignment.slug, unit=say("student").render(translate_for(options))
    ) as bar:

        def tell(outcome: Graded | Problem) -> None:
            nonlocal failed
            failed += isinstance(outcome, Problem) or outcome.sheet.unscored
            if isinstance(outcome, Graded):
                odd.extend((outcome.sheet.student, remark) for remark in outcome.sheet.remarks)
            without = say("{count} without a score", count=failed).render(translate_for(options))
            bar.set_postfix_str(without if failed else "")
            bar.update()

        def finishing(count: int) -> None:
            print(file=sys.stderr)
            warn(_still(count), options)

        places = Sandbox(options.sandbox), options.jobs
        problems = grade(folder, assignment, students, *places, tell, options.force, finishing)
    for student, remark in odd:
        warn(say("{student}: {reason}", student=student, reason=remark), options)
    _tell_strangers(folder, students, options)
    print(folder.report(assignment.slug) / "index.html")
    return problems


def _still(count: int) -> Message:
    if count == 1:
        return say("1 notebook still runs and may finish; press Ctrl-C again to stop at once")
    return say("{count} notebooks still run and may finish; press Ctrl-C again to stop at once", count=count)


def _students(folder: CourseFolder, assignment: Assignment, wanted: str | None) -> tuple[str, ...]:
    students = folder.students(assignment.slug)
    if not students:
        slug = assignment.slug
        raise AutograderError(
            "nobody handed in {slug}: put submissions into submitted/<student>/{slug}/", slug=slug
        )
    if wanted is None:
        return students
    if wanted not in students:
        raise AutograderError(
            "{wanted} handed in nothing for {assignment}", wanted=wanted, assignment=assignment.slug
        )
    return (wanted,)


def _tell_strangers(folder: CourseFolder, students: Iterable[str], options: argparse.Namespace) -> None:
    """Whoever is not on the roster is graded all the same, if there is a roster."""
    from autograder.coursedir.roster import ROSTER, read_roster

    known = {student.id for student in read_roster(folder.path)}
    for student in students if known else ():
        if student not in known:
            warn(
                say("{student} is not in {roster}; graded all the same", student=student, roster=ROSTER),
                options,
            )
