"""Into nbgrader's gradebook: the single writer, which runs nbgrader's own autograde."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from nbgrader.api import MissingEntry

from autograder.course.cells import grade_id_of
from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.names import misread
from autograder.coursedir.released import keep_released
from autograder.coursedir.roster import read_roster
from autograder.coursedir.same_student import ByStudent
from autograder.errors import GradebookError
from autograder.gradebook.by_hand import keep_aside, rows_of, supersede
from autograder.gradebook.database import erase_freed, expect_erasable
from autograder.gradebook.lateness import bring_up_to_date
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.nbgrader_api import Api, api_of
from autograder.gradebook.preprocessors import UNSCORED
from autograder.gradebook.refusal import log_of, reason_of
from autograder.messages import say
from autograder.pipeline.outcome import Problem
from autograder.scoring.score_sheet import ScoreSheet

_DATABASE_LINE = re.compile(r"^(sqlalchemy\.exc|sqlite3|psycopg(\.errors)?)\.\w+: ")


def release(folder: CourseFolder, assignment: str) -> None:
    """Make the students' notebook with stock `nbgrader generate_assignment`."""
    with api_of(folder) as api:
        _expect_release(api.generate_assignment(assignment, force=True, create=True), assignment)


def reprice(folder: CourseFolder, assignment: Assignment, keep: Collection[str]) -> None:
    """Hand changed points on to nbgrader; who is not to `keep` a grade has none that disagrees with them.

    What is recorded of the others is to be recorded anew.
    """
    release(folder, assignment.slug)
    keep_released(folder, assignment)
    ledger = Ledger(folder, assignment)
    with api_of(folder) as api:
        held = api.holds(assignment.slug)
        ledger.drop(held)
        for student in held - {*keep}:
            _forget(folder, api, assignment.slug, student)


def enrol(folder: CourseFolder) -> None:
    """Enter the roster and every deadline, as the course folder has them now."""
    with api_of(folder) as api:
        for assignment in folder.course.assignments:
            _enrol(folder, api, assignment)


def _has_points(api: Api, assignment: str, student: str) -> bool:
    """Whether a person gave them any."""
    with api.gradebook as gradebook, contextlib.suppress(MissingEntry):
        rows = rows_of(gradebook.find_submission(assignment, student))
        return any(row.given("", None) for row in rows.values())
    return False


def _enrol(folder: CourseFolder, api: Api, assignment: Assignment) -> None:
    """A student is called as their folder in submitted/ is, by which nbgrader goes.

    Whoever the gradebook has under another way of writing it, without a folder, is nobody else; what a
    person gave them stays.
    """
    folders = frozenset(folder.handed_in)
    called = ByStudent((name, name) for name in sorted(folders))
    for name in api.students():
        if name not in folders and name in called and not _has_points(api, assignment.slug, name):
            _forget(folder, api, assignment.slug, name)
            api.drop_if_idle(name)
    roster = read_roster(folder.path)
    api.enrol({called.get(student.id, student.id): student for student in roster}, assignment)


def record(
    folder: CourseFolder, assignment: Assignment, sheets: Sequence[ScoreSheet], force: bool = False
) -> list[Problem]:
    """Run nbgrader's own autograde over stored evidence; returns whose grade it did not take.

    One student after the other, as `Recording` has it: whoever has no score comes first.
    """
    with api_of(folder) as api:
        recording = Recording(folder, api, assignment, force)
        taken = [recording.take(sheet) for sheet in sorted(sheets, key=lambda sheet: not sheet.unscored)]
        recording.end()
    return [problem for problem in taken if problem]


class Recording:
    """Sheets of one assignment on their way into the gradebook, which is made ready for them.

    What nbgrader holds already is left as it is, unless with `force`, and so is everything where its
    database fails. One process writes, one student after the other: nbgrader changes the working directory.
    """

    def __init__(self, folder: CourseFolder, api: Api, assignment: Assignment, force: bool = False) -> None:
        self._folder, self._api, self._assignment = folder, api, assignment
        self._ledger, slug = Ledger(folder, assignment), assignment.slug
        if not api.released(slug, {grade_id_of(cell) for cell in folder.released(assignment).cells} - {""}):
            _expect_release(api.generate_assignment(slug, force=True, create=True), slug)
        _enrol(folder, api, assignment)
        self._held = set() if force else api.holds(slug)

    def take(self, sheet: ScoreSheet) -> Problem | None:
        """Why nbgrader has no grade of this one, if so.

        Whoever has no score, and whoever is returned, has no automatic grade afterwards: an earlier
        one would be stale.
        """
        student = sheet.student
        if not sheet.unscored and student in self._held and self._ledger.has(sheet):
            return None
        self._ledger.drop([student])
        if not sheet.unscored:
            return _recorded(self._folder, self._api, self._ledger, sheet)
        _forget(self._folder, self._api, sheet.assignment, student)
        return Problem(student, sheet.problem or UNSCORED)

    def end(self) -> None:
        """Lateness follows what course.toml says of everybody, and not only of those who were taken."""
        bring_up_to_date(self._api, self._folder, self._assignment)


def refresh(folder: CourseFolder, assignment: Assignment) -> None:
    """Let what is recorded follow changed deadlines, extensions and penalties."""
    with api_of(folder) as api:
        if api.kept and api.released(assignment.slug, set()):
            _enrol(folder, api, assignment)
            bring_up_to_date(api, folder, assignment)


def _recorded(folder: CourseFolder, api: Api, recorded: Ledger, sheet: ScoreSheet) -> Problem | None:
    """Let nbgrader take one sheet; why it did not, if so.

    What nbgrader refuses has no automatic grade afterwards. Where the database failed, nothing is
    known of this submission, and what the gradebook holds of before stays.
    """
    if odd := misread(sheet.student):  # and would be given another's grade
        recorded.refuse(sheet.student, odd)
        return Problem(sheet.student, odd)
    outcome = api.autograde(sheet.assignment, sheet.student, force=True, create=True)
    if outcome["success"]:
        recorded.add(sheet)
        return None
    if broken := _database_error(outcome):
        why = say("nbgrader's gradebook could not be written: {reason}; what it held before stays, "
                  "grade again", reason=broken)  # fmt: skip
    else:
        why = say("nbgrader took no grade: {reason}; its whole log is in {log}", reason=reason_of(outcome),
                  log=recorded.place_of_log(sheet.student))  # fmt: skip
        _forget(folder, api, sheet.assignment, sheet.student)
    recorded.refuse(sheet.student, why, log_of(outcome))
    return Problem(sheet.student, why)


def _forget(folder: CourseFolder, api: Api, assignment: str, student: str) -> None:
    """Remove an earlier grade; what people gave is kept aside, and an extension stays."""
    with api.gradebook as gradebook, contextlib.suppress(MissingEntry):
        submission = gradebook.find_submission(assignment, student)
        keep_aside(folder, assignment, student, submission)
        if submission.extension is None:
            gradebook.remove_submission(assignment, student)
        else:
            for row in rows_of(submission).values():
                row.clear()
            gradebook.db.commit()
    autograded = api.coursedir.format_path(api.coursedir.autograded_directory, student, assignment)
    shutil.rmtree(autograded, ignore_errors=True)


def supersede_points(folder: CourseFolder, assignment: str, exercise: str, students: Iterable[str]) -> None:
    """A later act of a person counts instead of points that one gave in formgrader or by an override."""
    with api_of(folder) as api, api.gradebook as gradebook:
        for student in students:
            with contextlib.suppress(MissingEntry):
                supersede(folder, assignment, student, exercise, gradebook)


def expect_writable(folder: CourseFolder) -> None:
    """GradebookError where there is a gradebook that cannot be changed now."""
    with api_of(folder) as api:
        if not api.kept:
            return
        with api.gradebook as gradebook:
            expect_erasable(gradebook)


def forget_student(folder: CourseFolder, student: str) -> bool:
    """Remove a student with every grade from the gradebook; whether there was one."""
    found = True
    with api_of(folder) as api, api.gradebook as gradebook:
        try:
            gradebook.remove_student(student)
        except MissingEntry:
            found = False
        erase_freed(gradebook)  # an earlier attempt may have ended before this
    return found


def _expect_release(outcome: dict[str, Any], slug: str) -> None:
    if not outcome["success"]:
        reason = reason_of(outcome)
        raise GradebookError(
            "nbgrader made no release of {assignment}: {reason}", assignment=slug, reason=reason
        )


def _database_error(outcome: dict[str, Any]) -> str | None:
    """The line that says how the database failed; None where it did not."""
    lines = f"{outcome.get('log') or ''}\n{outcome.get('error') or ''}".splitlines()
    return next((line.strip() for line in lines if _DATABASE_LINE.match(line)), None)
