"""What a course folder keeps for itself, in `.autograder/`: where each file lies, and how it is written.

The one place that spells that folder. Files are JSON with a format version, written whole or not at all; what
is about one student follows from the table here, and so does what `autograder forget` removes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

FOLDER = ".autograder"
BUILDING = ".new-"  # begins the name of whatever is not whole yet

#: What reading content of another form than ours raises.
MALFORMED = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class StateFiles:
    """The places in one course folder; nothing is made by asking for a place."""

    course_dir: Path

    @property
    def _state(self) -> Path:
        return self.course_dir / FOLDER

    @property
    def evidence(self) -> Path:
        """By content, without a name: a student's goes with the sheet that names it."""
        return self._state / "evidence"

    def view(self, name: str) -> Path:
        """The students' view of some data: no label of a hidden image is in it."""
        return self._state / f"view-{name}"

    def baseline(self, name: str) -> Path:
        return self._state / "baselines" / f"{name}.json"

    @property
    def trained(self) -> Path:
        """What `train --course` measured."""
        return self._state / "trained.json"

    @property
    def released(self) -> Path:
        """The exercises and points that were handed out."""
        return self._state / "released.json"

    @property
    def written(self) -> Path:
        """Digests of the files that `init` made."""
        return self._state / "written.json"

    @property
    def pseudonyms_key(self) -> Path:
        return self._state / "pseudonyms.key"

    def ledger(self, assignment: str) -> Path:
        """Which sheets nbgrader's gradebook has taken or refused, of all students."""
        return self._state / "recorded" / f"{assignment}.json"

    def sheet(self, assignment: str, student: str) -> Path:
        return self._state / "sheets" / assignment / f"{student}.json"

    def overrides(self, assignment: str, student: str) -> Path:
        return self._state / "overrides" / assignment / f"{student}.json"

    def sheets(self, assignment: str) -> tuple[Path, ...]:
        """Those that are there, by student."""
        return tuple(sorted(self.sheet(assignment, "_").parent.glob("*.json")))

    def of_student(self, student: str, assignments: Iterable[str]) -> Iterator[Path]:
        """Every file that is about one student alone, whether it is there or not."""
        for assignment in assignments:
            yield self.sheet(assignment, student)
            yield self.overrides(assignment, student)


def read_versioned(path: Path, version: int, parse: Callable[[dict[str, Any]], T]) -> T | None:
    """What `parse` makes of a file's content; None where it is missing, broken or of another version.

    For what can be made anew. What must not be lost is read by its own room, which says what to do.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return parse(data) if data.pop("format_version") == version else None
    except MALFORMED:
        return None


def write_versioned(path: Path, version: int, content: Mapping[str, Any], indent: int | None = None) -> None:
    """Put content as JSON in the place of a file's old content, in one step."""
    text = json.dumps({"format_version": version, **content}, indent=indent)
    write_whole(path, text)


def write_whole(path: Path, text: str) -> None:
    """Put a UTF-8 text in the place of a file's old content, in one step."""
    content = text.encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=BUILDING, delete=False) as building:
        building.write(content)
    new = Path(building.name)
    new.chmod(0o644)
    new.replace(path)
