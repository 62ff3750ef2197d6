"""How long a grading is going to take, as far as earlier ones of the same assignment tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Protocol

from autograder.scoring.score_sheet import ScoreSheet


class Sheets(Protocol):
    """A course folder."""

    def sheets(self, assignment: str) -> tuple[ScoreSheet, ...]: ...


@dataclass(frozen=True)
class Expected:
    """So many submissions are to be run, `seconds_each` of wall time in their cells, some at a time."""

    submissions: int
    seconds_each: float
    jobs: int

    @property
    def seconds(self) -> float:
        return ceil(self.submissions / self.jobs) * self.seconds_each


def expected(
    folder: Sheets,
    assignment: str,
    students: Collection[str],
    jobs: int,
    known: float | None = None,
    force: bool = False,
) -> Expected | None:
    """What running those takes that have no sheet yet, all of them with `force`; None where nothing runs.

    Each is expected to take what the median of earlier ones took, or, where there is none, the seconds that
    are `known` of the solution; None where neither is. What changed since it was run is not counted: that
    shows only when it is read.
    """
    ran = [sheet for sheet in folder.sheets(assignment) if sheet.usage is not None]
    done = set() if force else {sheet.student for sheet in ran}
    left = len([student for student in students if student not in done])
    each = median(sheet.usage.seconds for sheet in ran if sheet.usage) if ran else known
    return Expected(left, each, jobs) if left and each else None
