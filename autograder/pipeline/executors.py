"""Where submissions run: so many at a time on this machine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from typing import Any, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def local_slots(
    work: Callable[[Item], Outcome],
    items: Iterable[Item],
    slots: int,
    finishing: Callable[[int], None] = lambda count: None,
    stop: Callable[[], None] = lambda: None,
) -> Generator[Outcome, None, None]:
    """Outcomes as they come in; left early, it starts nothing new and waits for what runs.

    `finishing` is told how many it waits for; interrupted once more, it calls `stop`, which must
    make them end. Threads are enough, because the work happens in the kernels' own processes.
    """
    pool = ThreadPoolExecutor(slots)
    waiting = [pool.submit(work, item) for item in items]
    try:
        for done in as_completed(waiting):
            yield done.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        _finish([future for future in waiting if future.running()], finishing, stop)


def _finish(
    running: Sequence[Future[Any]], finishing: Callable[[int], None], stop: Callable[[], None]
) -> None:
    if not running:
        return
    finishing(len(running))
    try:
        wait(running)
    except KeyboardInterrupt:
        stop()
        wait(running)
        raise
