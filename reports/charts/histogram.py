"""Histograms: bars over bins whose edges are round numbers, and the same counts as a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from reports.charts.axes import Scale, Tick
from reports.charts.strips import LabelledLine, labelled_lines

_TALLEST = 130.0
_ABOVE, _BELOW = 20.0, 26.0  # pixels for the counts above the bars, and for the axis
_LINE = 18.0
_GAP = 0.3  # per cent of the width between two bars
_STEPS = [1, 2, 2.5, 5, 10]
_MOST_LABELS = 12
_NARROWEST = 0.005  # all values alike: a bin needs some width


@dataclass(frozen=True)
class Bar:
    """x and width in per cent, y and height in pixels; `part` is all, or zero or full within it."""

    part: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Count:
    """The number above a bar, in its middle; `spoken` says the bin with it."""

    x: float
    y: float
    text: str
    spoken: str


@dataclass(frozen=True)
class Bin:
    """A row of the table: from `low` to below `high`, the last one with its end."""

    low: str
    high: str
    last: bool
    count: int


@dataclass(frozen=True)
class Histogram:
    """Bars stretch with the page: their x are per cent of the plot's width, their y pixels."""

    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    counts: tuple[Count, ...]
    lines: tuple[LabelledLine, ...]
    bins: tuple[Bin, ...]


def histogram(
    values: Sequence[float],
    low: float,
    high: float,
    lines: Sequence[tuple[str, float]],
    most: int,
    write: Callable[[float], str],
    parts: bool = False,
) -> Histogram:
    """At most `most` + 1 bins that cover `low` to `high`; `lines` are marked across them, and `write` gives a
    value's text.

    With `parts` the values that are `low` and `high` themselves are drawn apart within their bars.
    """
    edges = _edges(low, high, most)
    counts = _counted(values, edges)
    scale = Scale(edges[0], edges[-1], 0.0, 100.0)
    top = _LINE * len(lines) + _ABOVE
    bottom = top + _TALLEST
    unit = _TALLEST / max(*counts, 1)
    bars = [
        _bar("all", scale, edges, place, count * unit, bottom) for place, count in enumerate(counts) if count
    ]
    if parts:
        ends = (
            ("zero", 0, sum(v <= low for v in values)),
            ("full", len(counts) - 1, sum(v >= high for v in values)),
        )
        bars += [_bar(part, scale, edges, place, n * unit, bottom) for part, place, n in ends if n]
    bins = _bins(edges, counts, high, write)
    return Histogram(
        height=bottom + _BELOW,
        top=top,
        bottom=bottom,
        ticks=_ticks(edges, scale, write),
        bars=tuple(bars),
        counts=_labels(edges, counts, bins, scale, unit, bottom),
        lines=labelled_lines(lines, scale, write),
        bins=bins,
    )


def _edges(low: float, high: float, most: int) -> list[float]:
    if high - low < _NARROWEST:
        low, high = low - _NARROWEST, high + _NARROWEST
    found = [round(float(e), 9) for e in MaxNLocator(most, steps=_STEPS).tick_values(low, high)]
    inner = [e for e in found if low < e < high]
    first = max((e for e in found if e <= low), default=low)
    last = min((e for e in found if e >= high), default=high)
    return [first, *inner, last]


def _counted(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    """How many lie in each bin: its lower edge belongs to it, and to the last one its upper edge too."""
    counts = [0] * (len(edges) - 1)
    for value in values:
        counts[min(max(bisect_right(edges, value) - 1, 0), len(counts) - 1)] += 1
    return counts


def _bar(part: str, scale: Scale, edges: Sequence[float], place: int, height: float, bottom: float) -> Bar:
    left, right = scale.place(edges[place]), scale.place(edges[place + 1])
    width = max(right - left - 2 * _GAP, 0.1)
    return Bar(part, round(left + _GAP, 2), round(width, 2), round(bottom - height, 1), round(height, 1))


def _bins(
    edges: Sequence[float], counts: Sequence[int], high: float, write: Callable[[float], str]
) -> tuple[Bin, ...]:
    last = len(counts) - 1
    return tuple(
        Bin(write(edges[i]), write(high if i == last else edges[i + 1]), i == last, count)
        for i, count in enumerate(counts)
    )


def _labels(
    edges: Sequence[float],
    counts: Sequence[int],
    bins: Sequence[Bin],
    scale: Scale,
    unit: float,
    bottom: float,
) -> tuple[Count, ...]:
    return tuple(
        Count(
            x=scale.place((edges[i] + edges[i + 1]) / 2),
            y=round(bottom - count * unit - 6, 1),
            text=str(count),
            spoken=f"{bins[i].low}–{bins[i].high}: {count}",
        )
        for i, count in enumerate(counts)
        if count
    )


def _ticks(edges: Sequence[float], scale: Scale, write: Callable[[float], str]) -> tuple[Tick, ...]:
    every = 1 + (len(edges) - 1) // _MOST_LABELS
    shown = list(enumerate(edges))[::every]
    return tuple(Tick(scale.place(edge), write(edge), (i // every) % 2 == 0) for i, edge in shown)
