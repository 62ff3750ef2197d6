"""What a template shows beside the page's own fields, worked out beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.axes import finite
from reports.formats import Numbers
from reports.page_data.comparison import Against, Confusion, VariantRow

_SHADES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
_VERDICT_ORDER = ("better", "equivalent", "undecided", "worse", "none")


@dataclass(frozen=True)
class Cell:
    """A count and its share of the row as a shade: 0 for none, 9 for half of the row or more."""

    count: str
    shade: int
    correct: bool


@dataclass(frozen=True)
class ConfusionTable:
    classes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class EpochLine:
    """One epoch over all seeds, each quantity from its lowest to its highest; empty for none."""

    epoch: int
    train_accuracy: str
    test_accuracy: str
    train_loss: str
    test_loss: str


@dataclass(frozen=True)
class Sorted:
    """What the columns of one row are sorted by; empty values come last."""

    accuracy: str
    difference: str
    verdict: str
    control: str
    parameters: str
    seconds: str


@dataclass(frozen=True)
class Variant:
    """A row with the anchor of its details; `sorting` holds its sort keys."""

    anchor: str
    row: VariantRow
    sorting: Sorted
    confusion: ConfusionTable | None
    epochs: tuple[EpochLine, ...]


def variants(rows: Sequence[VariantRow], numbers: Numbers) -> tuple[Variant, ...]:
    """The rows as they come, numbered from one."""
    return tuple(
        Variant(
            anchor=f"variant-{place}",
            row=row,
            sorting=_sorting(row),
            confusion=confusion_table(row.confusion, numbers) if row.confusion else None,
            epochs=_epoch_lines(row, numbers),
        )
        for place, row in enumerate(rows, 1)
    )


def confusion_table(confusion: Confusion, numbers: Numbers) -> ConfusionTable:
    """Every count with its shade; a network with more outputs than digits has more columns."""
    width = max((len(row) for row in confusion.counts), default=0)
    rows = (
        (str(digit), tuple(_cell(count, sum(row), digit == c, numbers) for c, count in enumerate(row)))
        for digit, row in enumerate(confusion.counts)
    )
    return ConfusionTable(tuple(map(str, range(width))), tuple(rows))


def _cell(count: int, total: int, correct: bool, numbers: Numbers) -> Cell:
    share = count / total if total else 0.0
    shade = 1 + sum(share >= edge for edge in _SHADES) if count else 0
    return Cell(numbers.count(count), shade, correct)


def _sorting(row: VariantRow) -> Sorted:
    return Sorted(
        accuracy=_sort_key(row.accuracy),
        difference=_difference_key(row.baseline),
        verdict=_verdict_key(row.baseline),
        control=_difference_key(row.control),
        parameters=_sort_key(row.parameters),
        seconds=_sort_key(row.seconds),
    )


def _sort_key(value: float | None) -> str:
    return str(value) if finite([value]) else ""


def _difference_key(against: Against | None) -> str:
    return "" if against is None else _sort_key(against.difference)


def _verdict_key(against: Against | None) -> str:
    return "" if against is None else str(_VERDICT_ORDER.index(against.verdict))


def _epoch_lines(row: VariantRow, numbers: Numbers) -> tuple[EpochLine, ...]:
    series = [
        [curve.train_accuracy for curve in row.curves],
        [curve.test_accuracy for curve in row.curves],
        [curve.train_loss for curve in row.curves],
        [curve.test_loss for curve in row.curves],
    ]
    written = (numbers.percentages, numbers.percentages, numbers.losses, numbers.losses)
    epochs = max((len(values) for quantity in series for values in quantity), default=0)
    return tuple(
        EpochLine(epoch + 1, *(_range(q, epoch, write) for q, write in zip(series, written, strict=True)))
        for epoch in range(epochs)
    )


def _range(quantity: list[tuple[float, ...]], epoch: int, write: Callable[[float, float], str]) -> str:
    found = finite(values[epoch] for values in quantity if len(values) > epoch)
    return write(min(found), max(found)) if found else ""
