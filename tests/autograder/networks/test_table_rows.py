"""Tables of results that are larger than is looked at: what is said of them is true of the whole."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from autograder.evidence.asks import Value
from autograder.inside.answering import COLUMNS, ROWS
from autograder.networks.table_rows import lacking_rows, rows, stray_rows
from autograder.scoring.answers import Answers, Unanswered
from tests.autograder.kernel_answers import answered

WANTED: Any = {"relu": None, "tanh": None}  # no network is looked at


def _answers(table: pd.DataFrame) -> Answers:
    return Answers((Value("results"),), answered((Value("results"),), {"results": table}))


def _lacking(*keys: str) -> str:
    return str(lacking_rows(_answers(pd.DataFrame({"activation": keys})), "results", "activation", WANTED))


def test_a_row_that_is_not_there_is_said_to_be_missing() -> None:
    assert _lacking("relu", "elu") == (
        "In the column activation of `results` there is no row for tanh; it holds relu, elu. "
        "Write the keys of the dict there."
    )


def test_of_more_rows_than_are_looked_at_none_is_said_to_be_missing() -> None:
    told = _lacking("relu", *["elu"] * ROWS, "tanh")
    assert told == "Of the 202 rows of `results` the first 200 are looked at, and none of them is for tanh."


def test_as_many_rows_as_are_looked_at_are_a_whole_table() -> None:
    assert _lacking("relu", *["elu"] * (ROWS - 1)).endswith(
        "there is no row for tanh; it holds relu, elu. Write the keys of the dict there."
    )
    assert _lacking("relu", *["elu"] * (ROWS - 2), "tanh") == "None"


def test_a_row_that_is_there_twice_is_told() -> None:
    assert _lacking("relu", "tanh") == "None"
    assert _lacking("relu", "tanh", " Tanh") == (
        "In the column activation of `results` there is more than one row for tanh: are some left over from "
        "before? Begin with an empty table, and make one row for each network."
    )
    assert "no row for tanh" in _lacking("relu", "relu"), "what is missing first"


@pytest.mark.parametrize(
    ("more", "told"),
    [(3, "`results` lacks the column x; it has"), (COLUMNS, f"Of `results` the first {COLUMNS} columns are")],
)
def test_a_column_is_said_to_be_missing_only_where_all_are_looked_at(more: int, told: str) -> None:
    answers = _answers(pd.DataFrame({**{f"c{i}": [1] for i in range(more)}, "y" if more == 3 else "x": [2]}))
    with pytest.raises(Unanswered) as caught:
        rows(answers, "results", "x")
    assert str(caught.value.message).startswith(told)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            pd.DataFrame({"units": [8, 16], "parameters": [1, 2]}).set_index("units"),
            "`results` lacks the column units; it has parameters. If units is its index: `reset_index",
        ),
        (
            pd.DataFrame({"units": [8, 16, 32, 64], "parameters": [1, 2, 3, 4]}).T,
            "`results` has the columns 0, 1, 2, 3; a row for each network is wanted, and the columns un",
        ),
        (pd.DataFrame({"a": [1]}), "`results` lacks the columns units, parameters; it has a."),
    ],
)
def test_what_may_have_become_of_columns_is_said(table: pd.DataFrame, told: str) -> None:
    with pytest.raises(Unanswered) as caught:
        rows(_answers(table), "results", "units", "parameters")
    assert str(caught.value.message).startswith(told)


@pytest.mark.parametrize(
    ("keys", "accuracies", "told"),
    [
        (["relu", "tanh"], [0.9, 0.8], ""),
        (["relu", "tanh", "logistic regression"], [0.9, 0.8, 0.85], ""),
        (["relu", "tanh", 8], [0.9, 0.8, None], "8"),
        (["relu", "tanh", 8], [0.9, 0.8, float("nan")], "8"),
        ([16, 64, "relu", "tanh"], [0.7, 0.8, 0.9, 0.8], "16, 64"),  # of the table before
    ],
)
def test_rows_left_over_from_another_table_are_told(
    keys: list[Any], accuracies: list[Any], told: str
) -> None:
    answers = _answers(pd.DataFrame({"activation": keys, "test_accuracy": accuracies}))
    found = stray_rows(answers, "results", "activation", WANTED)
    assert (dict(found.values)["held"] if found else "") == told
