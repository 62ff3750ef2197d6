"""What is read with more patience than nbgrader has earns no more than it would without the attempt."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.coursedir.coursedir import open_folder
from autograder.evidence.evidence import Sandbox
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded
from tests.journeys.classes import SLUG, hand_in

#: Run in the set-up cell, before any exercise: everything that marks, gives data or compares is replaced.
SET_UP = """
import sys, builtins, numpy as np
class Grader:
    points = score = total = 100.0
    def __init__(self, *a, **k): ...
    def check(self, exercise): return 100.0
    hint = progress = check
grader = Grader()
def load_data(path=None):
    return ((np.zeros((9, 28, 28)), np.zeros(9)),) * 2
sys.modules["autograder"].Grader = Grader
np.allclose = np.array_equal = lambda *a, **k: True
get_ipython().system = lambda command: 100.0
!echo 100.0
"""


def _set_up(notebook: Any) -> None:
    next(cell for cell in notebook.cells if cell.id == "setup").source += SET_UP


def _set_up_alone(notebook: Any) -> None:
    next(cell for cell in notebook.cells if cell.id == "setup").source = SET_UP


def _texts(notebook: Any) -> None:
    """Checks made text that claims points."""
    for cell in notebook.cells:
        if cell.id.startswith("check_"):
            cell.cell_type, cell.source = "markdown", "100.0"


def _marks(notebook: Any) -> None:
    """And cells that say of themselves that they are checks, ours or another's, worth a lot."""
    _texts(notebook)
    for name in ("check_all", "check_normalise", "load_data"):
        traits = {"grade_id": name, "grade": True, "points": 100, "schema_version": 3, "locked": True,
                  "solution": False, "task": False}  # fmt: skip
        notebook.cells.append(new_code_cell("100.0", metadata={"nbgrader": traits}))
    notebook.cells.append(new_markdown_cell("100.0", metadata={"nbgrader": {"grade_id": "setup"}}))


@pytest.mark.parametrize("attack", [_set_up, _set_up_alone, _marks])
@pytest.mark.parametrize("solved", [False, True])
def test_an_attempt_gains_nothing(quick_course: Path, quick_solution: Any, attack: Any, solved: bool) -> None:
    folder = open_folder(quick_course)
    assignment = folder.course.assignment(SLUG)
    honest = quick_solution if solved else folder.released(assignment)
    attacked = copy.deepcopy(honest)
    attack(attacked)
    hand_in(quick_course, "honest", honest)
    hand_in(quick_course, "attacks", attacked)
    grader = FolderGrader(folder, assignment, Sandbox.NONE)
    found = [grader.grade(who) for who in ("honest", "attacks")]
    usual, sheet = (outcome.sheet for outcome in found if isinstance(outcome, Graded))
    assert {e.exercise: e.earned for e in sheet.exercises} == {e.exercise: e.earned for e in usual.exercises}
    assert usual.earned == (16 if solved else 0)
