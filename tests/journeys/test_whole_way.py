"""The whole way: examples handed in, graded, recorded by nbgrader, and rendered."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser

from autograder.cli import main
from autograder.commands.demo import make_demo
from autograder.course.course import Assignment, load_course
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import FolderError
from autograder.proving.cases import Case, load_cases
from autograder.scoring.score_sheet import ScoreSheet
from tests.browsing import look_at, quiet_tab, violations
from tests.journeys.hidden_labels import files_with_labels

CASES = [case for case in load_cases(load_course().assignment("fully_connected")) if case.demo]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`make demo` in Spanish, with two variants instead of all."""
    out = tmp_path_factory.mktemp("demo")
    return make_demo(out, 2, "es", plan=(("logistic_regression,dense_128_relu", 2),), dataset="digits").parent


@pytest.fixture(scope="module")
def folder(demo: Path) -> CourseFolder:
    """The course of the demo, to be looked at."""
    return open_folder(demo / "course")


@pytest.fixture
def copied(folder: CourseFolder, tmp_path: Path) -> CourseFolder:
    """The course of the demo, to be changed."""
    return open_folder(shutil.copytree(folder.path, tmp_path / "course"))


@pytest.fixture(scope="module")
def sheets(folder: CourseFolder) -> dict[str, ScoreSheet]:
    return {sheet.student: sheet for sheet in folder.sheets("fully_connected")}


def _recorded(folder: CourseFolder) -> dict[str, float]:
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        return {s["student"]: s["score"] for s in gradebook.submission_dicts("fully_connected")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_example_earns_its_golden_score(
    case: Case, sheets: dict[str, ScoreSheet], assignment: Assignment
) -> None:
    assert {e.exercise: e.earned for e in sheets[case.name].exercises} == case.golden(assignment)
    assert not sheets[case.name].unscored


def test_right_wrong_and_empty_examples_are_shown() -> None:
    assert {"correct", "forgot_to_normalise", "nothing_done"} <= {case.name for case in CASES}


def test_nbgraders_gradebook_holds_the_same_points(
    folder: CourseFolder, sheets: dict[str, ScoreSheet]
) -> None:
    assert _recorded(folder) == {name: sheet.earned for name, sheet in sheets.items()}


def _autograde(folder: CourseFolder, *options: str) -> None:
    run = [sys.executable, "-P", "-m", "nbgrader", "autograde", "fully_connected", *options]
    done = subprocess.run(run, cwd=folder.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_stock_autograde_gives_the_same_and_runs_no_student_code(
    copied: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))  # without bubblewrap it could run none
    before = _recorded(copied)
    _autograde(copied, "--force")
    assert _recorded(copied) == before


@pytest.mark.usefixtures("bubblewrap")
def test_stock_autograde_runs_new_code_behind_walls(copied: CourseFolder) -> None:
    handed_in = copied.path / "submitted" / "newcomer" / "fully_connected"
    handed_in.mkdir(parents=True)
    path = copied.path / "submitted" / "correct" / "fully_connected" / "fully_connected.ipynb"
    notebook, changes = re.subn(r"epochs=(5|EPOCHS)", "epochs=4", path.read_text(encoding="utf-8"))
    assert changes
    (handed_in / "fully_connected.ipynb").write_text(notebook, encoding="utf-8")
    _autograde(copied, "--student", "newcomer")
    sheet = copied.kept_sheet("fully_connected", "newcomer")
    assert sheet.sandbox == "walls"
    assert sheet.earned > 0


def test_the_autograded_notebook_shows_what_students_code_printed_and_drew(folder: CourseFolder) -> None:
    path = folder.path / "autograded" / "correct" / "fully_connected" / "fully_connected.ipynb"
    cells = {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in nbformat.read(path, 4).cells}
    kinds: Any = [o.get("data", {}).keys() for o in cells["show_sample"].outputs]
    assert any("image/png" in data for data in kinds)
    points = folder.course.assignment("fully_connected").exercise("train").points
    assert cells["check_train"].outputs[0]["data"]["text/plain"] == str(float(points))


def test_messages_reach_the_page_in_spanish(folder: CourseFolder) -> None:
    page = (folder.report("fully_connected") / "forgot_to_normalise.html").read_text(encoding="utf-8")
    assert "deberían ir de 0 a 1" in page
    assert 'lang="es"' in page
    assert "should run" not in page


def test_every_link_of_the_front_page_leads_somewhere(demo: Path) -> None:
    pages = [demo / "index.html", demo / "comparison.html", *(demo / "notebooks").glob("*.html")]
    pages += (demo / "course/reports/fully_connected").glob("index.html")
    links = [
        (page, href) for page in pages for href in re.findall(r'href="([^"#]+)"', page.read_text("utf-8"))
    ]
    assert len(links) > 10
    assert [href for page, href in links if not (page.parent / href).is_file()] == []


def test_the_class_page_says_what_a_hostile_example_tried(demo: Path) -> None:
    reports = demo / "course" / "reports" / "fully_connected"
    for name in ("index", "patches_the_grader"):
        page = (reports / f"{name}.html").read_text(encoding="utf-8")
        assert "El código pone algo propio en lugar de" in page
        assert "grader.check" in page
    assert "El código pone algo propio" not in (reports / "correct.html").read_text(encoding="utf-8")


def test_the_comparison_shows_students_beside_the_references(demo: Path) -> None:
    page = (demo / "comparison.html").read_text(encoding="utf-8")
    assert "forgot_to_normalise" in page
    assert set(pd.read_csv(demo / "results.csv").variant) == {"logistic_regression", "dense_128_relu"}


def test_every_kind_of_page_is_quiet_and_accessible(demo: Path, browser: Browser) -> None:
    reports = demo / "course" / "reports" / "fully_connected"
    pages = [demo / "index.html", demo / "comparison.html", reports / "index.html"]
    pages += [reports / f"{name}.html" for name in ("correct", "forgot_to_normalise", "nothing_done")]
    pages += [demo / "notebooks" / f"fully_connected.{language}.html" for language in ("en", "es")]
    for scheme in ("light", "dark"):
        with quiet_tab(browser, scheme=scheme) as tab:
            for page in pages:
                look_at(tab, page)
                assert (page.name, violations(tab)) == (page.name, [])


def test_nothing_that_is_kept_holds_labels_of_hidden_images(folder: CourseFolder) -> None:
    """Neither the students' view, nor asks, answers and sheets: as values, however they are written."""
    kept = folder.path / ".autograder"
    assert {".npz", ".npy", ".json"} <= {path.suffix for path in kept.rglob("*")}
    assert files_with_labels(kept, folder.dataset.hidden.labels) == []


def _plant_in_view(folder: CourseFolder, labels: Any) -> Path:
    path = folder.view() / "public.npz"
    with np.load(path) as file:
        np.savez_compressed(path, allow_pickle=False, **file, y_hidden=labels)
    return path


def _plant_beside_images(folder: CourseFolder, labels: Any) -> Path:
    path = folder.view() / "hidden.npy"
    images = np.load(path)
    images[:, 0, 0] = labels  # a pixel of each image
    np.save(path, images.reshape(len(images), -1))
    return path


def _plant_in_answers(folder: CourseFolder, labels: Any) -> Path:
    path = next((folder.path / ".autograder" / "evidence").rglob("arrays.npz"))
    with np.load(path) as file:
        beside = np.stack([np.arange(len(labels)), labels], axis=1).astype(np.float32)
        np.savez_compressed(path, allow_pickle=False, **file, planted=beside)
    return path


def _plant_in_facts(folder: CourseFolder, labels: Any) -> Path:
    path = next((folder.path / ".autograder" / "evidence").rglob("evidence.json"))
    data = json.loads(path.read_text(encoding="utf-8"))
    data["evidence"][0]["values"] = [{"image": i, "label": int(label)} for i, label in enumerate(labels)]
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def _plant_in_output(folder: CourseFolder, labels: Any) -> Path:
    path = next((folder.path / ".autograder" / "evidence").rglob("evidence.json"))
    data = json.loads(path.read_text(encoding="utf-8"))
    data["evidence"][0]["stdout_tail"] = f"the labels are {labels[:50].tolist()}"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


PLANTED = (_plant_in_view, _plant_beside_images, _plant_in_answers, _plant_in_facts, _plant_in_output)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.lstrip("_"))
def test_planted_labels_are_seen(plant: Callable[[CourseFolder, Any], Path], copied: CourseFolder) -> None:
    """The test above can fail: in each kind of file that is kept."""
    planted = plant(copied, labels := copied.dataset.hidden.labels)
    assert files_with_labels(copied.path / ".autograder", labels) == [planted]


# A course folder from the command line ---------------------------------------------------------


@pytest.fixture(scope="module")
def english_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("english") / "course"
    assert main(["init", str(course), "--language", "en", "--dataset", "digits"]) == 0
    return course


@pytest.fixture
def english(english_once: Path, tmp_path: Path) -> Path:
    """A new course folder, nobody's work in it."""
    return shutil.copytree(english_once, tmp_path / "english" / "course")


def _hand_in(course: Path, student: str, content: str | None = None) -> Path:
    """The starter as it was given out, or whatever is named."""
    path = course / "submitted" / student / "fully_connected" / "fully_connected.ipynb"
    path.parent.mkdir(parents=True)
    starter = course / "release" / "fully_connected" / "fully_connected.ipynb"
    path.write_text(starter.read_text(encoding="utf-8") if content is None else content, encoding="utf-8")
    return path


def test_init_makes_source_and_release_with_stock_nbgrader(english: Path) -> None:
    source = english / "source/fully_connected/fully_connected.ipynb"
    released = english / "release/fully_connected/fully_connected.ipynb"
    assert "BEGIN SOLUTION" in source.read_text(encoding="utf-8")
    assert "SOLUTION" not in released.read_text(encoding="utf-8")
    assert "...  # your code here" in released.read_text(encoding="utf-8")
    assert "hidden_seed" in (english / "course.toml").read_text(encoding="utf-8")


def test_the_hidden_seed_is_another_one_in_each_course(english: Path, folder: CourseFolder) -> None:
    assert open_folder(english).hidden_seed != folder.hidden_seed


def test_grading_refuses_foreign_code_without_walls_and_says_why(
    english: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _hand_in(english, "ada")
    monkeypatch.setenv("PATH", "")
    assert main(["grade", str(english)]) == 2
    told = capsys.readouterr().err
    assert "apt-get install bubblewrap" in told
    assert "add --sandbox none" in told
    assert not (english / ".autograder" / "evidence").exists()


def test_one_broken_notebook_stays_its_owners(english: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ada's starter is graded; what grace and bob handed in is told."""
    for student, content in (("ada", None), ("grace", "not a notebook"), ("bob", json.dumps({"cells": []}))):
        _hand_in(english, student, content)
    assert main(["grade", str(english), "fully_connected", "--sandbox", "none"]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("autograder: ")]
    assert len(told) == 2
    assert any("grace" in line and "is not a notebook" in line for line in told)
    opened = open_folder(english)
    sheets = {sheet.student: sheet for sheet in opened.sheets("fully_connected")}
    assert {student: bool(sheet.problem) for student, sheet in sheets.items()} == {
        "ada": False, "bob": True, "grace": True,
    }  # fmt: skip
    assert _recorded(opened) == {"ada": 0.0}
    page = (opened.report("fully_connected") / "grace.html").read_text(encoding="utf-8")
    assert "There is no score" in page
    assert str(english) not in page


def test_a_broken_resubmission_leaves_nothing_of_the_earlier_grade(
    english: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = _hand_in(english, "ada"), open_folder(english)
    assert main(["grade", str(english), "--sandbox", "none"]) == 0
    assert folder.state.sheet("fully_connected", "ada").exists()
    assert "ada" in _recorded(folder)
    path.write_text("{", encoding="utf-8")
    assert main(["grade", str(english), "--sandbox", "none"]) == 2
    assert folder.kept_sheet("fully_connected", "ada").problem
    assert "ada" not in _recorded(folder)
    assert not (english / "autograded" / "ada" / "fully_connected").exists()
    page = (english / "reports" / "fully_connected" / "index.html").read_text(encoding="utf-8")
    assert "Without a grade" in page
    assert "is not a notebook" in page


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("dataset = 3", "dataset is 3"),
        ("hidden_seed = -3", "hidden_seed is -3"),
        ('language = "fr"', "language is 'fr'"),
        ("format_version = 7", "another format than 2"),
    ],
)
def test_a_broken_course_toml_is_told(
    english: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    name = line.split(" = ")[0]
    manifest = (english / "course.toml").read_text(encoding="utf-8")
    (tmp_path / "course.toml").write_text(re.sub(rf"(?m)^{name} = .*$", line, manifest), encoding="utf-8")
    assert main(["grade", str(tmp_path), "--sandbox", "none"]) == 2
    assert told in capsys.readouterr().err


def test_a_course_on_data_of_ones_own_can_be_moved(small_npz: Path, tmp_path: Path) -> None:
    data = tmp_path / "mine.npz"
    shutil.copy(small_npz, data)
    assert main(["init", str(tmp_path / "course"), "--dataset", str(data)]) == 0
    data.unlink()
    (tmp_path / "course").rename(tmp_path / "moved")
    assert len(open_folder(tmp_path / "moved").dataset.train) == 200
    assert (tmp_path / "moved" / "release" / "fully_connected" / "data.npz").is_file()


def test_a_demo_takes_nobody_elses_folder(english: Path) -> None:
    shutil.copytree(english, english.parent / "out" / "course")
    with pytest.raises(FolderError, match="not empty"):
        make_demo(english.parent / "out", 1, "en")
    assert (english.parent / "out" / "course" / "course.toml").is_file()
