"""The process that records is killed, or the grading: nothing recorded is lost, and nothing stale is left.

Seeds are told by the names of tests; AUTOGRADER_FAULTS=300 takes as many, from AUTOGRADER_KILLS_SEED on.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import FolderError, GradebookError
from autograder.gradebook.ledger import Ledger
from autograder.grading.course_lock import locked
from autograder.grading.recording_process import WritingProcess
from reference.errors import Told
from tests.autograder.grading.beside import ends_well, graded
from tests.autograder.grading.faults import Fault, How, Passed, drawn
from tests.autograder.grading.faulty_writer import Plan
from tests.autograder.grading.killed import (
    KILLED,
    SECONDS,
    SLUG,
    Undisturbed,
    copied,
    state,
)

pytestmark = pytest.mark.slow

FAULTY = "tests.autograder.grading.faulty_writer"

#: What is about to happen in the writing process when it is killed, and for which time.
POINTS = {
    "the gradebook is looked into": ("commit gradebook.db", 0),
    "the ledger is about to forget": ("rename .autograder/recorded/spread.json", 0),
    "the ledger has forgotten": ("rmdir autograded/ada/spread", 0),
    "the notebook is sanitised": ("rename .autograder/sheets/spread/ada.json", 0),
    "points are in the gradebook": ("write .autograder/given/spread/.new-*", 0),
    "the ledger is about to learn of it": ("rename .autograder/recorded/spread.json", 1),
    "all are recorded and no page is written": ("write reports/spread/.ada.html.*.draft", 0),
}
HOWS = (How.BEFORE, How.DURING, How.AFTER, How.FAILS)

BEGIN = int(os.environ.get("AUTOGRADER_KILLS_SEED", "0"))
SEEDS = range(BEGIN, BEGIN + int(os.environ.get("AUTOGRADER_FAULTS", "8")))


@pytest.fixture
def plan(folder: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Plan]:
    def made(**changes: Any) -> Plan:
        plan = Plan(str(folder.path), **changes)
        for name, value in plan.environment().items():
            monkeypatch.setenv(name, value)
        return plan

    return made


@pytest.fixture(scope="module")
def points(again: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """What the process writes where nothing goes wrong, which comes to the same as without it."""
    place = tmp_path_factory.mktemp("points")
    folder = copied(again.before, place / "course")
    seen = place / "seen.json"
    with pytest.MonkeyPatch.context() as patched, WritingProcess(FAULTY) as writing:
        for name, value in Plan(str(folder.path), seen=str(seen)).environment().items():
            patched.setenv(name, value)
        assert graded(folder, writing) == ()
    assert state(folder) == again.state
    return tuple(json.loads(seen.read_text(encoding="utf-8")))


def _place(points: tuple[str, ...], name: str, time: int = 0) -> int:
    return [at for at, seen in enumerate(points) if seen == name][time]


@pytest.mark.parametrize("name", POINTS)
def test_the_process_may_be_killed(
    folder: CourseFolder,
    again: Undisturbed,
    points: tuple[str, ...],
    plan: Callable[..., Plan],
    tmp_path: Path,
    name: str,
) -> None:
    plan(fault=Fault(How.BEFORE, _place(points, *POINTS[name])))
    with WritingProcess(FAULTY) as writing, pytest.raises(GradebookError, match=f"ended with {KILLED}: "):
        graded(folder, writing)
    ends_well(folder, again, tmp_path)


@pytest.mark.parametrize("seed", SEEDS, ids="seed-{}".format)
def test_whatever_goes_wrong_in_it_the_next_grading_ends_as_one_undisturbed(
    folder: CourseFolder, again: Undisturbed, points: tuple[str, ...], plan: Callable[..., Plan], seed: int
) -> None:
    fault = drawn(Random(seed), HOWS[seed % len(HOWS)], Passed(points))
    plan(fault=fault)
    with WritingProcess(FAULTY) as writing, contextlib.suppress(Told, OSError):
        graded(folder, writing)
    assert graded(folder) == ()
    assert state(folder) == again.state, fault


# Shot from outside, in the midst of a sheet -----------------------------------------------------------


@dataclass(frozen=True)
class _Midst:
    """Where the process waits with half of ada's points in the gradebook."""

    reached: Path
    go: Path

    def writer(self) -> int:
        """Its process id, once it is there."""
        descriptor = os.open(self.reached, os.O_RDONLY | os.O_NONBLOCK)
        try:
            assert select.select([descriptor], [], [], SECONDS)[0]
            os.set_blocking(descriptor, True)
            return int(os.read(descriptor, 20))
        finally:
            os.close(descriptor)

    def go_on(self) -> None:
        self.go.write_bytes(b"")


@pytest.fixture
def midst(points: tuple[str, ...], plan: Callable[..., Plan], tmp_path: Path) -> _Midst:
    places = _Midst(tmp_path / "reached", tmp_path / "go")
    for place in (places.reached, places.go):
        os.mkfifo(place)
    at = _place(points, "write .autograder/given/spread/.new-*")
    plan(pause=at, reached=str(places.reached), go=str(places.go))
    return places


def test_the_process_is_shot_while_it_writes(
    folder: CourseFolder, again: Undisturbed, midst: _Midst, tmp_path: Path
) -> None:
    shooting = threading.Thread(target=lambda: os.kill(midst.writer(), signal.SIGKILL))
    shooting.start()
    with WritingProcess(FAULTY) as writing, pytest.raises(GradebookError, match="ended with -9: "):
        graded(folder, writing)
    shooting.join()
    with locked(folder):  # nobody holds it any more
        pass
    assert not _recorded(folder, "ada")
    assert _recorded(folder, "grace")
    ends_well(folder, again, tmp_path)


def test_ctrl_c_is_nothing_to_it(folder: CourseFolder, again: Undisturbed, midst: _Midst) -> None:
    def pressed() -> None:
        os.kill(midst.writer(), signal.SIGINT)
        midst.go_on()

    pressing = threading.Thread(target=pressed)
    pressing.start()
    with WritingProcess(FAULTY) as writing:
        assert graded(folder, writing) == ()
    pressing.join()
    assert state(folder) == again.state


def test_the_grading_is_shot_while_the_process_writes(
    folder: CourseFolder, again: Undisturbed, midst: _Midst, tmp_path: Path
) -> None:
    """It finishes the sheet at hand, and nobody else gets the folder until it is gone."""
    grading = get_context("spawn").Process(target=_grade_beside, args=(str(folder.path),))
    grading.start()
    midst.writer()
    with pytest.raises(FolderError, match="another autograder works on"):
        graded(folder)
    grading.kill()
    grading.join(SECONDS)
    assert grading.exitcode == -signal.SIGKILL
    with pytest.raises(FolderError, match=f"another autograder works on .*, process {grading.pid} "):
        graded(folder)
    midst.go_on()
    with folder.state.lock.open("rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    assert _recorded(folder, "ada")
    ends_well(folder, again, tmp_path)


def _grade_beside(course: str) -> None:
    with WritingProcess(FAULTY) as writing:
        graded(open_folder(Path(course)), writing)


def _recorded(folder: CourseFolder, student: str) -> bool:
    sheet = folder.kept_sheet(SLUG, student)
    return Ledger(folder, folder.course.assignment(SLUG)).has(sheet)
