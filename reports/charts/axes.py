"""From values to places on the paper: axes whose ticks cover what is drawn on them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from reports.formats import Numbers

_STEPS = [1, 2, 5, 10]
_SINGLE_VALUE_MARGIN = 0.01
_SMALLEST_LOSS = 1e-6
_MOST_PLACES = 5
_FEW_DECADES = 2.5
_NARROWEST = 0.8  # decades: two of the ticks at 1, 2 and 5 always fall into that


@dataclass(frozen=True)
class Tick:
    """A mark on an axis; a `sparse` one stays where room is short."""

    at: float
    label: str
    sparse: bool


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` laid out from `start` to `end`; what lies beyond goes to the edge."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """The coordinate of a value, to a tenth."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True)
class Axis:
    scale: Scale
    ticks: tuple[Tick, ...]


def finite(values: Iterable[float | None]) -> list[float]:
    """The values that can be drawn: neither missing nor NaN nor infinite."""
    return [value for value in values if value is not None and math.isfinite(value)]


def accuracy_axis(
    values: Iterable[float | None], start: float, end: float, numbers: Numbers, most: int
) -> Axis:
    """An axis in per cent around these fractions, never beyond 0 and 100; at most `most` + 1 ticks."""
    low, high = _spread([min(max(value, 0.0), 1.0) for value in finite(values)])
    found = [round(float(tick), 9) for tick in MaxNLocator(most, steps=_STEPS).tick_values(low, high)]
    ticks = [tick for tick in found if 0 <= tick <= 1]
    places = _percent_places(ticks)
    labels = [numbers.percent(tick, places) for tick in ticks]
    return _axis(ticks, labels, start, end)


def points_axis(
    values: Iterable[float | None], start: float, end: float, numbers: Numbers, most: int
) -> Axis:
    """An axis in signed percentage points around these differences and zero."""
    low, high = _apart(*_ends([0.0, *finite(values)]))
    ticks = [round(float(tick), 9) for tick in MaxNLocator(most, steps=_STEPS).tick_values(low, high)]
    places = _percent_places(ticks)
    return _axis(ticks, [numbers.points(tick, places) for tick in ticks], start, end)


def logarithmic_axis(values: Iterable[float], start: float, end: float, numbers: Numbers) -> Axis:
    """An axis for positive numbers: its scale places their decimal logarithms.

    It ends a little beyond the values; few decades have ticks at 1, 2 and 5, many at 1 alone.
    """
    low, high = _ends([math.log10(value) for value in values] or [0.0, 1.0])
    room = max(0.06 * (high - low), (_NARROWEST - high + low) / 2)
    scale = Scale(low - room, high + room, start, end)
    steps = (1, 2, 5) if scale.high - scale.low < _FEW_DECADES else (1,)
    decades = range(math.floor(scale.low), math.ceil(scale.high) + 1)
    found = [(step * 10.0**decade) for decade in decades for step in steps]
    inside = [value for value in found if scale.low <= math.log10(value) <= scale.high]
    return Axis(scale, tuple(Tick(scale.place(math.log10(v)), numbers.short(v), True) for v in inside))


def loss_axis(values: Iterable[float | None], start: float, end: float, numbers: Numbers, most: int) -> Axis:
    """A logarithmic axis: its scale places what `logarithm` gives, its ticks are powers of ten."""
    logs = [logarithm(value) for value in finite(values)] or [-1.0, 0.0]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    locator = MaxNLocator(most, steps=_STEPS, integer=True)
    ticks = [float(round(tick)) for tick in locator.tick_values(low, max(high, low + 1))]
    return _axis(ticks, [numbers.power(round(tick)) for tick in ticks], start, end)


def epoch_axis(epochs: int, start: float, end: float) -> Axis:
    """Epochs counted from one; only the first and the last are marked, one alone in the middle."""
    if epochs < 2:
        scale = Scale(0.0, 2.0, start, end)
        return Axis(scale, (Tick(scale.place(1), "1", True),))
    scale = Scale(1.0, float(epochs), start, end)
    return Axis(scale, tuple(Tick(scale.place(epoch), str(epoch), True) for epoch in (1, epochs)))


def logarithm(loss: float) -> float:
    """The decimal logarithm of a loss; a loss of zero is taken for a millionth."""
    return math.log10(max(loss, _SMALLEST_LOSS))


def _spread(values: list[float]) -> tuple[float, float]:
    """Lowest and highest value, kept apart: a single one gets a margin, none at all the whole range."""
    if not values:
        return 0.0, 1.0
    low, high = _ends(values)
    if high - low > 1e-6:
        return low, high
    return max(low - _SINGLE_VALUE_MARGIN, 0.0), min(high + _SINGLE_VALUE_MARGIN, 1.0)


def _ends(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def _apart(low: float, high: float) -> tuple[float, float]:
    return (low, high) if high - low > 1e-6 else (low - _SINGLE_VALUE_MARGIN, high + _SINGLE_VALUE_MARGIN)


def _axis(ticks: list[float], labels: list[str], start: float, end: float) -> Axis:
    scale = Scale(ticks[0], ticks[-1], start, end)
    every = 1 if len(ticks) < 4 else 2
    marks = (
        Tick(scale.place(tick), label, index % every == 0)
        for index, (tick, label) in enumerate(zip(ticks, labels, strict=True))
    )
    return Axis(scale, tuple(marks))


def _percent_places(ticks: list[float]) -> int:
    """The decimals that tell these fractions apart when written as percentages."""
    percentages = [tick * 100 for tick in ticks]
    exact = (all(abs(round(p, places) - p) < 1e-6 for p in percentages) for places in range(_MOST_PLACES))
    return next((places for places, enough in enumerate(exact) if enough), _MOST_PLACES)
