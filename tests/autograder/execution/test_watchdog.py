"""What a watchdog decides about a process that goes past a limit; the process is any, without walls."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from autograder.course.limits import Limits
from autograder.evidence.evidence import RunStatus
from autograder.execution.watchdog import Watchdog

SECONDS = 60.0
LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=SECONDS)

#: Says that it is there, and begins when it is told to.
PROGRAM = "import signal, sys, time\nprint('there', flush=True)\nsys.stdin.readline()\n"
WAITS = "time.sleep(600)"
IGNORES = "signal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('deaf', flush=True)\ntime.sleep(600)"


class _Process:
    """Stands where a sandboxed process stands: it may be signalled, killed, and waited for."""

    def __init__(self, program: str) -> None:
        run = [sys.executable, "-S", "-c", PROGRAM + program]
        pipe = subprocess.PIPE
        self.popen = subprocess.Popen(run, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        self.pid = self.popen.pid
        self.signals: list[int] = []
        assert self.says() == "there"

    def begin(self) -> None:
        assert self.popen.stdin is not None
        print("go", file=self.popen.stdin, flush=True)

    def says(self) -> str:
        assert self.popen.stdout is not None
        return self.popen.stdout.readline().strip()

    def ended(self) -> bool:
        return self.popen.poll() is not None

    def signal(self, number: int) -> None:
        self.signals.append(number)
        self.popen.send_signal(number)

    def kill(self) -> None:
        self.popen.kill()


Watched = Callable[..., tuple[_Process, Watchdog]]


@pytest.fixture
def watched() -> Iterator[Watched]:
    """A program that has not begun, and its watchdog."""
    with ExitStack() as stack:

        def watch(program: str, limits: Limits = LIMITS) -> tuple[_Process, Watchdog]:
            process = _Process(program)
            stack.enter_context(process.popen)
            stack.callback(process.kill)
            return process, stack.enter_context(Watchdog(process, limits))  # type: ignore[arg-type]

        yield watch


@pytest.mark.parametrize(
    ("program", "limits", "verdict"),
    [
        (f"held = bytearray(b'x') * (200 << 20)\n{WAITS}", replace(LIMITS, memory_bytes=50 << 20),
         RunStatus.OUT_OF_MEMORY),
        ("while True: pass", replace(LIMITS, cpu_seconds=0.5), RunStatus.TIMED_OUT),
        (WAITS, replace(LIMITS, submission_seconds=-600.0), RunStatus.TIMED_OUT),
    ],
    ids=["memory", "processor time", "all time"],
)  # fmt: skip
def test_a_process_past_a_limit_of_its_own_is_killed(
    watched: Watched, program: str, limits: Limits, verdict: RunStatus
) -> None:
    process, dog = watched(program, limits)
    dog.expect(SECONDS)
    process.begin()
    assert process.popen.wait(SECONDS) == -signal.SIGKILL
    assert (dog.relax(), dog.killed, process.signals) == (verdict, True, [])


def test_a_late_cell_is_asked_to_stop_and_the_next_begins_without_guilt(watched: Watched) -> None:
    asked = "try: time.sleep(600)\nexcept KeyboardInterrupt: print('stopped', flush=True)\ntime.sleep(600)"
    process, dog = watched(asked)
    process.begin()
    dog.expect(0.1)
    assert process.says() == "stopped"
    assert (dog.relax(), dog.killed, process.signals) == (RunStatus.TIMED_OUT, False, [signal.SIGINT])
    dog.expect(SECONDS)
    assert (dog.relax(), dog.killed, process.ended()) == (None, False, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("late", "verdict"), [(True, RunStatus.TIMED_OUT), (False, RunStatus.DIED)], ids=["late", "too loud"]
)
def test_whoever_does_not_stop_when_asked_is_killed(watched: Watched, late: bool, verdict: RunStatus) -> None:
    process, dog = watched(IGNORES)
    process.begin()
    assert process.says() == "deaf"
    dog.expect(0.1 if late else SECONDS)
    if not late:
        dog.interrupt()  # as for a cell that prints too much
        dog.interrupt()
    assert process.popen.wait(SECONDS) == -signal.SIGKILL
    assert (dog.relax(), dog.killed, process.signals) == (verdict, True, [signal.SIGINT])


def test_a_process_that_ends_by_itself_is_nobodys_guilt(watched: Watched) -> None:
    process, dog = watched("pass")
    dog.expect(SECONDS)
    process.begin()
    assert process.popen.wait(SECONDS) == 0
    assert (dog.relax(), dog.killed) == (None, False)
