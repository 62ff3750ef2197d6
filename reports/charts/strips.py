"""Students as stacked dots, references as lines: finished coordinates and texts for a template.

The chart stretches with the page: its x are per cent of the plot's width, its y pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.axes import Scale, Tick, accuracy_axis, finite
from reports.charts.intervals import AXIS
from reports.formats import Numbers
from reports.page_data.parts import ReferenceLine

_DOT = 10.0
_LABEL = 18.0
_MIDDLE = 50.0
_BIN = 1.6  # per cent of the width: dots nearer than that are stacked


@dataclass(frozen=True)
class StudentDot:
    student: str
    value: str
    x: float
    y: float


@dataclass(frozen=True)
class LabelledLine:
    """A line at x, its label at height y, set to the `anchor` side of it."""

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
    references: tuple[LabelledLine, ...]
    left_out: int


def strip_chart(
    students: Sequence[tuple[str, float | None]], references: Sequence[ReferenceLine], numbers: Numbers
) -> StripChart:
    """Every student with an accuracy as a dot, beside the references."""
    measured = [(accuracy or 0.0, student) for student, accuracy in students if finite([accuracy])]
    marked = [(reference.name, reference.accuracy) for reference in references]
    values = [accuracy for accuracy, _ in measured] + [accuracy for _, accuracy in marked]
    axis = accuracy_axis(values, 0.0, 100.0, numbers, 6)
    places = [axis.scale.place(accuracy) for accuracy, _ in sorted(measured)]
    levels = _levels(places)
    top = 8.0 + _LABEL * len(marked)
    bottom = top + _DOT * (max(levels, default=0) + 2)
    dots = tuple(
        StudentDot(student, numbers.percent(accuracy), x, bottom - _DOT * (level + 1))
        for (accuracy, student), x, level in zip(sorted(measured), places, levels, strict=True)
    )
    lines = labelled_lines(marked, axis.scale, numbers.percent)
    return StripChart(bottom + AXIS, top, bottom, axis.ticks, dots, lines, len(students) - len(measured))


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


def labelled_lines(
    values: Sequence[tuple[str, float]], scale: Scale, write: Callable[[float], str]
) -> tuple[LabelledLine, ...]:
    """Labels above each other, in an order in which none crosses another's line on its own side."""
    placed = sorted((scale.place(value), value, name) for name, value in values)
    ordered = [line for line in placed if line[0] < _MIDDLE]
    ordered += [line for line in reversed(placed) if line[0] >= _MIDDLE]
    return tuple(
        LabelledLine(name, write(value), x, 16.0 + _LABEL * index, "start" if x < _MIDDLE else "end")
        for index, (x, value, name) in enumerate(ordered)
    )
