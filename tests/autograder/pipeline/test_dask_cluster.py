"""A real Dask scheduler on loopback whose workers run a toy course, and what may become of them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from distributed.client import ClosedClientError

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import ClusterError
from autograder.pipeline import dask_line, dask_worker
from autograder.pipeline.dask_worker import Worker
from autograder.scoring.score_sheet import ScoreSheet
from tests.autograder.pipeline.remote import CLASS, cluster, connect, graded, sheets, toy_worker

pytestmark = pytest.mark.slow


class _Toy:
    """The worker of this process; `before` is called with the number of each submission that it runs."""

    def __init__(self, worker: Worker) -> None:
        self.worker, self.runs = worker, 0
        self.before: Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.worker, name)

    def run(self, order: bytes) -> bytes:
        with self._lock:
            number, self.runs = self.runs, self.runs + 1
        self.before(number)
        return self.worker.run(order)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> _Toy:
    toy = _Toy(toy_worker())
    monkeypatch.setattr(dask_worker, "_here", toy)
    return toy


@pytest.fixture
def own_scheduler(dask: None) -> Iterator[Any]:
    """One that a test may break."""
    from distributed import LocalCluster

    made: Any = LocalCluster  # it has no types
    own = made(
        n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1",
        dashboard_address=":0", memory_limit=0,
    )  # fmt: skip
    yield own
    with contextlib.suppress(TimeoutError):  # it looks for a scheduler that may be gone
        own.close(timeout=1)


@pytest.fixture
def line(own_scheduler: Any) -> Iterator[Any]:
    line = connect(own_scheduler.scheduler_address)
    yield line
    line.close()


def test_they_are_graded_as_here(
    folder: CourseFolder, expected: dict[str, ScoreSheet], toy: _Toy, line: Any
) -> None:
    told = list[str]()
    graded(folder, cluster(line, told, patience=30.0))
    assert sheets(folder) == expected
    assert toy.runs == CLASS
    assert told == []


@pytest.mark.parametrize(
    ("claimed", "believed"), [(-100, None), (0, None), ("many", None), (None, None), (10**9, 1_024), (3, 3)]
)
def test_a_worker_has_no_slots_or_as_many_as_can_be(
    own_scheduler: Any, claimed: Any, believed: int | None
) -> None:
    """The scheduler tells on what a worker says of itself."""
    scheduler = own_scheduler.scheduler
    first, second = sorted(scheduler.workers)
    honest = scheduler.handlers["identity"]

    def identity(n_workers: int = -1) -> Any:
        told = honest(n_workers)
        bent = {a: w | ({"nthreads": claimed} if a == first else {}) for a, w in told["workers"].items()}
        return {**told, "workers": bent}

    scheduler.handlers["identity"] = identity
    with contextlib.closing(connect(own_scheduler.scheduler_address)) as line:
        assert line.workers() == {second: 1} | ({first: believed} if believed else {})


@pytest.mark.parametrize("at", range(4), ids="submission-{}".format)
def test_a_worker_that_dies_gives_its_submission_to_another(
    folder: CourseFolder, expected: dict[str, ScoreSheet], toy: _Toy, line: Any, own_scheduler: Any, at: int
) -> None:
    def before(number: int) -> None:
        if number == at:
            from distributed import get_worker

            own_scheduler.loop.add_callback(
                own_scheduler.scheduler.remove_worker, get_worker().address, stimulus_id="test", close=True
            )
            gone.wait(30)

    gone = threading.Event()
    watching = threading.Thread(target=_when_one_is_gone, args=(own_scheduler, gone))
    watching.start()
    toy.before = before
    graded(folder, cluster(line, patience=30.0))
    watching.join()
    assert sheets(folder) == expected
    assert toy.runs >= CLASS


def _when_one_is_gone(own: Any, gone: threading.Event) -> None:
    for _ in range(600):
        if len(own.scheduler.workers) < 2:
            break
        gone.wait(0.05)
    gone.set()


def _broken(folder: CourseFolder, expected: dict[str, ScoreSheet], line: Any) -> None:
    """All is lost in the midst: it is told in a line, and what was finished is kept."""
    with pytest.raises(
        ClusterError, match="the connection to the scheduler was lost; what was finished is kept"
    ):
        graded(folder, cluster(line, patience=30.0))
    assert sheets(folder).items() <= expected.items()
    assert len(sheets(folder)) < CLASS


def _closes(scheduler: Any, line: Any) -> None:
    scheduler.loop.add_callback(scheduler.scheduler.close)


def _cuts(scheduler: Any, line: Any) -> None:
    line._loop.call_soon_threadsafe(line._client.scheduler_comm.comm.abort)


@pytest.mark.parametrize("at", range(1, 4), ids="submission-{}".format)
def test_a_scheduler_that_goes_loses_nothing_that_was_finished(
    folder: CourseFolder, expected: dict[str, ScoreSheet], toy: _Toy, line: Any, own_scheduler: Any,
    scheduler: Any, at: int,
) -> None:  # fmt: skip
    _broken_at(at, lambda: _closes(own_scheduler, line), folder, expected, toy, line)
    _goes_on(scheduler, folder, expected)


@pytest.mark.parametrize("at", range(1, 4), ids="submission-{}".format)
def test_a_connection_that_is_cut_loses_nothing_that_was_finished(
    folder: CourseFolder, expected: dict[str, ScoreSheet], toy: _Toy, line: Any, own_scheduler: Any, at: int
) -> None:
    _broken_at(at, lambda: _cuts(own_scheduler, line), folder, expected, toy, line)
    _goes_on(own_scheduler, folder, expected)


@pytest.mark.parametrize("error", [RuntimeError("ConnectionPool is closed"), ClosedClientError()], ids=repr)
def test_dasks_client_that_closes_beside_us_loses_nothing_that_was_finished(
    folder: CourseFolder, expected: dict[str, ScoreSheet], line: Any, error: Exception,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Just then it is closed already, and nobody has told us yet."""
    as_before, asked, closing_too = line._result, list[str](), list[Any]()

    async def closing(line: Any, key: str) -> Any:
        asked.append(key)
        if len(asked) <= 6:  # examined, prepared, and some that ran
            return await as_before(key)
        closing_too.append(asyncio.ensure_future(line._client._close(fast=True)))
        while line._client.status == "running":
            await asyncio.sleep(0)
        raise error

    monkeypatch.setattr(dask_line.DaskLine, "_result", closing)
    _broken(folder, expected, line)


def _broken_at(
    at: int,
    breaks: Callable[[], None],
    folder: CourseFolder,
    expected: dict[str, ScoreSheet],
    toy: _Toy,
    line: Any,
) -> None:
    """It breaks when that submission begins; later ones end only when that was told."""
    over = threading.Event()

    def before(number: int) -> None:
        if number == at:
            breaks()
        if number >= at:
            over.wait(30)

    toy.before = before
    try:
        _broken(folder, expected, line)
    finally:
        over.set()
    toy.before = lambda number: None


def _goes_on(scheduler: Any, folder: CourseFolder, expected: dict[str, ScoreSheet]) -> None:
    again = connect(scheduler.scheduler_address)
    graded(folder, cluster(again, patience=30.0))
    again.close()
    assert sheets(folder) == expected


def test_one_that_comes_later_joins_in(
    folder: CourseFolder, expected: dict[str, ScoreSheet], toy: _Toy, line: Any, own_scheduler: Any
) -> None:
    """Three have to run at a time for any of them to end."""
    together = threading.Barrier(3, timeout=60)

    def before(number: int) -> None:
        if number == 0:
            own_scheduler.loop.add_callback(own_scheduler.scale, 3)
        if number < 3:
            together.wait()

    toy.before = before
    graded(folder, cluster(line, patience=30.0))
    assert sheets(folder) == expected


def test_interrupted_twice_the_workers_are_told_to_end_it(folder: CourseFolder, toy: _Toy, line: Any) -> None:
    second, over, told = threading.Event(), threading.Event(), threading.Event()

    class Pressing:
        def begin(self, total: int, done: int = 0) -> None: ...

        def outcome(self, outcome: object) -> None:
            raise KeyboardInterrupt

        def finishing(self, running: int) -> None:
            raise KeyboardInterrupt

    def before(number: int) -> None:
        if number:
            second.set()
            over.wait(30)
        else:
            second.wait(30)

    def end(grading: str) -> None:
        ended.append(grading)
        told.set()

    ended = list[str]()
    toy.before, toy.end = before, end  # type: ignore[attr-defined]
    elsewhere = cluster(line, patience=30.0)
    with pytest.raises(KeyboardInterrupt):
        graded(folder, elsewhere, Pressing())
    assert told.wait(30)
    over.set()
    assert set(ended) == {elsewhere.grading}
