"""Where submissions run: at the workers of a Dask scheduler. This process alone scores and stores.

The same shape as `executors.local_slots`. A submission is at a worker only while it has a slot there, so that
nothing waits elsewhere: what a worker that died had goes to another, and after Ctrl-C nothing new begins.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, TypeVar

from autograder.errors import ClusterError, EngineError, NoEvidence
from autograder.evidence.transcript import Transcript
from autograder.messages import Message, of_error, say
from autograder.pipeline import dask_worker
from autograder.pipeline.admission import Admission, Ended
from autograder.pipeline.executors import finish
from autograder.pipeline.orders import Order, Place, packed, returned
from autograder.pipeline.progress import SILENT, Progress
from autograder.pipeline.slots import Nowhere, Slots
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.pipeline.workers import Line, LineLost, Unusable, WorkerLost
from autograder.submissions.submission import Submission

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_ATTEMPTS = 3  # of a submission: one that ends its workers ends no more than these
_REFUSALS = 20  # beside these, of workers that had answered nothing yet: one may come again and again
_AHEAD = 8  # submissions that are read and looked up in the store, or scored, beside those that run
_ANSWER_SECONDS = 1_800.0  # beside twice what cells may take
_THREADS = 1_000
_BEAT = 1.0  # seconds after which newly come workers are given something, whatever is finished


@dataclass(frozen=True)
class RemoteRunner(SubmissionRunner):
    """A runner that has others run: what it holds goes out in orders."""

    cluster: Cluster | None = None

    def run(self, submission: Submission) -> Transcript:
        """EngineError where none of the workers that had it could; `Ended` where all is over."""
        assert self.cluster is not None
        place = Place(dict(self.view_digests), self.limits, self.sandbox)
        order = Order(
            self.cluster.grading, place, dict(self.asks), dict(self.sizes),
            submission.cells, submission.untouched, submission.bound,
        )  # fmt: skip
        return self.cluster.transcript(order)


class Cluster:
    """The workers at the other end of a line, for one assignment after another. An `Executor`.

    `there` has the functions that workers run; `tell` is told of workers that get no work, by any thread.
    """

    def __init__(
        self, line: Line, tell: Callable[[Message], None], there: Any = dask_worker, **admission: Any
    ) -> None:
        self.grading = uuid.uuid4().hex
        self._line, self._tell, self._there, self._admitting = line, tell, there, admission
        self._slots = Slots()
        self._admission: Admission | None = None

    def runner(self, runner: SubmissionRunner) -> RemoteRunner:
        place = Place(dict(runner.view_digests), runner.limits, runner.sandbox)
        self._slots = Slots()
        self._admission = Admission(
            self._line, self._slots, place, runner.view, self._there, self._tell, **self._admitting
        )
        held = {field.name: getattr(runner, field.name) for field in fields(runner)}
        return RemoteRunner(**held, cluster=self)

    def outcomes(
        self,
        work: Callable[[Item], Outcome],
        items: Sequence[Item],
        progress: Progress[Outcome] = SILENT,
    ) -> Generator[Outcome, None, None]:
        """Outcomes as they come in. ClusterError where scheduler or workers are lost: finished ones are kept.

        Left early, it sends nothing more and waits for what runs; interrupted again, it has that ended.
        """
        progress.begin(len(items))
        pool, waiting = ThreadPoolExecutor(_THREADS), iter(items)
        pending: set[Future[Outcome]] = set()
        try:
            while True:
                room = self._slots.total * 2 + _AHEAD - len(pending)
                least = 0 if pending else 1  # so that nothing is pending only where nothing waits
                pending |= {pool.submit(work, item) for item in islice(waiting, max(least, room))}
                if not pending:
                    return
                done, pending = wait(pending, _BEAT, FIRST_COMPLETED)
                for future in done:
                    outcome = _outcome(future)
                    progress.outcome(outcome)
                    yield outcome
        finally:
            self._finish(pool, pending, progress)

    def stop(self) -> None:
        """End what runs at the workers, and wait for none of it."""
        self._slots.end(KeyboardInterrupt())
        self._line.end(self._there.end, self.grading, self._slots.workers)

    def transcript(self, order: Order) -> Transcript:
        """What running it showed, at whichever worker; as `RemoteRunner.run`."""
        assert self._admission is not None
        self._admission.begin()
        sent, failed = packed(order), set[str]()
        why, attempts, refusals = say("it was not begun"), 0, 0
        while attempts < _ATTEMPTS and refusals < _REFUSALS:
            try:
                worker = self._slots.take(failed, wary=attempts + refusals > 0)
            except Nowhere:
                break
            try:
                answer = self._line.run(worker, self._there.run, sent)
                transcript = returned(answer.result(_seconds(order)), sent, order)
                self._slots.prove(worker)
                return transcript
            except LineLost as lost:
                self._slots.end(Ended(lost.reason))
                self._slots.take()  # raises why all is over, which may have been before
            except WorkerLost:
                attempts += 1
                self._admission.lose(worker)
                why = say("{worker} ended while it ran", worker=worker)
            except EngineError as error:
                attempts += 1
                failed.add(worker)
                why = say("{worker}: {reason}", worker=worker, reason=of_error(error))
            except (NoEvidence, Unusable, TimeoutError) as error:
                if self._slots.is_proven(worker) or isinstance(error, TimeoutError):
                    attempts += 1  # it may be the submission's fault
                else:
                    refusals += 1
                self._admission.refuse(worker, _why(error, order))
                why = say("{worker}: {reason}", worker=worker, reason=_why(error, order))
            finally:
                self._slots.give_back(worker)
        raise EngineError("no worker could run it; the last: {reason}", reason=why)

    def _finish(self, pool: ThreadPoolExecutor, pending: set[Future[Any]], progress: Progress[Any]) -> None:
        pool.shutdown(wait=False, cancel_futures=True)
        running = self._slots.taken
        first = self._slots.end(KeyboardInterrupt())  # whoever waits for a slot has none any more
        begun = [future for future in pending if not future.cancelled()]
        try:
            if running and first:
                finish(begun, self.stop, progress)
            wait(begun)
        finally:
            if self._admission is not None:
                self._admission.close()


def _why(error: NoEvidence | Unusable | TimeoutError, order: Order) -> Message:
    if isinstance(error, TimeoutError):
        return say("it has not answered for {seconds} seconds", seconds=round(_seconds(order)))
    return error.reason if isinstance(error, Unusable) else of_error(error)


def _seconds(order: Order) -> float:
    """Far more than an honest worker takes: its cells and questions have bounds."""
    return 2 * order.place.limits.submission_seconds + _ANSWER_SECONDS


def _outcome(future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except Ended as ended:
        raise ClusterError(
            "{reason}; what was finished is kept, run it again to go on", reason=ended.reason
        ) from None
