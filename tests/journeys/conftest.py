"""A quick course for the journeys: three exercises that train nothing, and one in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import open_folder
from tests.journeys.classes import KEPT, SLUG, WRITTEN


@pytest.fixture(scope="module")
def quick_course(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> Path:
    """A course of three quick exercises and a written one, with a deadline and a roster."""
    path = tmp_path_factory.mktemp("term") / "course"
    assert main(["init", str(path), "--language", "en", "--dataset", str(small_npz)]) == 0
    course = open_folder(path).course
    left_out = [e.id for e in course.assignment(SLUG).exercises if e.id not in KEPT]
    section = f"[assignments.{SLUG}]\n"
    manifest = path / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    changes = f"leave_out = {left_out!r}\ndeadline = 2026-03-01T12:00:00Z\n"
    manifest.write_text(text.replace(section, section + changes), encoding="utf-8")
    (path / "students.csv").write_text("id,first_name,last_name,email\nada,Ada,Lovelace,\n", "utf-8")
    assert main(["init", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def quick_solution(quick_course: Path) -> Any:
    """A whole solution, as its student would hand it in."""
    folder = open_folder(quick_course)
    assignment = folder.course.assignment(SLUG)
    notebook, solution = folder.released(assignment), folder.source(assignment)
    sources = {cell.id: cell.source for cell in solution.cells}
    for cell in notebook.cells:
        if cell.id in KEPT and cell.cell_type == "code":
            cell.source = sources[cell.id]
        if cell.id == WRITTEN:
            cell.source = "Five, because the validation loss no longer fell."
    return notebook
