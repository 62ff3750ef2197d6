"""What may go wrong in a grading: a process that is killed, a disk that fails, a sandbox that is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

from autograder.course.limits import Limits
from autograder.errors import EngineError, ServerLost
from autograder.evidence.evidence import Sandbox
from autograder.execution.kernel import CellRun, Kernel


class How(StrEnum):
    BEFORE = "the grader is killed before a write"
    DURING = "the grader is killed while it writes"
    AFTER = "the grader is killed after a write"
    FAILS = "a write fails"
    LOST = "the sandbox's server ends"
    LOST_TWICE = "the sandbox's server ends, and the next one too"
    NO_KERNEL = "there is no kernel to be had"

    @property
    def strikes_a_write(self) -> bool:
        return self in (How.BEFORE, How.DURING, How.AFTER, How.FAILS)


@dataclass(frozen=True)
class Fault:
    """`at` counts writes in the course folder, or calls of kernels.

    `much` is how many bytes a file may still have (DURING), or how many steps the process still goes, each
    an audit event of Python's (AFTER).
    """

    how: How
    at: int
    much: int = 0


@dataclass(frozen=True)
class Passed:
    """What a grading came by: writes in the course folder, kernels that it made, and calls of these.

    `struck` is how often a fault struck that leaves its process alive.
    """

    points: tuple[str, ...] = ()
    kernels: int = 0
    calls: int = 0
    struck: int = 0


def drawn(chance: Random, how: How, passed: Passed) -> Fault:
    """A fault of a kind, anywhere in a grading that comes by this."""
    if not how.strikes_a_write:
        return Fault(how, chance.randrange(passed.kernels if how is How.NO_KERNEL else passed.calls))
    if how is How.DURING:  # the gradebook and its journal have some 200 kB, a sheet 2
        writes = [n for n, point in enumerate(passed.points) if point.startswith(("write", "commit"))]
        return Fault(how, chance.choice(writes), int(2 ** chance.uniform(0, 18)) - 1)
    return Fault(how, chance.randrange(len(passed.points)), chance.randrange(1, 40))


@dataclass
class Kernels:
    """Makes kernels, and has a fault strike at one of them or of their calls."""

    fault: Fault | None
    make: Callable[[], Kernel]
    made: int = 0
    calls: int = 0
    struck: int = 0

    def __call__(self, sandbox: Sandbox, view: Path, limits: Limits) -> Kernel:
        number, self.made = self.made, self.made + 1
        if self._strikes(number, How.NO_KERNEL):
            raise EngineError("a kernel could not be started: {error}", error="no room")
        return _Told(self.make(), self)

    def called(self) -> None:
        """Before each call; a submission that was lost begins anew with the next."""
        number, self.calls = self.calls, self.calls + 1
        lost_again = self._strikes(number - 1, How.LOST_TWICE)
        if self._strikes(number, How.LOST, How.LOST_TWICE) or lost_again:
            raise ServerLost("the sandbox's server ended")

    def _strikes(self, number: int, *hows: How) -> bool:
        strikes = self.fault is not None and self.fault.how in hows and self.fault.at == number
        self.struck += strikes
        return strikes


@dataclass
class _Told:
    """A kernel that tells of each call beforehand."""

    kernel: Kernel
    kernels: Kernels

    @property
    def peak_bytes(self) -> int | None:
        return self.kernel.peak_bytes

    def run(self, source: str, seconds: float) -> CellRun:
        self.kernels.called()
        return self.kernel.run(source, seconds)

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        self.kernels.called()
        return self.kernel.ask(asks, seconds)

    def close(self) -> None:
        self.kernel.close()
