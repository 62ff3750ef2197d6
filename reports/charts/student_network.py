"""The charts of a student's own network: geometry and texts, nothing left for a template to work out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from reports.charts.axes import Axis, Scale, Tick, accuracy_axis, epoch_axis, finite, logarithm, loss_axis
from reports.charts.curves import Trace, traces_of
from reports.formats import Numbers
from reports.page_data.parts import ReferenceLine
from reports.page_data.student_network import Learning, Measured, Standing, StudentNetwork

_ROW, _AXIS, _LABELS = 36.0, 12.0, 26.0
_LONGEST_LABEL_BESIDE = 24
_WIDTH, _HEIGHT = 340.0, 190.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 332.0, 12.0, 164.0

Series = tuple[float | None, ...]


@dataclass(frozen=True)
class StandingMark:
    """A dot with its range, where that is known: x in per cent of the plot's width, y in pixels.

    `kind` is own, baseline or reference.
    """

    name: str
    kind: str
    value: str
    range: str
    spoken: str
    about: str
    y: float
    x: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class StandingChart:
    """The student's network on top; `reference` is the baseline's x, None without one."""

    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    marks: tuple[StandingMark, ...]
    reference: float | None
    labels: str


@dataclass(frozen=True)
class CurveChart:
    """One quantity over the epochs, training and validation, in user units; y grows downwards."""

    left: float
    right: float
    top: float
    bottom: float
    width: float
    height: float
    epochs: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class EpochRow:
    """One epoch in figures, empty where there is none."""

    epoch: str
    accuracy: str
    val_accuracy: str
    loss: str
    val_loss: str


@dataclass(frozen=True)
class StudentCharts:
    """What a page draws of a network; None for what is not known."""

    standing: StandingChart | None
    accuracy: CurveChart | None
    loss: CurveChart | None
    epochs: tuple[EpochRow, ...]


def student_charts(network: StudentNetwork, language: str) -> StudentCharts:
    standing, told = network.standing, network.learning
    return StudentCharts(
        standing=_standing(standing, Numbers.for_images(language, standing.images)) if standing else None,
        accuracy=_accuracies(told, Numbers(language)) if told and finite(_both(told)) else None,
        loss=_losses(told, Numbers(language)) if told else None,
        epochs=_epoch_rows(told, Numbers(language, 1)) if told else (),
    )


def _both(told: Learning) -> Series:
    return (*told.accuracy, *told.val_accuracy)


def _standing(standing: Standing, numbers: Numbers) -> StandingChart:
    rows: tuple[Measured | ReferenceLine, ...] = (standing.own, *standing.references)
    axis = accuracy_axis([value for row in rows for value in _drawn_values(row)], 0.0, 100.0, numbers, 6)
    marks = tuple(_mark(row, place, axis.scale, numbers) for place, row in enumerate(rows))
    bottom = _AXIS + _ROW * len(marks)
    return StandingChart(
        height=bottom + _LABELS,
        top=_AXIS,
        bottom=bottom,
        ticks=axis.ticks,
        marks=marks,
        reference=next((mark.x for mark in marks if mark.kind == "baseline"), None),
        labels="beside" if all(len(mark.name) <= _LONGEST_LABEL_BESIDE for mark in marks) else "above",
    )


def _drawn_values(row: Measured | ReferenceLine) -> tuple[float, ...]:
    return (row.interval.low, row.accuracy, row.interval.high) if row.interval else (row.accuracy,)


def _mark(row: Measured | ReferenceLine, place: int, scale: Scale, numbers: Numbers) -> StandingMark:
    value, around = numbers.percent(row.accuracy), row.interval
    ends = numbers.percentages(around.low, around.high) if around else ""
    return StandingMark(
        name=row.name,
        kind=_kind(row),
        value=value,
        range=ends,
        spoken=f"{row.name}: {value}" + (f" ({ends})" if ends else ""),
        about=row.about,
        y=_AXIS + _ROW * (place + 0.5),
        x=scale.place(row.accuracy),
        low=scale.place(around.low) if around else None,
        high=scale.place(around.high) if around else None,
    )


def _kind(row: Measured | ReferenceLine) -> str:
    if isinstance(row, Measured):
        return "own"
    return "baseline" if row.is_baseline else "reference"


def _accuracies(told: Learning, numbers: Numbers) -> CurveChart:
    axis = accuracy_axis(_both(told), _BOTTOM, _TOP, numbers, 4)
    return _curve_chart(told.accuracy, told.val_accuracy, axis)


def _losses(told: Learning, numbers: Numbers) -> CurveChart:
    axis = loss_axis((*told.loss, *told.val_loss), _BOTTOM, _TOP, numbers, 4)
    return _curve_chart(_logarithms(told.loss), _logarithms(told.val_loss), axis)


def _logarithms(losses: Series) -> Series:
    return tuple(loss if loss is None else logarithm(loss) for loss in losses)


def _curve_chart(train: Series, validation: Series, axis: Axis) -> CurveChart:
    across = epoch_axis(max(len(train), len(validation)), _LEFT, _RIGHT)
    traces = [
        trace
        for part, values in (("train", train), ("test", validation))
        for trace in traces_of(part, list(values), across.scale, axis.scale)
    ]
    frame = (_LEFT, _RIGHT, _TOP, _BOTTOM, _WIDTH, _HEIGHT)
    return CurveChart(*frame, across.ticks, axis.ticks, tuple(traces))


def _epoch_rows(told: Learning, numbers: Numbers) -> tuple[EpochRow, ...]:
    series = zip_longest(told.accuracy, told.val_accuracy, told.loss, told.val_loss)
    return tuple(
        EpochRow(str(epoch), *_texts((accuracy, val_accuracy), (loss, val_loss), numbers))
        for epoch, (accuracy, val_accuracy, loss, val_loss) in enumerate(series, 1)
    )


def _texts(accuracies: Series, losses: Series, numbers: Numbers) -> tuple[str, ...]:
    reached = ("" if value is None else numbers.percent(value) for value in accuracies)
    lost = ("" if value is None else numbers.significant(value) for value in losses)
    return (*reached, *lost)
