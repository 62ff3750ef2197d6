"""One student's grading: whose fault a failure is, and which evidence counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.errors import EngineError, SandboxError, ServerLost
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.evidence.packages import package_of
from autograder.execution.factory import KernelFactory
from autograder.execution.kernel import CellRun
from autograder.execution.sandbox import require_wall
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded, Problem


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    folder = make_folder(tmp_path / "course", "en", str(small_npz))
    path = folder.submitted("fully_connected", "ada")
    path.parent.mkdir(parents=True)
    nbformat.write(folder.source(folder.course.assignments[0]), path)
    return folder


def _grade(
    folder: CourseFolder, kernel: KernelFactory, sandbox: Sandbox = Sandbox.NONE, **more: Any
) -> Graded | Problem:
    grader = FolderGrader(folder, folder.course.assignments[0], sandbox, kernel=kernel, **more)
    return grader.grade("ada")


def _scripted(*_: Any) -> Any:
    return ScriptedKernel()


def _fails(error: Exception) -> KernelFactory:
    def kernel(*_: Any) -> Any:
        raise error

    return kernel


def test_a_failure_of_ours_is_unscored_with_its_reason_and_never_zero(folder: CourseFolder) -> None:
    graded = _grade(folder, _fails(EngineError("no space left on device")))
    assert isinstance(graded, Graded)
    assert graded.sheet.unscored
    automatic = {e.id for e in folder.course.assignments[0].automatic}
    messages = [c.message for e in graded.sheet.exercises for c in e.criteria if e.exercise in automatic]
    assert all(m is not None and "no space left on device" in m.render(str) for m in messages)


def test_evidence_that_cannot_be_kept_is_our_fault(folder: CourseFolder) -> None:
    (folder.path / ".autograder" / "evidence").write_text("no folder", encoding="utf-8")
    graded = _grade(folder, _scripted)
    assert isinstance(graded, Graded)
    assert graded.sheet.unscored


def test_a_failure_of_ours_is_not_kept_as_evidence(folder: CourseFolder) -> None:
    _grade(folder, _fails(EngineError("x")))
    graded = _grade(folder, _scripted)
    assert isinstance(graded, Graded)
    assert not graded.sheet.unscored


def test_a_server_lost_once_is_no_matter_and_lost_twice_is_our_fault(folder: CourseFolder) -> None:
    losses = [ServerLost("gone"), ServerLost("gone again")]

    def kernel(*_: Any) -> Any:
        if losses:
            raise losses.pop()
        return ScriptedKernel()

    first = _grade(folder, kernel)
    assert isinstance(first, Graded)
    assert first.sheet.unscored
    losses.append(ServerLost("gone"))
    second = _grade(folder, kernel)
    assert isinstance(second, Graded)
    assert not second.sheet.unscored


def test_one_broken_notebook_is_a_problem_of_its_own(folder: CourseFolder) -> None:
    problem = _grade(folder, _fails(KeyError("a bug of ours")))
    assert isinstance(problem, Problem)
    assert "KeyError, test_submission_grader.py" in str(problem.reason)


def test_a_regrade_takes_the_evidence_that_the_sheet_was_made_from(folder: CourseFolder) -> None:
    """With some of both kinds in the store, as after `grade --force --sandbox none`."""
    never = _fails(AssertionError("it was run again"))
    walled = _grade(folder, _scripted, Sandbox.WALLS)
    assert isinstance(walled, Graded)
    unwalled = _grade(folder, _scripted)
    assert isinstance(unwalled, Graded)
    again = _grade(folder, never, Sandbox.WALLS, accepted=(Sandbox.NONE,))
    assert isinstance(again, Graded)
    assert again.sheet.evidence_key == unwalled.sheet.evidence_key != walled.sheet.evidence_key


def test_evidence_from_without_walls_counts_only_where_it_is_accepted(folder: CourseFolder) -> None:
    unwalled = _grade(folder, _scripted)
    assert isinstance(unwalled, Graded)
    never = _fails(AssertionError("it was run again"))
    accepted = _grade(folder, never, Sandbox.WALLS, accepted=(Sandbox.NONE,))
    assert isinstance(accepted, Graded)
    assert accepted.sheet.sandbox == Sandbox.NONE
    refused = _grade(folder, never, Sandbox.WALLS)
    assert isinstance(refused, Problem)


def test_without_bubblewrap_only_a_plain_word_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    require_wall(Sandbox.NONE)
    with pytest.raises(SandboxError, match="add --sandbox none"):
        require_wall(Sandbox.WALLS)


# Packages that this machine lacks ---------------------------------------------------------------


class _Lacks:
    """Every cell of the student's stops at an import; counts how often a submission was run."""

    def __init__(self, error: str) -> None:
        name, value = error.split(": ", 1)
        told = {"output_type": "error", "ename": name, "evalue": value, "traceback": []}
        self._run = CellRun(RunStatus.RAISED, 0.0, (told,), error)
        self.times = 0

    def __call__(self, *_: Any) -> Any:
        self.times += 1
        kernel = ScriptedKernel()
        kernel.run = lambda source, seconds: self._run  # type: ignore[method-assign]
        return kernel


_NO_PLOTNINE = "ModuleNotFoundError: No module named 'plotnine'"


def _packages(graded: Graded | Problem) -> list[str]:
    assert isinstance(graded, Graded)
    return [package for remark in graded.sheet.remarks if (package := package_of(remark))]


def test_a_package_that_colab_has_is_told_once_and_to_nobody_as_a_mistake(folder: CourseFolder) -> None:
    graded = _grade(folder, _Lacks(_NO_PLOTNINE))
    assert _packages(graded) == ["plotnine"]
    assert isinstance(graded, Graded)
    told = [str(c.message) for e in graded.sheet.exercises for c in e.criteria if c.message]
    assert any("no mistake of yours" in message for message in told)


def test_a_misspelt_module_is_not_told_to_the_instructor(folder: CourseFolder) -> None:
    assert _packages(_grade(folder, _Lacks("ModuleNotFoundError: No module named 'nunpy'"))) == []


def test_at_home_nobody_is_told_of_a_machine_that_graded(folder: CourseFolder) -> None:
    assert _packages(_grade(folder, _Lacks(_NO_PLOTNINE), local=True)) == []


def test_once_the_package_is_there_the_notebook_is_run_again_and_not_before(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = _Lacks(_NO_PLOTNINE)
    _grade(folder, kernel)
    _grade(folder, kernel)
    assert kernel.times == 1
    monkeypatch.setattr("autograder.pipeline.submission_grader.is_installed", lambda module: True)
    assert _packages(_grade(folder, kernel)) == ["plotnine"]
    assert kernel.times == 2
