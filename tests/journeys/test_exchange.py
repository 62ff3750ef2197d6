"""nbgrader's exchange from end to end: a notebook goes out and comes back, and a student gets our page."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeFetchAssignment,
    ExchangeFetchFeedback,
    ExchangeReleaseAssignment,
    ExchangeSubmit,
)
from nbgrader.utils import get_username
from traitlets.config import Config

from autograder.cli import main
from autograder.folder import open_folder
from autograder.settings import MANIFEST
from autograder.submission import grade_id_of

SLUG = "fully_connected"
KEPT = ("load_data", "normalise")


@dataclass(frozen=True)
class Exchange:
    """One exchange, and a student's cache; what an instructor does with feedback are stock commands."""

    root: Path
    cache: Path

    def step(self, folder: Path, kind: Any) -> None:
        """One of nbgrader's steps over the exchange, for the assignment in a folder."""
        config = Config(
            Exchange={"root": str(self.root), "cache": str(self.cache)},
            CourseDirectory={"course_id": "course", "root": str(folder), "assignment_id": SLUG},
        )
        with contextlib.chdir(folder):
            coursedir, authenticator = CourseDirectory(config=config), Authenticator(config=config)
            kind(coursedir=coursedir, authenticator=authenticator, config=config).start()

    def command(self, folder: Path, name: str) -> None:
        """The stock command, on the configuration that `autograder init` wrote."""
        command = [sys.executable, "-P", "-m", "nbgrader", name, SLUG, f"--Exchange.root={self.root}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    root = tmp_path / "exchange"
    root.mkdir()
    root.chmod(0o777)
    return Exchange(root, tmp_path / "cache")


@pytest.fixture
def course(tmp_path: Path, small_npz: Path) -> Path:
    """A course of two quick exercises, in Spanish."""
    path = tmp_path / "course"
    assert main(["init", str(path), "--language", "es", "--dataset", str(small_npz)]) == 0
    exercises = open_folder(path).course.assignment(SLUG).exercises
    left_out = [e.id for e in exercises if e.id not in KEPT]
    section = f"[assignments.{SLUG}]\n"
    text = (path / MANIFEST).read_text(encoding="utf-8")
    changed = text.replace(section, f"{section}leave_out = {left_out!r}\n")
    (path / MANIFEST).write_text(changed, encoding="utf-8")
    assert main(["init", str(path)]) == 0
    return path


def _solve(notebook: Path, course: Path) -> None:
    """Only the first exercise: the other is as it was given."""
    folder = open_folder(course)
    solution = {grade_id_of(c): c.source for c in folder.source(folder.course.assignment(SLUG)).cells}
    found = nbformat.read(notebook, as_version=4)
    for cell in found.cells:
        if grade_id_of(cell) == KEPT[0]:
            cell.source = solution[KEPT[0]]
    nbformat.write(found, notebook)


def test_a_student_fetches_our_page(course: Path, exchange: Exchange, tmp_path: Path) -> None:
    home, student = tmp_path / "home", get_username()
    home.mkdir()
    exchange.step(course, ExchangeReleaseAssignment)
    exchange.step(home, ExchangeFetchAssignment)
    _solve(home / SLUG / f"{SLUG}.ipynb", course)
    exchange.step(home, ExchangeSubmit)
    exchange.step(course, ExchangeCollect)
    assert main(["grade", str(course), "--sandbox", "none"]) == 0
    exchange.command(course, "generate_feedback")
    exchange.command(course, "release_feedback")
    exchange.step(home, ExchangeFetchFeedback)
    (page,) = (home / SLUG / "feedback").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert text == (course / "feedback" / student / SLUG / f"{SLUG}.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in text
    assert "Content-Security-Policy" in text
    assert "<strong>4</strong>" in text
    assert "Para probar ahora:" in text
    assert "grader.check" not in text
