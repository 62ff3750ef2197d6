"""Recording beside running: what the process says, and how it ends."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError, GradebookError
from autograder.grading import recording_process
from autograder.grading.course_lock import locked
from autograder.grading.recording_process import WritingProcess
from autograder.pipeline.outcome import Graded, Problem
from autograder.pipeline.progress import Silent
from autograder.state_files import told_aside
from tests.autograder.grading.beside import ends_well, graded
from tests.autograder.grading.killed import RIGHT, SLUG, Undisturbed, hand_in, state

pytestmark = pytest.mark.slow

LEAVING = "tests.autograder.grading.leaving_writer"


class _Pressing(Silent):
    """Presses Ctrl-C when the first outcome is told."""

    def outcome(self, outcome: object) -> None:
        raise KeyboardInterrupt


def test_interrupted_it_is_gone_when_the_lock_is_free(
    folder: CourseFolder, again: Undisturbed, tmp_path: Path
) -> None:
    with WritingProcess() as writing:
        with pytest.raises(KeyboardInterrupt):
            graded(folder, writing, progress=_Pressing())
        assert writing._running is None
    with locked(folder):
        pass
    ends_well(folder, again, tmp_path)


def test_a_line_that_breaks_is_told(folder: CourseFolder, again: Undisturbed, tmp_path: Path) -> None:
    with (
        WritingProcess(LEAVING) as writing,
        pytest.raises(GradebookError, match="ended with 3: every sheet is kept"),
    ):
        graded(folder, writing)
    assert [replace(sheet, usage=None) for sheet in folder.sheets(SLUG)] == again.state["sheets"]
    ends_well(folder, again, tmp_path)


def test_one_process_serves_several_gradings_and_another_one_comes_after_a_failure(
    folder: CourseFolder, again: Undisturbed
) -> None:
    with WritingProcess() as writing:
        with _taken(folder), pytest.raises(GradebookError, match=r"cannot be used: .*locked"):
            graded(folder, writing)
        assert writing._running is None
        assert graded(folder, writing) == ()
        assert state(folder) == again.state
        first = writing._running
        hand_in(folder, "ada", RIGHT)
        assert graded(folder, writing, force=True) == ()
        assert writing._running is first
    assert state(folder)["grades"]["ada", "check_average"] == (40.0, None, 40.0)


class _Refusing:
    """Stands for a process that cannot use the gradebook."""

    gone = False

    def ask(self, told: dict[str, Any], lock: int | None) -> tuple[Problem, ...]:
        raise GradebookError(
            "nbgrader's gradebook cannot be used: {reason}; what it holds stays", reason="no"
        )


def test_where_nothing_can_be_recorded_at_all_no_class_is_run_for_it() -> None:
    with ThreadPoolExecutor(1) as thread:
        beside = recording_process._Beside(_Refusing(), thread, {}, 3)  # type: ignore[arg-type]
        assert beside._asked[0].result() == ()
        with pytest.raises(GradebookError, match="cannot be used"):
            beside.take("ada")


@contextlib.contextmanager
def _taken(folder: CourseFolder) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(folder.path / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def test_what_it_says_comes_as_if_it_were_said_here(folder: CourseFolder) -> None:
    """No grade of what is no notebook; a damaged ledger is told as set aside."""
    folder.submitted(SLUG, "ada").write_text("{", encoding="utf-8")
    folder.state.ledger(SLUG).write_text("{", encoding="utf-8")
    told = list[Graded | Problem]()

    class Telling(Silent):
        def outcome(self, outcome: Any) -> None:
            told.append(outcome)

    with WritingProcess() as writing:
        (problem,) = graded(folder, writing, progress=Telling())
    assert problem in told
    assert folder.state.ledger(SLUG).with_name(f"{SLUG}.json.damaged") in told_aside()
    assert {student for student, _ in state(folder)["grades"]} == {"grace"}


def test_a_grading_that_is_refused_waits_for_no_import(folder: CourseFolder) -> None:
    with WritingProcess() as writing:
        writing.start()
        assert writing._running is not None
        process = writing._running._process
        with locked(folder), pytest.raises(FolderError, match="another autograder works on"):
            graded(folder, writing)
    assert process.returncode == -signal.SIGKILL
