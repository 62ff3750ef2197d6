"""So many at a time; whoever watches is told, and an interruption lets what runs finish or ends it."""

from __future__ import annotations

import weakref
from threading import Event

import pytest

from autograder.pipeline.executors import local_slots


class _Watcher:
    """Keeps what it is told; interrupts at the outcome named."""

    def __init__(self, interrupted_at: int | None = None) -> None:
        self.told: list[tuple[str, int]] = []
        self._interrupted_at = interrupted_at

    def begin(self, total: int, done: int = 0) -> None:
        self.told.append(("begin", total - done))

    def outcome(self, outcome: int) -> None:
        self.told.append(("outcome", outcome))
        if outcome == self._interrupted_at:
            raise KeyboardInterrupt

    def finishing(self, running: int) -> None:
        self.told.append(("finishing", running))


class _Work:
    """The first ends at once, the second when it is let or stopped, the third should never begin."""

    def __init__(self) -> None:
        self.begun, self.ended = Event(), Event()
        self.done: list[int] = []

    def __call__(self, item: int) -> int:
        if item == 1:
            self.begun.wait()  # so that the second runs when the first one's outcome interrupts
        else:
            self.begun.set()
            self.ended.wait()
        self.done.append(item)
        return item


class _Letting(_Watcher):
    """Lets the work end when it hears that it may finish."""

    def __init__(self, work: _Work) -> None:
        super().__init__(interrupted_at=1)
        self._work = work

    def finishing(self, running: int) -> None:
        super().finishing(running)
        self._work.ended.set()


def test_each_outcome_is_told_and_comes_out() -> None:
    watcher = _Watcher()
    assert sorted(local_slots(lambda item: item * item, [1, 2, 3], 2, progress=watcher)) == [1, 4, 9]
    assert watcher.told[0] == ("begin", 3)
    assert sorted(watcher.told[1:]) == [("outcome", 1), ("outcome", 4), ("outcome", 9)]


class _Outcome:
    pass


def test_what_came_out_is_held_no_longer() -> None:
    made = list[weakref.ref[_Outcome]]()

    def work(_: int) -> _Outcome:
        outcome = _Outcome()
        made.append(weakref.ref(outcome))
        return outcome

    coming = local_slots(work, range(20), 2)
    for _ in range(19):
        next(coming)
    assert sum(one() is not None for one in made) <= 2  # the one that came last, and the one to come
    assert len(list(coming)) == 1


def test_interrupted_it_tells_how_many_still_run_and_waits_for_them() -> None:
    work = _Work()
    watcher = _Letting(work)
    with pytest.raises(KeyboardInterrupt):
        list(local_slots(work, [1, 2], 2, progress=watcher))
    assert watcher.told == [("begin", 2), ("outcome", 1), ("finishing", 1)]
    assert work.done == [1, 2]


def test_interrupted_again_as_soon_as_that_is_told_it_stops_what_runs() -> None:
    class Pressing(_Watcher):
        def finishing(self, running: int) -> None:
            raise KeyboardInterrupt

    work = _Work()
    with pytest.raises(KeyboardInterrupt):
        list(local_slots(work, [1, 2], 2, progress=Pressing(interrupted_at=1), stop=work.ended.set))
    assert work.ended.is_set()
    assert work.done == [1, 2]


def test_without_patience_it_stops_what_runs_and_tells_nobody() -> None:
    work = _Work()
    watcher = _Watcher(interrupted_at=1)
    with pytest.raises(KeyboardInterrupt):
        list(local_slots(work, [1, 2], 2, progress=watcher, stop=work.ended.set, patient=False))
    assert watcher.told == [("begin", 2), ("outcome", 1)]
    assert work.done == [1, 2]


def test_interrupted_nothing_new_begins() -> None:
    work = _Work()
    work.begun.set()
    with pytest.raises(KeyboardInterrupt):
        list(local_slots(work, [1, 2, 3], 1, progress=_Watcher(1), stop=work.ended.set, patient=False))
    assert 3 not in work.done
