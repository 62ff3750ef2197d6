"""Two commands on one course, and a gradebook that cannot be written."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import FolderError, GradebookError
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.ledger import refused
from autograder.gradebook.nbgrader_api import Api
from autograder.grading.course_lock import locked
from autograder.grading.forget import forget
from autograder.grading.grade import grade
from autograder.grading.rescore import apply, rescore
from autograder.grading.settle import settle
from autograder.pipeline.outcome import Problem
from tests.autograder.grading.killed import RIGHT, SLUG, WRONG, Executing, hand_in, state, toy_course
from tests.permissions import denied_as_to_others

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    folder = toy_course(tmp_path_factory.mktemp("locked"))
    assert _grade(folder) == ()
    return folder


@pytest.fixture
def folder(graded_once: CourseFolder, tmp_path: Path) -> CourseFolder:
    return open_folder(shutil.copytree(graded_once.path, tmp_path / "course"))


@pytest.fixture
def assignment(folder: CourseFolder) -> Assignment:
    return folder.course.assignment(SLUG)


def _grade(folder: CourseFolder) -> tuple[Problem, ...]:
    assignment, students = folder.course.assignment(SLUG), folder.students(SLUG)
    return grade(
        folder, assignment, students, sandbox=Sandbox.NONE, jobs=2, kernel=lambda *_: Executing()
    )  # fmt: skip


CHANGES: dict[str, Callable[[CourseFolder, Assignment], Any]] = {
    "grade": lambda folder, assignment: _grade(folder),
    "rescore": lambda folder, assignment: apply(folder, assignment, list(rescore(folder, assignment))),
    "override": lambda folder, assignment: settle(
        folder,
        assignment,
        "ada",
        "average",
        points=1.0,
        reason="why not",
        on=date(2026, 3, 1),
        who="grace",
    ),
    "forget": lambda folder, assignment: forget(folder, "ada"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_comes_second_hears_who_holds_the_folder(
    folder: CourseFolder, assignment: Assignment, name: str
) -> None:
    before = state(folder)
    hand_in(folder, "ada", WRONG)
    holding = (
        "import sys\nfrom pathlib import Path\nfrom autograder.coursedir.coursedir import open_folder\n"
        "from autograder.grading.course_lock import locked\n"
        "with locked(open_folder(Path(sys.argv[1]))):\n    print('held', flush=True)\n    sys.stdin.read()"
    )
    command = [sys.executable, "-c", holding, str(folder.path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=env) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(FolderError, match=f"process {other.pid} on .* since 20.*run it again"):
            CHANGES[name](folder, assignment)
        assert state(folder) == before
        other.kill()
    CHANGES[name](folder, assignment)  # it went with its process
    assert state(folder) != before


def test_of_two_in_one_process_the_second_hears_it_too(folder: CourseFolder) -> None:
    with locked(folder):
        with pytest.raises(FolderError, match=f"process {os.getpid()} "), locked(folder):
            pass
        folder.state.holder.unlink()
        with (
            pytest.raises(FolderError, match=r"another autograder works on .*: run it again"),
            locked(folder),
        ):
            pass
    with locked(folder):
        assert folder.state.holder.is_file()
    assert not folder.state.holder.exists()


def test_it_is_held_until_the_last_who_was_handed_it_lets_go(folder: CourseFolder) -> None:
    with locked(folder) as lock:
        other = os.dup(lock)
    with pytest.raises(FolderError, match="another autograder works on"), locked(folder):
        pass
    os.close(other)
    with locked(folder):
        pass


def test_two_commands_at_a_time_grade_a_class_once(
    graded_once: CourseFolder, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    course = shutil.copytree(graded_once.path, tmp_path / "course")
    folder = open_folder(course)
    hand_in(folder, "ada", WRONG)
    run = "from autograder.cli import main; import sys; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", run, "grade", str(course), "--sandbox", "none", "--jobs", "1"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) for _ in range(2)]
    told = [process.communicate(timeout=300)[1] for process in both]
    for process, said in zip(both, told, strict=True):
        assert process.returncode == (2 if "another autograder works on" in said else 0), said
    assert 0 in {process.returncode for process in both}
    assert state(folder)["grades"]["ada", "check_average"] == (0.0, None, 40.0)
    assert _grade(folder) == ()


# A gradebook that somebody else holds ---------------------------------------------------------------


@contextlib.contextmanager
def _taken(folder: CourseFolder) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(folder.path / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def test_a_database_that_fails_under_one_student_forgets_no_grade(
    folder: CourseFolder, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(folder)["grades"]
    hand_in(folder, "ada", WRONG)
    autograde = Api.autograde

    def meanwhile(self: Any, assignment: str, student: str, **options: Any) -> Any:
        with _taken(folder):
            return autograde(self, assignment, student, **options)

    monkeypatch.setattr(Api, "autograde", meanwhile)
    (problem,) = _grade(folder)
    assert problem.student == "ada"
    assert "could not be written: sqlite3.OperationalError: database is locked" in str(problem.reason)
    assert state(folder)["grades"] == before
    assert refused(folder, assignment) == {"ada": problem.reason}
    monkeypatch.undo()
    assert _grade(folder) == ()
    assert state(folder)["grades"]["ada", "check_average"] == (0.0, None, 40.0)
    assert refused(folder, assignment) == {}


def test_a_database_that_cannot_be_used_is_told_in_a_line(folder: CourseFolder) -> None:
    before = state(folder)
    hand_in(folder, "ada", WRONG)
    with _taken(folder), pytest.raises(GradebookError, match=r"cannot be used: .*locked"):
        _grade(folder)
    assert state(folder)["grades"] == before["grades"]
    assert state(folder)["ledger"] == before["ledger"]
    assert _grade(folder) == ()
    assert state(folder)["grades"]["ada", "check_average"] == (0.0, None, 40.0)


def test_what_nbgrader_refuses_for_another_reason_has_no_grade(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(folder, "ada", WRONG)
    outcome = {"success": False, "error": "ValueError: no\n", "log": "a sqlite3.OperationalError: in words"}
    monkeypatch.setattr(Api, "autograde", lambda *_, **__: outcome)
    (problem,) = _grade(folder)
    assert "nbgrader took no grade: ValueError: no" in str(problem.reason)
    assert {student for student, _ in state(folder)["grades"]} == {"grace"}


def test_a_grade_of_before_is_not_taken_for_one_of_now(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the grader were killed when nbgrader has taken a grade, with what was handed in taken back."""
    hand_in(folder, "ada", WRONG)
    autograde = Api.autograde

    class Killed(BaseException): ...

    def killed(self: Any, assignment: str, student: str, **options: Any) -> Any:
        autograde(self, assignment, student, **options)
        raise Killed

    monkeypatch.setattr(Api, "autograde", killed)
    with pytest.raises(Killed):
        _grade(folder)
    monkeypatch.undo()
    hand_in(folder, "ada", RIGHT)
    assert _grade(folder) == ()
    assert state(folder)["grades"]["ada", "check_average"] == (40.0, None, 40.0)


def test_a_command_says_it_in_a_line(folder: CourseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(folder):
        assert main(["grade", str(folder.path), "--sandbox", "none"]) == 2
    assert "autograder: another autograder works on" in capsys.readouterr().err


@pytest.mark.parametrize("closed", ["gradebook.db", "submitted/ada", ".autograder/sheets/spread"])
def test_nothing_of_a_student_is_removed_where_something_cannot_be(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str], closed: str
) -> None:
    (folder.path / closed).chmod(0o555 if (folder.path / closed).is_dir() else 0o444)
    before, files = state(folder), sorted(folder.path.rglob("*"))
    with denied_as_to_others():
        assert main(["forget", str(folder.path), "ada"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    wanted = "attempt to write a readonly database" if closed == "gradebook.db" else "nothing was removed"
    assert wanted in told.err
    assert state(folder) == before
    assert sorted(folder.path.rglob("*")) == files
