"""What nbgrader's release_feedback needs beside a page, for work that did not come by its exchange.

It reads a time and a secret, out of which the released file's name is made; without them it fails for the
whole class. The secret stays with what was handed in, so that the name stays the same.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder
from autograder.state_files import write_whole
from autograder.submissions.handed_in import TIMESTAMP

SECRET = "submission_secret.txt"


def make_returnable(folder: CourseFolder, assignment: str, student: str) -> None:
    """Complete a student's folder of feedback; what is there already stays."""
    handed_in = folder.submissions(student) / assignment
    feedback = folder.path / "feedback" / student / assignment
    if not handed_in.is_dir():
        return
    if not _is_there(handed_in / SECRET):
        write_whole(handed_in / SECRET, secrets.token_hex(64))
    if not _is_there(feedback / SECRET):
        write_whole(feedback / SECRET, (handed_in / SECRET).read_bytes())
    if not _is_there(feedback / TIMESTAMP):
        write_whole(feedback / TIMESTAMP, "")  # nobody knows when it came


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and (path.name == TIMESTAMP or path.stat().st_size > 0)
