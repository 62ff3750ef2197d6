"""Watches one kernel from outside: memory, processor time, and wall time.

No control group is asked for, so that nothing must be set up: memory is what the processes of
the kernel's tree hold of their own, looked at 20 times a second, less what the kernel held at first.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.evidence import RunStatus
from autograder.execution.limits import Limits
from autograder.execution.warm import Tenant

_EVERY = 0.05
_GRACE = 2.0  # for a cell that was interrupted
_ASKING = 600.0  # beyond a submission's own time: what the grader's questions may take
_COUNTED = ("RssAnon:", "RssShmem:", "VmSwap:", "VmPTE:")
_TICKS = os.sysconf("SC_CLK_TCK")


class Watchdog:
    """Ends a kernel that goes past a limit, and says which; a context manager."""

    def __init__(self, tenant: Tenant, limits: Limits) -> None:
        self._tenant, self._limits = tenant, limits
        self._init = tenant.pid
        self._held = _used(self._init)[0]
        self._overall = time.monotonic() + limits.submission_seconds + _ASKING
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._interrupted: float | None = None
        self._verdict: RunStatus | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def expect(self, seconds: float) -> None:
        """A cell begins, and may take so long."""
        with self._lock:
            self._deadline, self._interrupted = time.monotonic() + seconds, None

    def relax(self) -> RunStatus | None:
        """A cell is over; what it or anything else in the kernel was guilty of meanwhile."""
        with self._lock:
            self._deadline = self._interrupted = None
            return self._verdict

    def interrupt(self) -> None:
        """Ask the cell to stop; the kernel is killed if it does not."""
        with self._lock:
            if self._interrupted is None:
                self._interrupted = time.monotonic()
                self._tenant.signal(signal.SIGINT)

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY):
            if self._tenant.ended():
                return
            self._look()

    def _look(self) -> None:
        memory, seconds = _used(self._init)
        if memory - self._held > self._limits.memory_bytes:
            self._end(RunStatus.OUT_OF_MEMORY)
        elif seconds > self._limits.cpu_seconds or time.monotonic() > self._overall:
            self._end(RunStatus.TIMED_OUT)
        else:
            self._look_at_the_cell(time.monotonic())

    def _look_at_the_cell(self, now: float) -> None:
        with self._lock:
            late = self._deadline is not None and now > self._deadline
            stubborn = self._interrupted is not None and now > self._interrupted + _GRACE
            if late:
                self._verdict = RunStatus.TIMED_OUT
        if stubborn:
            self._end(self._verdict or RunStatus.DIED)
        elif late:
            self.interrupt()

    def _end(self, verdict: RunStatus) -> None:
        with self._lock:
            self._verdict = self._verdict or verdict
        self._tenant.kill()


def _used(init: int) -> tuple[int, float]:
    """Bytes held and processor seconds of a tree of processes, the dead included."""
    memory, ticks = 0, 0
    for process in _tree(init):
        with contextlib.suppress(OSError, ValueError, IndexError):
            memory += _memory(process)
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return memory, ticks / _TICKS


def _memory(process: int) -> int:
    """What files could not give back; pages shared by forked processes count for each."""
    lines = (line.split() for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return sum(int(line[1]) << 10 for line in lines if line and line[0] in _COUNTED)


def _tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                children = Path(f"/proc/{process}/task/{task}/children").read_text()
                waiting += [int(child) for child in children.split()]
