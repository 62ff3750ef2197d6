"""An instructor confirms code of students' own: shown, counted for that code alone, in the gradebook too."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.scoring.score_sheet import ScoreSheet
from tests.journeys.classes import SLUG, hand_in, recorded

KEPT = ("load_data", "normalise", "build_model", "q_layers")
EXERCISE = "build_model"
LAYER = """\
class Gently(keras.layers.Layer):  # FOOTNOTE
    def call(self, images):
        return images * SCALE
"""
NETWORK = """\
SCALE = 1.0
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), Gently(),
    keras.layers.Dense(WIDTH, activation="relu"), keras.layers.Dense(10, activation="softmax")])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_npz: Path, bubblewrap: None) -> CourseFolder:
    """Graded: two whose layer is the same, one whose layer is another, and one with Keras's layers alone."""
    path = tmp_path_factory.mktemp("confirm") / "course"
    assert main(["init", str(path), "--language", "en", "--dataset", str(small_npz)]) == 0
    left_out = [e.id for e in open_folder(path).course.assignment(SLUG).exercises if e.id not in KEPT]
    manifest, section = path / MANIFEST, f"[assignments.{SLUG}]\n"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(section, f"{section}leave_out = {left_out!r}\n"), encoding="utf-8")
    assert main(["init", str(path)]) == 0
    found = open_folder(path)
    hand_in(path, "ada", _notebook(found, LAYER + NETWORK.replace("WIDTH", "64")))
    same = "x = 'something else'\n" + LAYER.replace("FOOTNOTE", "the same") + NETWORK.replace("WIDTH", "96")
    hand_in(path, "grace", _notebook(found, same))
    other = NETWORK.replace("WIDTH", "64").replace("1.0", "2.0")
    hand_in(path, "edsger", _notebook(found, LAYER + other))
    hand_in(path, "plain", _notebook(found, None))
    assert main(["grade", str(path)]) == 0
    return found


def _notebook(folder: CourseFolder, network: str | None) -> Any:
    assignment = folder.course.assignment(SLUG)
    notebook = copy.deepcopy(folder.source(assignment))
    for cell in notebook.cells:
        if cell.id == EXERCISE and network is not None:
            cell.source = network
    return notebook


def _sheets(folder: CourseFolder) -> dict[str, ScoreSheet]:
    return {sheet.student: sheet for sheet in folder.sheets(SLUG)}


def _marked(folder: CourseFolder) -> set[tuple[str, str]]:
    """Students and cells that formgrader lists as needing a person."""
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, grade.name)
            for submission in gradebook.assignment_submissions(SLUG)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.needs_manual_grade
        }


def _gently(folder: CourseFolder) -> dict[str, str]:
    """The code that each waits for, in that exercise."""
    scores = {
        s: next(e for e in sheet.exercises if e.exercise == EXERCISE) for s, sheet in _sheets(folder).items()
    }
    return {student: score.own_code for student, score in scores.items() if score.own_code}


@pytest.mark.slow
@pytest.mark.walls
def test_what_rests_on_it_waits_and_nothing_else_does(folder: CourseFolder) -> None:
    sheets = _sheets(folder)
    waiting = {student: sheet.points(EXERCISE) for student, sheet in sheets.items()}
    assert waiting == {"ada": 0, "grace": 0, "edsger": 0, "plain": 7}
    assert sheets["ada"].points("normalise") == sheets["plain"].points("normalise")
    assert _marked(folder) >= {(s, f"check_{EXERCISE}") for s in ("ada", "grace", "edsger")}
    assert not {cell for student, cell in _marked(folder) if student == "plain"}
    codes = _gently(folder)
    assert codes["ada"] == codes["grace"] != codes["edsger"]
    assert "plain" not in codes


@pytest.mark.slow
@pytest.mark.walls
def test_it_is_shown_confirmed_for_that_code_and_taken_back(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path, code = str(folder.path), _gently(folder)["ada"]
    assert main(["confirm", path, SLUG, EXERCISE]) == 0
    told = capsys.readouterr().out
    assert f"code {code}, of 2 students: ada, grace; 14 points wait for it" in told
    assert "class Gently(keras.layers.Layer):" in told
    assert "SCALE = 2.0" in told  # of the other code
    assert "something else" not in told
    assert "nothing was confirmed" in told
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:  # as formgrader does, before
        gradebook.find_grade(f"check_{EXERCISE}", SLUG, SLUG, "grace").manual_score = 2.0
        gradebook.db.commit()
    assert main(["confirm", path, SLUG, EXERCISE, "--code", code, "--yes", "--reason", "a factor of 1"]) == 0
    page = folder.page(SLUG, "grace").read_text(encoding="utf-8")
    assert "Before, your instructor had given: 2 points" in page
    points = {student: sheet.points(EXERCISE) for student, sheet in _sheets(folder).items()}
    assert points == {"ada": 7, "grace": 7, "edsger": 0, "plain": 7}
    assert {s: row["score"] for s, row in recorded(folder).items()} == {
        student: sheet.earned for student, sheet in _sheets(folder).items()
    }
    assert ("ada", f"check_{EXERCISE}") not in _marked(folder)
    assert main(["explain", path, "grace", EXERCISE]) == 0
    assert "a factor of 1" in capsys.readouterr().out
    assert main(["rescore", path, "--yes"]) == 0
    assert _sheets(folder)["ada"].points(EXERCISE) == 7
    assert main(["confirm", path, SLUG, EXERCISE, "--code", code, "--lift"]) == 0
    assert _sheets(folder)["ada"].points(EXERCISE) == 0
    assert ("ada", f"check_{EXERCISE}") in _marked(folder)


@pytest.mark.slow
@pytest.mark.walls
def test_one_students_is_confirmed_alone_and_forgotten_with_them(folder: CourseFolder) -> None:
    path = str(folder.path)
    assert main(["confirm", path, SLUG, EXERCISE, "grace", "--yes"]) == 0
    assert [_sheets(folder)[student].points(EXERCISE) for student in ("ada", "grace")] == [0, 7]
    kept = folder.state.confirmed(SLUG)
    assert "grace" in kept.read_text(encoding="utf-8")
    assert main(["forget", path, "grace"]) == 0
    assert not kept.exists()


@pytest.mark.slow
@pytest.mark.walls
def test_what_cannot_be_meant_is_said_in_one_line(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(folder.path)
    for words, told in (
        (["nowhere"], "has no exercise 'nowhere'"),
        ([EXERCISE, "plain", "--yes"], "nothing of that waits"),
        ([EXERCISE, "--code", "0", "--yes"], "nothing of that waits"),
        ([EXERCISE, "edsger", "--lift"], "nothing of that was confirmed"),
    ):
        assert main(["confirm", path, SLUG, *words]) == 2
        assert told in capsys.readouterr().err
