"""Accuracy against what it costs: dots on a logarithmic axis, with names that cover nothing.

Drawn in a fixed frame of user units and scaled whole, so that what fits here fits everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.charts.axes import Tick, accuracy_axis, finite, logarithmic_axis
from reports.charts.intervals import ranked
from reports.formats import Numbers
from reports.page_data.comparison import VariantRow

WIDTH, HEIGHT = 560.0, 400.0

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 548.0, 14.0, 358.0
_LETTER, _LINE = 6.7, 12.0  # a wide font's, at 11 px
_DOT = 5.0
_AWAY = (0, 1, -1, 2, -2, 3, -3, 4, -4)  # lines above or below the dot, the nearest first
_LEADERLESS = 1

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A name at its baseline's start or end; `leader` joins it to a dot that is not beside it."""

    x: float
    y: float
    anchor: str
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class ScatterMark:
    name: str
    spoken: str
    verdict: str
    x: float
    y: float
    is_baseline: bool
    label: Label | None


@dataclass(frozen=True)
class ScatterChart:
    """`unlabelled` are those whose name would have covered something."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    marks: tuple[ScatterMark, ...]
    unlabelled: tuple[str, ...]


def parameter_scatter(rows: Sequence[VariantRow], numbers: Numbers) -> ScatterChart | None:
    """Accuracy against the number of parameters; None for fewer than two variants."""
    return _scatter(rows, numbers, lambda row: row.parameters, lambda n: numbers.count(round(n)))


def time_scatter(rows: Sequence[VariantRow], numbers: Numbers) -> ScatterChart | None:
    """Accuracy against the seconds of one training; None for fewer than two variants."""
    return _scatter(rows, numbers, lambda row: row.seconds, lambda s: f"{numbers.seconds(s)} s")


def _scatter(
    rows: Sequence[VariantRow],
    numbers: Numbers,
    cost_of: Callable[[VariantRow], float | None],
    written: Callable[[float], str],
) -> ScatterChart | None:
    costs = [(row, cost) for row in ranked(rows) if (cost := _positive(cost_of(row)))]
    if len(costs) < 2:
        return None
    across = logarithmic_axis([cost for _, cost in costs], _LEFT, _RIGHT, numbers)
    up = accuracy_axis([row.accuracy for row in ranked(rows)], _BOTTOM, _TOP, numbers, 5)
    places = [
        (across.scale.place(math.log10(cost)), up.scale.place(row.accuracy or 0.0)) for row, cost in costs
    ]
    labels = place_labels([row.name for row, _ in costs], places)
    marks = tuple(
        ScatterMark(
            name=row.name,
            spoken=f"{row.name}: {numbers.percent(row.accuracy or 0.0)}, {written(cost)}",
            verdict=row.baseline.verdict if row.baseline else "none",
            x=x,
            y=y,
            is_baseline=row.is_baseline,
            label=label,
        )
        for (row, cost), (x, y), label in zip(costs, places, labels, strict=True)
    )
    without = tuple(mark.name for mark in marks if mark.label is None)
    return ScatterChart(WIDTH, HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM, across.ticks, up.ticks, marks, without)


def _positive(cost: float | None) -> float | None:
    return cost if finite([cost]) and cost and cost > 0 else None


def place_labels(names: Sequence[str], places: Sequence[tuple[float, float]]) -> tuple[Label | None, ...]:
    """A place for each name, in their order, that covers no dot and no name before it; else None."""
    taken = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in places]
    labels: list[Label | None] = []
    for name, (x, y) in zip(names, places, strict=True):
        free = (
            (label, box)
            for label, box in _candidates(len(name) * _LETTER, x, y)
            if _inside(box) and not any(_overlap(box, other) for other in taken)
        )
        label, box = next(free, (None, None))
        labels.append(label)
        if box:
            taken.append(box)
    return tuple(labels)


def _candidates(width: float, x: float, y: float) -> Iterator[tuple[Label, Box]]:
    """Beside the dot on either side, then farther up and down."""
    for lines in _AWAY:
        far = abs(lines) > _LEADERLESS
        gap, middle = (22.0 if far else _DOT + 3), y + lines * _LINE
        for side, anchor in ((1, "start"), (-1, "end")):
            start = x + side * gap
            ends = sorted((start, start + side * width))
            box = (ends[0], middle - _LINE / 2, ends[1], middle + _LINE / 2)
            leader = (x, y, start - side * 2, middle) if far else None
            yield Label(round(start, 1), round(middle + 4, 1), anchor, leader), box


def _inside(box: Box) -> bool:
    return box[0] >= _LEFT and box[2] <= _RIGHT and box[1] >= _TOP - _LINE and box[3] <= _BOTTOM


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
