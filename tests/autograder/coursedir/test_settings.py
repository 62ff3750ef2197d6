"""What an instructor may change in a course, and what a refresh leaves alone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.course.changes import MANIFEST
from autograder.course.course import BESIDE, BUNDLED
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder, refresh_folder
from autograder.coursedir.roster import Student, read_roster
from autograder.errors import FolderError

NOTEBOOK = Path("source", "fully_connected", "fully_connected.ipynb")


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path / "course", "en", str(small_npz), hidden_seed=5)


def _change(folder: CourseFolder, *lines: str) -> CourseFolder:
    """The folder with these lines in the section of the first assignment."""
    path = folder.path / MANIFEST
    section = "[assignments.fully_connected]\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(section, section + "\n".join(lines) + "\n", 1), encoding="utf-8")
    return open_folder(folder.path)


def _cells(folder: CourseFolder) -> dict[str, Any]:
    assignment = folder.course.assignment("fully_connected")
    return {cell.id: cell for cell in folder.released(assignment).cells}


def test_a_new_manifest_changes_nothing_and_its_examples_can_be_uncommented(folder: CourseFolder) -> None:
    bundled = {e.id: e.points for a in folder.course.assignments for e in a.exercises}
    assert {
        e.id: e.points for a in open_folder(folder.path).course.assignments for e in a.exercises
    } == bundled
    path = folder.path / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("# ") for line in lines) > 5
    path.write_text("\n".join(x.removeprefix("# ") if " = " in x else x for x in lines), encoding="utf-8")
    changed = open_folder(folder.path).course.assignment("fully_connected")
    assert changed.deadline is not None
    assert changed.left_out


def test_points_title_limits_and_deadline(folder: CourseFolder) -> None:
    changed = _change(
        folder, "points = { train = 30 }", 'title = "Week 1"', "cell_seconds = 7",
        "deadline = 2027-03-01T23:59:00Z",
    )  # fmt: skip
    assignment = changed.course.assignment("fully_connected")
    assert assignment.exercise("train").points == 30
    assert assignment.title.in_("es") == "Week 1"
    assert assignment.limits.cell_seconds == 7
    assert assignment.deadline == datetime(2027, 3, 1, 23, 59, tzinfo=UTC)
    assert _cells(changed)["check_train"].metadata.nbgrader.points == 30


def test_an_exercise_left_out_goes_with_its_section(folder: CourseFolder) -> None:
    whole = _cells(folder)
    changed = _cells(_change(folder, 'leave_out = ["show_sample"]'))
    assert not {"show_sample", "check_show_sample"} & changed.keys()
    gone = [whole[name].source for name in whole.keys() - changed.keys() if name.startswith("text-")]
    assert sum(source.startswith("## ") for source in gone) == 1


def test_an_exercise_that_others_build_on_is_given(folder: CourseFolder) -> None:
    changed = _change(folder, 'leave_out = ["normalise"]')
    given = _cells(changed)["normalise"]
    assert "255" in given.source
    assert "SOLUTION" not in given.source
    assert given.metadata.nbgrader.locked
    assert not given.metadata.nbgrader.grade
    assert "check_normalise" not in _cells(changed)
    assert "normalise" not in {e.id for e in changed.course.assignment("fully_connected").automatic}


def test_a_note_stands_above_its_exercise(folder: CourseFolder) -> None:
    cells = list(_cells(_change(folder, 'notes = { train = "Use the lab machines." }')))
    assert cells.index("note-train") + 1 == cells.index("train")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('leave_out = ["tarin"]', "tarin"),
        ("points = { train = -3 }", "points of train"),
        ("points = { nothing = 3 }", "nothing"),
        ('deadline = "tomorrow"', "deadline"),
        ('hints = "no"', "hints is 'no'"),
        ("dedline = 2027-03-01", "dedline"),
        ("cell_seconds = 0", "cell_seconds"),
    ],
)
def test_what_cannot_be_meant_is_named(folder: CourseFolder, line: str, named: str) -> None:
    with pytest.raises(FolderError, match=named):
        _ = _change(folder, line).course


def test_an_unknown_assignment_is_named(folder: CourseFolder) -> None:
    path = folder.path / MANIFEST
    path.write_text(path.read_text(encoding="utf-8") + "[assignments.history]\n", encoding="utf-8")
    with pytest.raises(FolderError, match="history"):
        _ = open_folder(folder.path).course


def test_a_refresh_follows_course_toml_and_spares_what_was_edited(folder: CourseFolder) -> None:
    _change(folder, "points = { train = 31 }")
    before = (folder.path / "source/fully_connected/data.npz").read_bytes()
    (folder.path / "nbgrader_config.py").write_text("# mine\n", encoding="utf-8")
    _, left_alone = refresh_folder(folder.path)
    assert left_alone == ("nbgrader_config.py",)
    assert '"points": 31' in (folder.path / NOTEBOOK).read_text(encoding="utf-8")
    assert (folder.path / "nbgrader_config.py").read_text(encoding="utf-8") == "# mine\n"
    assert (folder.path / "source/fully_connected/data.npz").read_bytes() == before
    (folder.path / NOTEBOOK).write_text("{}", encoding="utf-8")
    assert refresh_folder(folder.path)[1] == ("nbgrader_config.py", str(NOTEBOOK))


def test_a_refresh_lays_the_checks_beside_a_notebook_of_before(folder: CourseFolder) -> None:
    """As in a folder that was made when students had the course installed."""
    beside = folder.path / "source" / "exploration" / BESIDE
    made = {path.relative_to(beside): path.read_bytes() for path in beside.rglob("*") if path.is_file()}
    assert {Path("course.toml"), Path("exploration/checks/shapes.py"), Path("locale/es.po")} <= made.keys()
    shutil.rmtree(beside)
    folder.state.written.unlink()
    assert refresh_folder(folder.path)[1] == ()
    assert made == {
        path.relative_to(beside): path.read_bytes() for path in beside.rglob("*") if path.is_file()
    }


def test_a_check_that_students_no_longer_get_goes_unless_it_was_edited(
    tmp_path: Path, small_npz: Path
) -> None:
    """Else it would be there twice, with whatever it named."""
    course = tmp_path / "mine"
    shutil.copytree(BUNDLED, course, ignore=shutil.ignore_patterns("__pycache__", "cases"))
    folder = make_folder(tmp_path / "folder", "en", str(small_npz), course=course)
    checks = folder.path / "source" / "fully_connected" / BESIDE / "fully_connected" / "checks"
    (checks / "training.py").write_text("# mine\n", encoding="utf-8")
    for name in ("data.py", "training.py"):
        (course / "fully_connected" / "checks" / name).rename(
            course / "fully_connected" / "checks" / f"a_{name}"
        )
    refresh_folder(folder.path)
    assert {path.name for path in checks.glob("*.py") if path.name.endswith(("data.py", "training.py"))} == {
        "a_data.py", "a_training.py", "training.py", "questions_data.py",
    }  # fmt: skip


def test_the_roster(folder: CourseFolder) -> None:
    path = folder.path / "students.csv"
    assert read_roster(folder.path) == ()
    path.write_text("\ufeffid,first_name,last_name,email\nada,Ada,Lovelace,\n\nalan,Alan,,a@x\n", "utf-8")
    assert read_roster(folder.path) == (Student("ada", "Ada", "Lovelace"), Student("alan", "Alan", "", "a@x"))
    for broken in ("name\nada\n", "id\nada\nada\n", "id,email\n,a@x\n"):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(FolderError, match=r"students\.csv"):
            read_roster(folder.path)
    path.unlink()
    assert read_roster(folder.path) == ()
