"""Cells of a course's notebook: how each says what it is."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode


def grade_id_of(cell: NotebookNode) -> str:
    nbgrader = cell.metadata.get("nbgrader")
    return str(nbgrader.get("grade_id", "")) if isinstance(nbgrader, dict) else ""


SETUP_ID = "setup"


CHECK_PREFIX = "check_"


def check_id(exercise: str) -> str:
    """nbgrader's grade_id of the check cell of an exercise."""
    return f"{CHECK_PREFIX}{exercise}"


def read_notebook(path: Path) -> NotebookNode:
    """ValueError or OSError where the file is no notebook."""
    text = path.read_text(encoding="utf-8")
    from nbformat import reads  # takes most of a second: for a file that is there

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without ids and the like, which nbformat mends
        return reads(text, as_version=4)
