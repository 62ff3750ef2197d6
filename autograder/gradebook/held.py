"""What nbgrader's gradebook holds of a submission: the one truth of what its student has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Cell:
    """Points of one exercise, the grader's and a person's, and a person's comment; None: nobody gave any."""

    automatic: float | None
    by_person: float | None
    extra: float
    comment: str


@dataclass(frozen=True)
class Held:
    """One submission. Times are in UTC, `penalty` for lateness is in points.

    `extension` is what a person granted; `deadline` is the student's own, with it.
    """

    cells: Mapping[str, Cell] = field(default_factory=dict)
    penalty: float = 0.0
    handed_in: datetime | None = None
    deadline: datetime | None = None
    extension: timedelta | None = None

    @property
    def late(self) -> timedelta:
        """Never negative; nothing where no time or no deadline is known."""
        if self.handed_in is None or self.deadline is None:
            return timedelta()
        return max(timedelta(), self.handed_in - self.deadline)
