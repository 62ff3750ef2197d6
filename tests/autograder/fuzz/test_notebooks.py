"""Whatever is handed in as a notebook: it is read, or refused in a line."""

from __future__ import annotations

import contextlib
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.errors import AutograderError
from autograder.submissions.reading import read_submission
from tests.autograder.fuzz.bent import bent
from tests.autograder.fuzz.conftest import bounded

SLUG = "fully_connected"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("fuzz") / "course", "en", str(small_npz), hidden_seed=3)


@pytest.fixture(scope="module")
def solved(folder: CourseFolder) -> str:
    return str(nbformat.writes(folder.source(folder.course.assignment(SLUG))))


@bounded(10)
@given(drawn=st.data())
def test_a_bent_notebook_is_read_or_refused(
    folder: CourseFolder, assignment: Assignment, solved: str, drawn: st.DataObject
) -> None:
    path = folder.submitted(SLUG, "ada")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(drawn.draw(bent(solved)).encode(errors="surrogatepass"))
    with contextlib.suppress(AutograderError):
        submission = read_submission(path, "ada", assignment, folder.released(assignment))
        assert submission.digest
        assert {cell.check for cell in submission.cells} <= {None, *(e.id for e in assignment.exercises)}
