"""The commands of an instructor's term: grade, rescore, explain, override, export, forget."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.catalogues import compile_all
from autograder.commands.arguments import FAILURE, Command, Commands, a_count, add_command, cores
from autograder.commands.output import said, tell, translate_for, warn
from autograder.errors import AutograderError
from autograder.evidence.evidence import Sandbox
from autograder.messages import Message, Translate, say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder
    from autograder.grading.rescore import Rescored
    from autograder.pipeline.outcome import Graded, Problem


def add(commands: Commands) -> None:
    for add_one in (_add_grade, _add_rescore, _add_explain, _add_override, _add_export, _add_forget):
        add_one(commands)


def _grade(options: argparse.Namespace) -> int:
    folder, assignments = _chosen(options)
    compile_all(folder.course.folder)
    problems = [p for assignment in assignments for p in _grade_one(folder, assignment, options)]
    for problem in problems:
        warn(say("{student}: {reason}", student=problem.student, reason=problem.reason), options)
    return FAILURE if problems else 0


def _grade_one(
    folder: CourseFolder, assignment: Assignment, options: argparse.Namespace
) -> Sequence[Problem]:
    from tqdm import tqdm

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


def _rescore(options: argparse.Namespace) -> int:
    from autograder.grading.rescore import apply, rescore

    folder, assignments = _chosen(options)
    missing, refused = 0, False
    for assignment in assignments:
        found = list(rescore(folder, assignment))
        missing += _tell_changes(assignment, found, options)
        changed = any(r.changes for r in found)
        if changed and (options.yes or _agreed(options)):
            for problem in apply(folder, assignment, found):
                refused = True
                warn(say("{student}: {reason}", student=problem.student, reason=problem.reason), options)
            tell(say("{assignment}: written", assignment=assignment.slug), options)
        elif changed:
            tell(say("{assignment}: nothing was written", assignment=assignment.slug), options)
    return FAILURE if missing or refused else 0


def _tell_changes(assignment: Assignment, found: list[Rescored], options: argparse.Namespace) -> int:
    """Prints what changes for whom; returns how many have no evidence to go by."""
    changed = [r for r in found if r.changes]
    tell(say("{assignment}: {changed} of {count} sheets change",
             assignment=assignment.slug, changed=len(changed), count=len(found)), options)  # fmt: skip
    translate = translate_for(options)
    for rescored in changed:
        assert rescored.after is not None
        total = f"{rescored.before.earned:g} -> {rescored.after.earned:g}"
        each = ", ".join(
            f"{name} {_points(old, translate)} -> {_points(new, translate)}"
            for name, old, new in rescored.changes
        )
        print(f"  {rescored.before.student}: {total} ({each})")
    without = [r.before.student for r in found if r.after is None]
    for student in without:
        warn(say("{student}: no evidence is stored; run `autograder grade`", student=student), options)
    return len(without)


def _points(points: float | None, translate: Translate) -> str:
    return say("none").render(translate) if points is None else f"{points:g}"


def _agreed(options: argparse.Namespace) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(say("Write these changes? [y/N] ").render(translate_for(options))).strip().lower() in (
        "y",
        "yes",
        "s",
        "sí",
        "si",
    )


def _explain(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.coursedir.lookup import exercise_of
    from autograder.grading.explain import explain

    folder = open_folder(options.course_dir)
    assignment, exercise = exercise_of(folder, options.exercise)
    for line in explain(folder, assignment, options.student, exercise):
        print(line)
    return 0


def _override(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from autograder.coursedir.coursedir import open_folder
    from autograder.coursedir.lookup import exercise_of
    from autograder.grading.rescore import settle
    from autograder.scoring.overrides import lifted, override

    folder = open_folder(options.course_dir)
    assignment, exercise = exercise_of(folder, options.exercise)
    sheet = folder.kept_sheet(assignment.slug, options.student)
    if options.points is None:
        after = lifted(sheet, exercise)
    else:
        after = override(sheet, exercise, options.points, options.reason, datetime.now(UTC).date())
    for problem in settle(folder, assignment, after):
        raise AutograderError("{student}: {reason}", student=problem.student, reason=problem.reason)
    tell(say("{student}, {assignment}: {before:g} -> {after:g} points", student=options.student,
             assignment=assignment.slug, before=sheet.earned, after=after.earned), options)  # fmt: skip
    return 0


def _export(options: argparse.Namespace) -> int:
    from autograder.gradebook.criteria_csv import export_criteria, pseudonyms

    folder, assignments = _chosen(options)
    sheets = [sheet for assignment in assignments for sheet in folder.sheets(assignment.slug)]
    name = pseudonyms(folder) if options.pseudonyms else str
    rows = export_criteria(folder, sheets, options.out, name)
    tell(say("{path}: {rows} rows", path=options.out, rows=rows), options)
    return 0


def _forget(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.grading.forget import forget

    for gone in forget(open_folder(options.course_dir), options.student):
        tell(say("removed {what}", what=gone), options)
    return 0


def _chosen(options: argparse.Namespace) -> tuple[CourseFolder, tuple[Assignment, ...]]:
    """The folder, and the assignments named; all that were handed in, if none is."""
    from autograder.coursedir.coursedir import open_folder

    folder = open_folder(options.course_dir)
    wanted = options.assignments or [a.slug for a in folder.course.assignments if folder.students(a.slug)]
    if not wanted:
        raise AutograderError(
            "nothing was handed in: {path} has no submission", path=folder.path / "submitted"
        )
    return folder, tuple(folder.course.assignment(slug) for slug in wanted)


def _add_grade(commands: Commands) -> None:
    grade = _add(commands, "grade", said("grade what students handed in"), _grade)
    _add_assignments(grade)
    grade.add_argument("--student", metavar="ID", help=said("only this one"))
    grade.add_argument(
        "--force", action="store_true", help=said("run and record again what is unchanged, too")
    )
    grade.add_argument(
        "--sandbox", choices=("walls", "none"), default="walls", help=said("none: accept no walls")
    )
    grade.add_argument("--jobs", type=a_count, default=cores(), metavar="N")


def _add_rescore(commands: Commands) -> None:
    rescore = _add(
        commands, "rescore", said("apply changed checks to stored evidence, running nothing"), _rescore
    )
    _add_assignments(rescore)
    rescore.add_argument("--yes", action="store_true", help=said("write without asking"))


def _add_explain(commands: Commands) -> None:
    explain = _add(commands, "explain", said("why an exercise earned what it earned"), _explain)
    explain.add_argument("student", metavar=said("STUDENT"))
    explain.add_argument("exercise", metavar=said("EXERCISE"), help=said("or ASSIGNMENT/EXERCISE"))


def _add_override(commands: Commands) -> None:
    override = _add(commands, "override", said("settle an exercise by hand, with a reason"), _override)
    override.add_argument("student", metavar=said("STUDENT"))
    override.add_argument("exercise", metavar=said("EXERCISE"), help=said("or ASSIGNMENT/EXERCISE"))
    which = override.add_mutually_exclusive_group(required=True)
    which.add_argument("--points", type=float, metavar="N")
    which.add_argument("--lift", action="store_true", help=said("let the grader's verdict count again"))
    override.add_argument("--reason", default="", metavar=said("TEXT"), help=said("kept in the sheet"))


def _add_export(commands: Commands) -> None:
    export = _add(
        commands, "export", said("a CSV of every criterion (nbgrader export has the totals)"), _export
    )
    _add_assignments(export)
    export.add_argument(
        "--out",
        type=Path,
        default=Path("criteria.csv"),
        metavar=said("FILE"),
        help=said("default: criteria.csv, here"),
    )
    export.add_argument("--pseudonyms", action="store_true", help=said("for sharing: no names"))


def _add_forget(commands: Commands) -> None:
    forget = _add(commands, "forget", said("remove what the course folder holds of a student"), _forget)
    forget.add_argument("student", metavar=said("STUDENT"))


def _add(commands: Commands, name: str, about: str, command: Command) -> argparse.ArgumentParser:
    parser = add_command(commands, name, about, command)
    parser.add_argument("course_dir", type=Path, metavar=said("COURSE_DIR"))
    return parser


def _add_assignments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "assignments", nargs="*", metavar=said("ASSIGNMENT"), help=said("all that were handed in, if none")
    )
