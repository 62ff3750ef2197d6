"""Gradings behind real walls, in which the grader is shot, or a process of those that run student code."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.evidence.evidence import Sandbox
from autograder.execution.kernel import CellRun
from autograder.execution.procfs import tree
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_kernel import SandboxedKernel
from autograder.execution.warm_server import server_for
from autograder.grading.grade import grade
from tests.autograder.grading.killed import SECONDS, SLUG, state


class Who(StrEnum):
    INIT = "the init of a kernel"
    SERVER = "the server that forks kernels"
    KERNEL = "a kernel"
    BWRAP = "bubblewrap"
    GRADER = "the grader"


class When(StrEnum):
    BEFORE = "before a call"
    WHILE = "while it is answered"
    AFTER = "after a call"


@dataclass(frozen=True)
class Shot:
    """Who is shot at which call of kernels, counted from 0; `seconds` after it began, for WHILE."""

    who: Who
    when: When
    at: int
    seconds: float

    @staticmethod
    def drawn(seed: int, calls: int) -> Shot:
        chance = Random(seed)
        when, at = chance.choice(tuple(When)), chance.randrange(calls)
        return Shot(tuple(Who)[seed % len(Who)], when, at, chance.uniform(0, 0.05))


@dataclass
class Kernels:
    """Makes kernels of one server, whatever folder is graded, and shoots once."""

    view: Path
    shot: Shot | None = None
    calls: int = 0
    fired: list[int] = field(default_factory=list)

    def __call__(self, sandbox: Sandbox, view: Path, limits: Limits) -> _Aimed:
        return _Aimed(SandboxedKernel(self.view, limits), self, limits)

    @contextlib.contextmanager
    def call(self, kernel: SandboxedKernel, limits: Limits) -> Iterator[None]:
        number, self.calls = self.calls, self.calls + 1
        shot = self.shot
        if shot is None or shot.at != number:
            yield
            return
        prey = _prey(shot.who, kernel, Walls(self.view.absolute(), limits))
        with contextlib.closing(_Gun(prey)) as gun:
            self.fired.append(prey)
            if shot.when is When.BEFORE:
                gun.shoot()
                assert shot.who is Who.KERNEL or kernel._process.ended(SECONDS)  # all of it, a moment later
            timer = threading.Timer(shot.seconds, gun.shoot)
            if shot.when is When.WHILE:
                timer.start()
            try:
                yield
            finally:
                if shot.when is When.WHILE:
                    timer.join()
                gun.shoot()


class _Gun:
    """A process held by a pidfd, so that nobody else is hit."""

    def __init__(self, process: int) -> None:
        self._pidfd = os.pidfd_open(process)

    def shoot(self) -> None:
        """It is gone afterwards."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        assert select.select([self._pidfd], [], [], SECONDS)[0]

    def close(self) -> None:
        os.close(self._pidfd)


def _prey(who: Who, kernel: SandboxedKernel, walls: Walls) -> int:
    if who is Who.GRADER:
        return os.getpid()
    init = kernel._process.pid
    if who is Who.INIT:
        return init
    if who is Who.KERNEL:
        return next(process for process in tree(init) if process != init)
    bwrap = server_for(walls).pid
    assert bwrap is not None
    if who is Who.BWRAP:
        return bwrap
    inside = [process for process in tree(bwrap) if not _is_bwrap(process) and process != init]
    (server,) = (
        process for process in inside if _is_bwrap(_parent(process))
    )  # the only kernel's init is too
    return server


def _is_bwrap(process: int) -> bool:
    return Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() == "bwrap"


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


@dataclass
class _Aimed:
    """A kernel in whose calls the shot falls."""

    kernel: SandboxedKernel
    kernels: Kernels
    limits: Limits

    @property
    def peak_bytes(self) -> int | None:
        return self.kernel.peak_bytes

    def run(self, source: str, seconds: float) -> CellRun:
        with self.kernels.call(self.kernel, self.limits):
            return self.kernel.run(source, seconds)

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        with self.kernels.call(self.kernel, self.limits):
            return self.kernel.ask(asks, seconds)

    def close(self) -> None:
        self.kernel.close()


def walled_grading(folder: CourseFolder, kernels: Kernels, force: bool = False) -> None:
    """Grade everybody behind walls, in this process."""
    assignment, students = folder.course.assignment(SLUG), folder.students(SLUG)
    grade(folder, assignment, students, sandbox=Sandbox.WALLS, jobs=1, force=force, kernel=kernels)


def shot_grading(folder: CourseFolder, kernels: Kernels) -> None:
    """The same in a process of its own, which is shot."""
    context = get_context("forkserver")
    process = context.Process(target=_grade, args=(str(folder.path), kernels.view, kernels.shot))
    process.start()
    process.join(SECONDS)
    assert process.exitcode == -signal.SIGKILL


def _grade(course: str, view: Path, shot: Shot) -> None:
    walled_grading(open_folder(Path(course)), Kernels(view, shot))


def timeless(folder: CourseFolder) -> dict[str, Any]:
    """What a course folder holds of its class, without what a run took, which no two have alike."""
    found = state(folder)
    sheets = [replace(sheet, usage=None) for sheet in found["sheets"]]
    ledger = {**found["ledger"], "digests": sorted(found["ledger"]["digests"])}
    return {**found, "sheets": sheets, "ledger": ledger}
