"""What the class page's template shows beside the page's own fields, worked out beforehand.

Histograms, the strip of accuracies, who stands in front, and what columns are sorted by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.axes import finite
from reports.charts.histogram import Histogram, histogram
from reports.charts.strips import StripChart, strip_chart
from reports.formats import Numbers
from reports.page_data.class_ import ClassPage, CriterionRow, Group, Person, Row, Spread

Translate = Callable[[str], str]

#: More dots than that are a cloud: their accuracies become a histogram.
MANY_DOTS = 120
_FIRST_PEOPLE = 12
_FIRST_CRITERIA, _MOST_CRITERIA = 10, 15
_POINT_BINS, _ACCURACY_BINS = 12, 25
_WEIGHTS = {"unscored": 3, "flag": 2, "needs_human": 1}


@dataclass(frozen=True)
class GroupView:
    """A group with its people, those beyond the first few apart."""

    group: Group
    first: tuple[Person, ...]
    rest: tuple[Person, ...]


@dataclass(frozen=True)
class RowView:
    """A row and what its columns are sorted by; empty values come last."""

    row: Row
    points: str
    accuracy: str
    seconds: str
    memory: str
    badges: str


@dataclass(frozen=True)
class Columns:
    """Which columns of the students' table have anything in them."""

    accuracy: bool
    seconds: bool
    memory: bool
    badges: bool
    delivery: bool
    late: bool


@dataclass(frozen=True)
class ClassView:
    """Of criteria, `as_many` says whether the first of the `others` was missed as often as the last shown."""

    failures: tuple[GroupView, ...]
    flags: tuple[GroupView, ...]
    without: int
    columns: Columns
    rows: tuple[RowView, ...]
    points: Histogram | None
    strip: StripChart | None
    accuracies: Histogram | None
    measured: int
    unmeasured: int
    worst: tuple[CriterionRow, ...]
    others: tuple[CriterionRow, ...]
    as_many: bool
    held: tuple[CriterionRow, ...]


def class_view(page: ClassPage, numbers: Numbers, translate: Translate) -> ClassView:
    """Everything in the page's language, by `translate`."""
    measured = [row for row in page.rows if finite([row.accuracy])]
    missed = [criterion for criterion in page.criteria if criterion.missed]
    crowded, cut = len(measured) > MANY_DOTS, _cut(missed)
    return ClassView(
        failures=tuple(map(_group, page.failures)),
        flags=tuple(map(_group, page.flags)),
        without=len({person for group in page.failures for person in group.people}),
        columns=_columns(page.rows),
        rows=tuple(map(_row, page.rows)),
        points=_points_histogram(page.spread, numbers, translate) if page.spread else None,
        strip=strip_chart(_accuracies(page), page.references, numbers) if measured and not crowded else None,
        accuracies=_accuracy_histogram(page, measured, numbers) if crowded else None,
        measured=len(measured),
        unmeasured=len(page.rows) - len(measured),
        worst=tuple(missed[:cut]),
        others=tuple(missed[cut:]),
        as_many=_tied(missed, cut),
        held=tuple(criterion for criterion in page.criteria if not criterion.missed),
    )


def _cut(missed: Sequence[CriterionRow]) -> int:
    """How many are shown at once: ten, or a few more where these were missed as often as the tenth."""
    ends = range(_FIRST_CRITERIA, _MOST_CRITERIA + 1)
    return next((end for end in ends if not _tied(missed, end)), _FIRST_CRITERIA)


def _tied(missed: Sequence[CriterionRow], end: int) -> bool:
    return end < len(missed) and missed[end].missed == missed[end - 1].missed


def _group(group: Group) -> GroupView:
    return GroupView(group, group.people[:_FIRST_PEOPLE], group.people[_FIRST_PEOPLE:])


def _columns(rows: Sequence[Row]) -> Columns:
    return Columns(
        accuracy=any(row.accuracy is not None for row in rows),
        seconds=any(row.seconds is not None for row in rows),
        memory=any(row.memory_bytes is not None for row in rows),
        badges=any(row.badges for row in rows),
        delivery=any(row.delivery for row in rows),
        late=any(row.delivery and row.delivery.late for row in rows),
    )


def _row(row: Row) -> RowView:
    weight = max((_WEIGHTS[badge.kind] for badge in row.badges), default=None)
    keys = (_sort_key(value) for value in (row.points, row.accuracy, row.seconds, row.memory_bytes, weight))
    return RowView(row, *keys)


def _sort_key(value: float | None) -> str:
    return f"{value:.6g}" if finite([value]) else ""


def _points_histogram(spread: Spread, numbers: Numbers, _: Translate) -> Histogram:
    lines = ((_("median"), spread.median), (_("mean"), spread.mean))
    top = max(spread.reachable, 1.0)
    return histogram(spread.points, 0.0, top, lines, _POINT_BINS, numbers.plain, parts=True)


def _accuracy_histogram(page: ClassPage, measured: Sequence[Row], numbers: Numbers) -> Histogram:
    values = finite(row.accuracy for row in measured)
    lines = [(reference.name, reference.accuracy) for reference in page.references]
    known = [*values, *(accuracy for _, accuracy in lines)]
    return histogram(values, min(known), max(known), lines, _ACCURACY_BINS, numbers.percent)


def _accuracies(page: ClassPage) -> list[tuple[str, float | None]]:
    return [(row.person.student, row.accuracy) for row in page.rows]
