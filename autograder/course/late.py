"""What lateness costs, as an instructor's course.toml says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from autograder.course.schema import LateTable
from autograder.errors import WrongValue

_DAY = timedelta(days=1)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?) ?%")
_CLASS = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")


@dataclass(frozen=True)
class LatePolicy:
    """Shares are of the points that were earned: `per_day` for each day that was begun, `at_most` of all.

    Within `grace` after the deadline nothing is taken off. `plugin` names a class of an instructor's own,
    which nbgrader would take as its `AssignLatePenalties.plugin_class`; then that alone decides.
    """

    per_day: float = 0.0
    at_most: float = 1.0
    grace: timedelta = timedelta()
    plugin: str = ""

    def penalty(self, points: float, late: timedelta) -> float:
        """Points to take off."""
        if late <= self.grace:
            return 0.0
        return round(points * min(self.at_most, self.per_day * ceil(late / _DAY)), 2)


def late_policy(value: str | LateTable | None) -> LatePolicy | None:
    """What a value of `late` means; None where there is none. WrongValue where it means nothing."""
    if value is None:
        return None
    if isinstance(value, LateTable):
        grace = timedelta(minutes=float(value.grace_minutes))
        return LatePolicy(_share("per_day", value.per_day), _share("at_most", value.at_most), grace)
    if value in ("none", "zero"):
        return LatePolicy(per_day=1.0 if value == "zero" else 0.0)
    if _CLASS.fullmatch(value):
        return LatePolicy(plugin=value)
    raise WrongValue(
        'late is {found!r}: choose "none", "zero", {{ per_day = "10 %" }} or the name of a class, '
        '"package.Class"',
        found=value,
    )


def _share(name: str, text: str) -> float:
    found = _PERCENT.fullmatch(text.strip())
    share = float(found[1]) / 100 if found else 2.0
    if share > 1:
        raise WrongValue(
            '{name} is {found!r}, not a part of the points such as "10 %"', name=name, found=text
        )
    return share
