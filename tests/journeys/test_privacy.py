"""docs/privacy.md names every file of a graded course, and forgetting a student leaves none of theirs."""

from __future__ import annotations

import re
import shutil
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.state_files import StateFiles

BEFORE = Path(__file__).parent / "before" / "course"
PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
STUDENT = "grace"  # with an override, an extension and evidence of her own


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with everything that commands leave in it."""
    course = Path(shutil.copytree(BEFORE, tmp_path_factory.mktemp("privacy") / "course"))
    main(["grade", str(course)])
    main(["report", str(course)])
    table = str(course.parent / "criteria.csv")
    assert main(["export", str(course), "--pseudonyms", "--out", table]) == 0
    return course


def _files(course: Path) -> set[str]:
    return {path.relative_to(course).as_posix() for path in course.rglob("*") if path.is_file()}


def _named() -> tuple[set[str], set[str]]:
    """The places of the table, and those about nobody, as patterns."""
    page = PAGE.read_text(encoding="utf-8")
    rows = [line.split("|")[2] for line in page.splitlines() if line.startswith("| ")][1:]
    about_nobody = next(line for line in page.splitlines() if line.startswith("Beside it, and about nobody"))
    found = [set(re.findall(r"`([^`]+)`", text)) for text in (" ".join(rows), about_nobody)]
    return found[0], found[1]


def _is_named(file: str, places: set[str]) -> bool:
    patterns = [re.sub(r"<\w+>", "*", place) for place in places]
    return any(fnmatchcase(file, f"{p}*" if p.endswith("/") else p) for p in patterns)


def test_every_file_of_a_graded_course_is_named(graded: Path) -> None:
    about_students, about_nobody = _named()
    assert len(about_students) >= 10
    assert sorted(f for f in _files(graded) if not _is_named(f, about_students | about_nobody)) == []


def test_hidden_images_of_ones_own_and_what_is_calibrated_are_named() -> None:
    _, about_nobody = _named()
    kept = ("hidden.npz", "calibration/0123456789ab.json", "calibration/0123456789ab/runs/sgd-0-1.2.npz")
    assert [file for file in kept if not _is_named(file, about_nobody)] == []


def test_what_nbgrader_said_of_a_refused_student_is_named() -> None:
    about_students, _ = _named()
    log = StateFiles(Path()).log("fully_connected", STUDENT).as_posix()
    assert _is_named(log, about_students)


def test_no_place_is_about_students_and_about_nobody(graded: Path) -> None:
    about_students, about_nobody = _named()
    assert (
        sorted(f for f in _files(graded) if _is_named(f, about_students) and _is_named(f, about_nobody)) == []
    )


def test_what_is_said_to_be_about_nobody_names_nobody(graded: Path) -> None:
    _, about_nobody = _named()
    kept = [graded / file for file in _files(graded) if _is_named(file, about_nobody)]
    assert kept
    assert [path.name for path in kept if STUDENT.encode() in path.read_bytes()] == []


def test_forgotten_nothing_names_the_student(graded: Path, tmp_path: Path) -> None:
    """Once the instructor has taken her off the roster; what a database has freed counts, too."""
    course = Path(shutil.copytree(graded, tmp_path / "course"))
    roster = course / "students.csv"
    rows = roster.read_text(encoding="utf-8").splitlines(keepends=True)
    roster.write_text("".join(row for row in rows if not row.startswith(STUDENT)), encoding="utf-8")
    before = len(list((course / ".autograder" / "evidence").iterdir()))
    assert main(["forget", str(course), STUDENT]) == 0
    assert [f for f in _files(course) if STUDENT in f or STUDENT.encode() in (course / f).read_bytes()] == []
    assert len(list((course / ".autograder" / "evidence").iterdir())) == before - 1
