"""Into nbgrader's gradebook: the single writer, which runs nbgrader's own autograde."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat.warnings import MissingIDFieldWarning
from nbgrader.api import BaseCell, Grade, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.cells import CHECK_PREFIX, grade_id_of
from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.roster import Student, read_roster
from autograder.coursedir.same_student import ByStudent
from autograder.errors import FolderError, GradebookError
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.preprocessors import UNSCORED
from autograder.messages import Message, say
from autograder.pipeline.outcome import Problem
from autograder.scoring.score_sheet import ScoreSheet

_DATABASE_LINE = re.compile(r"^(sqlalchemy\.exc|sqlite3)\.\w+: ")
_ERROR_LINE = re.compile(r"^[\w.]*(Error|Exception|Entry|Invalid\w*): ")


def release(folder: CourseFolder, assignment: str) -> None:
    """Make the students' notebook with stock `nbgrader generate_assignment`."""
    with _api(folder) as api:
        _expect_release(api.generate_assignment(assignment, force=True, create=True), assignment)


def enrol(folder: CourseFolder) -> None:
    """Enter the roster and every deadline, as the course folder has them now."""
    roster = read_roster(folder.path)
    with _api(folder) as api:
        for assignment in folder.course.assignments:
            api.enrol(roster, folder.handed_in, assignment)


def record(
    folder: CourseFolder, assignment: Assignment, sheets: Sequence[ScoreSheet], force: bool = False
) -> list[Problem]:
    """Run nbgrader's own autograde over stored evidence; returns whose grade it did not take.

    Whoever has no score, and whoever is returned, has no automatic grade afterwards: an earlier
    one would be stale. What nbgrader holds already is left as it is, unless with `force`, and so is
    everything where its database fails. One process writes, one student after the other: nbgrader
    changes the working directory.
    """
    slug = assignment.slug
    problems = [Problem(s.student, s.problem or UNSCORED) for s in sheets if s.unscored]
    recorded = Ledger(folder, assignment)
    with _api(folder) as api:
        if not api.released(slug, {grade_id_of(cell) for cell in folder.released(assignment).cells} - {""}):
            _expect_release(api.generate_assignment(slug, force=True, create=True), slug)
        api.enrol(read_roster(folder.path), folder.handed_in, assignment)
        held = set() if force else api.holds(slug)
        scored = [sheet for sheet in sheets if not sheet.unscored]
        coming = [s for s in scored if not (s.student in held and recorded.has(s))]
        recorded.drop([problem.student for problem in problems] + [sheet.student for sheet in coming])
        for problem in problems:
            api.forget(slug, problem.student)
        refused = [_recorded(api, recorded, sheet) for sheet in coming]
    return problems + [problem for problem in refused if problem]


def _recorded(api: _Api, recorded: Ledger, sheet: ScoreSheet) -> Problem | None:
    """Let nbgrader take one sheet; why it did not, if so.

    What nbgrader refuses has no automatic grade afterwards. Where the database failed, nothing is
    known of this submission, and what the gradebook holds of before stays.
    """
    outcome = api.autograde(sheet.assignment, sheet.student, force=True, create=True)
    if outcome["success"]:
        recorded.add(sheet)
        return None
    if broken := _database_error(outcome):
        why = say("nbgrader's gradebook could not be written: {reason}; what it held before stays, "
                  "grade again", reason=broken)  # fmt: skip
    else:
        why = say("nbgrader took no grade: {reason}", reason=_reason(outcome))
        api.forget(sheet.assignment, sheet.student)
    recorded.refuse(sheet.student, why)
    return Problem(sheet.student, why)


def given_by_hand(folder: CourseFolder, assignment: str) -> dict[tuple[str, str], float]:
    """Points that a person has given in formgrader, by student and exercise; none without a gradebook.

    Of an exercise that we score they settle what waits to be confirmed.
    """
    with _api(folder) as api:
        if not api.kept:
            return {}
        return _by_hand(api, assignment)


def _by_hand(api: Any, assignment: str) -> dict[tuple[str, str], float]:
    with api.gradebook as gradebook:
        if assignment not in {found.name for found in gradebook.assignments}:
            return {}
        chosen = gradebook.find_assignment(assignment)
        rows = (
            gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.manual_score)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .filter(SubmittedAssignment.assignment_id == chosen.id, Grade.manual_score.isnot(None))
        )
        return {(student, cell.removeprefix(CHECK_PREFIX)): float(points) for student, cell, points in rows}


def forget_student(folder: CourseFolder, student: str) -> bool:
    """Remove a student with every grade from the gradebook; whether there was one."""
    with _api(folder) as api, api.gradebook as gradebook:
        try:
            gradebook.remove_student(student)
        except MissingEntry:
            return False
        with gradebook.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")  # not every SQLite overwrites what it frees
    return True


@contextlib.contextmanager
def _api(folder: CourseFolder) -> Iterator[_Api]:
    """nbgrader's API on this folder, in which it runs; GradebookError where its database fails."""
    config_file = folder.path / "nbgrader_config.py"
    if not config_file.is_file():
        raise FolderError(
            "{config_file} is not there: run `autograder init` on a new folder", config_file=config_file
        )
    config = PyFileConfigLoader(config_file.name, path=str(folder.path)).load_config()
    with _inside(folder.path), warnings.catch_warnings():
        for own in (SAWarning, MissingIDFieldWarning):  # nbgrader's, of its own queries and notebooks
            warnings.simplefilter("ignore", own)
        try:
            yield _Api(coursedir=CourseDirectory(config=config), config=config)
        except SQLAlchemyError as error:
            reason = str(error).splitlines()[0]
            raise GradebookError(
                "nbgrader's gradebook cannot be used: {reason}; what it holds stays", reason=reason
            ) from error


@contextlib.contextmanager
def _inside(path: Path) -> Iterator[None]:
    """In this folder, with this environment's tools on PATH (alembic is one)."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        with contextlib.chdir(path):
            yield
    finally:
        os.environ["PATH"] = before


class _Api(NbGraderAPI):  # type: ignore[misc]
    """What nbgrader's own API does not tell of its gradebook."""

    @property
    def kept(self) -> bool:
        """Whether there is a gradebook already: to look into one makes its file."""
        url = self.coursedir.db_url
        return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file()

    def released(self, assignment: str, cells: set[str]) -> bool:
        """Whether the gradebook knows these cells of it: a release may have been cut off halfway.

        Where there are submissions they belong to whatever was released then.
        """
        with self.gradebook as gradebook, contextlib.suppress(MissingEntry):
            found = gradebook.find_assignment(assignment)
            known = {cell.name for notebook in found.notebooks for cell in notebook.source_cells}
            return bool(known) and (bool(found.submissions) or cells <= known)
        return False

    def holds(self, assignment: str) -> set[str]:
        """Students with a submission in the gradebook."""
        with self.gradebook as gradebook:
            return {s.student.id for s in gradebook.assignment_submissions(assignment)}

    def enrol(self, roster: Sequence[Student], folders: Sequence[str], assignment: Assignment) -> None:
        """The roster's names and the deadline, as the course folder has them now.

        A student is called as their folder in submitted/ is, by which nbgrader goes; whoever the gradebook
        has under another way of writing it, without a folder, is nobody else.
        """
        called = ByStudent((name, name) for name in folders)
        self._drop(assignment.slug, lambda name: name not in folders and name in called)
        with self.gradebook as gradebook:
            for student in roster:
                gradebook.update_or_create_student(called.get(student.id, student.id), **student.named())
            deadline = assignment.deadline and _in_utc(assignment.deadline)
            gradebook.update_or_create_assignment(assignment.slug, duedate=deadline)

    def _drop(self, assignment: str, is_nobody: Callable[[str], bool]) -> None:
        """Take these students out of the gradebook, unless a person has scored something of theirs."""
        with self.gradebook as gradebook:
            names = [student.id for student in gradebook.students if is_nobody(student.id)]
        for name in names:
            self.forget(assignment, name)
            with self.gradebook as gradebook:
                if not gradebook.find_student(name).submissions:
                    gradebook.remove_student(name)

    def forget(self, assignment: str, student: str) -> None:
        """Remove an earlier grade; what a person gave stays, with the notebook it was given for."""
        with self.gradebook as gradebook, contextlib.suppress(MissingEntry):
            if _clear_automatic(gradebook, gradebook.find_submission(assignment, student)):
                return
            gradebook.remove_submission(assignment, student)
        autograded = self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment)
        shutil.rmtree(autograded, ignore_errors=True)


def _clear_automatic(gradebook: Any, submission: Any) -> bool:
    """Take our points out of a submission that a person has scored too; False where none has."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    if all(grade.manual_score is None for grade in grades):
        return False
    for grade in grades:
        if grade.auto_score is not None:
            grade.auto_score = None
    gradebook.db.commit()
    return True


def _in_utc(deadline: datetime) -> datetime:
    """nbgrader keeps UTC without saying so; a deadline without a zone is this machine's."""
    return deadline.astimezone(UTC).replace(tzinfo=None)


def _expect_release(outcome: dict[str, Any], slug: str) -> None:
    if not outcome["success"]:
        reason = _reason(outcome)
        raise GradebookError(
            "nbgrader made no release of {assignment}: {reason}", assignment=slug, reason=reason
        )


def _database_error(outcome: dict[str, Any]) -> str | None:
    """The line that says how the database failed; None where it did not."""
    lines = f"{outcome.get('log') or ''}\n{outcome.get('error') or ''}".splitlines()
    return next((line.strip() for line in lines if _DATABASE_LINE.match(line)), None)


def _reason(outcome: dict[str, Any]) -> Message | str:
    """nbgrader's last line that names an error, out of its traceback and log."""
    lines = f"{outcome.get('log') or ''}\n{outcome.get('error') or ''}".strip().splitlines()
    named = [line.strip() for line in lines if _ERROR_LINE.match(line.strip())]
    return (named or lines)[-1] if named or lines else say("no reason given")
