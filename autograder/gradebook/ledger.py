"""Which sheets nbgrader's gradebook has taken, so that an unchanged class is not recorded again; and
which it has refused, so that pages can say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.messages import Message
from autograder.scoring.score_sheet import ScoreSheet
from autograder.state_files import read_versioned, write_versioned, write_whole

FORMAT_VERSION = 2  # 1: nbgrader did not tell an override from the grader's points


class Ledger:
    """A digest a student of what a recorded grade rests on; on disk with each change.

    An entry is dropped before the gradebook is touched and comes back after: whenever the grader is
    killed, a grade that is in the ledger is in the gradebook. `refused` has why nbgrader took no grade.
    """

    def __init__(self, folder: CourseFolder, assignment: Assignment) -> None:
        self._folder, self._assignment = folder, assignment
        self._path = folder.state.ledger(assignment.slug)
        self._digests, self.refused = _read(self._path)

    def has(self, sheet: ScoreSheet) -> bool:
        return self._digests.get(sheet.student) == self._digest(sheet)

    def add(self, sheet: ScoreSheet) -> None:
        """The gradebook has it, whole."""
        self._digests[sheet.student] = self._digest(sheet)
        self._write()

    def refuse(self, student: str, reason: Message, log: str = "") -> None:
        """nbgrader did not take it; what it logged is kept until it does."""
        if log:
            write_whole(self._log(student), log)
        self._digests.pop(student, None)
        self.refused[student] = reason
        self._write()

    def drop(self, students: Iterable[str]) -> None:
        """Nothing is known of theirs; to be said before the gradebook is touched."""
        known = [student for student in students if student in self._digests or student in self.refused]
        for student in known:
            self._log(student).unlink(missing_ok=True)
            self._digests.pop(student, None)
            self.refused.pop(student, None)
        if known:
            self._write()

    def place_of_log(self, student: str) -> str:
        """Where what nbgrader logged is kept, in the course folder."""
        return self._log(student).relative_to(self._folder.path).as_posix()

    def _log(self, student: str) -> Path:
        return self._folder.state.log(self._assignment.slug, student)

    def _write(self) -> None:
        refused = {student: reason.to_json() for student, reason in self.refused.items()}
        write_versioned(self._path, FORMAT_VERSION, {"digests": self._digests, "refused": refused})

    def _digest(self, sheet: ScoreSheet) -> str:
        """Of the sheet but for what running took, of what was handed in and when, and of what decides on
        lateness.
        """
        notebook = self._folder.submitted(sheet.assignment, sheet.student)
        handed_in = [_content(notebook), _content(notebook.with_name("timestamp.txt"))]
        rest = f"{replace(sheet, usage=None).to_json()}{self._assignment.deadline}".encode()
        return hashlib.sha256(b"\0".join([rest, *handed_in])).hexdigest()


def refused(folder: CourseFolder, assignment: Assignment) -> dict[str, Message]:
    """Why nbgrader took no grade of a student's, where it did not."""
    return _read(folder.state.ledger(assignment.slug))[1]


def any_taken(ledgers: Path) -> bool:
    """Whether a gradebook has a grade of any assignment."""
    return any(_read(path)[0] for path in ledgers.glob("*.json"))


def _read(path: Path) -> tuple[dict[str, str], dict[str, Message]]:
    """Digests and refusals; none of a file that is not ours: then everything is recorded again."""
    return read_versioned(path, FORMAT_VERSION, _parsed) or ({}, {})


def _parsed(data: dict[str, Any]) -> tuple[dict[str, str], dict[str, Message]]:
    refused = data.get("refused", {})
    told = {who: Message.from_json(why) for who, why in refused.items()}
    for why in told.values():
        str(why)  # what cannot be said was not written by us
    return dict(data["digests"]), told


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""
