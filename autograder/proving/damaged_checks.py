"""What students do to check cells, and should not matter: the grader must ask as if they had not."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.course.cells import check_id, grade_id_of
from autograder.messages import Message, say

#: What stands in the place of a check cell afterwards.
Damage = Callable[[NotebookNode], list[NotebookNode]]


def _doubled(cell: NotebookNode) -> list[NotebookNode]:
    twin = copy.deepcopy(cell)
    twin.id = f"{cell.id}-twin"
    return [cell, twin]


def _edited(source: str) -> Damage:
    def change(cell: NotebookNode) -> list[NotebookNode]:
        changed = copy.deepcopy(cell)
        changed.source = source.format(check=cell.source)
        return [changed]

    return change


DAMAGES: dict[Message, Damage] = {
    say("left out"): lambda cell: [],
    say("doubled"): _doubled,
    say("typed once more below"): lambda cell: [cell, new_code_cell(cell.source)],
    say("typed anew"): lambda cell: [new_code_cell(cell.source)],
    say("emptied"): _edited(""),
    say("commented out"): _edited("# {check}"),
    say("edited"): _edited("result = {check}\nprint(result)"),
    say("turned into prose"): lambda cell: [new_markdown_cell(cell.source)],
    say("turned into raw text"): lambda cell: [new_raw_cell(cell.source)],
}


def damaged(notebook: NotebookNode, exercise: str) -> Iterator[tuple[Message, NotebookNode]]:
    """The notebook with an exercise's check cell damaged in each way, and what was done to it."""
    wanted = check_id(exercise)
    for name, damage in DAMAGES.items():
        yield name, _with(notebook, [c for x in notebook.cells for c in _done(x, wanted, damage)])
    (check,) = (cell for cell in notebook.cells if grade_id_of(cell) == wanted)
    typed, twin = new_code_cell(check.source), _doubled(check)[1]
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    yield say("typed at the top"), _with(notebook, [*notebook.cells[:first], typed, *notebook.cells[first:]])
    yield say("typed at the end"), _with(notebook, [*notebook.cells, typed])
    yield say("copied to the end"), _with(notebook, [*notebook.cells, twin])


def _done(cell: NotebookNode, wanted: str, damage: Damage) -> list[NotebookNode]:
    return damage(cell) if grade_id_of(cell) == wanted else [cell]


def _with(notebook: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    changed = copy.copy(notebook)
    changed.cells = cells
    return changed
