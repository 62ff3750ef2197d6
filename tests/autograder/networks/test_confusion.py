"""A confusion matrix and the mistakes picked from it, held against what a network reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograder.authoring import Figure, Value
from autograder.networks.confusion import (
    counted,
    digits_counted,
    miscounted,
    mistakes,
    mistakes_not_drawn,
    no_counts,
    not_misread,
)
from autograder.scoring.answers import Answers, Unanswered
from tests.autograder.kernel_answers import answered
from tests.autograder.networks.digits_read import DATA, misread, reader

NETWORK = reader(misread({2: 3, 7: 9}), "net")
MATRIX = counted(NETWORK.predicted, DATA)
WRONG = [int(i) for i in np.flatnonzero(NETWORK.predicted.argmax(1) != DATA.test.labels)]


def _answers(held: Any) -> Answers:
    asks = (Value("confusion"), Value("chosen"), Figure())
    return Answers(asks, answered(asks, {"confusion": held, "chosen": held}))


def test_the_matrix_of_the_network_holds() -> None:
    assert MATRIX.sum() == len(DATA.test)
    assert len(WRONG) == 12
    for held in (MATRIX, MATRIX.tolist(), MATRIX.astype(float)):
        assert no_counts(_answers(held), DATA) is None
        assert miscounted(_answers(held), NETWORK, DATA) is None
        assert digits_counted(_answers(held), DATA)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (MATRIX[:9], "has shape (9, 10)"),
        (MATRIX - 1, "it counts images, from 0 on"),
        (MATRIX - np.diag(np.diag(MATRIX)), "is 0 throughout"),
        ((MATRIX > 0).astype(int), "counts equal pairs just once"),
        (MATRIX / MATRIX.sum(1, keepdims=True), "sum to 10"),
        (MATRIX * 2, "each is to be counted, once"),
    ],
)
def test_what_is_no_count_is_told(held: Any, said: str) -> None:
    assert said in str(no_counts(_answers(held), DATA))


def test_a_matrix_on_its_side_and_another_networks_are_told() -> None:
    assert "the other way round" in str(miscounted(_answers(MATRIX.T), NETWORK, DATA))
    other = counted(reader(misread({4: 20}), "other").predicted, DATA)
    assert "the row of the true digit 4" in str(miscounted(_answers(other), NETWORK, DATA))
    assert not digits_counted(_answers(np.ones((10, 10))), DATA)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (WRONG[:9], "None"),
        (WRONG[:8], "names 8 different images; 9 are wanted"),
        ([WRONG[0]] * 9, "names 1 different images"),
        ([*WRONG[:8], _right := next(i for i in range(50) if i not in WRONG)], f"at position {_right} is no"),
        ([*WRONG[:5], _right], "names 1 images that `net` reads right"),
    ],
)
def test_what_is_no_mistake_is_told(chosen: Sequence[int], said: str) -> None:
    assert said in str(not_misread("chosen", mistakes(_answers(chosen), "chosen", DATA), NETWORK, DATA))


@pytest.mark.parametrize("held", [[-1], [len(DATA.test)], [1.5], ["one"], [None], [True]])
def test_a_position_lies_among_the_test_images(held: Any) -> None:
    with pytest.raises(Unanswered):
        mistakes(_answers(held), "chosen", DATA)


def test_mistakes_are_to_be_drawn() -> None:
    assert "Not drawn yet" in str(mistakes_not_drawn(_answers(WRONG[:9]), "chosen", DATA))
