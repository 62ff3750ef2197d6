"""A notebook as it was read, mended: what nbformat, nbgrader and we ask of cells, and whose each is."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from autograder.course.cells import CHECK_PREFIX, check_id, grade_id_of
from autograder.messages import Message, say
from autograder.submissions.instead import named

if TYPE_CHECKING:
    from nbformat import NotebookNode

CHECK_CALL = re.compile(r"""\s*grader\.check\(\s*["'](\w+)["']\s*\)\s*(?:;\s*)?""")  # in linear time
_CELL_TYPES = ("code", "markdown", "raw")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST = 40  # of a name that we tell
_HEADING = "heading"  # a type of cell in early notebooks


def mended(notebook: NotebookNode, released: NotebookNode) -> tuple[Message, ...]:
    """Mend a notebook in place, and know our cells in it, of `released`; what there is to tell of it.

    Points come of the cells that we gave: nothing here makes one of ours out of another's.
    """
    given = given_cells(released)
    mend(notebook)
    foreign = _without_foreign(notebook, given)
    restore_metadata(notebook, released)
    turned = _turned_back(notebook, given)
    give_ids(notebook)
    told = []
    if foreign:
        told.append(say("Cells that nbgrader marks as another notebook's counted as the student's own: "
                        "{names}.", names=named(foreign)))  # fmt: skip
    if turned:
        told.append(say("Cells that had become text, or code, counted as the kind of cell that they were "
                        "handed out as: {names}.", names=named(turned)))  # fmt: skip
    return tuple(told)


def given_cells(released: NotebookNode) -> dict[str, NotebookNode]:
    """The cells that we gave and know again, by their name."""
    return {grade_id_of(cell): cell for cell in released.cells if grade_id_of(cell)}


def mend(notebook: NotebookNode) -> None:
    """Give each cell what a cell has: a type, metadata, and a text that can be written.

    A cell of no type that we know is a text of nobody's; damage costs no more than the cell that has it.
    """
    from nbformat import NotebookNode

    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        if cell.get("cell_type") == _HEADING:
            cell.cell_type = "markdown"
            cell.source = f"{'#' * _level(cell)} {cell.source}"
        if cell.get("cell_type") not in _CELL_TYPES:
            cell.cell_type = "raw"
        if not isinstance(cell.get("metadata"), dict):
            cell.metadata = NotebookNode()
        cell.source = cell.source.encode(errors="replace").decode()  # halves of characters


def _level(cell: NotebookNode) -> int:
    level = cell.pop("level", 1)
    return level if level in range(1, 7) else 1


def give_ids(notebook: NotebookNode) -> None:
    """A name of its own for each cell, as nbformat wants one: those that are none are made anew."""
    taken = {str(cell.get("id")) for cell in notebook.cells}
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        name = cell.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name) or name in seen:
            free = (f"cell-{number}{'-' * more}" for more in range(len(taken) + 1))
            cell.id = next(name for name in free if name not in taken | seen)
        seen.add(cell.id)


def restore_metadata(notebook: NotebookNode, released: NotebookNode) -> None:
    """Give our cells that lost nbgrader's metadata theirs back: known by id, or by their check."""
    given = given_cells(released)
    present = {grade_id_of(cell) for cell in notebook.cells}
    for cell in notebook.cells:
        check = CHECK_CALL.fullmatch(cell.source)
        name = check_id(check[1]) if check else str(cell.get("id", ""))
        if not grade_id_of(cell) and name in given and name not in present:
            cell.metadata["nbgrader"] = copy.deepcopy(given[name].metadata.nbgrader)
            present.add(name)


def _without_foreign(notebook: NotebookNode, given: Mapping[str, NotebookNode]) -> list[str]:
    """Take nbgrader's metadata off cells that are not of this assignment; the names that stood there."""
    names = []
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata and grade_id_of(cell) not in given:
            names.append(grade_id_of(cell)[:_LONGEST])
            del cell.metadata["nbgrader"]
    return list(dict.fromkeys(filter(None, names)))


def _turned_back(notebook: NotebookNode, given: Mapping[str, NotebookNode]) -> list[str]:
    """Give cells of ours the type back that they had; the names of those that hold a student's work.

    Where another cell of that name has the type, one of another type is a note of the student's; of
    several notes the last is the cell.
    """
    right = {grade_id_of(c) for c in notebook.cells if _has_its_type(c, given)}
    turned = []
    for cell in reversed(notebook.cells):
        name = grade_id_of(cell)
        if name not in given or _has_its_type(cell, given):
            continue
        if name in right:
            del cell.metadata["nbgrader"]
            continue
        right.add(name)
        _turn(cell, given[name].cell_type)
        if not name.startswith(CHECK_PREFIX):
            turned.append(name)
    return turned[::-1]


def _has_its_type(cell: NotebookNode, given: Mapping[str, NotebookNode]) -> bool:
    name = grade_id_of(cell)
    return name in given and cell.cell_type == given[name].cell_type


def _turn(cell: NotebookNode, kind: str) -> None:
    cell.cell_type = kind
    if kind == "code":
        cell.outputs, cell.execution_count = [], None
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
