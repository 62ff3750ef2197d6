"""Our own files damaged: told, set aside, made anew; and nobody's points are lost over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder, refresh_folder
from autograder.evidence.evidence import Sandbox
from autograder.execution.factory import KernelFactory
from autograder.execution.kernel import CellRun
from autograder.execution.sandbox import Walls
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.execution.warm_server import server_for
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded
from autograder.scoring.score_sheet import ScoreSheet
from autograder.state_files import told_aside

SLUG = "fully_connected"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> Path:
    folder = make_folder(tmp_path_factory.mktemp("made") / "course", "en", str(small_npz))
    path = folder.submitted(SLUG, "ada")
    path.parent.mkdir(parents=True)
    nbformat.write(folder.released(folder.course.assignment(SLUG)), path)
    return folder.path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> CourseFolder:
    told_aside()
    return open_folder(shutil.copytree(made, tmp_path / "course"))


def _scripted(*_: Any) -> Any:
    return ScriptedKernel()


def _grade(folder: CourseFolder, kernel: KernelFactory = _scripted) -> ScoreSheet:
    graded = FolderGrader(folder, folder.course.assignment(SLUG), Sandbox.NONE, kernel=kernel).grade("ada")
    assert isinstance(graded, Graded)
    return graded.sheet


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _lost(path: Path) -> None:
    path.unlink()


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: list[Callable[[Path], None]] = [_cut, _lost, _flipped]


@pytest.mark.parametrize("name", ["hidden.npy", "pairs.npz", "public.npz"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_the_view_of_the_data_is_looked_at_and_made_anew(
    folder: CourseFolder, name: str, damage: Callable[[Path], None]
) -> None:
    view = folder.view()
    before, place = (view / name).read_bytes(), view.stat().st_ino
    damage(view / name)
    assert folder.view() == view
    assert (view / name).read_bytes() == before
    assert view.stat().st_ino == place  # which a running sandbox shows
    assert told_aside() == ([] if damage is _lost else [view / f"{name}.damaged"])
    assert np.array_equal(np.load(view / "hidden.npy"), folder.dataset.hidden.images)


def test_a_whole_view_is_left_alone(folder: CourseFolder) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.view().iterdir()}
    assert before.keys() == {"hidden.npy", "pairs.npz", "public.npz"}
    assert {path.name: path.stat().st_mtime_ns for path in folder.view().iterdir()} == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_ran_on_a_damaged_view_is_unscored_and_not_kept(
    folder: CourseFolder, damage: Callable[[Path], None]
) -> None:
    class Damaging(ScriptedKernel):
        def run(self, source: str, seconds: float) -> CellRun:
            if not self.ran:
                damage(folder.view() / "hidden.npy")
            return super().run(source, seconds)

    during = _grade(folder, lambda *_: Damaging())
    assert during.unscored
    assert "{path} was damaged while submissions ran" in during.to_json()
    assert list(folder.state.evidence.glob("*")) == []
    assert not _grade(folder).unscored


def test_a_view_that_is_damaged_before_a_submission_runs_runs_nothing(folder: CourseFolder) -> None:
    ran: list[str] = []
    grader = FolderGrader(
        folder, folder.course.assignment(SLUG), Sandbox.NONE, kernel=lambda *_: ScriptedKernel(ran=ran)
    )
    _cut(folder.view() / "public.npz")
    graded = grader.grade("ada")
    assert isinstance(graded, Graded)
    assert graded.sheet.unscored
    assert ran == []


@pytest.mark.parametrize(
    "damage", [lambda view: _cut(view / "hidden.npy"), shutil.rmtree], ids=["cut", "gone"]
)
def test_a_server_that_shows_a_view_of_before_shows_it_mended(
    folder: CourseFolder, bubblewrap: None, damage: Callable[[Path], None]
) -> None:
    assignment = folder.course.assignment(SLUG)
    view = folder.view(folder.data(assignment))
    nbformat.write(folder.source(assignment), folder.submitted(SLUG, "ada"))
    server_for(Walls(view, assignment.limits)).start()
    damage(view)
    graded = FolderGrader(folder, assignment, Sandbox.WALLS).grade("ada")
    assert isinstance(graded, Graded)
    normalise = next(e for e in graded.sheet.exercises if e.exercise == "normalise")
    assert normalise.earned == normalise.possible


@pytest.mark.parametrize("name", ["evidence.json", "arrays.npz"])
@pytest.mark.parametrize("damage", [_cut, _lost])
def test_damaged_evidence_is_set_aside_and_collected_anew(
    folder: CourseFolder, name: str, damage: Callable[[Path], None]
) -> None:
    before = _grade(folder)
    place = folder.state.evidence / before.evidence_key
    damage(place / name)
    ran: list[str] = []
    again = _grade(folder, lambda *_: ScriptedKernel(ran=ran))
    assert replace(again, usage=None) == replace(before, usage=None)  # which took other seconds
    assert ran
    aside = place.with_name(f"{place.name}.damaged")
    assert told_aside() == [aside]
    assert aside.is_dir()
    assert folder.evidence.find(before.evidence_key) is not None
    folder.evidence.forget(before.evidence_key)
    assert list(folder.state.evidence.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format_version": 4}', "[" * 100_000, "\0"])
def test_a_damaged_sheet_stops_nobody_and_is_made_anew(folder: CourseFolder, text: str) -> None:
    before = _grade(folder)
    path = folder.state.sheet(SLUG, "ada")
    other = folder.state.sheet(SLUG, "grace")
    other.write_text(text, encoding="utf-8")
    assert folder.sheets(SLUG) == (before,)
    assert told_aside() == [other.with_name("grace.json.damaged")]
    assert _grade(folder) == before
    assert ScoreSheet.from_json(path.read_text(encoding="utf-8")) == before


def test_a_damaged_record_of_what_init_wrote_is_set_aside(folder: CourseFolder) -> None:
    _cut(folder.state.written)
    _, left_alone = refresh_folder(folder.path)
    assert left_alone == ()
    assert told_aside() == [folder.state.written.with_name("written.json.damaged")]
    assert refresh_folder(folder.path)[1] == ()


def test_a_command_tells_what_it_set_aside(folder: CourseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    _grade(folder)
    other = folder.state.sheet(SLUG, "grace")
    other.write_text("{", encoding="utf-8")
    assert main(["report", str(folder.path)]) == 0
    assert f"{other}.damaged was set aside: it was damaged" in capsys.readouterr().err
    assert folder.page(SLUG, "ada").is_file()
    assert main(["report", str(folder.path)]) == 0
    assert "damaged" not in capsys.readouterr().err
