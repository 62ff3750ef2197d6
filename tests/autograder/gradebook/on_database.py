"""Course folders whose gradebook is in a database of the tests' own."""

from __future__ import annotations

import shutil
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.gradebook.database import database_of
from tests.autograder.grading.killed import SLUG


def on_database(db_url: str, plain: CourseFolder, path: Path, more: str = "") -> CourseFolder:
    """A copy of that course whose course.toml names the database."""
    shutil.copytree(plain.path, path)
    (path / "gradebook.db").unlink()
    manifest = path / "course.toml"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(f'db_url = "{db_url}"\n{more}{before}', encoding="utf-8")
    return open_folder(path)


def named(path: Path, course: str) -> CourseFolder:
    manifest = path / "course.toml"
    manifest.write_text(f'course_id = "{course}"\n{manifest.read_text(encoding="utf-8")}', encoding="utf-8")
    return open_folder(path)


def rows_of(folder: CourseFolder) -> dict[str, float]:
    with Gradebook(database_of(folder)) as gradebook:
        found = gradebook.assignment_submissions(SLUG)
        return {submission.student.id: submission.score for submission in found}
