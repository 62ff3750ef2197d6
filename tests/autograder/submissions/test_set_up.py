"""What is a student's own in a set-up cell, and what stays ours."""

from __future__ import annotations

import pytest

from autograder.submissions.set_up import own_part, set_up_cells

GIVEN = """from autograder import Grader, load_data

grader = Grader(
    "lab",
    points={"a": 2},
)

EPOCHS = 5
LONG = 4 * EPOCHS
data = load_data()


@staticmethod
def train(model, epochs=EPOCHS):
    return model, epochs


last = 1"""


@pytest.mark.parametrize(
    ("old", "new", "own"),
    [
        ("", "", ""),
        ("last = 1", "last = 1  # mine", ""),
        ("last = 1", "last = 2", "last = 2"),
        ("last = 1", "last = 1; more = 2", "last = 1; more = 2"),
        ('points={"a": 2}', 'points={"a": 99}', ""),
        ('    "lab",\n    points={"a": 2},\n', '"lab", language="es"', ""),
        ("from autograder import", "from autograder import (Grader)\nfrom autograder import", ""),
        ("last = 1", "last = 1\nif last:\n    !pip install x", "if last:\n    !pip install x"),
        ("last = 1", "files = !ls", "files = !ls"),
        ("last = 1", "last = (", None),  # all of it
        # what rests on a change is theirs too
        ("EPOCHS = 5", "EPOCHS = 10", "EPOCHS = 10\nLONG = 4 * EPOCHS\n@staticmethod\n"
         "def train(model, epochs=EPOCHS):\n    return model, epochs"),
        # but for what we put back
        ("EPOCHS = 5", "def load_data():\n    return 1", "def load_data():\n    return 1"),
    ],
)  # fmt: skip
def test_the_students_part_is_what_is_not_ours(old: str, new: str, own: str | None) -> None:
    source = GIVEN.replace(old, new) if old else GIVEN
    assert own_part(source, GIVEN) == (source.replace('(\n    "lab",\n    points={"a": 2},\n)', '("lab")')
                                       if own is None else own)  # fmt: skip


def test_a_grader_or_data_of_a_students_own_do_not_stay() -> None:
    """Whatever the student's part does, or if it raises, what comes after it is ours."""
    theirs = "def load_data():\n    return 1\n\n\nclass Grader: ...\n\n\ngrader = Grader\nraise ValueError"
    ours, own, back = (cell.source for cell in set_up_cells(GIVEN + "\n" + theirs, GIVEN))
    assert "raise ValueError" in own
    assert "raise ValueError" not in ours
    assert back == "from autograder import Grader, load_data\ngrader = Grader('lab')"
