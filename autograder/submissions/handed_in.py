"""When a submission came: the one reader of `timestamp.txt`, which nbgrader's collecting writes."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.messages import Message, say
from autograder.submissions.texts import decoded

TIMESTAMP = "timestamp.txt"

_LONGEST = 200  # bytes of a time
_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<hour>\d\d:\d\d(:\d\d([.,]\d{1,9})?)?) ?(?P<zone>\S*)", re.IGNORECASE
)
_OFFSET = re.compile(r"[+-]\d\d(:?\d\d)?")


def handed_in(path: Path) -> datetime | None:
    """When what lies at `path` came, in UTC with its zone; None where nobody knows.

    `path` is the notebook, or any place beside its timestamp.txt. Read is nbgrader's own form
    (`2027-03-01 10:20:30 UTC`) and ISO 8601; a time without a zone is UTC, as nbgrader means it.
    """
    text = _text(path)
    return None if text is None else _read(text)


def unknown_time(path: Path, deadline: datetime | None) -> tuple[Message, ...]:
    """What is to be said of a submission whose time is not known: always of a file that is no time,
    and of none at all where there is a deadline.
    """
    text = _text(path)
    if text is None:
        if deadline is None:
            return ()
        return (say("When it came is unknown: there is no {file} beside it, so nothing says whether it was "
                    "in time.", file=TIMESTAMP),)  # fmt: skip
    if _read(text) is not None:
        return ()
    return (say("When it came is unknown: {file} holds “{text}”, and a time looks like {example}.",
                file=TIMESTAMP, text=text[:40], example="2027-03-01 10:20:30 UTC"),)  # fmt: skip


def _text(path: Path) -> str | None:
    """What the file says; nothing of one that cannot be opened, None where there is none."""
    place = path.with_name(TIMESTAMP)
    if not place.is_file() or place.is_symlink():
        return None
    try:
        with place.open("rb") as file:
            return decoded(file.read(_LONGEST)).strip().strip("\0")
    except (OSError, ValueError):
        return ""


def _read(text: str) -> datetime | None:
    """In UTC; None of what is no time, or has a zone that nobody here knows."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        zone = _zone(found["zone"])
        when = datetime.fromisoformat(f"{found['day']}T{found['hour'].replace(',', '.')}")
        return when.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError, KeyError):
        return None


def _zone(name: str) -> tzinfo | None:
    """Of an offset or a zone's name; None stands for this machine's, by its own abbreviation."""
    if not name or name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if _OFFSET.fullmatch(name):
        digits = name.replace(":", "")
        return datetime.strptime(digits if len(digits) > 3 else f"{digits}00", "%z").tzinfo
    return None if name in time.tzname else ZoneInfo(name)
