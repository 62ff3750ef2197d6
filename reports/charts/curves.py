"""Learning curves, a panel a variant: finished coordinates, nothing left for a template to work out.

Panels are drawn in a fixed frame of user units and scaled whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.charts.axes import Axis, Scale, Tick, accuracy_axis, epoch_axis, finite, logarithm, loss_axis
from reports.formats import Numbers
from reports.page_data.comparison import Curve, VariantRow

_PANEL_WIDTH, _PANEL_HEIGHT = 300.0, 134.0
_PLOT_TOP, _PLOT_BOTTOM = 20.0, 116.0
_ACCURACY_SPAN, _LOSS_SPAN = (38.0, 144.0), (190.0, 296.0)


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


def learning_curves(rows: Sequence[VariantRow], numbers: Numbers) -> tuple[Panel, ...]:
    """A panel for every variant with curves; accuracy and loss each on one scale for all panels."""
    curves = [curve for row in rows for curve in row.curves]
    accuracies = [value for curve in curves for value in (*curve.train_accuracy, *curve.test_accuracy)]
    losses = [value for curve in curves for value in (*curve.train_loss, *curve.test_loss)]
    accuracy = accuracy_axis(accuracies, _PLOT_BOTTOM, _PLOT_TOP, numbers, 4)
    loss = loss_axis(losses, _PLOT_BOTTOM, _PLOT_TOP, numbers, 4)
    return tuple(_panel(row, place, accuracy, loss) for place, row in enumerate(rows, 1) if row.curves)


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
