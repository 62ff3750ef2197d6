"""What is kept of a cell's outputs can be written into a notebook, whatever a kernel sends."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from autograder.execution.kernel import error_line, shown

NAMED = {"ename": ["E"], "evalue": {}, "traceback": [7, None]}


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "display_data", "data": {"application/x-odd": {"a": 1}}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/plain": 5, "": "a", "a/b": "c"}, "metadata": 3},
        {"output_type": "display_data", "data": ["text/plain"]},
        {"output_type": "execute_result", "data": {"text/plain": ["a", 3]}, "execution_count": "one"},
        {"output_type": "stream", "name": ["stdout"], "text": 5},
        {"output_type": "stream"},
        {"output_type": "error", **NAMED},
        {"output_type": "error", "traceback": "abc"},
        {"output_type": "pyout", "data": {}},
        {"output_type": 3},
        {},
    ],
    ids=str,
)
def test_odd_outputs_are_outputs_all_the_same(output: dict[str, Any]) -> None:
    kept = shown([output, {"output_type": "stream", "name": "stdout", "text": "after"}])
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.from_dict(dict(one)) for one in kept])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    assert kept[-1]["text"].endswith("after")
    assert isinstance(error_line(kept), str)


def test_honest_outputs_are_as_they_were() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": "<Figure>"}}
    value = {"output_type": "execute_result", "data": {"text/html": "<b>1</b>", "image/svg+xml": "<svg/>"}}
    raised = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["a", "b"]}
    kept = shown([picture | {"metadata": {}}, value | {"metadata": {}, "execution_count": 3}, raised])
    assert kept == (picture | {"metadata": {}}, value | {"metadata": {}, "execution_count": None}, raised)
