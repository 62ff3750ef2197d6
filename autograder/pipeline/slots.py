"""The slots of workers: who may run a submission now, and who waits for it."""

from __future__ import annotations

import threading
from collections.abc import Collection


class Nowhere(Exception):
    """Every worker that is there has failed at it already."""


class Slots:
    """Slots by worker, taken and given back; safe to use from several threads.

    `end` wakes whoever waits, with that exception, and lets nobody have any more.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._free: dict[str, int] = {}
        self._total: dict[str, int] = {}
        self._proven: set[str] = set()
        self._end: BaseException | None = None

    def add(self, worker: str, slots: int) -> None:
        """One without any is as if it were not there."""
        if slots < 1:
            return
        with self._changed:
            self._free[worker] = self._total[worker] = slots
            self._changed.notify_all()

    def remove(self, worker: str) -> None:
        with self._changed:
            self._free.pop(worker, None)
            self._total.pop(worker, None)
            self._proven.discard(worker)
            self._changed.notify_all()

    def prove(self, worker: str) -> None:
        """It has answered well, and goes before those that have not, however many slots they claim."""
        with self._changed:
            if worker in self._total:
                self._proven.add(worker)

    def is_proven(self, worker: str) -> bool:
        with self._changed:
            return worker in self._proven

    def take(self, failed: Collection[str] = (), wary: bool = False) -> str:
        """A worker with a free slot, that with the most, of those that have not `failed`; proven ones first.

        Nowhere, if all have; it waits where there is no worker at all. Who is `wary` waits for a proven one,
        if there is any.
        """
        with self._changed:
            while True:
                if self._end is not None:
                    raise self._end
                left = self._free.keys() - failed
                if self._free and not left:
                    raise Nowhere
                wanted = left & self._proven if wary else left
                if free := [w for w in wanted or left if self._free[w]]:
                    worker = max(free, key=lambda w: (w in self._proven, self._free[w]))
                    self._free[worker] -= 1
                    return worker
                self._changed.wait()

    def give_back(self, worker: str) -> None:
        """Of one that has gone meanwhile there is nothing to be given back."""
        with self._changed:
            if worker in self._free:
                self._free[worker] = min(self._free[worker] + 1, self._total[worker])
                self._changed.notify_all()

    def end(self, why: BaseException) -> bool:
        """Whether it was not ended before."""
        with self._changed:
            first, self._end = self._end is None, self._end or why
            self._changed.notify_all()
            return first

    @property
    def workers(self) -> tuple[str, ...]:
        with self._changed:
            return tuple(self._total)

    @property
    def total(self) -> int:
        with self._changed:
            return sum(self._total.values())

    @property
    def taken(self) -> int:
        with self._changed:
            return sum(self._total.values()) - sum(self._free.values())
