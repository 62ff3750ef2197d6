"""What a course folder keeps for itself, in `.autograder/`: where each file lies, and how it is written.

The one place that spells that folder. Files are JSON with a format version, written whole or not at all; what
is about one student follows from the table here, and so does what `autograder forget` removes.

A file that is there and cannot be read is told, set aside beside its place and made anew where that can be.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

FOLDER = ".autograder"
BUILDING = ".new-"  # begins the name of whatever is not whole yet
DAMAGED = ".damaged"  # ends the name of what was set aside

#: What content of another form than ours raises, once it was read.
DAMAGE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
MALFORMED = (OSError, *DAMAGE)

_set_aside: list[Path] = []
_telling = threading.Lock()


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
    def platform_ids(self) -> Path:
        """Whose a learning platform's numbers are, of all students."""
        return self._state / "platform_ids.json"

    @property
    def pseudonyms_key(self) -> Path:
        return self._state / "pseudonyms.key"

    @property
    def lock(self) -> Path:
        """Held by whatever changes the folder."""
        return self._state / "lock"

    @property
    def holder(self) -> Path:
        """Who holds the lock."""
        return self._state / "holder.json"

    @property
    def ledgers(self) -> Path:
        return self._state / "recorded"

    def ledger(self, assignment: str) -> Path:
        """Which sheets nbgrader's gradebook has taken or refused, of all students."""
        return self.ledgers / f"{assignment}.json"

    def sheet(self, assignment: str, student: str) -> Path:
        return self._state / "sheets" / assignment / f"{student}.json"

    def overrides(self, assignment: str, student: str) -> Path:
        return self._state / "overrides" / assignment / f"{student}.json"

    def extension(self, assignment: str, student: str) -> Path:
        """A later deadline of one student's."""
        return self._state / "extensions" / assignment / f"{student}.json"

    def given(self, assignment: str, student: str) -> Path:
        """What people gave in formgrader, and for which version of what was handed in."""
        return self._state / "given" / assignment / f"{student}.json"

    def log(self, assignment: str, student: str) -> Path:
        """What nbgrader said when it took no grade; goes when it takes one."""
        return self._state / "logs" / assignment / f"{student}.txt"

    def confirmed(self, assignment: str) -> Path:
        """Code of students' own that an instructor has confirmed; some decisions name a student."""
        return self._state / "confirmed" / f"{assignment}.json"

    def sheets(self, assignment: str) -> tuple[Path, ...]:
        """Those that are there, by student."""
        return tuple(sorted(self.sheet(assignment, "_").parent.glob("*.json")))

    def unfinished(self) -> tuple[Path, ...]:
        """What somebody began to write who was killed, or is writing now."""
        return tuple(self._state.rglob(f"{BUILDING}*"))

    def of_student(self, student: str, assignments: Iterable[str]) -> Iterator[Path]:
        """Every file that is about one student alone, whether it is there or not."""
        for assignment in assignments:
            yield self.sheet(assignment, student)
            yield _aside(self.sheet(assignment, student))
            yield self.overrides(assignment, student)
            yield self.given(assignment, student)
            yield self.extension(assignment, student)
            yield self.log(assignment, student)


def read_versioned(path: Path, version: int, parse: Callable[[dict[str, Any]], T]) -> T | None:
    """What `parse` makes of a file's content; None where it is missing, broken or of another version.

    For what can be made anew; broken, it is set aside. What must not be lost is read by its own room,
    which says what to do.
    """
    try:
        data = json.loads(path.read_bytes())
        return parse(data) if data.pop("format_version") == version else None
    except DAMAGE:
        set_aside(path)
        return None
    except OSError:
        return None


def write_versioned(path: Path, version: int, content: Mapping[str, Any], indent: int | None = None) -> None:
    """Put content as JSON in the place of a file's old content, in one step."""
    text = json.dumps({"format_version": version, **content}, indent=indent)
    write_whole(path, text)


def write_whole(path: Path, content: str | bytes) -> None:
    """Put content (a text in UTF-8) in the place of a file's old one, in one step, to outlast a power cut."""
    content = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=BUILDING)
    try:
        with open(descriptor, "wb") as building:
            building.write(content)
            building.flush()
            os.fsync(descriptor)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    settle(path.parent)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read again only where it was touched since; nothing where there is no such file."""
    try:
        found = path.stat()
        return _digest(path, found.st_ino, found.st_size, found.st_mtime_ns)
    except OSError:
        return ""


@lru_cache
def _digest(path: Path, *_: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(folder: Path) -> None:
    """Have the names in a folder, and files that were closed before, outlast a power cut."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def set_aside(path: Path) -> None:
    """Move what is damaged out of the way, for a person to look at; `told_aside` tells of it once.

    An earlier one gives way. Where nothing can be moved, it stays and counts as absent all the same.
    """
    aside = _aside(path)
    try:
        if aside.is_dir():
            shutil.rmtree(aside)
        path.rename(aside)
    except OSError:
        return
    with _telling:
        _set_aside.append(aside)


def told_aside() -> list[Path]:
    """What was set aside since this was last asked."""
    with _telling:
        told = sorted(_set_aside)
        _set_aside.clear()
    return told


def aside_elsewhere(paths: Iterable[Path]) -> None:
    """What another process of ours set aside: it is told here."""
    with _telling:
        _set_aside.extend(paths)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + DAMAGED)
