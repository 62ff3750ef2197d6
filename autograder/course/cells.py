"""Cells of a course's notebook: how each says what it is."""

from __future__ import annotations

import warnings
from pathlib import Path

from nbformat import NotebookNode, read


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without ids and the like, which nbformat mends
        return read(path, as_version=4)
