"""Out of nbgrader's gradebook: what it holds of an assignment, student by student."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nbgrader.api import Grade, MissingEntry, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.orm import joinedload, selectinload

from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.by_hand import rows_of
from autograder.gradebook.held import Cell, Held
from autograder.gradebook.nbgrader_api import api_of


def read_held(folder: CourseFolder, assignment: str) -> dict[str, Held]:
    """By student; none where there is no gradebook yet, or nothing of the assignment in it."""
    with api_of(folder) as api:
        if not api.kept:
            return {}
        with api.gradebook as gradebook:
            try:
                chosen = gradebook.find_assignment(assignment)
            except MissingEntry:
                return {}
            return {
                submission.student_id: _held(submission) for submission in _submissions(gradebook, chosen)
            }


def _submissions(gradebook: Any, assignment: Any) -> list[Any]:
    """All at once: one by one, a class of a thousand takes many thousand queries."""
    notebooks = selectinload(SubmittedAssignment.notebooks)
    found = gradebook.db.query(SubmittedAssignment).filter_by(assignment_id=assignment.id)
    return list(
        found.options(
            joinedload(SubmittedAssignment.assignment),
            notebooks.selectinload(SubmittedNotebook.grades).joinedload(Grade.cell),
            notebooks.selectinload(SubmittedNotebook.comments),
        )
    )


def _held(submission: Any) -> Held:
    cells = {
        name: Cell(
            row.grade.auto_score,
            row.grade.manual_score,
            row.grade.extra_credit or 0.0,
            (row.comment.manual_comment or "") if row.comment else "",
        )
        for name, row in rows_of(submission).items()
    }
    return Held(
        cells,
        sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks),
        _aware(submission.timestamp),
        _aware(submission.duedate),
        submission.extension,
    )


def _aware(time: datetime | None) -> datetime | None:
    """nbgrader keeps UTC without saying so."""
    return time.replace(tzinfo=UTC) if time else None
