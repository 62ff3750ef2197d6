"""Kept digits come back out of their file; what is no such file is told, and keeps nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from tests.autograder.playground.made_page import stroke


@pytest.mark.parametrize("labels", [np.arange(3), np.array([9, 0, 1], np.uint8)])
def test_digits_that_numpy_saved_are_kept(page: Page, tmp_path: Path, labels: NDArray[np.int64]) -> None:
    images = np.stack([stroke(digit) for digit in range(3)])
    np.savez(tmp_path / "digits.npz", other=np.eye(3), x_test=images, y_test=labels)
    page.locator("#kept_file").set_input_files(tmp_path / "digits.npz")
    expect(page.locator("#kept li > span:not([class])")).to_have_text([str(label) for label in labels])
    there = "file => digitsOf(Uint8Array.from(file).buffer).map(digit => Array.from(digit.pixels))"
    found = page.evaluate(there, list((tmp_path / "digits.npz").read_bytes()))
    np.testing.assert_array_equal(np.array(found).reshape(-1, 28, 28), images)


WRONG: dict[str, dict[str, Any]] = {
    "no arrays": {},
    "one array": {"x_test": np.zeros((1, 28, 28), np.uint8)},
    "floats": {"x_test": np.zeros((1, 28, 28)), "y_test": np.array([1])},
    "another size": {"x_test": np.zeros((1, 8, 8), np.uint8), "y_test": np.array([1])},
    "a label of 10": {"x_test": np.zeros((1, 28, 28), np.uint8), "y_test": np.array([10])},
    "a label missing": {"x_test": np.zeros((2, 28, 28), np.uint8), "y_test": np.array([1])},
    "Fortran's order": {"x_test": np.zeros((2, 28, 28), np.uint8, order="F"), "y_test": np.array([1, 2])},
}


@pytest.mark.parametrize("arrays", WRONG.values(), ids=WRONG)
def test_a_file_of_other_arrays_is_told_and_keeps_nothing(
    page: Page, tmp_path: Path, arrays: dict[str, Any]
) -> None:
    np.savez(tmp_path / "digits.npz", **arrays)
    page.locator("#kept_file").set_input_files(tmp_path / "digits.npz")
    expect(page.locator("#kept_said")).to_contain_text("This is no file of kept digits")
    assert page.locator("#kept li").count() == 0


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip" * 100])
def test_a_file_that_is_no_zip_is_told(page: Page, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "digits.npz").write_bytes(content)
    page.locator("#kept_file").set_input_files(tmp_path / "digits.npz")
    expect(page.locator("#kept_said")).to_contain_text("This is no file of kept digits")


def test_a_file_that_was_cut_short_is_told(page: Page, tmp_path: Path) -> None:
    images, labels = np.zeros((9, 28, 28), np.uint8), np.arange(9)
    np.savez(tmp_path / "whole.npz", x_test=images, y_test=labels)
    whole = (tmp_path / "whole.npz").read_bytes()
    (tmp_path / "digits.npz").write_bytes(whole[:2000] + whole[-300:])
    page.locator("#kept_file").set_input_files(tmp_path / "digits.npz")
    expect(page.locator("#kept_said")).to_contain_text("This is no file of kept digits")
