"""Who is in nbgrader's gradebook, by the roster and by the names of folders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.gradebook.writer import enrol

pytestmark = pytest.mark.slow

SLUG = "fully_connected"


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    folder = make_folder(tmp_path / "course", "en", str(small_npz), hidden_seed=5)
    (folder.path / "students.csv").write_text("id;Nombre\nAda;Ada L.\njosé;José\n", encoding="utf-8")
    return folder


@contextmanager
def _gradebook(folder: CourseFolder) -> Iterator[Any]:
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        yield gradebook


def _enrolled(folder: CourseFolder) -> dict[str, str | None]:
    enrol(folder)
    with _gradebook(folder) as gradebook:
        return {student.id: student.first_name for student in gradebook.students}


def test_a_student_is_entered_once_by_the_name_of_their_folder(folder: CourseFolder) -> None:
    assert _enrolled(folder) == {"Ada": "Ada L.", "josé": "José"}
    decomposed = unicodedata.normalize("NFD", "José")
    for name in ("ada", decomposed, ".DS_Store", "__MACOSX"):
        (folder.path / "submitted" / name / SLUG).mkdir(parents=True)
    assert folder.students(SLUG) == tuple(sorted(("ada", decomposed)))
    assert _enrolled(folder) == {"ada": "Ada L.", decomposed: "José"}
    assert folder.names["ADA"] == "Ada L."


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's own queries
def test_points_that_a_person_gave_are_never_dropped_with_a_name(folder: CourseFolder) -> None:
    enrol(folder)
    with _gradebook(folder) as gradebook:
        gradebook.add_notebook(SLUG, SLUG)
        gradebook.add_grade_cell("q", SLUG, SLUG, max_score=2, cell_type="code")
        gradebook.add_submission(SLUG, "Ada")
        gradebook.find_grade("q", SLUG, SLUG, "Ada").manual_score = 2
        gradebook.db.commit()
    (folder.path / "submitted" / "ada" / SLUG).mkdir(parents=True)
    assert set(_enrolled(folder)) == {"Ada", "ada", "josé"}
