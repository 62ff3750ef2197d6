"""Where submissions run: so many at a time on this machine, or elsewhere (`dask_executor`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from autograder.pipeline.progress import SILENT, Progress
from autograder.pipeline.submission_runner import SubmissionRunner

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Executor(Protocol):
    """Where an assignment's submissions run."""

    def runner(self, runner: SubmissionRunner) -> SubmissionRunner:
        """One that runs there what `runner` would run here."""

    def outcomes(
        self, work: Callable[[Item], Outcome], items: Sequence[Item], progress: Progress[Outcome]
    ) -> Generator[Outcome, None, None]:
        """As `local_slots` gives them, of work that calls that runner."""


@dataclass(frozen=True)
class Here:
    """So many at a time on this machine; `stop` ends what runs, at a second interruption."""

    slots: int
    stop: Callable[[], None]

    def runner(self, runner: SubmissionRunner) -> SubmissionRunner:
        return runner

    def outcomes(
        self, work: Callable[[Item], Outcome], items: Sequence[Item], progress: Progress[Outcome]
    ) -> Generator[Outcome, None, None]:
        return local_slots(work, items, self.slots, progress=progress, stop=self.stop)


def local_slots(
    work: Callable[[Item], Outcome],
    items: Sequence[Item],
    slots: int,
    *,
    progress: Progress[Outcome] = SILENT,
    stop: Callable[[], None] = lambda: None,
    patient: bool = True,
) -> Generator[Outcome, None, None]:
    """Outcomes as they come in; left early, it starts nothing new and waits for what runs.

    `stop` must make that end: it is called at a second interruption, at the first where nobody is
    `patient`. Threads are enough, because the work happens in the kernels' own processes.
    """
    progress.begin(len(items))
    pool = ThreadPoolExecutor(slots)
    waiting = {pool.submit(work, item) for item in items}
    try:
        for done in as_completed(waiting):
            waiting.discard(done)  # with its outcome, of which a large class has many
            progress.outcome(done.result())
            yield done.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if running := [future for future in waiting if future.running()]:
            if patient:
                finish(running, stop, progress)
            else:
                stop()
                wait(running)


def finish(running: Collection[Future[Any]], stop: Callable[[], None], progress: Progress[Any]) -> None:
    """Wait for what runs; interrupted, have it end."""
    try:
        progress.finishing(len(running))  # who reads it may press again before we wait
        wait(running)
    except KeyboardInterrupt:
        stop()
        wait(running)
        raise
