"""Watches one kernel from outside: memory, processor time, and the wall time of a cell.

A cell that is late (`expect` says how long it may take) is interrupted, and its kernel killed if it goes on.
Without walls no watchdog stands by, and nbclient's own timeout ends a cell, in `local_kernel.py`.

No control group is asked for, so that nothing must be set up: memory is what the processes of
the kernel's tree hold of their own, looked at 20 times a second, less what the kernel held at first.
Sockets and pipes count for what their buffers may hold. Other memory without a process is not to be
had inside: see `inside/seccomp.py`.
"""

from __future__ import annotations

import os
import signal
import threading
import time

from autograder.course.limits import Limits
from autograder.evidence.evidence import RunStatus
from autograder.execution.procfs import TICKS_A_SECOND, exhausted, memory_of, ticks, used
from autograder.execution.sandboxed_process import SandboxedProcess
from autograder.inside.namespaces import reserve

_EVERY = 0.05
_GRACE = 5.0  # for a cell that was interrupted; on a busy machine one that prints a lot needs more than two
_ASKING = 600.0  # beyond a submission's own time: what the grader's questions may take
_OWN_BYTES = 1 << 30  # that the grader itself may come to hold while a kernel runs
_FLOOD_SECONDS = 0.5


class Watchdog:
    """Ends a kernel that goes past a limit, and says which; a context manager."""

    def __init__(
        self,
        process: SandboxedProcess,
        limits: Limits,
        listeners: tuple[int, ...] = (),
        before: Watchdog | None = None,
    ) -> None:
        """`listeners` are the threads of this process that take in what the kernel sends.

        Of a kernel that serves again, `before` watched it: what it held at first stays the measure.
        """
        self._process, self._limits = process, limits
        self._flood = _Flood(listeners)
        self._init = process.pid
        held, self._spent = used(self._init)
        self._held: int = before._held if before else held
        self._peak = held - self._held
        self._overall = time.monotonic() + limits.submission_seconds + _ASKING
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._interrupted: float | None = None
        self._late: RunStatus | None = None  # why a cell was interrupted
        self._verdict: RunStatus | None = None  # why the kernel was killed
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
            self._late = None

    def relax(self) -> RunStatus | None:
        """A cell is over; what it or anything else in the kernel was guilty of meanwhile."""
        with self._lock:
            self._deadline = self._interrupted = None
            return self._verdict or self._late

    @property
    def killed(self) -> bool:
        """Whether the kernel had to be ended."""
        with self._lock:
            return self._verdict is not None

    @property
    def peak_bytes(self) -> int:
        """The most memory that was seen beyond what the kernel held at first."""
        return self._peak

    def interrupt(self) -> None:
        """Ask the cell to stop; the kernel is killed if it does not."""
        with self._lock:
            if self._interrupted is None:
                self._interrupted = time.monotonic()
                self._process.signal(signal.SIGINT)

    def end(self, verdict: RunStatus) -> None:
        """Kill the kernel for what it did; one that is gone already was ended by somebody else."""
        if self._process.ended():
            return
        with self._lock:
            self._verdict = self._verdict or verdict
        self._process.kill()

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY):
            if self._process.ended():
                return
            self._look()

    def _look(self) -> None:
        memory, seconds = used(self._init)
        self._peak = max(self._peak, memory - self._held)
        if memory - self._held > self._limits.memory_bytes:
            self.end(RunStatus.OUT_OF_MEMORY)
        elif seconds - self._spent > self._limits.cpu_seconds or time.monotonic() > self._overall:
            self.end(RunStatus.TIMED_OUT)
        elif self._flood.rises():
            self.end(RunStatus.DIED)
        else:
            self._look_at_the_cell(time.monotonic())

    def _look_at_the_cell(self, now: float) -> None:
        with self._lock:
            late = self._deadline is not None and now > self._deadline
            stubborn = self._interrupted is not None and now > self._interrupted + _GRACE
            if late and self._late is None:
                # Without memory a kernel may be unable to say that its cell is over.
                starved = exhausted(self._init, reserve(self._limits.memory_bytes))
                self._late = RunStatus.OUT_OF_MEMORY if starved else RunStatus.TIMED_OUT
        if stubborn:
            self.end(self._late or RunStatus.DIED)
        elif late:
            self.interrupt()


class _Flood:
    """Whether one kernel fills the memory of this process: a message of endless parts is never whole.

    Several kernels may be at it at a time; the one whose listeners are busy meanwhile is the one.
    """

    def __init__(self, listeners: tuple[int, ...]) -> None:
        self._listeners = listeners
        self._at_first = memory_of(os.getpid())
        self._since = self._busy = 0.0

    def rises(self) -> bool:
        if not self._listeners or memory_of(os.getpid()) - self._at_first < _OWN_BYTES:
            self._since = 0.0
            return False
        now = time.monotonic()
        if not self._since:
            self._since, self._busy = now, self._seconds()
        if now - self._since < _FLOOD_SECONDS:
            return False
        busy, self._since = self._seconds() - self._busy, 0.0
        return busy > _FLOOD_SECONDS / 25  # on a crowded machine that may be all it gets

    def _seconds(self) -> float:
        return sum(ticks(f"/proc/self/task/{thread}", 2) for thread in self._listeners) / TICKS_A_SECOND
