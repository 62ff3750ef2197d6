"""How the command of a sandbox is made, and that its kernels can be had from anywhere."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest

from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.execution import sandbox
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_kernel import SandboxedKernel
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
