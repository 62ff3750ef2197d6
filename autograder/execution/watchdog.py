"""Watches one kernel from outside: memory, processor time, and wall time.

No control group is asked for, so that nothing must be set up: memory is what the processes of
the kernel's tree hold of their own, looked at 20 times a second, less what the kernel held at first.
Sockets and pipes count for what their buffers may hold. Other memory without a process is not to be
had inside: see `syscalls.py`.
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
from autograder.execution.room import reserve
from autograder.execution.warm import Tenant

_EVERY = 0.05
_GRACE = 2.0  # for a cell that was interrupted
_ASKING = 600.0  # beyond a submission's own time: what the grader's questions may take
_COUNTED = ("RssAnon:", "RssShmem:", "VmSwap:", "VmPTE:")
_BUFFER_BYTES = 2 * 212_992  # Linux's own bound for a socket
_OWN_BYTES = 1 << 30  # that the grader itself may come to hold while a kernel runs
_FLOOD_SECONDS = 0.5
_CRUMBS = 1 << 20  # memory that nothing can be done with
_TICKS = os.sysconf("SC_CLK_TCK")


class Watchdog:
    """Ends a kernel that goes past a limit, and says which; a context manager."""

    def __init__(self, tenant: Tenant, limits: Limits, listeners: tuple[int, ...] = ()) -> None:
        """`listeners` are the threads of this process that take in what the kernel sends."""
        self._tenant, self._limits = tenant, limits
        self._flood = _Flood(listeners)
        self._init = tenant.pid
        self._held = _used(self._init)[0]
        self._peak = 0
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
                self._tenant.signal(signal.SIGINT)

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY):
            if self._tenant.ended():
                return
            self._look()

    def _look(self) -> None:
        memory, seconds = _used(self._init)
        self._peak = max(self._peak, memory - self._held)
        if memory - self._held > self._limits.memory_bytes:
            self._end(RunStatus.OUT_OF_MEMORY)
        elif seconds > self._limits.cpu_seconds or time.monotonic() > self._overall:
            self._end(RunStatus.TIMED_OUT)
        elif self._flood.rises():
            self._end(RunStatus.DIED)
        else:
            self._look_at_the_cell(time.monotonic())

    def _look_at_the_cell(self, now: float) -> None:
        with self._lock:
            late = self._deadline is not None and now > self._deadline
            stubborn = self._interrupted is not None and now > self._interrupted + _GRACE
            if late and self._late is None:
                # Without memory a kernel may be unable to say that its cell is over.
                exhausted = _exhausted(self._init, reserve(self._limits.memory_bytes))
                self._late = RunStatus.OUT_OF_MEMORY if exhausted else RunStatus.TIMED_OUT
        if stubborn:
            self._end(self._late or RunStatus.DIED)
        elif late:
            self.interrupt()

    def _end(self, verdict: RunStatus) -> None:
        with self._lock:
            self._verdict = self._verdict or verdict
        self._tenant.kill()


class _Flood:
    """Whether one kernel fills the memory of this process: a message of endless parts is never whole.

    Several kernels may be at it at a time; the one whose listeners are busy meanwhile is the one.
    """

    def __init__(self, listeners: tuple[int, ...]) -> None:
        self._listeners = listeners
        self._at_first = _memory(os.getpid())
        self._since = self._busy = 0.0

    def rises(self) -> bool:
        if not self._listeners or _memory(os.getpid()) - self._at_first < _OWN_BYTES:
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
        return sum(_ticks(f"/proc/self/task/{thread}", 2) for thread in self._listeners) / _TICKS


def _used(init: int) -> tuple[int, float]:
    """Bytes held and processor seconds of a tree of processes, the dead included."""
    memory, ticks = 0, 0
    buffers: set[str] = set()
    for process in _tree(init):
        with contextlib.suppress(OSError, ValueError, IndexError):
            memory += _memory(process)
            buffers |= _buffers(process)
            ticks += _ticks(f"/proc/{process}", 4)
    return memory + len(buffers) * _BUFFER_BYTES, ticks / _TICKS


def _ticks(process: str, count: int) -> int:
    """Of processor time; the first two are its own, the others those of children that are gone."""
    fields = Path(process, "stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11 : 11 + count])


def _memory(process: int) -> int:
    """What files could not give back; pages shared by forked processes count for each."""
    lines = (line.split() for line in _status(process))
    return sum(int(line[1]) << 10 for line in lines if line and line[0] in _COUNTED)


def _buffers(process: int) -> set[str]:
    """The names of a process's sockets and pipes; those that processes share have one name."""
    names = set()
    for entry in os.scandir(f"/proc/{process}/fd"):
        with contextlib.suppress(OSError):
            names.add(os.readlink(entry.path))
    return {name for name in names if name.startswith(("socket:", "pipe:"))}


def _exhausted(init: int, reserve: int) -> bool:
    """Whether a process of a tree has used up all memory that it may ask for, but for a reserve."""
    for process in _tree(init):
        with contextlib.suppress(OSError, ValueError, StopIteration):
            limits = Path(f"/proc/{process}/limits").read_text().splitlines()
            most = next(line.split()[4] for line in limits if line.startswith("Max data size"))
            held = next(line.split()[1] for line in _status(process) if line.startswith("VmData:"))
            if int(held) << 10 > int(most) - reserve - _CRUMBS:
                return True
    return False


def _status(process: int) -> list[str]:
    return Path(f"/proc/{process}/status").read_text().splitlines()


def _tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                children = Path(f"/proc/{process}/task/{task}/children").read_text()
                waiting += [int(child) for child in children.split()]
