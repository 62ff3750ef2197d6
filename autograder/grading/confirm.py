"""`autograder confirm`: an instructor's decision on code of students' own, which nobody can verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.released import expect_released
from autograder.errors import AutograderError, FolderError
from autograder.grading.course_lock import locked
from autograder.grading.rescore import write_sheets
from autograder.pipeline.outcome import Problem
from autograder.pipeline.submission_grader import code_of
from autograder.scoring.confirmations import Confirmed, read_confirmations, write_confirmations
from autograder.scoring.score_sheet import ExerciseScore, ScoreSheet
from autograder.submissions.own_code import digest_of_code
from autograder.submissions.reading import read_submission


@dataclass(frozen=True)
class Waiting:
    """Students whose points in an exercise rest on the same code; `points` is what each of them waits for.

    `text` is that code, None where what was handed in is no longer what was graded.
    """

    code: str
    students: tuple[str, ...]
    points: tuple[float, ...]
    text: str | None


def waiting(folder: CourseFolder, assignment: Assignment, exercise: str) -> tuple[Waiting, ...]:
    """What waits in an exercise, those of one code together."""
    found: dict[str, list[tuple[ScoreSheet, ExerciseScore]]] = {}
    for sheet in folder.sheets(assignment.slug):
        for score in sheet.exercises:
            if score.exercise == exercise and score.own_code:
                found.setdefault(score.own_code, []).append((sheet, score))
    return tuple(
        Waiting(
            code,
            tuple(sheet.student for sheet, _ in sheets),
            tuple(score.unconfirmed for _, score in sheets),
            _text(folder, assignment, exercise, code, [sheet for sheet, _ in sheets]),
        )
        for code, sheets in found.items()
    )


def _text(
    folder: CourseFolder, assignment: Assignment, exercise: str, code: str, sheets: Iterable[ScoreSheet]
) -> str | None:
    released = folder.released(assignment)
    for sheet in sheets:
        try:
            path = folder.submitted(assignment.slug, sheet.student)
            submission = read_submission(path, sheet.student, assignment, released)
        except AutograderError:
            continue
        transcript = folder.evidence.find(sheet.evidence_key)
        evidence = transcript.evidence.get(exercise) if transcript else None
        if evidence is not None and digest_of_code(text := code_of(submission, evidence)) == code:
            return text
    return None


def confirm(
    folder: CourseFolder,
    assignment: Assignment,
    exercise: str,
    codes: Iterable[str],
    *,
    student: str | None = None,
    reason: str = "",
    on: date,
) -> list[Problem]:
    """Let points count that rest on these codes; for one student, or for all who use them.

    Points that a person gave before, in formgrader or by an override, no longer count. The gradebook and the
    pages follow. Returns whose grade nbgrader did not take.
    """
    decisions = [Confirmed(exercise, code, reason, on.isoformat(), student) for code in codes]
    with locked(folder):
        expect_released(folder, assignment)
        path = folder.state.confirmed(assignment.slug)
        before = [d for d in read_confirmations(path) if not _replaced(d, decisions)]
        write_confirmations(path, [*before, *decisions])
        from autograder.gradebook.writer import (
            supersede_points,  # brings nbgrader, which a refusal does without
        )

        concerned = [
            sheet.student
            for sheet in folder.sheets(assignment.slug)
            if any(d.holds_for(sheet.student, score) for score in sheet.exercises for d in decisions)
        ]
        supersede_points(folder, assignment.slug, exercise, concerned)
        return _settled(folder, assignment)


def take_back(
    folder: CourseFolder, assignment: Assignment, exercise: str, codes: Iterable[str], student: str | None
) -> list[Problem]:
    """Let them wait again. FolderError where nothing of it was confirmed."""
    wanted = [Confirmed(exercise, code, "", "", student) for code in codes]
    with locked(folder):
        expect_released(folder, assignment)
        path = folder.state.confirmed(assignment.slug)
        before = read_confirmations(path)
        left = [decision for decision in before if not _replaced(decision, wanted)]
        if len(left) == len(before):
            raise FolderError("nothing of that was confirmed in {exercise}", exercise=exercise)
        write_confirmations(path, left)
        return _settled(folder, assignment)


def _replaced(decision: Confirmed, by: Iterable[Confirmed]) -> bool:
    about = (decision.exercise, decision.code, decision.student)
    return any(about == (new.exercise, new.code, new.student) for new in by)


def _settled(folder: CourseFolder, assignment: Assignment) -> list[Problem]:
    """Let sheets, gradebook and pages follow."""
    pairs = [(sheet, folder.with_decisions(sheet)) for sheet in folder.sheets(assignment.slug)]
    return write_sheets(folder, assignment, [after for before, after in pairs if after != before])


def forget_decisions(folder: CourseFolder, assignment: Assignment, student: str) -> None:
    """Remove decisions that name a student."""
    path = folder.state.confirmed(assignment.slug)
    kept = read_confirmations(path)
    if any(decision.student == student for decision in kept):
        write_confirmations(path, [decision for decision in kept if decision.student != student])
