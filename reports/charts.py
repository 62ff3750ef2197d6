"""The geometry of the charts: finished coordinates and texts, nothing left for a template to work out.

Two charts stretch with the page: their x are per cent of the plot's width, their y pixels.
The panels of the learning curves are drawn in a fixed frame of user units and scaled whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.formats import Numbers
from reports.pages import Curve, StudentAccuracies, VariantRow
from reports.scales import (
    Axis,
    Scale,
    Tick,
    accuracy_axis,
    epoch_axis,
    finite,
    logarithm,
    loss_axis,
)

ROW = 28.0
AXIS = 26.0
_LONGEST_LABEL_BESIDE = 24
_DOT = 10.0
_LABEL = 18.0
_MIDDLE = 50.0
_BIN = 1.6  # per cent of the width: dots nearer than that are stacked
_PANEL_WIDTH, _PANEL_HEIGHT = 300.0, 134.0
_PLOT_TOP, _PLOT_BOTTOM = 20.0, 116.0
_ACCURACY_SPAN, _LOSS_SPAN = (38.0, 144.0), (190.0, 296.0)


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


@dataclass(frozen=True)
class Trace:
    """One quantity over the epochs of one training: a polyline's points, or a dot for one epoch.

    `part` is train or test.
    """

    part: str
    points: str
    dot: tuple[float, float] | None


@dataclass(frozen=True)
class Plot:
    """One of a panel's two plots, in user units; y grows downwards, as in SVG."""

    left: float
    right: float
    top: float
    bottom: float
    epochs: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class Panel:
    """The curves of one variant; `row` is its place among the page's rows, counted from one."""

    name: str
    row: int
    seeds: int
    epochs: int
    width: float
    height: float
    accuracy: Plot
    loss: Plot


@dataclass(frozen=True)
class StudentDot:
    student: str
    value: str
    x: float
    y: float


@dataclass(frozen=True)
class ReferenceLine:
    """A reference variant: a line at x, its label at height y, set to the `anchor` side of it."""

    name: str
    value: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class StripChart:
    """Students as dots, stacked where they lie close; references as labelled lines."""

    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    dots: tuple[StudentDot, ...]
    references: tuple[ReferenceLine, ...]
    left_out: int


def interval_chart(rows: Sequence[VariantRow], numbers: Numbers) -> IntervalChart:
    """Dot and interval of every variant that has an accuracy; the others are named as left out."""
    drawn = ranked(rows)
    axis = accuracy_axis([value for row in drawn for value in _values(row)], 0.0, 100.0, numbers, 6)
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


def learning_curves(rows: Sequence[VariantRow], numbers: Numbers) -> tuple[Panel, ...]:
    """A panel for every variant with curves; accuracy and loss each on one scale for all panels."""
    curves = [curve for row in rows for curve in row.curves]
    accuracies = [value for curve in curves for value in (*curve.train_accuracy, *curve.test_accuracy)]
    losses = [value for curve in curves for value in (*curve.train_loss, *curve.test_loss)]
    accuracy = accuracy_axis(accuracies, _PLOT_BOTTOM, _PLOT_TOP, numbers, 4)
    loss = loss_axis(losses, _PLOT_BOTTOM, _PLOT_TOP, numbers, 4)
    return tuple(_panel(row, place, accuracy, loss) for place, row in enumerate(rows, 1) if row.curves)


def strip_chart(students: StudentAccuracies, numbers: Numbers) -> StripChart:
    """Every student with an accuracy as a dot, beside the references."""
    measured = [(row.accuracy or 0.0, row.student) for row in students.students if finite([row.accuracy])]
    values = [accuracy for accuracy, _ in measured] + [accuracy for _, accuracy in students.references]
    axis = accuracy_axis(values, 0.0, 100.0, numbers, 6)
    places = [axis.scale.place(accuracy) for accuracy, _ in sorted(measured)]
    levels = _levels(places)
    top = 8.0 + _LABEL * len(students.references)
    bottom = top + _DOT * (max(levels, default=0) + 2)
    dots = tuple(
        StudentDot(student, numbers.percent(accuracy), x, bottom - _DOT * (level + 1))
        for (accuracy, student), x, level in zip(sorted(measured), places, levels, strict=True)
    )
    references = reference_lines(students.references, axis.scale, numbers.percent)
    return StripChart(
        bottom + AXIS, top, bottom, axis.ticks, dots, references, len(students.students) - len(measured)
    )


def _values(row: VariantRow) -> list[float]:
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


def _panel(row: VariantRow, place: int, accuracy: Axis, loss: Axis) -> Panel:
    epochs = max((len(values) for curve in row.curves for values in _quantities(curve)), default=0)
    return Panel(
        name=row.name,
        row=place,
        seeds=len(row.curves),
        epochs=epochs,
        width=_PANEL_WIDTH,
        height=_PANEL_HEIGHT,
        accuracy=_plot(_ACCURACY_SPAN, epochs, accuracy, _accuracies(row.curves)),
        loss=_plot(_LOSS_SPAN, epochs, loss, _losses(row.curves)),
    )


def _quantities(curve: Curve) -> tuple[tuple[float, ...], ...]:
    return curve.train_accuracy, curve.test_accuracy, curve.train_loss, curve.test_loss


def _accuracies(curves: Sequence[Curve]) -> list[tuple[str, list[float | None]]]:
    """Training first, so that the test curves are drawn over it."""
    train: list[tuple[str, list[float | None]]] = [("train", _drawable(c.train_accuracy)) for c in curves]
    return train + [("test", _drawable(curve.test_accuracy)) for curve in curves]


def _losses(curves: Sequence[Curve]) -> list[tuple[str, list[float | None]]]:
    pairs = [("train", c.train_loss) for c in curves] + [("test", c.test_loss) for c in curves]
    return [(part, [v if v is None else logarithm(v) for v in _drawable(values)]) for part, values in pairs]


def _drawable(values: Sequence[float]) -> list[float | None]:
    return [value if finite([value]) else None for value in values]


def _plot(
    span: tuple[float, float], epochs: int, axis: Axis, series: list[tuple[str, list[float | None]]]
) -> Plot:
    across = epoch_axis(epochs, *span)
    traces = tuple(
        trace for part, values in series for trace in traces_of(part, values, across.scale, axis.scale)
    )
    return Plot(*span, _PLOT_TOP, _PLOT_BOTTOM, across.ticks, axis.ticks, traces)


def traces_of(part: str, values: list[float | None], across: Scale, up: Scale) -> list[Trace]:
    """The unbroken stretches of a curve: what could not be drawn leaves a gap, not a bridge."""
    numbered = list(enumerate(values, 1))
    stretches = [list(group) for drawn, group in groupby(numbered, lambda pair: pair[1] is not None) if drawn]
    traces = []
    for stretch in stretches:
        points = [(across.place(epoch), up.place(value)) for epoch, value in stretch if value is not None]
        line = " ".join(f"{x:g},{y:g}" for x, y in points)
        traces.append(Trace(part, line, None) if len(points) > 1 else Trace(part, "", points[0]))
    return traces


def _levels(places: Sequence[float]) -> list[int]:
    """How high each of the ascending places is stacked: as low as it covers no other."""
    levels: list[int] = []
    ends: list[float] = []  # the last place of each level
    for place in places:
        free = (level for level, end in enumerate(ends) if place - end >= _BIN)
        level = next(free, len(ends))
        ends[level : level + 1] = [place]
        levels.append(level)
    return levels


def reference_lines(
    values: Sequence[tuple[str, float]], scale: Scale, write: Callable[[float], str]
) -> tuple[ReferenceLine, ...]:
    """Labels above each other, in an order in which none crosses another's line on its own side."""
    placed = sorted((scale.place(value), value, name) for name, value in values)
    ordered = [line for line in placed if line[0] < _MIDDLE]
    ordered += [line for line in reversed(placed) if line[0] >= _MIDDLE]
    return tuple(
        ReferenceLine(name, write(value), x, 16.0 + _LABEL * index, "start" if x < _MIDDLE else "end")
        for index, (x, value, name) in enumerate(ordered)
    )
