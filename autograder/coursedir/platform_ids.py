"""A learning platform's own numbers for students, as far as a download and the roster together told them.

The roster's own column `platform_id` is the instructor's and goes first; nothing is written into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.coursedir.same_student import student_key
from autograder.state_files import read_versioned, write_versioned

FORMAT_VERSION = 1


def read_platform_ids(path: Path) -> dict[str, str]:
    """Students by `platform:number`; none of a file that is missing or is not ours."""
    return read_versioned(path, FORMAT_VERSION, _parsed) or {}


def _parsed(data: dict[str, Any]) -> dict[str, str]:
    return {str(number): str(student) for number, student in data["numbers"].items()}


def write_platform_ids(path: Path, numbers: Mapping[str, str]) -> None:
    write_versioned(path, FORMAT_VERSION, {"numbers": dict(sorted(numbers.items()))}, indent=1)


def forget_platform_ids(path: Path, student: str) -> None:
    """Remove what is known of one student."""
    known = read_platform_ids(path)
    kept = {number: id for number, id in known.items() if student_key(id) != student_key(student)}
    if len(kept) < len(known):
        write_platform_ids(path, kept)
