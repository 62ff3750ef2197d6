"""Workers that lie about their slots, or come again and again: they cost nobody a grade."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import ClusterError
from autograder.messages import say
from autograder.pipeline import dask_executor
from autograder.pipeline.admission import Ended
from autograder.pipeline.outcome import Graded
from autograder.pipeline.slots import Slots
from autograder.scoring.score_sheet import ScoreSheet
from tests.autograder.grading.killed import RIGHT, hand_in
from tests.autograder.pipeline.remote import CLASS, FakeLine, cluster, graded, machines, sheets, toy_worker

pytestmark = pytest.mark.slow

HONEST = "tcp://127.0.0.1:4000"


@dataclass
class Claiming(FakeLine):
    """Its machines have the slots that they claim."""

    claims: dict[str, int] = field(default_factory=dict)

    def workers(self) -> Mapping[str, int]:
        return {worker: self.claims.get(worker, 1) for worker in list(self.machines)}


class Renamed(Claiming):
    """Beside the honest machine is one that returns noise, and comes again under another port each time."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.lies = 0
        self.lied_often = threading.Event()
        self.come()

    def come(self) -> None:
        port = 9_000 + len(self.claims)
        worker, address = toy_worker(), f"tcp://127.0.0.1:{port}"
        worker.run = self.lie  # type: ignore[method-assign]
        self.claims[address] = 64
        self.machines[address] = worker

    def lie(self, order: bytes) -> bytes:
        with self._lock:
            self.lies += 1
            self.come()
        if self.lies >= 3 * (CLASS - 1):
            self.lied_often.set()
        return b"noise"


@contextmanager
def _ended_at_last(elsewhere: Any) -> Iterator[None]:
    """Who waits without end fails, and hangs no test."""
    timer = threading.Timer(20.0, lambda: elsewhere._slots.end(Ended(say("it waited without end"))))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


# What they claim ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claimed", [0, -100])
def test_one_without_slots_is_as_if_it_were_not_there(folder: CourseFolder, claimed: int) -> None:
    line = FakeLine(machines(1), slots=claimed)
    elsewhere = cluster(line, patience=0.2)
    told = pytest.raises(ClusterError, match="no worker has been there for 0 seconds")
    with _ended_at_last(elsewhere), told:
        graded(folder, elsewhere)
    assert line.sent == []


def test_one_of_fewer_than_no_slots_ends_no_class_early(folder: CourseFolder) -> None:
    for number in range(20, 34):
        hand_in(folder, f"t{number}", f"{RIGHT} + 0 * {number}")
    line = Claiming(machines(2), claims={"tcp://127.0.0.1:4001": -100})
    assert len(graded(folder, cluster(line))) == CLASS + 14
    assert {worker for worker, _, _ in line.sent} == {HONEST}


def test_whatever_the_number_of_slots_outcomes_end_with_the_items_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Slots, "total", -100)
    elsewhere = cluster(FakeLine({}))
    assert sorted(elsewhere.outcomes(lambda item: item, range(30))) == list(range(30))


def test_whatever_ends_the_look_at_who_is_there_is_told(folder: CourseFolder) -> None:
    class Odd(FakeLine):
        def workers(self) -> Mapping[str, int]:
            raise ValueError("something unexpected")

    elsewhere = cluster(Odd(machines(1)), patience=30.0)
    told = pytest.raises(ClusterError, match="ValueError: something unexpected; what was finished is kept")
    with _ended_at_last(elsewhere), told:
        graded(folder, elsewhere)


# Who comes again ------------------------------------------------------------------------------------------


def test_one_that_comes_again_under_other_addresses_costs_nobody_a_grade(
    folder: CourseFolder, expected: dict[str, ScoreSheet]
) -> None:
    """The honest one is held until each other submission was refused three times on average."""
    line = Renamed(machines(1))
    line.before = lambda worker, what: _wait(worker == HONEST and what == "run", line.lied_often)
    graded(folder, cluster(line))
    assert line.lies >= 3 * (CLASS - 1)
    assert sheets(folder) == expected


def test_where_all_lie_each_submission_is_given_up_at_last(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_executor, "_REFUSALS", 4)
    line = Renamed({})
    outcomes = graded(folder, cluster(line, patience=30.0))
    assert all(isinstance(o, Graded) and o.sheet.unscored for o in outcomes)
    assert line.lies == 4 * CLASS


def test_a_submission_of_which_proven_workers_return_rubbish_costs_three_of_them_their_work(
    folder: CourseFolder, expected: dict[str, ScoreSheet]
) -> None:
    """And first one that has answered nothing yet. Each other machine has run a submission by then."""
    together, proven, line = threading.Barrier(CLASS), threading.Event(), FakeLine(machines(CLASS))
    begun, honest = set[str](), toy_worker()

    def before(worker: str, what: str) -> None:
        if what == "run" and worker not in begun:
            begun.add(worker)
            together.wait(30)

    def run(order: bytes) -> bytes:
        if b"1 * 3" not in order:
            return honest.run(order)
        proven.wait(30)
        return b"noise"

    class Counting:
        outcomes = 0

        def begin(self, total: int, done: int = 0) -> None: ...

        def finishing(self, running: int) -> None: ...

        def outcome(self, outcome: object) -> None:
            self.outcomes += 1
            if self.outcomes == CLASS - 1:
                proven.set()

    line.before = before
    for machine in line.machines.values():
        machine.run = run  # type: ignore[method-assign]
    told = list[str]()
    outcomes: list[Any] = graded(folder, cluster(line, told), Counting())
    assert [o.sheet.student for o in outcomes if o.sheet.unscored] == ["s1"]
    assert len(told) == 1 + 3
    assert {name: sheet for name, sheet in expected.items() if name != "s1"}.items() <= sheets(folder).items()


def _wait(waits: bool, event: threading.Event) -> None:
    if waits:
        event.wait(30)
