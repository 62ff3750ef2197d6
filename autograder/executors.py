"""Where submissions run: so many at a time on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def local_slots(work: Callable[[Item], Outcome], items: Iterable[Item], slots: int) -> Iterator[Outcome]:
    """Outcomes as they come in; left early, it starts nothing new, and what runs may end.

    Threads are enough, because the work happens in the kernels' own processes.
    """
    pool = ThreadPoolExecutor(slots)
    waiting = [pool.submit(work, item) for item in items]
    try:
        for done in as_completed(waiting):
            yield done.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
