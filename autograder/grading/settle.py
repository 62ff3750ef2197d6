"""An exercise settled by an instructor in the place of the grader, in the gradebook as what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.released import expect_released
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.standing import Standing, Standings
from autograder.grading.course_lock import locked
from autograder.grading.rescore import write_sheets
from autograder.pipeline.outcome import Problem
from autograder.scoring.overrides import Overrides, lifted, override, read_overrides, write_overrides
from autograder.scoring.score_sheet import ScoreSheet


@dataclass(frozen=True)
class Settled:
    """A student's points before and after, and why nbgrader did not take it, if so."""

    before: float
    after: float
    problems: tuple[Problem, ...]


def settle(
    folder: CourseFolder,
    assignment: Assignment,
    student: str,
    exercise: str,
    *,
    points: float,
    reason: str,
    on: date,
    who: str,
) -> Settled:
    """Let these points count, whoever gave others before; FolderError for what cannot be meant."""

    def settled() -> tuple[ScoreSheet, ScoreSheet]:
        expect_released(folder, assignment)
        sheet = folder.kept_sheet(assignment.slug, student)
        return sheet, override(sheet, exercise, points, reason, on, who)

    settled()  # a refusal leaves nothing behind
    with locked(folder):
        sheet, after = settled()
        before = Standings(folder, assignment).of(sheet)
        path = folder.state.overrides(assignment.slug, student)
        kept = read_overrides(path)
        own = next(e.override for e in after.exercises if e.exercise == exercise)
        assert own is not None
        write_overrides(path, Overrides({**kept.settled, exercise: own}, kept.pending | {exercise}))
        return _written(folder, assignment, before, after)


def lift(folder: CourseFolder, assignment: Assignment, student: str, exercise: str) -> Settled:
    """Let the grader's points count again; those that formgrader was given since stay."""

    def settled() -> tuple[ScoreSheet, ScoreSheet]:
        expect_released(folder, assignment)
        sheet = folder.kept_sheet(assignment.slug, student)
        return sheet, lifted(sheet, exercise)

    settled()
    with locked(folder):
        sheet, after = settled()
        before = Standings(folder, assignment).of(sheet)
        counts = before.exercise(exercise).override is not None
        path = folder.state.overrides(assignment.slug, student)
        kept = read_overrides(path)
        write_overrides(path, kept.without(exercise, pending=counts))
        return _written(folder, assignment, before, after)


def _written(folder: CourseFolder, assignment: Assignment, before: Standing, after: ScoreSheet) -> Settled:
    Ledger(folder, assignment).drop([after.student])
    problems = write_sheets(folder, assignment, [after])
    return Settled(before.earned, Standings(folder, assignment).of(after).earned, tuple(problems))
