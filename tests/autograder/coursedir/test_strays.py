"""What lies in submitted/ and is no submission: named, with what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.coursedir.strays import nobody_grades, strays
from autograder.submissions.instead import instead_of

SLUG = "fully_connected"
WANTED = f"{SLUG}/{SLUG}.ipynb"
OPEN = "<assignment>/<assignment>.ipynb"
#: Beside every submission, and nobody's business.
SILENT = (
    "timestamp.txt", "submission_secret.txt", ".DS_Store", "Thumbs.db", "desktop.ini", f"._{SLUG}.ipynb",
    "__MACOSX/x.ipynb", ".ipynb_checkpoints/x.ipynb",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("strays") / "course", "en", str(small_npz))


@pytest.fixture
def submitted(folder: CourseFolder, tmp_path: Path) -> Path:
    """An empty one for each test."""
    place = folder.path / "submitted"
    if place.exists():
        place.rename(tmp_path / "before")
    place.mkdir()
    return place


def _put(submitted: Path, *names: str) -> None:
    for name in names:
        (submitted / name).parent.mkdir(parents=True, exist_ok=True)
        (submitted / name).write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (f"{SLUG}.ipynb", f"a notebook is looked for as submitted/<student>/{WANTED}"),
        ("ada/work.IPYNB", f"a notebook is looked for as submitted/ada/{OPEN}"),
        ("ada/work.ipynb.txt", f"holds work.ipynb.txt: a notebook is looked for as submitted/ada/{OPEN}"),
        ("class.zip", f"unpack it, so that the notebook is submitted/<student>/{OPEN}"),
        ("ada/report.pdf", "submitted/ada holds report.pdf, which nobody grades"),
        ("ada/Fully Connected/work.ipynb", f"if {SLUG} is meant, rename the folder"),
        (
            "ada/homework/work.ipynb",
            "no assignment is called so; there is fully_connected, exploration",
        ),
        (f"{SLUG}/ada/{SLUG}.ipynb", "the order is submitted/<student>/<assignment>/"),
    ],
)
def test_what_is_no_submission_is_named_with_what_to_do(
    folder: CourseFolder, submitted: Path, name: str, told: str
) -> None:
    _put(submitted, name, f"alan/{WANTED}", *(f"alan/{SLUG}/{each}" for each in SILENT))
    _put(submitted, *SILENT, *(f"alan/{each}" for each in SILENT))
    (stray,) = strays(folder)
    assert told in str(stray.told)
    assert stray.place in str(nobody_grades(folder))


def test_a_name_that_is_no_text_can_stand_on_a_page(folder: CourseFolder, submitted: Path) -> None:
    _put(submitted, os.fsdecode(b"caf\xe9.txt"))
    assert "submitted/caf\\udce9.txt" in str(nobody_grades(folder)).encode().decode()


def test_other_assignments_of_nbgraders_and_links_are_left_alone(
    folder: CourseFolder, submitted: Path, tmp_path: Path
) -> None:
    (folder.path / "source" / "essay").mkdir(exist_ok=True)
    _put(submitted, "ada/essay/essay.ipynb", f"ada/{WANTED}")
    os.symlink(tmp_path, submitted / "ada" / "elsewhere")
    assert strays(folder) == ()
    assert nobody_grades(folder) is None


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("my work.ipynb", "a.pdf"), "there is my work.ipynb: was it handed in under another name?"),
        ((f"{SLUG}.IPYNB",), f"Then rename it to {SLUG}.ipynb"),
        ((f"{SLUG}.ipynb.txt",), f"there is {SLUG}.ipynb.txt: was it"),
        (("work.zip", "a.pdf"), "there is work.zip: unpack it there"),
        (("work.pdf",), "there is work.pdf, which cannot be graded: ask for the notebook"),
        (("a folder/x.ipynb",), "there is a folder, which cannot be graded"),
        (SILENT, "there is nothing else in its folder"),
    ],
)
def test_what_lies_in_a_notebooks_place_is_told(tmp_path: Path, names: tuple[str, ...], told: str) -> None:
    _put(tmp_path, *names)
    assert told in str(instead_of(tmp_path / f"{SLUG}.ipynb"))


def test_grade_names_them_where_nothing_else_was_handed_in(
    folder: CourseFolder, submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _put(submitted, "ada/fully-connected/work.ipynb", "alan/work.zip")
    assert main(["grade", str(folder.path)]) == 2
    stray, archive, nothing = capsys.readouterr().err.splitlines()
    assert f"submitted/ada/fully-connected: no assignment is called so; if {SLUG} is meant" in stray
    assert "submitted/alan holds work.zip" in archive
    assert "has no submission" in nothing
