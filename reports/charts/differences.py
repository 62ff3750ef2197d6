"""The geometry of the differences to the baseline: a row for each row of the accuracies beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.axes import Scale, Tick, finite, points_axis
from reports.charts.intervals import AXIS, ROW, ranked
from reports.formats import Numbers
from reports.page_data.comparison import Against, VariantRow

_TICKS = 5


@dataclass(frozen=True)
class DifferenceMark:
    """One variant's dot and interval: x in per cent, y in pixels; the baseline's own lies at zero.

    `x` is None where there is no difference to draw, `verdict` as in `Against`.
    """

    name: str
    spoken: str
    verdict: str
    y: float
    x: float | None
    low: float | None
    high: float | None
    is_baseline: bool


@dataclass(frozen=True)
class DifferenceChart:
    """Rows in the order of the accuracies; `zero` is the x of no difference.

    `margin` is where the differences begin and end that do not matter in practice.
    """

    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    marks: tuple[DifferenceMark, ...]
    zero: float
    margin: tuple[float, float]


def difference_chart(rows: Sequence[VariantRow], margin: float, numbers: Numbers) -> DifferenceChart | None:
    """Every variant against the baseline; None where nothing was compared."""
    drawn = ranked(rows)
    values = [value for row in drawn if row.baseline for value in _drawn_values(row.baseline)]
    if not values:
        return None
    axis = points_axis([*values, -margin, margin], 0.0, 100.0, numbers, _TICKS)
    bottom = AXIS + ROW * len(drawn)
    return DifferenceChart(
        height=bottom + AXIS,
        top=AXIS,
        bottom=bottom,
        ticks=axis.ticks,
        marks=tuple(_mark(row, index, axis.scale, numbers) for index, row in enumerate(drawn)),
        zero=axis.scale.place(0.0),
        margin=(axis.scale.place(-margin), axis.scale.place(margin)),
    )


def _drawn_values(against: Against) -> list[float]:
    ends = (against.interval.low, against.interval.high) if against.interval else ()
    return finite([against.difference, *ends])


def _mark(row: VariantRow, index: int, scale: Scale, numbers: Numbers) -> DifferenceMark:
    y = AXIS + ROW * (index + 0.5)
    found = row.baseline
    if row.is_baseline or found is None or not _drawn_values(found):
        x = scale.place(0.0) if row.is_baseline else None
        return DifferenceMark(row.name, row.name, "none", y, x, None, None, row.is_baseline)
    places = [scale.place(value) for value in _drawn_values(found)]
    low, high = (places[1], places[2]) if len(places) == 3 else (None, None)
    return DifferenceMark(
        row.name, _spoken(row.name, found, numbers), found.verdict, y, places[0], low, high, False
    )


def _spoken(name: str, against: Against, numbers: Numbers) -> str:
    difference, *ends = map(numbers.points, _drawn_values(against))
    return f"{name}: {difference}" + (f" ({ends[0]} … {ends[1]})" if len(ends) == 2 else "")
