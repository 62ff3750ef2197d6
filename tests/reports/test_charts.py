"""The geometry of the charts: ticks cover the data, nothing is NaN, edges of the data draw."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from reports.charts.axes import Scale, accuracy_axis, epoch_axis, loss_axis
from reports.charts.curves import learning_curves
from reports.charts.intervals import interval_chart
from reports.charts.strips import strip_chart
from reports.formats import Numbers
from reports.page_data.comparison import ComparisonPage, Curve, VariantRow
from reports.page_data.parts import Interval
from tests.reports.networks import reference_line

NUMBERS = Numbers()
NAN = float("nan")


def numbers_in(found: object) -> Iterator[float]:
    if isinstance(found, float):
        yield found
    elif isinstance(found, tuple):
        for part in found:
            yield from numbers_in(part)
    elif is_dataclass(found) and not isinstance(found, type):
        for field in fields(found):
            yield from numbers_in(getattr(found, field.name))


def row(name: str = "plain", **changes: object) -> VariantRow:
    plain = VariantRow(
        name, "", False, 1, 1, 0.9, Interval(0.88, 0.92), "", None, None, None, 1, None, "", (), None
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "values",
    [[0.926, 0.9921], [0.1, 0.99], [0.5], [0.9, 0.9], [0.0], [1.0], [], [0.99991, 0.99994], [NAN, 0.3]],
)
def test_accuracy_ticks_cover_the_data_and_stay_within_100_percent(values: list[float]) -> None:
    axis = accuracy_axis(values, 0, 100, NUMBERS, 6)
    drawn = [value for value in values if math.isfinite(value)]
    assert 0 <= axis.scale.low < axis.scale.high <= 1
    assert all(axis.scale.low - 1e-9 <= value <= axis.scale.high + 1e-9 for value in drawn)
    places = [tick.at for tick in axis.ticks]
    assert places == sorted(set(places))
    assert places[0] == 0
    assert places[-1] == 100
    assert len({tick.label for tick in axis.ticks}) == len(axis.ticks) >= 2


@pytest.mark.parametrize("values", [[0.02, 2.4], [0.1], [0.0, 0.3], [], [NAN, math.inf], [1e-9, 40]])
def test_loss_ticks_are_powers_of_ten_around_the_data(values: list[float]) -> None:
    axis = loss_axis(values, 100, 20, NUMBERS, 4)
    powers = [math.log10(float(tick.label)) for tick in axis.ticks]
    assert all(math.isclose(power, round(power), abs_tol=1e-9) for power in powers)
    drawn = [math.log10(max(value, 1e-6)) for value in values if math.isfinite(value)]
    assert all(axis.scale.low <= value <= axis.scale.high for value in drawn)


def test_what_lies_beyond_a_scale_is_put_on_its_edge() -> None:
    scale = Scale(0.9, 1.0, 0, 100)
    assert (scale.place(0.5), scale.place(0.95), scale.place(1.2)) == (0, 50, 100)


def test_a_single_epoch_stands_in_the_middle() -> None:
    axis = epoch_axis(1, 0, 100)
    assert [(tick.at, tick.label) for tick in axis.ticks] == [(50, "1")]


def test_intervals_put_the_baseline_on_top_and_the_rest_from_high_to_low(comparison: ComparisonPage) -> None:
    chart = interval_chart(comparison.rows, NUMBERS)
    assert chart.marks[0].is_baseline
    assert chart.reference == chart.marks[0].x
    places = [mark.x for mark in chart.marks[1:]]
    assert places == sorted(places, reverse=True)
    assert chart.left_out == ("no_flatten", "outputs_5")
    for mark in chart.marks:
        assert mark.low is not None
        assert mark.high is not None
        assert 0 <= mark.low <= mark.x <= mark.high <= 100
        assert chart.top < mark.y < chart.bottom < chart.height


def test_an_interval_beyond_100_percent_ends_at_the_edge() -> None:
    (mark,) = interval_chart([row(accuracy=0.999, interval=Interval(0.99, 1.008))], NUMBERS).marks
    assert mark.high == 100


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row()],
        [row(interval=None)],
        [row(accuracy=None)],
        [row(accuracy=NAN)],
        [row(interval=Interval(NAN, 1))],
    ],
)
def test_interval_chart_of_little_or_nothing(rows: list[VariantRow]) -> None:
    chart = interval_chart(rows, NUMBERS)
    assert all(map(math.isfinite, numbers_in(chart)))
    assert len(chart.marks) + len(chart.left_out) == len(rows)


def test_long_names_move_above_their_marks() -> None:
    assert interval_chart([row("n" * 40)], NUMBERS).labels == "above"


def test_all_panels_share_their_scales(comparison: ComparisonPage) -> None:
    panels = learning_curves(comparison.rows, NUMBERS)
    assert len({panel.accuracy.ticks for panel in panels}) == len({panel.loss.ticks for panel in panels}) == 1
    assert [panel.name for panel in panels] == [row.name for row in comparison.rows if row.curves]
    assert all(comparison.rows[panel.row - 1].name == panel.name for panel in panels)
    assert all(len(panel.accuracy.traces) == 2 * panel.seeds for panel in panels)


def test_one_epoch_is_a_dot(comparison: ComparisonPage) -> None:
    (panel,) = (p for p in learning_curves(comparison.rows, NUMBERS) if p.name == "epochs_1")
    traces = (*panel.accuracy.traces, *panel.loss.traces)
    assert all(trace.dot and not trace.points for trace in traces)


def test_a_loss_that_is_not_a_number_leaves_a_gap() -> None:
    curve = Curve(0, (0.5,) * 5, (), (2.0, 1.0, NAN, math.inf, 0.5), (0.0,) * 5)
    (panel,) = learning_curves([row(curves=(curve,))], NUMBERS)
    train = [trace for trace in panel.loss.traces if trace.part == "train"]
    assert [bool(trace.points) for trace in train] == [True, False]
    assert "nan" not in repr(panel)
    assert "inf" not in repr(panel)


def test_curves_without_any_epoch_draw_an_empty_panel() -> None:
    (panel,) = learning_curves([row(curves=(Curve(0, (), (), (), ()),))], NUMBERS)
    assert panel.epochs == 0
    assert not panel.accuracy.traces
    assert learning_curves([row()], NUMBERS) == ()


def test_students_that_lie_close_are_stacked() -> None:
    accuracies = (0.97, 0.97, 0.9702, 0.91, None)
    students = [(f"student {number}", accuracy) for number, accuracy in enumerate(accuracies)]
    chart = strip_chart(students, [reference_line("reference", 0.98)], NUMBERS)
    assert chart.left_out == 1
    assert len(chart.dots) == 4
    assert len({dot.y for dot in chart.dots if dot.x > 50}) == 3
    assert all(chart.top < dot.y < chart.bottom for dot in chart.dots)


def test_labels_of_references_have_lines_of_their_own(comparison: ComparisonPage) -> None:
    assert comparison.students
    accuracies = [(row.student, row.accuracy) for row in comparison.students.students]
    chart = strip_chart(accuracies, comparison.students.references, NUMBERS)
    assert len({line.y for line in chart.references}) == 3
    assert [line.anchor for line in chart.references] == ["start", "end", "end"]


def test_strip_of_nobody_is_still_drawn() -> None:
    chart = strip_chart([], [], NUMBERS)
    assert chart.dots == ()
    assert all(map(math.isfinite, numbers_in(chart)))
