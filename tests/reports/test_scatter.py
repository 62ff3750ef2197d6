"""Accuracy against cost: every name has a place of its own, or the chart says whose has none."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from reports.charts.axes import logarithmic_axis
from reports.charts.scatter import (
    HEIGHT,
    WIDTH,
    Label,
    ScatterChart,
    parameter_scatter,
    place_labels,
    time_scatter,
)
from reports.formats import Numbers
from reports.page_data.comparison import ComparisonPage

NUMBERS = Numbers("en", 2)
Box = tuple[float, float, float, float]


def drawn(label: Label, name: str) -> Box:
    """Where a browser puts the text, at six pixels a letter: left, top, right, bottom."""
    width = 6.0 * len(name)
    left = label.x if label.anchor == "start" else label.x - width
    return left, label.y - 8, left + width, label.y + 2


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.fixture(params=[parameter_scatter, time_scatter])
def chart(request: pytest.FixtureRequest, comparison: ComparisonPage) -> ScatterChart:
    found: ScatterChart | None = request.param(comparison.rows, NUMBERS)
    assert found is not None
    return found


def test_no_name_covers_another_or_a_mark(chart: ScatterChart) -> None:
    boxes = [drawn(mark.label, mark.name) for mark in chart.marks if mark.label]
    assert len(boxes) > len(chart.marks) / 2
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    dots = [(mark.x - 4, mark.y - 4, mark.x + 4, mark.y + 4) for mark in chart.marks]
    assert all(apart(box, dot) for box in boxes for dot in dots)


def test_all_stays_inside_the_frame(chart: ScatterChart) -> None:
    for mark in chart.marks:
        assert chart.left <= mark.x <= chart.right
        assert chart.top <= mark.y <= chart.bottom
        if mark.label:
            left, top, right, bottom = drawn(mark.label, mark.name)
            assert left >= 0
            assert top >= 0
            assert right <= WIDTH
            assert bottom <= HEIGHT


def test_who_has_no_name_is_said(chart: ScatterChart) -> None:
    assert list(chart.unlabelled) == [mark.name for mark in chart.marks if mark.label is None]
    assert {mark.name for mark in chart.marks} >= {"logistic_regression", "sgd", "larger_cnn"}


@pytest.mark.parametrize("seed", range(20))
def test_crowded_names_never_collide(seed: int) -> None:
    places = [tuple(place) for place in np.random.default_rng(seed).uniform(80, 330, (40, 2)).tolist()]
    names = [f"variant_{place}" for place in range(40)]
    labels = place_labels(names, places)
    boxes = [drawn(label, name) for label, name in zip(labels, names, strict=True) if label]
    assert boxes
    assert all(apart(one, other) for one, other in combinations(boxes, 2))


def test_a_name_far_from_its_mark_is_joined_to_it() -> None:
    labels = place_labels(["one", "two", "three", "four", "five", "six", "seven"], [(200.0, 200.0)] * 7)
    leaders = [label.leader for label in labels if label and label.leader]
    assert leaders
    assert all(leader[:2] == (200.0, 200.0) for leader in leaders)
    assert len({(label.x, label.y) for label in labels if label}) == 7


def test_cheaper_is_left_and_better_is_up(comparison: ComparisonPage) -> None:
    found = parameter_scatter(comparison.rows, NUMBERS)
    assert found is not None
    marks = {mark.name: mark for mark in found.marks}
    assert marks["dense_16"].x < marks["dense_32"].x < marks["dense_64"].x
    assert marks["dense_16"].y > marks["dense_32"].y > marks["dense_64"].y
    assert marks["dense_16"].spoken == "dense_16: 94.89%, 12,730"


def test_what_has_no_cost_is_left_out(comparison: ComparisonPage) -> None:
    rows = [replace(row, seconds=cost) for row, cost in zip(comparison.rows, (0.0, 2.0, 4.0), strict=False)]
    found = time_scatter(rows, NUMBERS)
    assert found is not None
    assert len(found.marks) == 2
    assert time_scatter(rows[:2], NUMBERS) is None


@pytest.mark.parametrize("values", [[7850.0, 623_290.0], [5.0], [0.2, 9.0], [1.0, 1e6], [3.0, 3.0]])
def test_a_logarithmic_axis_has_ticks_at_round_numbers(values: list[float]) -> None:
    axis = logarithmic_axis(values, 0.0, 100.0, NUMBERS)
    assert all(axis.scale.low < math.log10(value) < axis.scale.high for value in values)
    assert len(axis.ticks) >= 2
    assert all(0 <= tick.at <= 100 for tick in axis.ticks)
    assert all(tick.label.strip("0.,")[0] in "125" for tick in axis.ticks)
