"""What takes seconds begins before the first submission, where one has to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import Sandbox
from autograder.execution import warm_server
from autograder.execution.factory import make_ready
from autograder.execution.kernel import Kernel
from autograder.execution.sandbox import Walls
from autograder.grading import grade as grading
from autograder.grading.grade import grade
from autograder.pipeline import folder_grader
from autograder.pipeline.folder_grader import begin_to_run
from tests.autograder.grading.killed import SLUG, Executing, toy_course


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The views for which something was begun."""
    views = list[Path]()
    monkeypatch.setattr(folder_grader, "make_ready", lambda sandbox, view, limits: views.append(view))
    return views


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    return toy_course(tmp_path)


def _begin(folder: CourseFolder, *students: str, force: bool = False) -> bool:
    return begin_to_run(folder, folder.course.assignment(SLUG), Sandbox.WALLS, students, force=force)


def _executing(*_: object) -> Kernel:
    return Executing()


def test_it_begins_where_somebody_has_no_sheet(folder: CourseFolder, begun: list[Path]) -> None:
    assert _begin(folder, "ada", "grace")
    assert begun == [folder.view()]


def test_a_class_that_is_unchanged_starts_nothing_unless_all_is_run_again(
    folder: CourseFolder, begun: list[Path]
) -> None:
    course = folder.course.assignment(SLUG)
    grade(folder, course, ["ada", "grace"], sandbox=Sandbox.NONE, jobs=1, kernel=_executing)
    assert not _begin(folder, "ada", "grace")
    assert begun == []
    assert _begin(folder, "ada", "grace", force=True)
    assert len(begun) == 1


def test_it_is_not_ours_to_do_for_another_kernel(folder: CourseFolder, begun: list[Path]) -> None:
    course = folder.course.assignment(SLUG)
    grade(folder, course, ["ada"], sandbox=Sandbox.NONE, jobs=1, kernel=_executing)
    assert begun == []


def test_grading_begins_by_itself_whoever_calls_it(
    folder: CourseFolder, begun: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(grading, "require_wall", lambda _: None)
    monkeypatch.setattr(grading, "FolderGrader", looks)
    with pytest.raises(KeyboardInterrupt):
        grade(folder, folder.course.assignment(SLUG), ["ada"], sandbox=Sandbox.WALLS, jobs=1)
    assert len(begun) == 1


def test_without_walls_there_is_nothing_to_begin_with(folder: CourseFolder, begun: list[Path]) -> None:
    assignment = folder.course.assignment(SLUG)
    assert not begin_to_run(folder, assignment, Sandbox.NONE, ["ada"], force=True)
    assert begun == []


def test_a_name_that_no_file_can_have_is_passed_over(folder: CourseFolder, begun: list[Path]) -> None:
    _begin(folder, "x" * 300, "\udcff")
    assert begun == []


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Walls, warm_server.WarmServer]]:
    kept: dict[Walls, warm_server.WarmServer] = {}
    monkeypatch.setattr(warm_server, "_servers", kept)
    yield kept
    for server in kept.values():
        server.close()


@pytest.mark.usefixtures("bubblewrap")
def test_who_asks_meanwhile_gets_a_kernel_of_the_server_that_begins(
    walled_course: CourseFolder, servers: dict[Walls, warm_server.WarmServer]
) -> None:
    limits = walled_course.course.assignments[0].limits
    view = walled_course.view().absolute()
    make_ready(Sandbox.WALLS, view, limits)
    with_walls = warm_server.server_for(Walls(view, limits))
    with_walls.start()
    first = with_walls.pid
    with_walls.start()
    assert list(servers.values()) == [with_walls]
    assert with_walls.alive()
    assert with_walls.pid == first


def test_without_walls_nothing_begins(servers: dict[Walls, warm_server.WarmServer], tmp_path: Path) -> None:
    from autograder.course.limits import Limits

    make_ready(Sandbox.NONE, tmp_path, Limits())
    assert servers == {}
