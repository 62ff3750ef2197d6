"""The differences stand row for row beside the accuracies, around a zero that is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.charts.axes import points_axis
from reports.charts.differences import DifferenceChart, difference_chart
from reports.charts.intervals import interval_chart
from reports.formats import Numbers
from reports.page_data.comparison import ComparisonPage

NUMBERS = Numbers("en", 2)


@pytest.fixture
def chart(comparison: ComparisonPage) -> DifferenceChart:
    found = difference_chart(comparison.rows, comparison.margin, NUMBERS)
    assert found is not None
    return found


def test_rows_are_those_of_the_accuracies(comparison: ComparisonPage, chart: DifferenceChart) -> None:
    beside = interval_chart(comparison.rows, NUMBERS)
    assert [(mark.name, mark.y) for mark in chart.marks] == [(mark.name, mark.y) for mark in beside.marks]
    assert (chart.height, chart.top, chart.bottom) == (beside.height, beside.top, beside.bottom)


def test_right_of_zero_is_better(chart: DifferenceChart) -> None:
    assert chart.marks[0].x == chart.zero
    better = [mark for mark in chart.marks if mark.verdict == "better"]
    assert better
    for mark in better:
        assert mark.low is not None
        assert mark.x is not None
        assert mark.high is not None
        assert chart.zero < mark.low < mark.x < mark.high


def test_the_margin_lies_around_zero_and_zero_has_a_tick(chart: DifferenceChart) -> None:
    low, high = chart.margin
    assert 0 <= low < chart.zero < high <= 100
    assert chart.zero - low == pytest.approx(high - chart.zero, abs=0.2)
    assert ("0", chart.zero) in [(tick.label, tick.at) for tick in chart.ticks]


def test_a_pointer_hears_the_numbers(chart: DifferenceChart) -> None:
    spoken = {mark.name: mark.spoken for mark in chart.marks}
    assert spoken["augmented"].startswith("augmented: +6.63 (+")


def test_one_seed_has_a_dot_and_no_interval(comparison: ComparisonPage) -> None:
    row = next(row for row in comparison.rows if row.name == "sgd")
    assert row.baseline
    alone = replace(row, baseline=replace(row.baseline, interval=None, verdict="none"))
    found = difference_chart([comparison.rows[0], alone], 0.003, NUMBERS)
    assert found is not None
    assert found.marks[1].x is not None
    assert found.marks[1].low is None


def test_nothing_compared_is_no_chart(comparison: ComparisonPage) -> None:
    assert difference_chart(comparison.rows[:1], 0.003, NUMBERS) is None
    assert difference_chart([], 0.003, NUMBERS) is None


@pytest.mark.parametrize("values", [[], [0.0], [-0.1, 0.02], [0.0001], [float("nan"), 0.3]])
def test_the_axis_of_points_holds_zero_and_the_data(values: list[float]) -> None:
    axis = points_axis(values, 0.0, 100.0, NUMBERS, 5)
    assert "0" in {tick.label.split(".")[0].strip("+−") for tick in axis.ticks}
    assert all(axis.scale.low <= value <= axis.scale.high for value in values if value == value)
    assert len({tick.label for tick in axis.ticks}) == len(axis.ticks)
