"""A live check tells the error of the cell that was to give a name, and of no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.student.panels import Panel

SET_UP = """from autograder import Grader, load_data
grader = Grader("fully_connected")
EPOCHS = 5"""
LOADED = "(x_train, y_train), (x_test, y_test) = load_data()"

Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a cell, as Jupyter does, and gives back what it shows; the set-up cell has run."""
    own = Config(HistoryManager={"enabled": False}, InteractiveShell={"colors": "nocolor"})
    make: Any = InteractiveShell
    shell = make(config=own)
    shell.display_formatter.active_types = ["text/plain"]
    monkeypatch.setattr("autograder.student.grader._shell", lambda: shell)

    def run_cell(source: str, cell_id: str | None = None) -> Any:
        return shell.run_cell(source, store_history=True, cell_id=cell_id).result

    run_cell(SET_UP)
    return run_cell


def _check(run: Run, exercise: str = "load_data") -> str:
    panel = run(f'grader.check("{exercise}")')
    assert isinstance(panel, Panel)
    return repr(panel)


def test_the_error_of_the_cell_that_was_to_give_a_name_is_told(run: Run) -> None:
    run("x_train = 1 / 0")
    told = _check(run)
    assert "`x_train` is not defined, because your cell stopped: ZeroDivisionError: division by zero." in told
    assert "Not begun" not in told


@pytest.mark.parametrize(
    "unrelated",
    [
        "print(1 / 0)",
        "other = 1 / 0",
        "print(x_train.shape)",  # reads it
        "def look():\n    x_train = 1\nlook(); 1 / 0",  # of the function's own
        "[x_train for x_train in range(3)]; 1 / 0",
        "print((x_train",
        "if x_train == 3 print(x_train)",
    ],
)
def test_another_cells_error_is_not_taken_for_it(run: Run, unrelated: str) -> None:
    run(unrelated)
    run("pass")
    told = _check(run)
    assert "stopped" not in told
    assert "Error" not in told


def test_a_cell_that_python_cannot_read_would_have_given_its_names(run: Run) -> None:
    run("(x_train, y_train), (x_test, y_test) = load_data(")
    assert "`x_train` is not defined, because your cell stopped: SyntaxError" in _check(run)


def test_once_the_cell_is_mended_its_error_is_forgotten(run: Run) -> None:
    run(f"1 / 0\n{LOADED}")
    run(LOADED)
    told = _check(run)
    assert "All 3 checks hold." in told
    assert "stopped" not in told


def test_a_check_in_the_cell_itself_tells_of_this_run_and_no_earlier_one(run: Run) -> None:
    run(f'1 / 0\n{LOADED}\ngrader.check("load_data")', cell_id="a")
    told = repr(run(f'{LOADED}\ngrader.check("load_data")', cell_id="a"))
    assert "All 3 checks hold." in told
    assert "stopped" not in told


def test_what_is_left_of_before_a_cell_was_changed_is_told_to_stop_now(run: Run) -> None:
    run(LOADED, cell_id="a")
    run(f"1 / 0\n{LOADED}", cell_id="a")
    told = _check(run)
    assert "All 3 checks hold." in told
    assert told.splitlines()[0].endswith(
        ": Your cell stopped: ZeroDivisionError: division by zero. What follows is about what was there "
        "before that."
    )


@pytest.mark.parametrize("cell_id", [None, "b"])
def test_another_cell_that_tries_something_with_the_name_is_not_told(run: Run, cell_id: str | None) -> None:
    run(LOADED, cell_id=None if cell_id is None else "a")
    run("x_train = x_train\n1 / 0", cell_id=cell_id)
    assert "stopped" not in _check(run)


def test_what_later_exercises_ask_for_belongs_to_the_cell_that_was_first_to_give_it(run: Run) -> None:
    """`evaluate` asks for `history` too, which `train` was to give."""
    run("history = 1 / 0")
    assert "because your cell stopped: ZeroDivisionError" in _check(run, "train")
    run("pass")
    assert "stopped" not in _check(run, "evaluate")


def test_a_cell_that_gives_no_name_and_stopped_just_before_is_told_as_that(run: Run) -> None:
    """`compile_model` asks for `model`, which `build_model` was to give."""
    run("model.compile()")
    told = _check(run, "compile_model")
    assert told.splitlines()[0].endswith(
        "The cell that you ran just before this check stopped: NameError: name 'model' is not defined"
    )
    assert "just before" not in _check(run, "compile_model")  # now another one ran before


def test_a_function_without_return_is_named(run: Run) -> None:
    run("def load():\n    load_data()")
    run("x_train = load()")
    told = _check(run)
    assert told.endswith("`x_train` is None, because `load` gives nothing back: it has no `return` with a "
                         "value.")  # fmt: skip


def test_a_function_without_return_is_named_where_a_cell_stops_at_its_result(run: Run) -> None:
    run("def load():\n    load_data()")
    run("(x_train, y_train), (x_test, y_test) = load()")
    assert "(`load` gives nothing back: it has no `return` with a value)" in _check(run)


@pytest.mark.parametrize(
    "given",
    ["x_train = None", "x_train = print()", "x_train = load() or None", "x_train = load()\nx_train = None"],
)
def test_none_that_no_function_of_theirs_gave_blames_none(run: Run, given: str) -> None:
    run("def load():\n    pass")
    run(given)
    assert "gives nothing back" not in _check(run)


def test_a_function_that_returns_something_now_and_then_is_not_blamed(run: Run) -> None:
    run("def load(found=None):\n    return found")
    run("x_train = load()")
    assert "gives nothing back" not in _check(run)


def test_a_package_that_is_not_there_is_told_with_the_names_that_its_cell_was_to_bring(run: Run) -> None:
    run("import plotnine\nfrom math import floor")
    run("x_train = floor(2.5)")
    told = _check(run)
    assert "NameError: name 'floor' is not defined" in told
    assert "because `plotnine` is not installed where your notebook ran" in told


def test_a_name_of_the_set_up_cell_is_neither_checked_nor_taken_for_a_misspelt_one(run: Run) -> None:
    assert "`EPOCHS` comes with the set-up cell" in _check(run, "EPOCHS")
    run(f"{SET_UP}\nx_tran = 1")  # theirs, and no answer
    assert "x_tran" not in _check(run)
    run("x_trian = 1")
    assert _check(run).endswith("There is a `x_trian`: should it be called `x_train`?")


def test_the_set_up_cell_may_be_run_again(run: Run) -> None:
    run("x_train = 1 / 0")
    run(SET_UP)
    assert "because your cell stopped: ZeroDivisionError: division by zero." in _check(run)
