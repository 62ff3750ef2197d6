"""A student's own deadline: kept beside the gradebook, which knows of extensions to what it has only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError
from autograder.scoring.decisions import read_decisions
from autograder.state_files import write_versioned

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Extension:
    """Until when, in ISO 8601; `date` is the ISO day on which `who` granted it.

    `seconds` are what nbgrader's gradebook was told; None while it was not.
    """

    until: str
    reason: str
    date: str
    who: str
    seconds: float | None = None


def read_extension(path: Path) -> Extension | None:
    """None where there is none; FolderError where it cannot be read: it must not be lost."""
    unreadable = FolderError("{path} cannot be read: mend it, or delete it to drop the extension", path=path)
    return read_decisions(path, FORMAT_VERSION, _extension, unreadable)


def write_extension(path: Path, extension: Extension | None) -> None:
    if extension is None:
        path.unlink(missing_ok=True)
        return
    write_versioned(path, FORMAT_VERSION, asdict(extension), indent=1)


def _extension(data: dict[str, Any]) -> Extension:
    content = {name: value for name, value in data.items() if name != "format_version"}
    datetime.fromisoformat(content["until"])
    return Extension(**content)


def apply_extension(folder: CourseFolder, assignment: str, submission: Any) -> Extension | None:
    """Tell the gradebook's row of a student's own deadline, unless a person has told it another since.

    Returns what is to be written once the row is committed. nbgrader keeps times in UTC without saying so.
    """
    ours = read_extension(folder.state.extension(assignment, submission.student_id))
    due, granted = submission.assignment.duedate, submission.extension
    if ours is None or due is None:
        return None
    if ours.seconds is not None and (granted or timedelta()) != timedelta(seconds=ours.seconds):
        return None  # by nbgrader's own grant_extension, later
    until = datetime.fromisoformat(ours.until).astimezone(UTC).replace(tzinfo=None)
    wanted = max(timedelta(), until - due)
    submission.extension = wanted or None
    return replace(ours, seconds=wanted.total_seconds()) if ours.seconds != wanted.total_seconds() else None
