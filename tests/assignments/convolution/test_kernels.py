"""Kernels of one's own: judged by what they do to a picture, not by being well known."""

from __future__ import annotations

import pytest

from reference.convolution import convolve
from tests.assignments.convolution.conftest import Said

CELL = """
edge = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
blur = np.ones((3, 3)) / 9
sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
index = 5
edges = convolve(x_test[index], edge)
blurred = convolve(x_test[index], blur)
sharpened = convolve(x_test[index], sharpen)
figure, axes = plt.subplots(1, 4)
for place, image in zip(axes, [x_test[index], edges, blurred, sharpened]):
    place.imshow(image, cmap="gray")
edge_sum_reason, blur_sum_reason = "c", "b"
"""
EDGE, BLUR, SHARPEN = CELL.strip().splitlines()[:3]

RIGHT = {
    "as in the solution": (EDGE, EDGE),
    "Sobel": (EDGE, "edge = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])"),
    "Prewitt, lying": (EDGE, "edge = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]) / 3"),
    "Laplacian of four": (EDGE, "edge = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])"),
    "two pixels": (EDGE, "edge = np.array([[0, 0, 0], [0, -1, 1], [0, 0, 0]])"),
    "rounded numbers": (EDGE, "edge = np.array([[-.125] * 3, [-.125, 1, -.125], [-.125] * 3])"),
    "Gauss": (BLUR, "blur = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16"),
    "a cross": (BLUR, "blur = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]) / 5"),
    "a row": (BLUR, "blur = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]]) / 3"),
    "four decimals": (BLUR, "blur = np.full((3, 3), .1111)"),
    "strong": (SHARPEN, "sharpen = np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]])"),
    "unsharp mask": (SHARPEN, "sharpen = 2 * np.eye(3)[[1]].T @ np.eye(3)[[1]] - np.ones((3, 3)) / 9"),
    "another digit": ("index = 5", "index = np.int64(17)"),
}


def test_a_blank_pair_of_the_sheet_is_replaced() -> None:
    assert all(old in CELL for old, _ in RIGHT.values())


@pytest.mark.parametrize("name", RIGHT)
def test_kernels_that_do_what_the_sheet_says(said: Said, name: str) -> None:
    assert said("kernels", CELL.replace(*RIGHT[name]), convolve=convolve) == {}


WRONG = [
    (EDGE, "edge = np.zeros((3, 3))", "edge", "All numbers of `edge` are 0"),
    (EDGE, "edge = np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]])", "edge", "sum to 1"),
    (EDGE, "edge = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]])", "edge", "straight edge"),
    (EDGE, "edge = np.ones((5, 5))", "edge", "shape (5, 5)"),
    (BLUR, "blur = np.ones((3, 3))", "blur", "sum to 9"),
    (BLUR, "blur = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])", "blur", "nothing is spread"),
    (BLUR, "blur = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])", "blur", "negative numbers"),
    (SHARPEN, "sharpen = np.ones((3, 3)) / 9", "sharpen", "no brighter than before"),
    (SHARPEN, "sharpen = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]])", "sharpen", "sum to 0"),
    ("blurred = convolve(x_test[index], blur)", "blurred = convolve(x_test[index], sharpen)", "maps",
     "`blurred` is what `sharpen` gives"),
    ("edges = convolve(x_test[index]", "edges = convolve(x_test[index] / 255", "maps", "divided by 255"),
    ("edges = convolve(x_test[index]", "edges = convolve(np.pad(x_test[index], 1)", "maps",
     "frame of zeros"),
    ("sharpened = convolve(x_test[index]", "sharpened = convolve(x_test[0]", "maps", "index 5"),
    ("index = 5", "index = -6", "maps", "from 0 to 359"),
    ("[x_test[index], edges", "[x_test[0], edges", "figure", "not among them: `x_test[index]`"),
    ("plt.subplots(1, 4)", "plt.figure(), [plt.gca()] * 4", "figure", "same axes"),
    ('"c", "b"', '"a", "b"', "edge_reason", "Put `edge`"),
    ('"c", "b"', '"c", "d"', "blur_reason", "Compare the mean"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "criterion", "words"), WRONG)
def test_those_that_do_not_are_told_by_their_effect(
    said: Said, old: str, new: str, criterion: str, words: str
) -> None:
    assert old in CELL
    found = said("kernels", CELL.replace(old, new), convolve=convolve)
    assert words in found.get(criterion, ""), found
