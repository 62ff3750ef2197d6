"""Which images the page offers."""

from __future__ import annotations

import base64

import numpy as np

from autograder.playground.gallery import misread, samples
from reference.datasets import Split

IMAGES = np.arange(6, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
TEST = Split(IMAGES, np.array([3, 1, 3, 0, 1, 9], np.uint8))


def _said(*answers: list[int]) -> list[np.ndarray[tuple[int], np.dtype[np.int8]]]:
    return [np.array(each, np.int8) for each in answers]


def _places(found: list[dict[str, object]]) -> list[int]:
    return [base64.b64decode(str(each["pixels"]))[0] for each in found]


def test_what_most_misread_comes_first_with_how_many() -> None:
    said = _said([3, 7, 5, 0, 1, 9], [3, 7, 3, 0, 1, 9], [3, 2, 5, 0, 1, 4])
    found = misread(said, TEST)
    assert _places(found) == [1, 2, 5]
    assert [(each["label"], each["wrong"]) for each in found] == [(1, 3), (3, 2), (9, 1)]
    assert len(misread(said, TEST, shown=2)) == 2


def test_nothing_is_offered_where_nobody_errs() -> None:
    assert misread(_said([3, 1, 3, 0, 1, 9]), TEST) == []
    assert misread([], TEST) == []


def test_a_sample_of_each_digit_is_one_that_most_read() -> None:
    said = _said([5, 1, 3, 0, 2, 9], [5, 2, 3, 0, 1, 9], [5, 2, 3, 0, 1, 9])
    assert _places(samples(said, TEST)) == [3, 4, 2, 5]
    assert [each["label"] for each in samples(said, TEST)] == [0, 1, 3, 9]
    assert _places(samples([], TEST)) == [3, 1, 0, 5]  # the first of each, where nothing is known
