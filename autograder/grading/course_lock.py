"""One at a time: whatever changes sheets, gradebook and pages of a course folder holds its lock meanwhile."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from filelock import lock_descriptor

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.roster import read_roster
from autograder.errors import FolderError
from autograder.state_files import BUILDING, read_versioned, write_versioned

FORMAT_VERSION = 1


@dataclass(frozen=True)
class _Holder:
    """Who has the lock, for whoever comes second."""

    process: int
    machine: str
    since: str


@contextlib.contextmanager
def locked(folder: CourseFolder) -> Iterator[int]:
    """Hold the folder's lock; FolderError that says who holds it, where somebody else does, or why the
    roster cannot be read, which gradebook and pages need in the end.

    It goes with its process, however that ends; with the last one that the descriptor, which the block
    gets, was handed on to.
    """
    read_roster(folder.path)
    place = folder.state.lock
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not lock_descriptor(lock, blocking=False):
            raise _taken(folder)
        yield from _held(folder, lock)
    finally:
        os.close(lock)  # and not unlocked: somebody else may hold it, too


def _held(folder: CourseFolder, lock: int) -> Iterator[int]:
    try:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        holder = _Holder(os.getpid(), platform.node(), now)
        write_versioned(folder.state.holder, FORMAT_VERSION, asdict(holder))
        _sweep(folder)
        yield lock
    finally:
        folder.state.holder.unlink(missing_ok=True)


def _sweep(folder: CourseFolder) -> None:
    """Whoever was killed in the midst of writing left a beginning, of a student's answers perhaps."""
    begun = (*folder.reports.rglob(".*.draft"), *folder.reports.rglob(f"{BUILDING}*"))
    for path in (*folder.state.unfinished(), *begun):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _taken(folder: CourseFolder) -> FolderError:
    holder = read_versioned(folder.state.holder, FORMAT_VERSION, _parsed)
    if holder is None:  # it has only just begun, or is about to end
        return FolderError(
            "another autograder works on {path}: run it again when that has ended", path=folder.path
        )
    return FolderError(
        "another autograder works on {path}, process {process} on {machine} since {since}: "
        "run it again when that has ended",
        path=folder.path,
        **asdict(holder),
    )


def _parsed(data: dict[str, Any]) -> _Holder:
    return _Holder(int(data["process"]), str(data["machine"]), str(data["since"]))
