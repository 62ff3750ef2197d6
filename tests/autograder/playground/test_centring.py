"""What is made of a drawing: as MNIST was made, against NumPy, and the whole sheet made smaller."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from reference.datasets import load
from tests.autograder.playground.made_page import encoded

FINE = 448


def in_script(tab: Page, call: str, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    found = tab.evaluate(f"data => {{ const ink = bytesOf(data); return [...{call}]; }}", encoded(ink))
    return np.array(found, dtype=np.uint8).reshape(28, 28)


def blot(seed: int) -> NDArray[np.uint8]:
    """Ink of some overlapping boxes, anywhere on the sheet and of any proportions."""
    rng = np.random.default_rng(seed)
    ink = np.zeros((FINE, FINE), dtype=np.uint8)
    for _ in range(4):
        top, left = rng.integers(0, FINE - 120, 2)
        height, width = rng.integers(20, 120, 2)
        ink[top : top + height, left : left + width] = rng.integers(60, 256)
    return ink


def box_of(image: NDArray[Any]) -> tuple[slice, slice]:
    rows, columns = np.nonzero(image.any(axis=1))[0], np.nonzero(image.any(axis=0))[0]
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def averaging(count: int, length: int) -> NDArray[np.float64]:
    """(count, length): how much of each number is in the mean of each of `count` equal stretches."""
    begin, at = np.arange(count)[:, None] * length / count, np.arange(length)
    shared = np.minimum(at + 1, begin + length / count) - np.maximum(at, begin)
    return np.asarray(np.clip(shared, 0, 1) * count / length)


def as_mnist(ink: NDArray[np.uint8]) -> NDArray[np.float64]:
    """In NumPy, by matrices: the box fitted into 20 × 20, its centre of mass put at pixel 14."""
    part = ink[box_of(ink)].astype(float)
    rows, columns = (max(1, int(np.floor(side * 20 / max(part.shape) + 0.5))) for side in part.shape)
    fitted = averaging(rows, part.shape[0]) @ part @ averaging(columns, part.shape[1]).T
    down = fitted.sum(axis=1) @ np.arange(rows) / fitted.sum()
    across = fitted.sum(axis=0) @ np.arange(columns) / fitted.sum()
    top, left = (int(np.clip(np.floor(14.5 - c), 0, 28 - n)) for c, n in ((down, rows), (across, columns)))
    out = np.zeros((28, 28))
    out[top : top + rows, left : left + columns] = fitted
    return out


def test_centring_is_as_in_numpy(page: Page) -> None:
    for seed in range(25):
        ink = blot(seed)
        np.testing.assert_allclose(in_script(page, "centred(ink)", ink), as_mnist(ink), atol=0.51)


def test_a_centred_digit_fills_the_box_keeps_its_proportions_and_lies_in_the_middle(page: Page) -> None:
    for seed in range(25):
        ink = blot(seed)
        image = in_script(page, "centred(ink)", ink)
        height, width = image[box_of(image)].shape
        before = ink[box_of(ink)].shape
        assert max(height, width) == 20
        assert min(height, width) == pytest.approx(20 * min(before) / max(before), abs=0.51)
        for axis, side in enumerate((height, width)):
            centre = image.sum(axis=1 - axis) @ np.arange(28) / image.sum()
            start = box_of(image)[axis].start
            assert abs(centre - 14) <= 0.51 or start in (0, 28 - side)


def test_images_of_mnist_are_centred_already(page: Page) -> None:
    for image in load("mnist5k").test.images[:40]:
        ink = np.kron(image, np.ones((16, 16), dtype=np.uint8))
        np.testing.assert_array_equal(in_script(page, "centred(ink)", ink), image)


def test_the_whole_sheet_is_only_made_smaller(page: Page) -> None:
    ink = blot(3)
    means = ink.reshape(28, 16, 28, 16).mean(axis=(1, 3))
    np.testing.assert_allclose(in_script(page, "shrunk(ink)", ink), means, atol=0.51)
