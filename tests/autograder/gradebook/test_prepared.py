"""What all students of a batch share is made before the first of them, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError
from autograder.gradebook import preprocessors
from autograder.gradebook.preprocessors import ScoreEvidence, configure, prepare
from tests.autograder.grading.killed import RIGHT, SLUG, hand_in, toy_course


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    made = toy_course(tmp_path)
    hand_in(made, "ada", RIGHT)
    return made


@pytest.fixture
def config(folder: CourseFolder) -> Any:
    made = Config()
    configure(made, str(folder.path / "nbgrader_config.py"))
    return made


@pytest.mark.parametrize("sandbox", [None, "none"])
def test_nbgraders_step_finds_the_grader_that_was_made(
    folder: CourseFolder, config: Any, monkeypatch: pytest.MonkeyPatch, sandbox: str | None
) -> None:
    if sandbox:
        config.ScoreEvidence.sandbox = sandbox
    prepare(config, SLUG)
    monkeypatch.setattr(preprocessors, "FolderGrader", lambda *_, **__: pytest.fail("made once more"))
    step = ScoreEvidence(config=config)
    names = {"nbgrader": {"assignment": SLUG}}
    batch = preprocessors._batch(step.course_dir, names)
    assert preprocessors._grader(*batch, step.sandbox)._folder.path == folder.path


def test_a_configuration_without_our_steps_is_borne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(Config(), SLUG)


def test_what_is_wrong_is_told_where_it_is_wanted(config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise FolderError("the exercises are others")

    monkeypatch.setattr(preprocessors, "FolderGrader", broken)
    prepare(config, SLUG)
    batch = preprocessors._batch(config.ScoreEvidence.course_dir, {"nbgrader": {"assignment": SLUG}})
    with pytest.raises(FolderError, match="others"):
        preprocessors._grader(*batch, "walls")
