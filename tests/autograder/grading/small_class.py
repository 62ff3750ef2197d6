"""A small class of a course whose cells run in the tests' own process: two exercises, and one in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin

from autograder.course.cells import grade_id_of
from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder, refresh_folder
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.writer import release
from autograder.grading.grade import grade
from autograder.pipeline.outcome import Problem
from tests.autograder.grading.killed import SLUG, Executing, own_course

WRITTEN = "why"
_EXERCISE = f"""
[[assignments.exercises]]
id = "{WRITTEN}"
points = 10
minutes = 2
kind = "written"
title = {{ en = "Why?", es = "¿Por qué?" }}
"""
_PROSE = """
# %% [markdown] lang="en" written="why"
# ### BEGIN SOLUTION
# Because of the mean: 10 points.
# ### END SOLUTION

# %% [markdown] lang="es" written="why"
# ### BEGIN SOLUTION
# Por la media: 10 puntos.
# ### END SOLUTION
"""


class SevenOff(BasePlugin):  # type: ignore[misc]
    """An instructor's own rule of lateness, as nbgrader takes it."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        return 7.0


def small_course(place: Path, changes: str = "") -> CourseFolder:
    """Released, with `changes` in the assignment's part of course.toml, and nothing handed in."""
    own = own_course(place)
    for path, more in ((own / "course.toml", _EXERCISE), (own / SLUG / "notebook.py", _PROSE)):
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    made = make_folder(place / "course", "en", course=own)
    choose(made, changes)
    folder, _ = refresh_folder(made.path)
    release(folder, SLUG)
    return folder


def choose(folder: CourseFolder, changes: str) -> None:
    """Say this of the assignment in course.toml, and nothing else."""
    manifest, section = folder.path / MANIFEST, f"[assignments.{SLUG}]\n"
    before, _, _ = manifest.read_text(encoding="utf-8").partition(section)
    manifest.write_text(f"{before}{section}{changes}\n", encoding="utf-8")


def hand_in(
    folder: CourseFolder,
    student: str,
    *,
    mean: str = "heights.mean()",
    why: str | None = None,
    when: str = "",
) -> None:
    """With this for the mean and in words (None: as it was given), at a time as nbgrader writes it."""
    notebook = folder.released(folder.course.assignment(SLUG))
    answers = {"average": f"average = {mean}", "standardise": "scores = (heights - average) / heights.std()"}
    if why is not None:
        answers[WRITTEN] = why
    for cell in notebook.cells:
        cell.source = answers.get(grade_id_of(cell), cell.source)
    path = folder.submitted(SLUG, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    stamp = path.with_name("timestamp.txt")
    stamp.unlink(missing_ok=True)
    if when:
        stamp.write_text(when, encoding="utf-8")


def graded(folder: CourseFolder, kernel: Any = Executing, **options: Any) -> tuple[Problem, ...]:
    """Everybody who handed something in; `kernel()` runs what has no evidence yet."""
    folder = open_folder(folder.path)
    assignment, students = folder.course.assignment(SLUG), folder.students(SLUG)
    return grade(
        folder, assignment, students,
        sandbox=Sandbox.NONE, jobs=1, kernel=lambda *_: kernel(), **options,
    )  # fmt: skip


def gradebook_of(folder: CourseFolder) -> Gradebook:
    return Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}")


def in_formgrader(
    folder: CourseFolder,
    student: str,
    exercise: str,
    *,
    points: float | None = None,
    extra: float | None = None,
    comment: str | None = None,
) -> None:
    """What formgrader's own handlers write: points and extra credit with a grade, a comment with its cell."""
    with gradebook_of(folder) as gradebook:
        cell = exercise if exercise == WRITTEN else f"check_{exercise}"
        grade = gradebook.find_grade(cell, SLUG, SLUG, student)
        grade.manual_score, grade.extra_credit = points, extra
        grade.needs_manual_grade = points is None and grade.auto_score is None
        gradebook.find_comment(exercise, SLUG, SLUG, student).manual_comment = comment
        gradebook.db.commit()
