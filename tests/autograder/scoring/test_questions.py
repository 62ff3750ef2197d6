"""Lists of whole numbers, as students write them: what else they hold is told as what it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring import Value
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.questions import whole_numbers
from tests.autograder.kernel_answers import answered


def _read(held: Any) -> tuple[int, ...]:
    return whole_numbers(Answers((Value("x"),), answered((Value("x"),), {"x": held})), "x")


@pytest.mark.parametrize("held", [[2, 6], (2.0, 6), np.array([2, 6]), {"a": 2, "b": 6}])
def test_whole_numbers_may_be_written_in_many_ways(held: Any) -> None:
    assert _read(held) == (2, 6)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (["2", "6"], '`x` holds texts, "2", "6"; whole numbers are wanted, without quotes.'),
        ([2, "six"], '`x` holds texts, "six"; whole numbers are wanted, without quotes.'),
        ({"a": "2"}, '`x` holds texts, "2"; whole numbers are wanted, without quotes.'),
        (np.array(["2", "6"]), '`x` holds texts, "2", "6"; whole numbers are wanted, without quotes.'),
        ("2,1", '`x` is a text, "2,1"; whole numbers are wanted, without quotes.'),
        ([2.5, 6], "`x` should hold whole numbers only; yours holds 2.5, 6"),
        ([None, 6], "`x` should hold whole numbers only; yours holds None, 6"),
        (
            np.array([1j, 2]),
            "`x` should be a list; yours is a ndarray. Write its items between square brackets.",
        ),
    ],
)
def test_what_is_no_whole_number_is_told(held: Any, said: str) -> None:
    with pytest.raises(Unanswered) as lacking:
        _read(held)
    assert str(lacking.value.message).startswith(said)


@pytest.mark.parametrize(
    "held", [np.zeros((2, 2), complex), np.array([["a", "b"]]), np.array([1, None]), np.array({})]
)
def test_an_array_of_no_plain_numbers_is_told_as_an_array(held: Any) -> None:
    with pytest.raises(Unanswered) as lacking:
        Answers((Value("x"),), answered((Value("x"),), {"x": held})).array("x")
    assert str(lacking.value.message).startswith("`x` is an array, but not of plain numbers: complex numbers")
