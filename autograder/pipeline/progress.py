"""Whoever is told how a long work goes on: a bar on the terminal, or nobody."""

from __future__ import annotations

from typing import Protocol, TypeVar

Outcome = TypeVar("Outcome", contravariant=True)


class Progress(Protocol[Outcome]):
    """Told by the thread that began the work, never by two at once."""

    def begin(self, total: int, done: int = 0) -> None:
        """So many there are, of which so many were done another time."""

    def outcome(self, outcome: Outcome) -> None:
        """What came of one of them; they end in any order."""

    def finishing(self, running: int) -> None:
        """Interrupted: nothing else begins, but so many still run and may finish."""


class Silent:
    """Keeps what it is told to itself."""

    def begin(self, total: int, done: int = 0) -> None: ...

    def outcome(self, outcome: object) -> None: ...

    def finishing(self, running: int) -> None: ...


SILENT = Silent()
