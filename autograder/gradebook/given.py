"""What people gave, and for which version of what was handed in: kept beside nbgrader's gradebook.

Points, extra credit and comments belong to the text that they were given for. nbgrader keeps them whatever is
handed in next; we set them aside then, and they come back with that text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.errors import FolderError
from autograder.scoring.decisions import read_decisions
from autograder.scoring.score_sheet import Override
from autograder.state_files import write_versioned

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Given:
    """By a person for one exercise, answered with `text` (a digest; empty where nobody knows).

    With an `override` the points are its. `superseded` by a later act of a person, it does not come back.
    """

    points: float | None
    extra: float | None
    comment: str | None
    text: str = ""
    override: Override | None = None
    superseded: bool = False

    def __bool__(self) -> bool:
        return self.points is not None or bool(self.extra) or bool(self.comment)


@dataclass(frozen=True)
class Record:
    """Of one student's assignment: what nbgrader recorded last, by exercise, and what people gave before."""

    texts: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, tuple[Given, ...]] = field(default_factory=dict)

    def latest(self, exercise: str) -> Given | None:
        return (self.earlier.get(exercise) or (None,))[-1]

    def set_aside(self, exercise: str, given: Given) -> Record:
        """The record with this, once."""
        known = self.earlier.get(exercise, ())
        if not given or given in known:
            return self
        return Record(self.texts, {**self.earlier, exercise: (*known, given)})

    def for_text(self, exercise: str, text: str) -> Given | None:
        """What was given for this very text, or for one that nobody knows."""
        found = (g for g in reversed(self.earlier.get(exercise, ())) if g.text in ("", text))
        return next((given for given in found if not given.superseded), None)

    def recorded(self, texts: Mapping[str, str], back: Iterable[tuple[str, Given]]) -> Record:
        """The record once nbgrader has these texts, and what is `back` in its gradebook."""
        returned = set(back)
        earlier = {
            exercise: kept
            for exercise, all in self.earlier.items()
            if (kept := tuple(given for given in all if (exercise, given) not in returned))
        }
        return Record(texts, earlier)


def read_given(path: Path) -> Record:
    """What is kept of one student; FolderError where it cannot be read: it must not be lost."""
    unreadable = FolderError("{path} cannot be read: mend it, or delete it to drop what it keeps", path=path)
    return read_decisions(path, FORMAT_VERSION, _record, unreadable) or Record()


def write_given(path: Path, record: Record) -> None:
    earlier = {exercise: [asdict(given) for given in all] for exercise, all in record.earlier.items()}
    write_versioned(path, FORMAT_VERSION, {"texts": dict(record.texts), "earlier": earlier}, indent=1)


def _record(data: dict[str, Any]) -> Record:
    earlier = {exercise: tuple(map(_given, all)) for exercise, all in data["earlier"].items()}
    return Record({str(exercise): str(text) for exercise, text in data["texts"].items()}, earlier)


def _given(entry: dict[str, Any]) -> Given:
    own = entry.pop("override")
    return Given(**entry, override=Override(**own) if own else None)
