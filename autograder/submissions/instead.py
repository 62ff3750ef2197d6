"""What lies where a notebook was looked for, and what to do about it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.messages import Message, say
from autograder.submissions.passed_over import is_passed_over

_NAMED = 5  # of what was found
_NOTEBOOK = re.compile(r".*\.ipynb(\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
_ARCHIVE = re.compile(r".*\.(zip|7z|rar|tar|tgz|gz|bz2|xz)", re.IGNORECASE | re.DOTALL)


class Kind(enum.Enum):
    """What a name promises; a NOTEBOOK may have what mail or a browser put behind its name."""

    NOTEBOOK = enum.auto()
    ARCHIVE = enum.auto()
    OTHER = enum.auto()


def kind_of(name: str) -> Kind:
    if _NOTEBOOK.fullmatch(name):
        return Kind.NOTEBOOK
    return Kind.ARCHIVE if _ARCHIVE.fullmatch(name) else Kind.OTHER


def instead_of(path: Path) -> Message:
    """What stands in the place of the notebook at `path`, which is not there, and what to do."""
    entries = path.parent.iterdir() if path.parent.is_dir() else ()
    found: dict[Kind, list[str]] = {}
    for entry in sorted(entries):
        if not is_passed_over(entry.name):
            found.setdefault(kind_of(entry.name) if entry.is_file() else Kind.OTHER, []).append(entry.name)
    for kind in Kind:
        if names := found.get(kind):
            return _told(kind, named(names), path.name)
    return say("there is nothing else in its folder: was it handed in under another name?")


def _told(kind: Kind, names: str, wanted: str) -> Message:
    if kind is Kind.NOTEBOOK:
        return say("there is {others}: was it handed in under another name? Then rename it to {name}",
                   others=names, name=wanted)  # fmt: skip
    if kind is Kind.ARCHIVE:
        return say("there is {others}: unpack it there", others=names)
    return say("there is {others}, which cannot be graded: ask for the notebook", others=names)


def named(names: Iterable[str]) -> str:
    """The first few."""
    names = list(names)
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
