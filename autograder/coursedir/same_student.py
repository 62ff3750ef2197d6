"""Which ids are one student's: written alike but for capitals, or for how a system composes accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


def student_key(name: str) -> str:
    """The same for every way in which people write one id; José and Jose stay two."""
    composed = unicodedata.normalize("NFC", name.strip()).casefold()
    return unicodedata.normalize("NFC", composed)


class ByStudent(Mapping[str, T]):
    """What is known by student, found under any way of writing the id."""

    def __init__(self, known: Iterable[tuple[str, T]]) -> None:
        self._known = {student_key(name): (name, value) for name, value in known}

    def __getitem__(self, name: str) -> T:
        return self._known[student_key(name)][1]

    def __iter__(self) -> Iterator[str]:
        """The ids as they were first written."""
        return (name for name, _ in self._known.values())

    def __len__(self) -> int:
        return len(self._known)


def written_otherwise(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By name, all that are the same student's, where there is more than one."""
    alike: dict[str, list[str]] = {}
    for name in sorted({*names}):
        alike.setdefault(student_key(name), []).append(name)
    return {name: tuple(group) for group in alike.values() if len(group) > 1 for name in group}
