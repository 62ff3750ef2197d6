"""Room on the stack of frames: no call of an unlucky depth maps memory."""

from __future__ import annotations

import resource
from collections.abc import Callable
from functools import partial

import pytest

from autograder.inside.stack import with_room

CALLS, DEPTHS = 3_000, 100


def _nothing() -> None: ...


def _call_at(depth: int) -> None:
    """Call a function so many times, that many frames above here."""
    if depth:
        _call_at(depth - 1)
    else:
        for _ in range(CALLS):
            _nothing()


def _faults_of(work: Callable[[], None]) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _worst() -> int:
    """The faults of the unluckiest depth: a chunk that is mapped anew brings one at each call."""
    return max(_faults_of(partial(_call_at, depth)) for depth in range(DEPTHS))


def test_within_it_no_depth_is_unlucky() -> None:
    assert with_room(_worst) < CALLS / 10


def test_without_it_some_depth_is() -> None:
    if _worst() < CALLS / 2:
        pytest.skip("this Python keeps its frames otherwise")


def test_it_returns_and_raises_what_the_work_does() -> None:
    assert with_room(lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        with_room(lambda: 1 // 0)
