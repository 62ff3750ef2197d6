"""Pairs of images and maps, and the kernel that only the grader knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reference.convolution import convolve
from reference.datasets import Dataset, Split, move
from reference.pairs import PAIR_SIDE, PAIRS, hidden_kernel, pairs


def _with_seed(data: Dataset, seed: int) -> Dataset:
    return replace(data, hidden=move(data.test, seed))


def test_each_map_is_what_the_kernel_makes_of_its_image(digits: Dataset) -> None:
    made, kernel = pairs(digits), hidden_kernel(digits)
    assert (made.images.shape, made.maps.shape) == ((PAIRS, PAIR_SIDE, PAIR_SIDE), (PAIRS, 10, 10))
    assert {made.images.dtype, made.maps.dtype} == {np.dtype(np.float32)}
    for image, map_ in list(zip(made.images, made.maps, strict=True))[::100]:
        np.testing.assert_allclose(map_, convolve(image, kernel), rtol=0, atol=1e-5)


def test_the_pairs_tell_the_kernel_and_no_other(digits: Dataset) -> None:
    """Turned or mirrored it is another one, by half at least in some number."""
    kernel = hidden_kernel(digits)
    others = [np.rot90(k, turns) for k in (kernel, kernel.T) for turns in range(4)][1:]
    assert all(np.abs(kernel - other).max() >= 0.5 for other in others)
    assert len(np.unique(kernel)) == 9


def test_it_is_the_same_for_the_same_labels_alone(digits: Dataset) -> None:
    again = replace(digits, hidden=Split(digits.hidden.images[::-1], digits.hidden.labels.copy()))
    assert np.array_equal(hidden_kernel(again), hidden_kernel(digits))
    assert np.array_equal(pairs(again).images, pairs(digits).images)


def test_other_hidden_images_have_other_kernels(digits: Dataset) -> None:
    kernels = {hidden_kernel(_with_seed(digits, seed)).tobytes() for seed in range(20)}
    assert len(kernels) == 20


@pytest.mark.parametrize("position", [0, 200])
def test_a_single_other_label_has_another_kernel(digits: Dataset, position: int) -> None:
    """Whoever nearly knows the hidden labels does not nearly know the kernel."""
    labels = digits.hidden.labels.copy()
    labels[position] = (labels[position] + 1) % 10
    other = replace(digits, hidden=Split(digits.hidden.images, labels))
    assert not np.array_equal(hidden_kernel(other), hidden_kernel(digits))
