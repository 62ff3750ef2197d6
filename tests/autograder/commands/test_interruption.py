"""Ctrl-C while a class is graded: what runs may finish, and pressed again, everything ends at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.course.course import BUNDLED
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path / "course", "en", str(small_npz))


def _hand_in(folder: CourseFolder, student: str, seconds: str) -> None:
    """A submission of which a process is seen in the machine's list for so many seconds."""
    notebook = folder.source(folder.course.assignment("fully_connected"))
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "load_data")
    cell.source = f"import subprocess; subprocess.run(['sleep', '{seconds}'])"
    path = folder.submitted("fully_connected", student)
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def _sleepers(seconds: str) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if (entry / "cmdline").read_bytes() == f"sleep\0{seconds}\0".encode():
                found.add(int(entry.name))
        except (OSError, ValueError):
            continue
    return found


def _until(holds: Callable[[], object], grading: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert grading.poll() is None, grading.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _grading(folder: CourseFolder, sandbox: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "autograder.cli", "grade", str(folder.path), "--sandbox", sandbox]
    env = {**os.environ, "PYTHONPATH": str(BUNDLED.parent)}
    return subprocess.Popen(
        [*command, "--jobs", "1"],
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        start_new_session=True,
        preexec_fn=_listening,
    )


def _listening() -> None:
    """A shell starts what it runs in the background deaf to Ctrl-C, and so its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupted(grading: subprocess.Popen[str]) -> str:
    """Press Ctrl-C at its terminal, and hear what it says."""
    os.killpg(grading.pid, signal.SIGINT)
    assert grading.stderr is not None
    return next(line for line in grading.stderr if line.startswith("autograder:"))


@pytest.mark.slow
def test_what_runs_may_finish_and_nothing_else_begins(folder: CourseFolder, bubblewrap: None) -> None:
    seconds = f"4.{os.getpid()}"
    _hand_in(folder, "ada", seconds)
    _hand_in(folder, "grace", seconds)
    with _grading(folder, "walls") as grading:
        _until(lambda: _sleepers(seconds), grading)
        assert "1 notebook still runs" in _interrupted(grading)
        _, said = grading.communicate(timeout=120)
    assert grading.returncode == 130
    assert "what was finished is kept" in said
    assert "Traceback" not in said
    assert [sheet.student for sheet in folder.sheets("fully_connected")] == ["ada"]


@pytest.mark.slow
@pytest.mark.parametrize("sandbox", ["walls", "none"])
def test_pressed_again_it_ends_at_once_and_leaves_nothing(
    folder: CourseFolder, sandbox: str, request: pytest.FixtureRequest
) -> None:
    if sandbox == "walls":
        request.getfixturevalue("bubblewrap")
    seconds = f"600.{os.getpid()}"
    _hand_in(folder, "ada", seconds)
    with _grading(folder, sandbox) as grading:
        _until(lambda: _sleepers(seconds), grading)
        assert "press Ctrl-C again" in _interrupted(grading)
        os.killpg(grading.pid, signal.SIGINT)
        _, said = grading.communicate(timeout=60)
    assert grading.returncode == 130
    assert "Traceback" not in said
    assert not _sleepers(seconds)
    assert folder.sheets("fully_connected") == ()
