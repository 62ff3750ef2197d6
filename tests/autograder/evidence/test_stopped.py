"""What is known of the error that a cell stopped with, beyond its own words."""

from __future__ import annotations

import pytest

from autograder.evidence.stopped import Cells, explained, is_theirs
from autograder.messages import say

_NO_SEABORN = "ModuleNotFoundError: No module named 'seaborn'"
_NO_PLT = "NameError: name 'plt' is not defined"
_IMPORTS = "import numpy as np\nimport seaborn as sns\nimport matplotlib.pyplot as plt"


def test_a_package_that_colab_has_is_no_mistake_of_the_students() -> None:
    told = explained(_NO_SEABORN)
    assert not is_theirs(told)
    assert str(told).startswith(f"{_NO_SEABORN} (`seaborn` is not installed where your notebook ran")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("ModuleNotFoundError: No module named 'nunpy'", "(is `numpy` meant?)"),
        ("ModuleNotFoundError: No module named 'seabron'", "(is `seaborn` meant?)"),
        ("ModuleNotFoundError: No module named 'google.colab'", "exists in Colab alone"),
        ("ModuleNotFoundError: No module named 'google.colab.patches'", "exists in Colab alone"),
    ],
)
def test_a_misspelt_module_and_colabs_own_are_the_students(error: str, told: str) -> None:
    assert is_theirs(explained(error))
    assert str(explained(error)).startswith(error)
    assert told in str(explained(error))


@pytest.mark.parametrize(
    "error", ["ModuleNotFoundError: No module named 'my_helpers'", "ValueError: no", _NO_PLT]
)
def test_what_says_enough_stays_as_it_is(error: str) -> None:
    assert explained(error) == error
    assert is_theirs(error)


@pytest.mark.parametrize(
    ("asked", "name"),
    [("raw_input was called, but this frontend does not support input requests.", "input"),
     ("raw_input was called, but this frontend does not support stdin.", "input"),
     ("getpass was called, but this frontend does not support input requests.", "getpass")],
)  # fmt: skip
def test_who_asks_is_told_that_nobody_answers(asked: str, name: str) -> None:
    told = explained(f"StdinNotImplementedError: {asked}")
    assert is_theirs(told)
    assert str(told).startswith(f"`{name}()` waits for an answer")


def test_what_a_stopped_import_would_have_brought_is_told_later() -> None:
    cells = Cells()
    cells.explained(_IMPORTS, _NO_SEABORN)
    told = cells.explained("plt.plot([1])", _NO_PLT)
    assert not is_theirs(told)
    assert "because `seaborn` is not installed" in str(told)
    assert cells.explained("pit.plot([1])", "NameError: name 'pit' is not defined") == (
        "NameError: name 'pit' is not defined"
    )


def test_a_name_that_a_later_cell_brings_is_no_longer_of_the_import() -> None:
    cells = Cells()
    cells.explained(_IMPORTS, _NO_SEABORN)
    assert cells.explained("import matplotlib.pyplot as plt", "") == ""
    assert cells.explained("del plt\nplt.plot([1])", _NO_PLT) == _NO_PLT


def test_a_cell_that_stopped_at_something_else_takes_no_blame_off() -> None:
    cells = Cells()
    cells.explained("import matplotlib.pyplot as plt", "ModuleNotFoundError: No module named 'nunpy'")
    assert cells.explained("plt.plot([1])", _NO_PLT) == _NO_PLT


def test_our_own_words_stay() -> None:
    assert Cells().explained("x", say("your cell was stopped")) == say("your cell was stopped")
