"""The hardest images: a variant has one voice however many seeds it has, a card counts networks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.training.hardest_images import hardest_images
from reference.datasets import Dataset, Split
from reference.training import Run, Status
from reports.digit_pictures import picture


@pytest.fixture
def test_split(digits: Dataset) -> Split:
    """Four images, said to be a 0, a 1, a 2 and a 3."""
    return Split(digits.test.images[:4], np.arange(4, dtype=np.uint8))


def run(variant: str, seed: int, *said: int) -> Run:
    predictions = np.array(said, np.int8) if said else None
    status = Status.TRAINED if said else Status.FAILED
    return Run(variant, "digits", seed, status, 1, 1.0, test_predictions=predictions)


def test_a_variant_of_many_seeds_has_one_voice(test_split: Split) -> None:
    runs = [run("sgd", seed, 9, 1, 2, 3) for seed in range(5)]
    runs += [run("deeper", 0, 0, 7, 2, 3), run("rmsprop", 0, 0, 7, 2, 3)]
    found = hardest_images(runs, test_split)
    assert found is not None
    assert [(one.digit, one.missed) for one in found.shown] == [(1, 2)]
    assert found.shown[0].answers == ((1, 5), (7, 2))
    assert (found.most, found.variants, found.networks) == (1, 3, 7)


def test_the_hardest_come_first_with_their_drawings(test_split: Split) -> None:
    runs = [run("sgd", 0, 5, 5, 2, 3), run("sgd", 1, 5, 5, 2, 3), run("deeper", 0, 0, 5, 2, 3)]
    runs += [run("deeper", 1, 5, 4, 2, 3)]
    found = hardest_images(runs, test_split)
    assert found is not None
    assert [one.digit for one in found.shown] == [1, 0]
    assert found.shown[0].answers == ((5, 3), (4, 1))
    assert found.shown[0].picture == picture(test_split.images[1])
    only = hardest_images(runs, test_split, shown=1)
    assert only is not None
    assert (len(only.shown), only.most) == (1, 2)


def test_spare_outputs_are_answers_too(test_split: Split) -> None:
    found = hardest_images([run("outputs_20", 0, 17, 1, 2, 3)], test_split)
    assert found is not None
    assert found.shown[0].answers == ((17, 1),)


def test_where_nothing_is_missed_there_is_nothing_to_show(test_split: Split) -> None:
    assert hardest_images([run("sgd", 0, 0, 1, 2, 3)], test_split) is None
    assert hardest_images([run("no_flatten", 0)], test_split) is None
    assert hardest_images([], test_split) is None
