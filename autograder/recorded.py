"""Which sheets nbgrader's gradebook has taken, so that an unchanged class is not recorded again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.course import Assignment
from autograder.files import write_whole
from autograder.folder import CourseFolder
from autograder.scores import ScoreSheet

FORMAT_VERSION = 1


class Recorded:
    """A digest a student of what a recorded grade rests on; written when the block ends."""

    def __init__(self, folder: CourseFolder, assignment: Assignment) -> None:
        self._folder, self._assignment = folder, assignment
        self._path = folder.path / ".autograder" / "recorded" / f"{assignment.slug}.json"
        self._digests: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            self._digests = dict(data["digests"]) if data["format_version"] == FORMAT_VERSION else {}
        except (OSError, ValueError, KeyError, TypeError):
            self._digests = {}  # then everything is recorded again
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        write_whole(self._path, json.dumps({"format_version": FORMAT_VERSION, "digests": self._digests}))

    def has(self, sheet: ScoreSheet) -> bool:
        return self._digests.get(sheet.student) == self._digest(sheet)

    def add(self, sheet: ScoreSheet) -> None:
        self._digests[sheet.student] = self._digest(sheet)

    def drop(self, student: str) -> None:
        self._digests.pop(student, None)

    def _digest(self, sheet: ScoreSheet) -> str:
        """Of the sheet, of what was handed in and when, and of what decides on lateness."""
        notebook = self._folder.submitted(sheet.assignment, sheet.student)
        handed_in = [_content(notebook), _content(notebook.with_name("timestamp.txt"))]
        rest = f"{sheet.to_json()}{self._assignment.deadline}".encode()
        return hashlib.sha256(b"\0".join([rest, *handed_in])).hexdigest()


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
