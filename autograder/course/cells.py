"""Cells of a course's notebook: how each says what it is."""

from __future__ import annotations

import codecs
import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


_FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_notebook(path: Path) -> NotebookNode:
    """ValueError or OSError where the file is no notebook."""
    return notebook_in(path.read_bytes())


def notebook_in(content: bytes) -> NotebookNode:
    """The notebook in a file, with a byte order mark or without; ValueError where there is none."""
    text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    from nbformat import reads  # takes most of a second: for a file that is there

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without ids and the like, which nbformat mends
        return reads(json.dumps(_sound(json.loads(text))), as_version=4)


def _sound(notebook: Any) -> Any:
    """A notebook's JSON with what nbformat takes for granted; what is none is left as it is."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return notebook  # none at all, or of a format before 4
    for name in ("nbformat", "nbformat_minor"):
        if type(notebook.get(name)) is not int:
            notebook[name] = _FORMAT[name]
    cells = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
    for part in (notebook, *cells):
        if not isinstance(part.get("metadata"), dict):
            part["metadata"] = {}
    for cell in cells:
        if not isinstance(cell.get("id", ""), str):
            del cell["id"]
        if not isinstance(cell.get("attachments", {}), dict):
            del cell["attachments"]
        if "outputs" in cell:
            outputs = cell["outputs"] if isinstance(cell["outputs"], list) else []
            cell["outputs"] = [output for output in outputs if isinstance(output, dict)]
    return notebook
