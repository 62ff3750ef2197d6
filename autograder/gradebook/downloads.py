"""What learning platforms call what students handed in, in their downloads.

Moodle      `Ada Lovelace_1234_assignsubmission_file_/notebook.ipynb`, or the same in one name
Canvas      `lovelaceada_LATE_123_4567_notebook-1.ipynb`, or without `LATE`
Blackboard  `Homework 1_ada_attempt_2027-03-01-10-20-30_notebook.ipynb`
Brightspace `12345-67890 - Ada Lovelace - Mar 1, 2027 1020 AM/notebook.ipynb`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

_FLAGS = re.IGNORECASE | re.DOTALL
_PLATFORMS = {
    "moodle": re.compile(
        r"(?P<who>.+?)(_(?P<number>\d+))?_assignsubmission_(file|onlinetext)_?(?P<rest>.*)", _FLAGS
    ),
    "blackboard": re.compile(
        r"(?P<who>.+)_attempt_(?P<when>\d{4}(-\d\d){5})(_(?P<rest>.*))?", _FLAGS
    ),
    "brightspace": re.compile(
        r"(?P<number>\d+)-\d+ - (?P<who>.+?) - (?P<when>[^-]*\d{4},? \d{1,2}[:.]?\d\d( ?[ap]\.? ?m\.?)?)"
        r"( - (?P<rest>.*))?", _FLAGS
    ),
    "canvas anonymous": re.compile(
        r"(?P<who>anon(ymous)?_[a-z0-9]+)(?P<late>_late)?_\d+_(?P<rest>.*)", _FLAGS
    ),
    "canvas": re.compile(r"(?P<who>[^_]+)(?P<late>_late)?_(?P<number>\d+)_\d+_(?P<rest>.*)", _FLAGS),
}  # fmt: skip
_BLIND = re.compile(r"(.+-)?(participante?|anon(ymous)?_\w+)( \d+)?", re.IGNORECASE)
_COPY = re.compile(r"( ?\((?P<browser>\d+)\)|-(?P<canvas>\d+))$")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})( de)? (?P<month>[^\W\d]{3,})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d]{3,})\.? (?P<day>\d{1,2})", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<year>\d{4}),? (?P<hour>\d{1,2})[:.]?(?P<minute>\d\d)( ?(?P<half>[ap])\.? ?m)?", _FLAGS
)
#: By their first letters, in English and Spanish.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene",
            "feb",
            "mar",
            "apr abr",
            "may",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct",
            "nov",
            "dec dic",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Sender:
    """Whom a platform names: `who` as it writes them (Canvas without a space), its own `number`, if any.

    `blind` where it keeps the name from those who grade.
    """

    platform: str
    who: str
    number: str = ""
    blind: bool = False

    @property
    def named(self) -> str:
        return f"{self.who} ({self.number})" if self.number else self.who


@dataclass(frozen=True)
class Sent:
    """A notebook of a download, by its name without what platforms and browsers add.

    `copy` counts what was added. `late` is what the platform says; None for one that says nothing of it.
    """

    sender: Sender
    notebook: str
    copy: int = 0
    when: datetime | None = None
    late: bool | None = None


def sent_in(place: PurePath) -> Sent | None:
    """Of a path within a download: the outermost name that a platform gives tells whose it is."""
    for number, part in enumerate(place.parts):
        for platform, pattern in _PLATFORMS.items():
            if match := pattern.fullmatch(part):
                found = match.groupdict()
                last = number == len(place.parts) - 1
                return _sent(platform.split()[0], found, (found["rest"] or "") if last else place.name)
    return None


def _sent(platform: str, found: dict[str, str | None], name: str) -> Sent | None:
    stem = re.sub(r"\.ipynb$", "", name, flags=re.IGNORECASE)
    if stem == name or not stem:
        return None
    who, copied = (found["who"] or "").strip(), _COPY.search(stem)
    return Sent(
        Sender(platform, who, found.get("number") or "", _BLIND.fullmatch(who) is not None),
        _COPY.sub("", stem),
        int(copied["browser"] or copied["canvas"]) if copied else 0,
        _time(found.get("when") or ""),
        bool(found.get("late")) if platform == "canvas" else None,
    )


def _time(text: str) -> datetime | None:
    """In UTC; a platform writes what a clock on the wall shows, here taken to be this machine's."""
    try:
        local = datetime.strptime(text, "%Y-%m-%d-%H-%M-%S") if text[:4].isdigit() else _in_words(text)
        return local and local.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _in_words(text: str) -> datetime | None:
    """As Brightspace writes a time, in English or Spanish; ValueError for a day that no month has."""
    day, clock = _MONTH_FIRST.match(text) or _DAY_FIRST.match(text), _CLOCK.search(text)
    month = _MONTHS.get(day["month"][:3].lower()) if day else None
    if not (day and clock and month):
        return None
    hour = int(clock["hour"])
    if half := clock["half"]:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return datetime(int(clock["year"]), month, int(day["day"]), hour, int(clock["minute"]))
