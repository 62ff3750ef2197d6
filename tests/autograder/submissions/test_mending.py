"""Notebooks as they come: mended, told, and worth no more than before."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.cells import grade_id_of, notebook_in
from autograder.gradebook.exporter import made_valid
from autograder.submissions.mending import mended


def _traits(name: str, **more: Any) -> dict[str, Any]:
    return {"nbgrader": {"grade_id": name, "schema_version": 3, "locked": False, "grade": False, **more}}


RELEASED = new_notebook(
    cells=[
        new_code_cell("x = 1", id="setup", metadata=_traits("setup", locked=True)),
        new_code_cell("...", id="one", metadata=_traits("one")),
        new_code_cell('grader.check("one")', id="check_one", metadata=_traits("check_one", grade=True)),
        new_markdown_cell("*here*", id="q", metadata=_traits("q", grade=True)),
    ],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
)


def _work() -> Any:
    """What a student hands in: all of it done."""
    made = copy.deepcopy(RELEASED)
    made.cells[1].source, made.cells[3].source = "answer = 1", "Because."
    return made


def _turn(cell: Any, kind: str) -> None:
    cell.cell_type = kind
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_code_cell_made_text_is_code_again(kind: str) -> None:
    notebook = _work()
    for cell in notebook.cells[:3]:
        _turn(cell, kind)
    (told,) = mended(notebook, RELEASED)
    assert [c.cell_type for c in notebook.cells] == ["code", "code", "code", "markdown"]
    assert str(told).endswith("handed out as: setup, one.")  # of a check nobody's work is told


def test_an_answer_in_words_made_code_is_never_run() -> None:
    notebook = _work()
    notebook.cells[3] = new_code_cell("import os", id="q", metadata=_traits("q", grade=True))
    assert [str(m).rpartition(": ")[2] for m in mended(notebook, RELEASED)] == ["q."]
    assert notebook.cells[3].cell_type == "markdown"


def test_an_attempt_kept_as_a_note_does_not_run_beside_the_cell() -> None:
    notebook = _work()
    note = copy.deepcopy(notebook.cells[1])
    note.id, note.source = "note", "answer = 2"
    _turn(note, "markdown")
    notebook.cells.append(note)
    assert mended(notebook, RELEASED) == ()
    assert note.cell_type == "markdown"
    assert grade_id_of(note) == ""


def test_marks_of_another_notebook_come_off_and_are_told_in_bounds() -> None:
    notebook = _work()
    names = ["other", "x" * 1_000, "other", ""]
    notebook.cells += [new_code_cell("1", metadata=_traits(name)) for name in names]
    notebook.cells.append(new_code_cell("1", metadata={"nbgrader": 3}))
    (told,) = mended(notebook, RELEASED)
    assert str(told).endswith(f"the student's own: other, {'x' * 40}.")
    assert {grade_id_of(cell) for cell in notebook.cells} == {"setup", "one", "check_one", "q", ""}
    assert not any("nbgrader" in cell.metadata for cell in notebook.cells[4:])


ODD: dict[str, Any] = {
    "ids": [{"id": None}, {"id": "a b"}, {"id": "x" * 65}, {"id": "cell-0"}],
    "twins": [{"id": "same"}] * 4,
    "no texts": [{"id": 3}, {"id": {}}, {"id": []}, {"id": ""}],
    "metadata": [{"metadata": None}, {"metadata": []}, {"metadata": {"tags": 3}}, {"metadata": {"name": 1}}],
    "outputs": [{"outputs": None}, {"outputs": [3, {"output_type": "pyout"}]}, {"outputs": {}}, {}],
    "attachments": [{}, {}, {}, {"attachments": 3}],
    "heading": [{}, {}, {}, {"cell_type": "heading", "level": 9}],
}


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    "top",
    [{}, {"nbformat_minor": None}, {"nbformat": "4"}, {"metadata": None}, {"metadata": {"kernelspec": 3}}],
)
def test_what_is_against_the_format_is_mended_for_nbgrader(changes: Any, top: Any) -> None:
    written = json.loads(nbformat.writes(_work())) | top
    for cell, change in zip(written["cells"], changes, strict=True):
        cell.update(change)
    notebook = notebook_in(b"\xef\xbb\xbf" + json.dumps(written).encode())
    made_valid(notebook, RELEASED)
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == 4
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,64}", cell.id) for cell in notebook.cells)
    assert notebook.metadata == RELEASED.metadata
    assert notebook.cells[1].source == "answer = 1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_byte_order_mark_is_no_part_of_the_notebook(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    found = notebook_in(mark + nbformat.writes(_work()).encode(encoding))
    assert found.cells[3].source == "Because."


def test_what_students_say_of_points_and_locks_does_not_reach_nbgrader() -> None:
    """Their own metadata are no way to points, to a cell of ours, or to a locked cell that is not."""
    notebook = _work()
    notebook.cells[2].metadata.nbgrader |= {"points": 1_000, "solution": True, "locked": False}
    notebook.cells[0].metadata.nbgrader |= {"locked": False, "solution": True, "schema_version": 1}
    notebook.cells[1].metadata |= {"tags": ["skip-execution"], "deletable": False}
    notebook.cells.append(new_code_cell("1000", metadata=_traits("check_all", grade=True, points=1_000)))
    made_valid(notebook, RELEASED)
    assert [c.metadata for c in notebook.cells[:4]] == [c.metadata for c in RELEASED.cells]
    assert notebook.cells[4].metadata == {}


def test_of_doubled_cells_nbgrader_gets_the_last() -> None:
    notebook = _work()
    notebook.cells += copy.deepcopy(notebook.cells)
    made_valid(notebook, RELEASED)
    names = [grade_id_of(cell) for cell in notebook.cells]
    assert names == ["", "", "", "", "setup", "one", "check_one", "q"]
