"""Columns of numbers by digit: which numbers they are, where they are not the network's accuracies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from autograder.networks.told_by_digit import ByDigit, read_by, told_by_digit
from tests.autograder.networks.digits_read import DATA, IMAGES, LABELS, misread, reader

WRONG = {0: 1, 1: 3, 2: 9, 3: 6, 4: 4, 5: 12, 6: 2, 7: 8, 8: 11, 9: 7}
NETWORKS = {
    "moves": reader(misread(WRONG, seed=1), raw=misread(40, seed=5)),
    "flips": reader(misread({digit: (7 * digit) % 11 for digit in range(10)}, seed=2)),
}
READ = read_by(NETWORKS["moves"], DATA)
RIGHT = READ.accuracies


def _said(told: ByDigit) -> str:
    return str(told_by_digit("digits", "moves", np.asarray(told, float), NETWORKS, DATA))


def test_accuracies_by_digit_by_hand() -> None:
    assert RIGHT.tolist() == [(n - WRONG[d]) / n for d, n in enumerate(IMAGES)]
    read_as_two = 97 - 9 + 4  # the fours that are taken for one
    assert READ.precisions[2] == (97 - 9) / read_as_two
    assert READ.one_or_not[2] == 1 - (9 + 4) / len(LABELS)


@pytest.mark.parametrize("decimals", [None, 4, 3])
def test_the_right_ones_may_be_told_to_three_decimals(decimals: int | None) -> None:
    assert _said(RIGHT if decimals is None else RIGHT.round(decimals)) == "None"


def test_one_image_of_all_may_tip_over_and_no_more() -> None:
    one, two = RIGHT.copy(), RIGHT.copy()
    one[4] += 1 / IMAGES[4]
    two[[4, 5]] += 1 / np.array(IMAGES)[[4, 5]]
    assert _said(one) == "None"
    assert "as moves of 4; on the 95 test images of that digit this network" in _said(two)


def _all(value: float) -> Callable[[], ByDigit]:
    return lambda: np.full(10, value)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (lambda: RIGHT * 100, "`digits` says 98.7952 as moves of 0, a percentage"),
        (lambda: READ.right, "`digits` says 82 as moves of 0: so many of its images are read ri"),
        (lambda: RIGHT * 7, "accuracy is a fraction between 0 and 1."),
        (lambda: RIGHT * np.nan, "`digits` says nan as moves of 0; accuracy is a fraction"),
        (
            _all(NETWORKS["moves"].accuracy),
            "The column moves of `digits` says 0.9370 of every digit: that is the accuracy on all test",
        ),
        (
            lambda: read_by(NETWORKS["flips"], DATA).accuracies,
            "The column moves of `digits` holds what flips reaches. Does each column get the numbers",
        ),
        (lambda: READ.precisions, "of the images that are read as 0, that share shows it. Take those whose"),
        (lambda: READ.right / 1000, "that divides by all 1000 test images. Divide by the 83 images"),
        (lambda: READ.one_or_not, "over all images, so often it is told rightly whether one shows 0."),
        (lambda: 1 - RIGHT, "that is the share of its images that are misread."),
        (lambda: RIGHT[::-1], "has these ten numbers in another order than that of the digits."),
        (
            lambda: read_by(reader(misread(40, seed=5)), DATA).accuracies,
            "that is what the network reaches on images prepared otherwise",
        ),
        (lambda: RIGHT.round(2), "`digits` says 0.99 as moves of 0, and 0.9880 was measured: it"),
        (lambda: RIGHT.round(1), "it seems rounded. Keep the numbers as they are, and round only in `pri"),
        (_all(0.5), "`digits` says 0.5000 as moves of 0; on the 83 test images of that digit "),
    ],
)
def test_other_numbers_are_known_again(told: Callable[[], ByDigit], said: str) -> None:
    assert len(LABELS) == 1000
    assert said in _said(told())


def test_a_digit_that_no_image_shows_is_not_judged() -> None:
    labels = np.where(LABELS == 9, 8, LABELS).astype(np.uint8)
    data = replace(DATA, test=replace(DATA.test, labels=labels))
    networks = {"moves": reader(misread(3))}
    told = read_by(networks["moves"], data).accuracies
    assert np.isnan(told[9])
    for value in (0.0, 1.0):
        assert told_by_digit("digits", "moves", np.where(np.isnan(told), value, told), networks, data) is None
