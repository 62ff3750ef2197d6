"""When the warm server itself ends: its kernels are lost, and another one comes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import AutograderError, ServerLost
from autograder.evidence.asks import Value
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.execution.kernel import CellRun, Kernel
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_kernel import SandboxedKernel
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.execution.server_process import ServerProcess
from autograder.execution.warm_server import WarmServer, server_for
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded

SECONDS = 60.0

NewKernel = Callable[[], SandboxedKernel]


def test_a_server_that_ended_is_replaced_and_its_kernels_are_lost(
    new_kernel: NewKernel, walled_course: CourseFolder, limits: Limits
) -> None:
    server = server_for(Walls(walled_course.view(), limits))
    kernel = new_kernel()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    with pytest.raises(ServerLost):
        kernel.run("import time; time.sleep(9)", SECONDS)
    assert new_kernel().run("1", SECONDS).status is RunStatus.COMPLETED


def test_kernels_of_a_lost_server_are_lost_though_another_thread_has_one_again(
    new_kernel: NewKernel, walled_course: CourseFolder, limits: Limits
) -> None:
    server = server_for(Walls(walled_course.view(), limits))
    kernels = [new_kernel(), new_kernel()]
    assert kernels[0].run("x = 1", SECONDS).status is RunStatus.COMPLETED
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert all(kernel._process.ended(SECONDS) for kernel in kernels)
    with ThreadPoolExecutor(1) as another:
        assert another.submit(new_kernel).result().run("1", SECONDS).status is RunStatus.COMPLETED
    assert server.alive()
    with pytest.raises(ServerLost):
        kernels[0].ask([Value("x").to_json()], SECONDS)
    with pytest.raises(ServerLost):
        kernels[1].run("1", SECONDS)


def test_a_kernel_that_speaks_nonsense_is_ended_for_it(
    kernel: SandboxedKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nonsense(*_: object) -> None:
        raise RuntimeError("no message of Jupyter's")

    monkeypatch.setattr(kernel._client, "process_message", nonsense)
    run = kernel.run("print(1)", SECONDS)
    assert (run.status, run.ended) == (RunStatus.DIED, True)


def test_there_is_one_server_for_one_view_and_limits(walled_course: CourseFolder, limits: Limits) -> None:
    view = walled_course.view()
    assert server_for(Walls(view, limits)) is server_for(Walls(view, limits))
    assert server_for(Walls(view, limits)) is not server_for(Walls(None, limits))


class _Lost:
    """A kernel whose server has just ended."""

    peak_bytes: int | None = None

    def run(self, source: str, seconds: float) -> CellRun:
        raise ServerLost("the sandbox's server ended")

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        raise ServerLost("the sandbox's server ended")

    def close(self) -> None: ...


@pytest.mark.parametrize(("losses", "unscored"), [(1, False), (2, True)])
def test_a_submission_lost_once_is_run_again_and_lost_twice_is_unscored(
    walled_course: CourseFolder, tmp_path: Path, losses: int, unscored: bool
) -> None:
    folder = replace(walled_course, path=tmp_path)
    assignment = folder.course.assignment("fully_connected")
    path = folder.submitted(assignment.slug, "ada")
    path.parent.mkdir(parents=True)
    nbformat.write(folder.released(assignment), path)
    kernels: list[Kernel] = [*[_Lost()] * losses, ScriptedKernel()]
    grader = FolderGrader(folder, assignment, Sandbox.WALLS, kernel=lambda *_: kernels.pop(0))
    outcome = grader.grade("ada")
    assert isinstance(outcome, Graded)
    assert outcome.sheet.unscored is unscored


@pytest.mark.usefixtures("bubblewrap")
def test_one_that_is_not_wanted_any_more_is_not_waited_for(
    walled_course: CourseFolder, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, told = threading.Event(), list[AutograderError]()
    wait = ServerProcess.wait_until_ready

    def waits(process: ServerProcess) -> None:
        os.kill(process.process.pid, signal.SIGSTOP)  # as if to import took for ever
        waiting.set()
        wait(process)

    def start() -> None:
        try:
            server.start()
        except AutograderError as error:
            told.append(error)

    monkeypatch.setattr(ServerProcess, "wait_until_ready", waits)
    server = WarmServer(Walls(walled_course.view().absolute(), limits))
    starting = threading.Thread(target=start)
    starting.start()
    assert waiting.wait(SECONDS)
    server.close()
    starting.join(SECONDS)
    assert not starting.is_alive()
    assert "could not start" in str(told[0])
    assert not server.alive()
