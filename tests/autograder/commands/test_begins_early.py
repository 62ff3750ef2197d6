"""`grade` begins with what takes seconds before it looks at the class, and first with what all wait for."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder
from autograder.grading import grade as grading
from autograder.grading.recording_process import WritingProcess
from autograder.pipeline import folder_grader
from tests.autograder.grading.killed import RIGHT, SLUG, hand_in, toy_course


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    made = toy_course(tmp_path)
    hand_in(made, "ada", RIGHT)
    return made


@pytest.mark.parametrize("runs", [True, False])
def test_the_server_comes_first_and_recording_at_once_where_nothing_runs(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch, runs: bool
) -> None:
    found = list[str]()

    def begin(*_: object, **__: object) -> bool:
        found.append("server")
        return runs

    def look(*_: object) -> int:
        found.append("look")
        return 0

    def grade(*_: object, **__: object) -> tuple[()]:
        found.append("grade")
        return ()

    monkeypatch.setattr(folder_grader, "begin_to_run", begin)
    monkeypatch.setattr(WritingProcess, "start", lambda _: found.append("recording"))
    monkeypatch.setattr(grading, "of_other_images", look)
    monkeypatch.setattr(grading, "grade", grade)
    assert main(["grade", str(folder.path), SLUG, "--sandbox", "none"]) == 0
    assert found == ["server", *([] if runs else ["recording"]), "look", "grade"]
