"""The oracle of the convolution assignment, against SciPy and Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from reference.convolution import convolve, convolve_at, max_pool, output_size, pad

RNG = np.random.default_rng(5)
SHAPES = [((5, 5), (3, 3)), ((9, 4), (2, 4)), ((7, 7), (7, 7)), ((6, 11), (4, 1)), ((1, 1), (1, 1))]
STRIDES = [1, 2, 3, 12]


@pytest.mark.parametrize(("image", "kernel"), SHAPES)
@pytest.mark.parametrize("stride", STRIDES)
def test_it_is_scipys_correlation(image: tuple[int, int], kernel: tuple[int, int], stride: int) -> None:
    one, two = RNG.normal(size=image), RNG.normal(size=kernel)
    wanted = correlate2d(one, two, "valid")[::stride, ::stride]
    found = convolve(one, two, stride)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-10)
    assert found.shape == tuple(output_size(s, k, stride) for s, k in zip(image, kernel, strict=True))


@pytest.mark.parametrize(("image", "kernel"), SHAPES)
@pytest.mark.parametrize("stride", STRIDES)
def test_it_is_what_keras_calculates(image: tuple[int, int], kernel: tuple[int, int], stride: int) -> None:
    import keras

    one = RNG.normal(size=image).astype(np.float32)
    two = RNG.normal(size=kernel).astype(np.float32)
    wanted = np.asarray(keras.ops.conv(one[None, :, :, None], two[:, :, None, None], strides=stride))[
        0, :, :, 0
    ]
    found = convolve(one, two, stride)
    assert np.abs(found - wanted).max() <= 1e-5 * max(1.0, np.abs(wanted).max())


@pytest.mark.parametrize(("window", "stride"), [(2, None), (2, 1), (3, 2), (3, 3)])
def test_pooling_is_keras(window: int, stride: int | None) -> None:
    import keras

    image = RNG.normal(size=(7, 8)).astype(np.float32)
    wanted: Any = keras.ops.max_pool(
        image[None, :, :, None], window, strides=stride or window, padding="valid"
    )
    np.testing.assert_array_equal(max_pool(image, window, stride), np.asarray(wanted)[0, :, :, 0])


def test_the_worked_examples_of_the_course() -> None:
    region = np.array([[21, 16, 11], [25, 22, 18], [19, 20, 21]])
    assert convolve_at(region, np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])) == 31
    image = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
    kernel = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    assert convolve(image, kernel).tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    pooled = max_pool(np.array([[0.3, 0.6, 1], [0.5, 0.1, 0.3], [1, 0.5, 0.9]]), 2, 1)
    assert pooled.tolist() == [[0.6, 1], [1, 0.9]]


def test_small_numbers_do_not_run_over() -> None:
    bright = np.full((3, 3), 255, np.uint8)
    assert convolve_at(bright, np.ones((3, 3), np.uint8)) == 9 * 255
    assert convolve(bright, np.full((2, 2), -1, np.int8)).tolist() == [[-1020] * 2] * 2
    assert convolve(np.ones((3, 3), bool), np.ones((2, 2), bool)).tolist() == [[4, 4], [4, 4]]


def test_padding_keeps_the_kind_of_number() -> None:
    padded = pad(np.full((2, 3), 7, np.uint8), 2)
    assert padded.shape == (6, 7)
    assert padded.dtype == np.uint8
    assert padded[2:4, 2:5].min() == 7
    assert padded.sum() == 42
