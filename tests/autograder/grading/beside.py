"""Gradings of the small course whose sheets a process of its own records, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import Sandbox
from autograder.grading.grade import grade
from autograder.grading.recording import afterwards
from autograder.grading.recording_process import WritingProcess
from autograder.pipeline.outcome import Problem
from tests.autograder.grading.killed import RIGHT, SLUG, Executing, Undisturbed, copied, hand_in, state


def graded(folder: CourseFolder, writing: WritingProcess | None = None, **more: Any) -> tuple[Problem, ...]:
    """Everybody; without a process for it, recorded afterwards."""
    return grade(
        folder, folder.course.assignment(SLUG), folder.students(SLUG),
        sandbox=Sandbox.NONE, jobs=1, kernel=lambda *_: Executing(),
        recorder=writing.recorder if writing else afterwards, **more,
    )  # fmt: skip


def ends_well(folder: CourseFolder, again: Undisturbed, tmp_path: Path) -> None:
    """The next grading ends as one undisturbed; so does one of what was handed in before."""
    taken_back = copied(folder, tmp_path / "taken-back")
    assert graded(folder) == ()
    assert state(folder) == again.state
    hand_in(taken_back, "ada", RIGHT)
    assert graded(taken_back) == ()
    assert state(taken_back)["grades"]["ada", "check_average"] == (40.0, None, 40.0)
