"""Mistakes of a network: in which order they stand, where they were drawn from, and images of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.networks.misread import not_shown, otherwise_sorted, tiles, unchanged
from tests.autograder.networks.made_up import DATA, IMAGES, network, reading

RIGHT = 28
PREDICTED = reading(RIGHT)
RAW = reading(RIGHT, seed=3)
NETWORK = network(PREDICTED, raw=RAW)
WRONG = np.arange(RIGHT, IMAGES)


def _by(numbers: Any) -> list[int]:
    """The mistakes, that with the largest number first."""
    return [int(i) for i in WRONG[np.argsort(numbers)[::-1]]][:9]


LABELS = DATA.test.labels.astype(int)
SURE = PREDICTED[WRONG].max(axis=1)
TRUE = PREDICTED[WRONG, LABELS[WRONG]]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (_by(SURE), "None"),
        (_by(SURE)[::-1], "the surest mistake stands last"),
        (_by(-SURE), "These are the mistakes that the network was least sure of"),
        (_by(-TRUE), "sorted by the probability of the true digit"),
        (_by(TRUE), "sorted by the probability of the true digit"),
        (_by(RAW[WRONG].max(axis=1)), "Yours may be of raw images: predict `x_test_norm`"),
        (
            [_by(SURE)[1], _by(SURE)[0], *_by(SURE)[2:]],
            "Number 1 of `worst` was misread with a probability of",
        ),
        (
            [_by(SURE)[1], _by(SURE)[0], *_by(SURE)[2:]],
            "Sort all mistakes by the probability that `net`",
        ),
    ],
)
def test_the_order_of_mistakes_is_known_again(chosen: list[int], said: str) -> None:
    assert said in str(otherwise_sorted("worst", chosen, NETWORK, DATA))


def test_mistakes_sorted_by_scores_are_known_again() -> None:
    scores = np.log(PREDICTED) + np.linspace(0, 9, IMAGES, dtype=np.float32)[:, None]
    facts = replace(NETWORK.facts, predictions={("normalise", "test"): scores})
    told = str(otherwise_sorted("worst", _by(scores[WRONG].max(axis=1)), replace(NETWORK, facts=facts), DATA))
    assert "sorted by scores before softmax" in told


def test_images_of_another_split_are_not_shown() -> None:
    drawn = tiles(DATA.train.images[[3, 5]].reshape(56, 28) / 255)
    assert not_shown(drawn, [3, 5], DATA.train) == []
    assert not_shown(drawn, [3, 5], DATA.test) == [3, 5]
    assert not_shown(drawn, [IMAGES + 1], DATA.train) == [IMAGES + 1]


def test_which_images_are_not_of_ones_own() -> None:
    own = np.eye(28, dtype=np.uint8)[None].repeat(4, axis=0) * 255
    assert unchanged("own", own, DATA) is None
    own[[1, 3]] = DATA.train.images[:2]
    assert "In `own` those at 1, 3 come unchanged from the data" in str(unchanged("own", own, DATA))
    own[2] = 0
    assert "In `own` those at 2 are blank" in str(unchanged("own", own, DATA))


def test_mistakes_that_are_equally_sure_stand_in_any_order() -> None:
    """Beyond what rounding tells apart nobody can say which is surer."""
    surest = np.full_like(PREDICTED, 1e-5)
    surest[np.arange(IMAGES), PREDICTED.argmax(axis=1)] = 0.99995 - np.arange(IMAGES) * 1e-6
    equal = network(surest)
    for order in (list(WRONG[:9]), list(WRONG[:9])[::-1]):
        assert otherwise_sorted("worst_mistakes", [int(i) for i in order], equal, DATA) is None
