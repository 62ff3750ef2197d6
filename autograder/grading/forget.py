"""`autograder forget`: removes what a course folder holds of one student."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.platform_ids import forget_platform_ids
from autograder.errors import FolderError
from autograder.gradebook.ledger import Ledger
from autograder.grading.course_lock import locked
from autograder.messages import Message, say
from autograder.scoring.score_sheet import ScoreSheet

_FOLDERS = ("submitted", "autograded", "feedback")


def forget(folder: CourseFolder, student: str) -> tuple[Message | str, ...]:
    """Remove a student's code, evidence, sheets, pages and gradebook rows; returns what went.

    The roster stays the instructor's to change, and so do files that nbgrader collected into
    other places. FolderError where nothing is held of a student of that name; nothing is removed where
    something cannot be.
    """
    if not student or student in (".", "..") or Path(student).name != student:
        raise FolderError("{student!r} is no student's name", student=student)
    with locked(folder):
        return _forgotten(folder, student)


def _forgotten(folder: CourseFolder, student: str) -> tuple[Message | str, ...]:
    from autograder.gradebook.writer import (
        expect_writable,
        forget_student,
    )  # brings nbgrader, which a refusal does without
    from autograder.grading.confirm import forget_decisions
    from autograder.pages.site import write_reports

    addresses = {s.evidence_key for s in _sheets(folder) if s.student == student} - {""}
    shared = {s.evidence_key for s in _sheets(folder) if s.student != student}
    gone = [path for path in _places(folder, student) if path.exists()]
    _expect_removable(gone)
    expect_writable(folder)
    for assignment in folder.course.assignments:
        Ledger(folder, assignment).drop([student])
        forget_decisions(folder, assignment, student)
    forget_platform_ids(folder.state.platform_ids, student)
    in_gradebook = forget_student(folder, student)
    if not gone and not in_gradebook:
        raise FolderError("nothing is held of {student!r} in {path}", student=student, path=folder.path)
    for path in gone:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for address in addresses - shared:  # two students' same code has one evidence
        folder.evidence.forget(address)
    for assignment in folder.course.assignments:
        if folder.report(assignment.slug).is_dir():
            write_reports(folder, [assignment])
    evidence = [say("evidence")] if addresses - shared else []
    told = [str(path.relative_to(folder.path)) for path in gone]
    return (*told, *evidence, *([say("the rows in the gradebook")] if in_gradebook else []))


def _expect_removable(paths: Iterable[Path]) -> None:
    for path in paths:
        folders = [path.parent, *(Path(place) for place, _, _ in os.walk(path))]
        if closed := [folder for folder in folders if not _may_be_changed(folder)]:
            raise FolderError(
                "{path} cannot be removed: {folder} may not be changed; nothing was removed",
                path=path,
                folder=closed[0],
            )


def _may_be_changed(folder: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def _sheets(folder: CourseFolder) -> list[ScoreSheet]:
    return [sheet for a in folder.course.assignments for sheet in folder.sheets(a.slug)]


def _places(folder: CourseFolder, student: str) -> Iterator[Path]:
    for name in _FOLDERS:
        yield folder.path / name / student
    assignments = [assignment.slug for assignment in folder.course.assignments]
    yield from folder.state.of_student(student, assignments)
    yield from (folder.page(assignment, student) for assignment in assignments)
