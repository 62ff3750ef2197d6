"""What the sheet itself draws: the numbers in its pictures are those that the student's function gives."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Rectangle

from autograder.course.course import Course
from reference import convolution as right
from reference.datasets import Dataset

SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
CROSS = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
SMALL = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])


@pytest.fixture
def sheet(course: Course) -> Iterator[dict[str, Any]]:
    """The functions of the set-up cell that draw, and no more of it."""
    source = (course.assignment("convolution").folder / "notebook.py").read_text(encoding="utf-8")
    wanted: list[ast.stmt] = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith(("show_", "write_"))
    ]
    names: dict[str, Any] = {"np": np, "plt": plt, "Rectangle": Rectangle}
    exec(compile(ast.Module(wanted, []), "set-up", "exec"), names)
    plt.close("all")
    yield names
    plt.close("all")


def _numbers(axes: Any) -> list[float]:
    return [float(text.get_text()) for text in axes.texts]


def _places(sheet: dict[str, Any], function: Callable[..., Any], image: Any) -> list[Any]:
    sheet["show_places"](function, image, SHARPEN)
    return plt.gcf().axes if plt.get_fignums() else []


def test_three_places_show_region_kernel_products_and_sum(sheet: dict[str, Any], digits: Dataset) -> None:
    axes = _places(sheet, lambda region, kernel: float((region * kernel).sum()), digits.test.images[0])
    assert len(axes) == 12
    for digit, region, kernel, products in zip(*[iter(axes)] * 4, strict=True):
        assert len(digit.images) == len(digit.patches) == 1
        assert _numbers(kernel) == SHARPEN.ravel().tolist()
        assert _numbers(products) == [a * b for a, b in zip(_numbers(region), _numbers(kernel), strict=True)]
        assert float(products.get_title().split("Σ = ")[1]) == sum(_numbers(products))
    assert _numbers(axes[1]) == [0] * 9  # off the stroke
    assert any(_numbers(axes[9]))  # inside


def _raises(region: Any, kernel: Any) -> float:
    raise ValueError


@pytest.mark.parametrize("function", [lambda *_: None, lambda *_: np.zeros(3), _raises])
def test_what_returns_no_number_is_not_drawn(
    sheet: dict[str, Any], digits: Dataset, function: Callable[..., Any]
) -> None:
    assert _places(sheet, function, digits.test.images[0]) == []


def test_without_widgets_every_second_step_of_the_walk_is_drawn(
    sheet: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    sheet["show_walk"](right.convolve, SMALL, CROSS)
    axes = plt.gcf().axes
    assert len(axes) == 10
    wanted = right.convolve(SMALL, CROSS).ravel()
    for step, place in zip(range(0, 9, 2), axes[5:], strict=True):
        assert place.get_title() == f"Σ = {wanted[step]:g}"
        assert sum(bool(text.get_text()) for text in place.texts) == step + 1


def test_with_widgets_a_slider_goes_through_all_steps(
    sheet: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def slider(value: int, **bounds: Any) -> dict[str, Any]:
        return bounds | {"value": value}

    def interact(draw: Callable[[int], None], step: dict[str, Any]) -> None:
        asked.update(step)
        draw(4)

    monkeypatch.setitem(sys.modules, "ipywidgets", SimpleNamespace(IntSlider=slider, interact=interact))
    sheet["show_walk"](right.convolve, SMALL, CROSS)
    assert (asked["min"], asked["max"]) == (0, 8)
    left, middle = plt.gcf().axes
    assert middle.get_title() == "Σ = 4"
    assert [t.get_text() for t in left.texts][6] == "1×1"  # row 1, column 1, where the kernel stands


def test_padding_is_drawn_as_a_frame(sheet: dict[str, Any], digits: Dataset) -> None:
    sheet["show_padding"](np.pad, np.arange(9).reshape(3, 3), digits.test.images[0])
    before, after, digit = plt.gcf().axes
    assert [axes.get_title() for axes in (before, after, digit)] == ["3 × 3", "5 × 5", "36 × 36"]
    assert sum(_numbers(after)) == sum(_numbers(before)) == 36
    assert len(digit.patches) == 1
    plt.close("all")
    sheet["show_padding"](lambda *_: None, np.arange(9).reshape(3, 3), digits.test.images[0])
    assert not plt.get_fignums()


def test_images_are_drawn_side_by_side_with_their_sizes(sheet: dict[str, Any], digits: Dataset) -> None:
    image = digits.test.images[0]
    sheet["show_images"](image, None, right.max_pool(image), right.max_pool(image, 4))
    assert [axes.get_title() for axes in plt.gcf().axes] == ["28 × 28", "14 × 14", "7 × 7"]
