"""Submissions at workers: graded as here, whatever becomes of workers, scheduler and line.

Seeds are told by the names of tests; AUTOGRADER_FAULTS=300 takes as many, from AUTOGRADER_KILLS_SEED on.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from random import Random
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import ClusterError
from autograder.evidence.evidence import Sandbox
from autograder.messages import say
from autograder.pipeline.outcome import Graded
from autograder.scoring.score_sheet import ScoreSheet
from tests.autograder.grading.killed import RIGHT, hand_in
from tests.autograder.pipeline.remote import (
    CLASS,
    FakeLine,
    Fault,
    How,
    cluster,
    evidence,
    graded,
    machines,
    sheets,
    toy_worker,
)

BEGIN = int(os.environ.get("AUTOGRADER_KILLS_SEED", "0"))
SEEDS = range(BEGIN, BEGIN + int(os.environ.get("AUTOGRADER_FAULTS", "24")) // len(How))
FAULTS = [(how, seed) for how in How for seed in SEEDS]


class _Watcher:
    """Keeps what it is told, and interrupts at that outcome."""

    def __init__(self, interrupted_at: int = 0) -> None:
        self.outcomes, self.total, self.still = 0, 0, -1
        self._interrupted_at = interrupted_at

    def begin(self, total: int, done: int = 0) -> None:
        self.total = total

    def outcome(self, outcome: object) -> None:
        self.outcomes += 1
        if self.outcomes == self._interrupted_at:
            raise KeyboardInterrupt

    def finishing(self, running: int) -> None:
        self.still = running


def test_they_are_graded_as_here(folder: CourseFolder, expected: dict[str, ScoreSheet]) -> None:
    line, watcher = FakeLine(machines(2)), _Watcher()
    outcomes = graded(folder, cluster(line), watcher)
    assert len(outcomes) == watcher.outcomes == watcher.total == CLASS
    assert sheets(folder) == expected
    assert {worker for worker, what, _ in line.sent if what == "run"} == set(line.machines)


def test_no_more_are_sent_than_there_are_slots(folder: CourseFolder) -> None:
    line = FakeLine(machines(2), slots=2)
    graded(folder, cluster(line))
    assert 1 <= line.most <= 4


def test_what_is_in_the_store_needs_no_worker(folder: CourseFolder, expected: dict[str, ScoreSheet]) -> None:
    graded(folder, cluster(FakeLine(machines(1))))
    line = FakeLine({})
    graded(folder, cluster(line))
    assert line.sent == []
    assert sheets(folder) == expected


# Faults ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("how", "seed"), FAULTS, ids=lambda value: str(value).replace(" ", "-"))
def test_whatever_goes_wrong_once_everybody_gets_what_they_should(
    folder: CourseFolder, expected: dict[str, ScoreSheet], how: How, seed: int
) -> None:
    """Where all is lost, what was finished is kept, and the same command goes on."""
    line, told = FakeLine(machines(3), faults=[Fault(how, Random(seed).randrange(CLASS))]), list[str]()
    if how.ends_all:
        with pytest.raises(
            ClusterError, match="connection to the scheduler was lost; what was finished is kept"
        ):
            graded(folder, cluster(line, told))
        kept = sheets(folder)
        assert kept.items() <= expected.items()
        again = FakeLine(machines(2))
        graded(folder, cluster(again, told))
        assert sum(what == "run" for _, what, _ in again.sent) == CLASS - len(kept)
    else:
        graded(folder, cluster(line, told))
    assert sheets(folder) == expected
    assert len(evidence(folder)) == CLASS
    refusals = [] if how.is_a_death or how.ends_all else [line for line in told if "gets no work" in line]
    assert len(told) == len(refusals) == (0 if how.is_a_death or how.ends_all else 1)


@pytest.mark.parametrize("seed", range(4), ids="seed-{}".format)
def test_faults_at_every_other_submission_are_borne(
    folder: CourseFolder, expected: dict[str, ScoreSheet], seed: int
) -> None:
    chance = Random(seed)
    hows = [how for how in How if not how.ends_all]
    faults = [Fault(chance.choice(hows), number) for number in range(1, CLASS, 2)]
    graded(folder, cluster(FakeLine(machines(CLASS), faults=faults)))
    assert sheets(folder) == expected


def test_a_submission_that_ends_its_workers_ends_three_and_is_unscored(
    folder: CourseFolder, expected: dict[str, ScoreSheet]
) -> None:
    class Deadly(FakeLine):
        def run(self, worker: str, what: Any, order: bytes, *published: Any) -> Future[bytes]:
            future = super().run(worker, what, order, *published)
            if b"5 * 5 or 1 * 5" in order:
                self.kill(worker)
            return future

    line = Deadly(machines(5))
    hand_in(folder, "s3", f"{RIGHT} + 5 * 5 or 1 * 5")
    outcomes = graded(folder, cluster(line))
    assert len(line.machines) == 5 - 3
    unscored = [o.sheet for o in outcomes if isinstance(o, Graded) and o.sheet.unscored]
    assert [sheet.student for sheet in unscored] == ["s3"]
    messages = [str(c.message) for e in unscored[0].exercises for c in e.criteria if c.message]
    assert any("no worker could run it; the last: tcp://127.0.0.1" in m for m in messages)
    others = {name: sheet for name, sheet in expected.items() if name != "s3"}
    assert others.items() <= sheets(folder).items()


def test_without_any_worker_it_ends_in_a_line(folder: CourseFolder) -> None:
    with pytest.raises(
        ClusterError, match="no worker has been there for 0 seconds: start one with `dask worker"
    ):
        graded(folder, cluster(FakeLine({}), patience=0.05))
    assert sheets(folder) == {}


def test_where_the_last_worker_returns_rubbish_it_ends_in_a_line_and_grades_nobody_by_it(
    folder: CourseFolder, expected: dict[str, ScoreSheet]
) -> None:
    line, told = FakeLine(machines(1), faults=[Fault(How.NOISE, 2)]), list[str]()
    with pytest.raises(ClusterError, match="no worker is left that can be used"):
        graded(folder, cluster(line, told, patience=0.05))
    assert told == ["tcp://127.0.0.1:4000 gets no work: what it returned is no reply"]
    graded(folder, cluster(FakeLine(machines(1))))
    assert sheets(folder) == expected


def test_one_that_comes_later_joins_in(folder: CourseFolder, expected: dict[str, ScoreSheet]) -> None:
    """The first does not go on before the second has run something."""
    joined = threading.Event()

    def before(worker: str, what: str) -> None:
        if what == "run" and worker.endswith("4000"):
            line.machines.setdefault("tcp://127.0.0.1:5000", toy_worker())
            joined.wait(30)
        elif what == "run":
            joined.set()

    line = FakeLine(machines(1), before=before)
    graded(folder, cluster(line))
    assert joined.is_set()
    assert sheets(folder) == expected


def test_all_may_die_if_another_comes(folder: CourseFolder, expected: dict[str, ScoreSheet]) -> None:
    def before(worker: str, what: str) -> None:
        if what == "run" and worker.endswith("4000"):
            line.machines["tcp://127.0.0.1:5000"] = toy_worker()
            line.kill(worker)

    line = FakeLine(machines(1), before=before)
    graded(folder, cluster(line, patience=30.0))
    assert sheets(folder) == expected


# Interrupted ----------------------------------------------------------------------------------------------


def test_interrupted_nothing_new_begins_and_what_runs_finishes(
    folder: CourseFolder, expected: dict[str, ScoreSheet]
) -> None:
    """One ends, once another runs; whatever else has begun ends after the interruption."""
    second, go_on, first = threading.Event(), threading.Event(), ["one"]

    def before(worker: str, what: str) -> None:
        if what != "run":
            return
        if worker.endswith("4001"):
            second.set()
        elif first:
            first.pop()
            second.wait(30)
            return
        go_on.wait(30)

    class Letting(_Watcher):
        def finishing(self, running: int) -> None:
            super().finishing(running)
            sent.append(len(line.sent))
            go_on.set()

    line, watcher, sent = FakeLine(machines(2), before=before), Letting(interrupted_at=1), list[int]()
    with pytest.raises(KeyboardInterrupt):
        graded(folder, cluster(line), watcher)
    assert watcher.still >= 1
    assert sent == [len(line.sent)]
    kept = sheets(folder)
    assert kept.items() <= expected.items()
    assert len(kept) == sum(what == "run" for _, what, _ in line.sent) < CLASS
    graded(folder, cluster(FakeLine(machines(2))))
    assert sheets(folder) == expected


def test_interrupted_again_what_runs_is_ended(folder: CourseFolder, expected: dict[str, ScoreSheet]) -> None:
    second, over = threading.Event(), threading.Event()

    def before(worker: str, what: str) -> None:
        if what == "run" and worker.endswith("4001"):
            second.set()
            over.wait(30)
        elif what == "run":
            second.wait(30)

    class Pressing(_Watcher):
        def finishing(self, running: int) -> None:
            super().finishing(running)
            raise KeyboardInterrupt

    line = FakeLine(machines(2), before=before)
    with pytest.raises(KeyboardInterrupt):
        graded(folder, cluster(line), Pressing(interrupted_at=1))
    over.set()
    assert [what for what, _ in line.ended] == ["end"]
    assert sheets(folder).items() <= expected.items()
    graded(folder, cluster(FakeLine(machines(2))))
    assert sheets(folder) == expected


def test_a_worker_that_was_told_to_end_a_grading_runs_nothing_more_of_it(folder: CourseFolder) -> None:
    line = FakeLine(machines(1))
    elsewhere = cluster(line)
    for machine in line.machines.values():
        machine.end(elsewhere.grading)
    outcomes = graded(folder, elsewhere)
    assert all(isinstance(o, Graded) and o.sheet.unscored for o in outcomes)


# Which workers get work -----------------------------------------------------------------------------------


def _refused(folder: CourseFolder, line: FakeLine, sandbox: Sandbox = Sandbox.NONE) -> list[str]:
    told = list[str]()
    with pytest.raises(ClusterError, match="no worker is left that can be used"):
        graded(folder, cluster(line, told), sandbox=sandbox)
    assert not [what for _, what, _ in line.sent if what == "run"]
    return told


@pytest.mark.parametrize(
    "name", ["Python", "tensorflow", "keras", "numpy", "mnist-autograder", "format of evidence"]
)
def test_one_of_another_version_gets_no_work(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from autograder.pipeline import dask_worker

    ours = dask_worker.versions()
    theirs = {**ours, name: "0.1"}
    line = FakeLine(machines(1))
    monkeypatch.setattr(dask_worker, "versions", lambda: theirs if _in_pool() else ours)
    assert _refused(folder, line) == [
        f"tcp://127.0.0.1:4000 gets no work: its {name} is 0.1, and here it is {ours[name]}"
    ]


def _in_pool() -> bool:
    return threading.current_thread().name.startswith("ThreadPoolExecutor")


def test_one_without_walls_gets_no_work(folder: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (told,) = _refused(folder, FakeLine(machines(1)), Sandbox.WALLS)
    assert told.startswith("tcp://127.0.0.1:4000 gets no work: student code would run as you")


def test_one_on_another_machine_without_tls_is_sent_nothing(folder: CourseFolder) -> None:
    line = FakeLine(machines(1), private=False)
    assert _refused(folder, line) == [
        "tcp://127.0.0.1:4000 gets no work: it is on another machine, and not behind TLS"
    ]
    assert line.sent == []


@pytest.mark.parametrize("answer", [b"", b"\x80\x04\x95", b"\xc1", bytes(1000)])
def test_one_whose_card_is_rubbish_gets_no_work(folder: CourseFolder, answer: bytes) -> None:
    line = FakeLine(machines(1))
    for machine in line.machines.values():
        machine.examine = lambda order: answer  # type: ignore[method-assign]
    assert _refused(folder, line) == ["tcp://127.0.0.1:4000 gets no work: what it returned is no reply"]


def test_a_lost_line_is_told_while_nobody_is_there_yet(folder: CourseFolder) -> None:
    line = FakeLine({}, lost=say("the connection to the scheduler was lost"))
    with pytest.raises(ClusterError, match="connection to the scheduler was lost"):
        graded(folder, cluster(line, patience=30.0))
