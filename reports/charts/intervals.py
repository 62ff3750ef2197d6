"""Accuracies as dots on their intervals: finished coordinates, nothing left for a template to work out.

The chart stretches with the page: its x are per cent of the plot's width, its y pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.axes import Scale, Tick, accuracy_axis, finite
from reports.formats import Numbers
from reports.page_data.comparison import VariantRow

ROW = 28.0
AXIS = 26.0
_LONGEST_LABEL_BESIDE = 24


@dataclass(frozen=True)
class IntervalMark:
    """One variant's dot, its interval where known and its seeds: x in per cent, y in pixels."""

    name: str
    value: str
    spoken: str
    y: float
    x: float
    low: float | None
    high: float | None
    is_baseline: bool
    seeds: tuple[float, ...]


@dataclass(frozen=True)
class IntervalChart:
    """The baseline on top, then the variants from high to low; `left_out` could not be drawn.

    `reference` is the baseline's x, `labels` says whether names fit "beside" or go "above".
    """

    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    marks: tuple[IntervalMark, ...]
    reference: float | None
    labels: str
    lowest: str
    highest: str
    left_out: tuple[str, ...]


def interval_chart(rows: Sequence[VariantRow], numbers: Numbers) -> IntervalChart:
    """Dot and interval of every variant that has an accuracy; the others are named as left out."""
    drawn = ranked(rows)
    axis = accuracy_axis([value for row in drawn for value in _drawn_values(row)], 0.0, 100.0, numbers, 6)
    marks = tuple(_interval_mark(row, index, axis.scale, numbers) for index, row in enumerate(drawn))
    bottom = AXIS + ROW * len(marks)
    accuracies = finite(row.accuracy for row in drawn)
    return IntervalChart(
        height=bottom + AXIS,
        top=AXIS,
        bottom=bottom,
        ticks=axis.ticks,
        marks=marks,
        reference=next((mark.x for mark in marks if mark.is_baseline), None),
        labels="beside" if all(len(mark.name) <= _LONGEST_LABEL_BESIDE for mark in marks) else "above",
        lowest=numbers.percent(min(accuracies)) if accuracies else "",
        highest=numbers.percent(max(accuracies)) if accuracies else "",
        left_out=tuple(row.name for row in rows if not finite([row.accuracy])),
    )


def ranked(rows: Sequence[VariantRow]) -> list[VariantRow]:
    """The rows that have an accuracy, as charts list them: the baseline, then from high to low."""
    drawn = (row for row in rows if finite([row.accuracy]))
    return sorted(drawn, key=lambda row: (not row.is_baseline, -(row.accuracy or 0.0)))


def _drawn_values(row: VariantRow) -> list[float]:
    ends = (row.interval.low, row.interval.high) if row.interval else ()
    return finite([row.accuracy, *ends, *row.seed_accuracies])


def _interval_mark(row: VariantRow, index: int, scale: Scale, numbers: Numbers) -> IntervalMark:
    ends = finite((row.interval.low, row.interval.high)) if row.interval else []
    low, high = ends if len(ends) == 2 else (None, None)
    accuracy = row.accuracy or 0.0
    value = numbers.percent(accuracy)
    span = "" if low is None or high is None else f" ({numbers.percentages(low, high)})"
    return IntervalMark(
        name=row.name,
        value=value,
        spoken=f"{row.name}: {value}{span}",
        y=AXIS + ROW * (index + 0.5),
        x=scale.place(accuracy),
        low=None if low is None else scale.place(low),
        high=None if high is None else scale.place(high),
        is_baseline=row.is_baseline,
        seeds=_seeds(row, scale),
    )


def _seeds(row: VariantRow, scale: Scale) -> tuple[float, ...]:
    """The places of two seeds or more; one alone is the dot itself."""
    several = len(row.seed_accuracies) > 1
    return tuple(sorted(map(scale.place, finite(row.seed_accuracies)))) if several else ()
