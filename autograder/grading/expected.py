"""How long a grading is going to take, as far as earlier ones of the same assignment tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from autograder.scoring.score_sheet import ScoreSheet, Usage

_ENOUGH = 8  # earlier ones: the quickest and the slowest quarter are left out then
_RECORDING = 0.1  # seconds of a processor that nbgrader takes for one, beside what runs


class Sheets(Protocol):
    """A course folder."""

    def sheets(self, assignment: str) -> tuple[ScoreSheet, ...]: ...


@dataclass(frozen=True)
class Expected:
    """So many submissions are to be run, some at a time: from `low` to `high` seconds for all of them.

    They go by so many `earlier` ones; by none, nobody knows more than that it takes `low` at least.
    """

    submissions: int
    low: float
    high: float
    earlier: int


def expected(
    folder: Sheets,
    assignment: str,
    students: Collection[str],
    jobs: int,
    known: float | None = None,
    force: bool = False,
) -> Expected | None:
    """What running those takes that have no sheet yet, all of them with `force`; None where nothing runs.

    Each is expected to take what earlier ones took from their beginning to their end, or, where there is
    none, at least the seconds that are `known` of the solution; None where neither is. What changed since it
    was run is not counted: that shows only when it is read.
    """
    ran = [sheet for sheet in folder.sheets(assignment) if sheet.usage is not None]
    done = set() if force else {sheet.student for sheet in ran}
    left = len([student for student in students if student not in done])
    took = sorted(_whole(sheet.usage) for sheet in ran if sheet.usage)
    low, high = _usual(took) if took else (known, known)
    if not left or not low or not high:
        return None
    rounds = ceil(left / jobs)
    low, high = (rounds * each + left * _RECORDING for each in (low, high))
    return Expected(left, low, high, len(took))


def _whole(usage: Usage) -> float:
    """With all that is beside its cells, where that was measured."""
    return usage.seconds if usage.whole_seconds is None else usage.whole_seconds


def _usual(took: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest of what earlier ones took, of many without the quarter at either end."""
    beside = len(took) // 4 if len(took) >= _ENOUGH else 0
    return took[beside], took[-1 - beside]
