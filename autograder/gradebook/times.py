"""nbgrader reads a submission's timestamp.txt as we do: what is no time is none, and ends nothing.

nbgrader's own reading ends the whole command, or formgrader's page, over one file that somebody edited,
and offers no setting in its place. Nobody's file is changed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.submissions.handed_in import TIMESTAMP, handed_in


def read_times_as_we_do() -> None:
    """For this process, in which nbgrader has read our configuration."""
    CourseDirectory.get_existing_timestamp = _existing
    NbGraderAPI.get_submitted_timestamp = _submitted


def _existing(self: Any, dest_path: str) -> datetime | None:
    """In UTC and without a zone, as nbgrader keeps times."""
    when = handed_in(Path(dest_path, TIMESTAMP))
    return when and when.replace(tzinfo=None)


def _submitted(self: Any, assignment_id: str, student_id: str) -> datetime | None:
    folders = self.coursedir
    return _existing(self, folders.format_path(folders.submitted_directory, student_id, assignment_id))
