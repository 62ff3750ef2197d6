"""One student's marking: whose fault a failure is, and which evidence counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.errors import EngineError, SandboxError, ServerLost
from autograder.execution.sandbox import NO_WALLS, WALLS, require_wall
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.pipeline.outcome import Marked, Problem
from autograder.pipeline.submission_grader import Marker


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    folder = make_folder(tmp_path / "course", "en", str(small_npz))
    path = folder.submitted("fully_connected", "ada")
    path.parent.mkdir(parents=True)
    nbformat.write(folder.source(folder.course.assignments[0]), path)
    return folder


def _marker(
    folder: CourseFolder, kernel: Callable[[Path], Any], sandbox: str = NO_WALLS, **more: Any
) -> Marker:
    return Marker(folder, folder.course.assignments[0], sandbox, kernel, **more)


def _fails(error: Exception) -> Callable[[Path], Any]:
    def kernel(view: Path) -> Any:
        raise error

    return kernel


def test_a_failure_of_ours_is_unscored_with_its_reason_and_never_zero(folder: CourseFolder) -> None:
    marked = _marker(folder, _fails(EngineError("no space left on device"))).mark("ada")
    assert isinstance(marked, Marked)
    assert marked.sheet.unscored
    automatic = {e.id for e in folder.course.assignments[0].automatic}
    messages = [c.message for e in marked.sheet.exercises for c in e.criteria if e.exercise in automatic]
    assert all(m is not None and "no space left on device" in m.render(str) for m in messages)


def test_a_full_disk_is_our_fault(folder: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("autograder.evidence.store.EvidenceStore.keep", full)
    marked = _marker(folder, lambda view: ScriptedKernel()).mark("ada")
    assert isinstance(marked, Marked)
    assert marked.sheet.unscored


def test_a_failure_of_ours_is_not_kept_as_evidence(folder: CourseFolder) -> None:
    _marker(folder, _fails(EngineError("x"))).mark("ada")
    marked = _marker(folder, lambda view: ScriptedKernel()).mark("ada")
    assert isinstance(marked, Marked)
    assert not marked.sheet.unscored


def test_a_server_lost_once_is_no_matter_and_lost_twice_is_our_fault(folder: CourseFolder) -> None:
    losses = [ServerLost("gone"), ServerLost("gone again")]

    def kernel(view: Path) -> Any:
        if losses:
            raise losses.pop()
        return ScriptedKernel()

    first = _marker(folder, kernel).mark("ada")
    assert isinstance(first, Marked)
    assert first.sheet.unscored
    losses.append(ServerLost("gone"))
    second = _marker(folder, kernel).mark("ada")
    assert isinstance(second, Marked)
    assert not second.sheet.unscored


def test_one_broken_notebook_is_a_problem_of_its_own(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("a bug of ours")

    monkeypatch.setattr("autograder.pipeline.submission_grader.read_submission", broken)
    problem = _marker(folder, lambda view: ScriptedKernel()).mark("ada")
    assert isinstance(problem, Problem)
    assert "KeyError, test_marking.py" in str(problem.reason)


def test_evidence_from_without_walls_counts_only_where_it_is_accepted(folder: CourseFolder) -> None:
    unwalled = _marker(folder, lambda view: ScriptedKernel()).mark("ada")
    assert isinstance(unwalled, Marked)
    never = _fails(AssertionError("it was run again"))
    accepted = _marker(folder, never, WALLS, accepted=(NO_WALLS,)).mark("ada")
    assert isinstance(accepted, Marked)
    assert accepted.sheet.sandbox == NO_WALLS
    refused = _marker(folder, never, WALLS).mark("ada")
    assert isinstance(refused, Problem)


def test_without_bubblewrap_only_a_plain_word_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.pipeline.submission_grader.available", lambda: "bubblewrap is missing")
    require_wall(NO_WALLS)
    with pytest.raises(SandboxError, match="add --sandbox none"):
        require_wall(WALLS)
