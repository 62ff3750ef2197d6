"""A grading at workers may be killed, or lose them all: the next ends as one undisturbed."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import ClusterError
from autograder.evidence.evidence import Sandbox
from autograder.grading.grade import grade
from tests.autograder.grading.killed import KILLED, SECONDS, SLUG, Undisturbed, copied, state
from tests.autograder.pipeline.remote import FakeLine, Fault, How, cluster, machines

pytestmark = pytest.mark.slow


class _Killing:
    """Ends this process at that outcome, as SIGKILL would."""

    def __init__(self, at: int) -> None:
        self._left = at

    def begin(self, total: int, done: int = 0) -> None: ...

    def outcome(self, outcome: object) -> None:
        self._left -= 1
        if self._left < 0:
            os._exit(KILLED)

    def finishing(self, running: int) -> None: ...


def _graded(folder: CourseFolder, line: FakeLine) -> None:
    assignment = folder.course.assignment(SLUG)
    students = folder.students(SLUG)
    assert grade(folder, assignment, students, sandbox=Sandbox.NONE, jobs=1, executor=cluster(line)) == ()


def _killed_at_an_outcome(course: str, at: int) -> None:
    folder = open_folder(Path(course))
    grade(
        folder, folder.course.assignment(SLUG), folder.students(SLUG), sandbox=Sandbox.NONE, jobs=1,
        executor=cluster(FakeLine(machines(1))), progress=_Killing(at),
    )  # fmt: skip


def _killed_while_it_waits(course: str, at: int) -> None:
    folder, seen = open_folder(Path(course)), list[str]()

    def before(worker: str, what: str) -> None:
        seen.extend([what] if what == "run" else [])
        if len(seen) > at:
            os._exit(KILLED)

    grade(
        folder, folder.course.assignment(SLUG), folder.students(SLUG), sandbox=Sandbox.NONE, jobs=1,
        executor=cluster(FakeLine(machines(1), before=before)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("how", "at"), [(_killed_at_an_outcome, 0), (_killed_at_an_outcome, 1), (_killed_while_it_waits, 0)]
)
def test_a_coordinator_that_is_killed_goes_on_where_it_was(
    again: Undisturbed, tmp_path: Path, how: Callable[[str, int], None], at: int
) -> None:
    folder = copied(again.before, tmp_path / "course")
    context = get_context("forkserver")
    process = context.Process(target=how, args=(str(folder.path), at))
    process.start()
    process.join(SECONDS)
    assert process.exitcode == KILLED
    _graded(folder, FakeLine(machines(2)))
    assert state(folder) == again.state


@pytest.mark.parametrize("at", range(2), ids="submission-{}".format)
@pytest.mark.parametrize("how", [How.CONNECTION, How.SCHEDULER])
def test_a_grading_that_lost_its_cluster_goes_on_where_it_was(
    first: Undisturbed, tmp_path: Path, how: How, at: int
) -> None:
    folder = copied(first.before, tmp_path / "course")
    with pytest.raises(ClusterError, match="run it again to go on"):
        _graded(folder, FakeLine(machines(1), faults=[Fault(how, at)]))
    _graded(folder, FakeLine(machines(2)))
    assert state(folder) == first.state


def test_undisturbed_it_leaves_what_a_grading_here_does(first: Undisturbed, tmp_path: Path) -> None:
    folder = copied(first.before, tmp_path / "course")
    _graded(folder, FakeLine(machines(2)))
    assert state(folder) == first.state
