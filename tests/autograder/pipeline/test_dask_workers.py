"""Workers as they are started by hand, `dask worker ADDRESS`, with walls: the real thing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest

from autograder import cli
from autograder.coursedir.coursedir import CourseFolder
from tests.autograder.grading.killed import RIGHT, SLUG, hand_in, toy_course
from tests.conftest import ROOT

pytestmark = [pytest.mark.walls, pytest.mark.slow]
SECONDS = 15.0


@dataclass
class Machines:
    """A scheduler and workers of one slot each, in processes of their own."""

    place: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def start_scheduler(self) -> None:
        about = self.place / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about))
        self.address = json.loads(_once_written(about, self.processes[-1]))["address"]

    def start_worker(self) -> subprocess.Popen[bytes]:
        self._start("worker", self.address, "--nthreads", "1", "--nworkers", "1", "--no-nanny")
        return self.processes[-1]

    def _start(self, *words: str) -> None:
        command = [sys.executable, "-P", "-m", "dask", *words, "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        environment.pop("AUTOGRADER_TEST_SECRET", None)
        nowhere = subprocess.DEVNULL
        process = subprocess.Popen(
            command, cwd=self.place, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )
        self.processes.append(process)

    def close(self) -> None:
        """Workers first: one whose scheduler went at the same time looks for it for long."""
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _once_written(path: Path, writer: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        if path.is_file() and (text := path.read_text(encoding="utf-8")).endswith("}"):
            return text
        try:
            writer.wait(0.1)
            break
        except subprocess.TimeoutExpired:
            pass
    raise AssertionError("the scheduler did not start")


@pytest.fixture
def cluster(dask: None, bubblewrap: None, tmp_path: Path) -> Iterator[Machines]:
    machines = Machines(tmp_path)
    try:
        machines.start_scheduler()
        yield machines
    finally:
        machines.close()


def _with_a_cell(folder: CourseFolder, student: str, source: str) -> None:
    """A notebook of the right answers, with that cell on top."""
    hand_in(folder, student, RIGHT)
    path = folder.submitted(SLUG, student)
    notebook = nbformat.read(path, 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, path)


def _printed(folder: CourseFolder, student: str) -> str:
    sheet = folder.kept_sheet(SLUG, student)
    found = folder.evidence.find(sheet.evidence_key)
    assert found is not None
    return "".join(str(output.get("text", "")) for cell in found.outputs for output in cell)


KNOCK = """
import socket
knocker = socket.socket()
knocker.settimeout(5)
print("knocked:", knocker.connect_ex(({host!r}, {port})))
"""


def test_walls_keep_student_code_from_the_scheduler_and_a_worker_that_dies_costs_nobody(
    cluster: Machines, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the way: two workers with walls grade a class, and one is shot while a submission runs in it."""
    address = urlsplit(cluster.address)
    host, port = str(address.hostname), int(address.port or 0)
    with socket.create_connection((host, port), timeout=5):
        pass  # outside of the walls it is reached
    folder = toy_course(tmp_path / "toy")
    _with_a_cell(folder, "knocker", KNOCK.format(host=host, port=port))
    first, second = cluster.start_worker(), cluster.start_worker()
    assert cli.main(["grade", str(folder.path), "--scheduler", cluster.address]) == 0
    printed = _printed(folder, "knocker")
    assert "knocked:" in printed
    assert "knocked: 0" not in printed
    assert {sheet.sandbox for sheet in folder.sheets(SLUG)} == {"walls"}
    assert not [sheet.student for sheet in folder.sheets(SLUG) if sheet.unscored]

    _with_a_cell(folder, "sleeper", "import time\ntime.sleep(6)")
    shot = threading.Timer(3.0, os.kill, (first.pid, signal.SIGKILL))
    shot.start()
    assert cli.main(["grade", str(folder.path), "--scheduler", cluster.address]) == 0
    shot.join()
    assert first.wait(SECONDS) == -signal.SIGKILL
    assert second.poll() is None
    assert not folder.kept_sheet(SLUG, "sleeper").unscored
    assert "gets no work" not in capsys.readouterr().err
