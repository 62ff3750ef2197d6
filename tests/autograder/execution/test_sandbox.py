"""How the command of a sandbox is made, and that its kernels can be had from anywhere."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import EngineError, SandboxError
from autograder.execution import sandbox
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_kernel import SandboxedKernel
from autograder.execution.warm_server import WarmServer
from tests.autograder.attacks import NewKernel, says


def test_packages_installed_into_the_environment_are_covered(tmp_path: Path) -> None:
    (tmp_path / "site" / "reference").mkdir(parents=True)
    command = Walls(None, environments=(tmp_path,), packages=tmp_path / "site").command(["true"], {})
    position = command.index(str(tmp_path / "site" / "reference"))
    assert command[position - 1] == "--tmpfs"
    assert position > command.index(str(tmp_path))
    assert "--remount-ro" in command[position:]


def test_the_command_passes_nothing_of_the_graders_environment() -> None:
    command = Walls(None).command(["true"], {})
    assert "--clearenv" in command
    assert "--unshare-all" in command


def test_a_missing_bubblewrap_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "sudo apt-get install bubblewrap" in str(sandbox.available())


@pytest.fixture
def poor_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program of that name, for every user, that may make no namespaces."""
    with tempfile.TemporaryDirectory(prefix="bwrap-") as folder:
        program = Path(folder, "bwrap")
        program.write_text("#!/bin/sh\necho 'bwrap: No  permissions' >&2\nexit 1\n", encoding="ascii")
        for path in (Path(folder), program):
            path.chmod(0o755)
        monkeypatch.setenv("PATH", os.pathsep.join([folder, "/usr/bin", "/bin"]))
        yield


@pytest.mark.usefixtures("poor_bubblewrap")
def test_a_machine_without_namespaces_is_told_by_what_bubblewrap_says() -> None:
    told = str(sandbox.available())
    assert told == "bubblewrap cannot make namespaces here (bwrap: No permissions): allow user namespaces"
    with pytest.raises(SandboxError, match="No permissions"):
        WarmServer(Walls(None)).start()


def test_other_systems_have_no_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "walls need Linux" in str(sandbox.available())


@pytest.mark.usefixtures("poor_bubblewrap")
def test_a_kernel_without_pidfds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    assert "knows no pidfd or memfd" in str(sandbox.available())


@pytest.mark.usefixtures("bubblewrap")
def test_a_server_that_cannot_start_says_why_and_leaves_nothing() -> None:
    server = WarmServer(Walls(None, environments=()))  # without any Python
    with pytest.raises(EngineError, match=r"server could not start: .*execvp"):
        server.start()
    assert (server.pid, server.alive()) == (None, False)


@pytest.mark.usefixtures("bubblewrap")
def test_a_kernel_on_a_server_that_cannot_start_is_our_fault(
    walled_course: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", "/nowhere")
    with pytest.raises(EngineError, match="server could not start"):
        SandboxedKernel(walled_course.view(), Limits(cell_seconds=12))


def test_kernels_can_be_had_from_several_threads(new_kernel: NewKernel) -> None:
    said: list[str] = []

    def one() -> None:
        said.append(says(new_kernel(), "print('here')"))

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["here"] * 3


def test_kernels_outlive_the_thread_that_started_the_server(
    walled_course: CourseFolder, bubblewrap: None
) -> None:
    limits = Limits(cell_seconds=11)
    made: list[SandboxedKernel] = []
    thread = threading.Thread(target=lambda: made.append(SandboxedKernel(walled_course.view(), limits)))
    thread.start()
    thread.join()
    with contextlib.closing(made[0]) as kernel:
        assert says(kernel, "print('alive')") == "alive"
