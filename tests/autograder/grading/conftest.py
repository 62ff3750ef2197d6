"""A small course before two gradings, and what comes of each where nothing goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.coursedir.coursedir import CourseFolder
from tests.autograder.grading.killed import (
    WRONG,
    Undisturbed,
    copied,
    grading,
    hand_in,
    toy_course,
    undisturbed,
)


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The course of assignments/README.md, in which two hand in what is right."""
    return undisturbed(toy_course(tmp_path_factory.mktemp("killed")))


@pytest.fixture(scope="session")
def again(first: Undisturbed) -> Undisturbed:
    """Then ada hands in something wrong."""
    folder = copied(first.before, first.before.path.with_name("again"))
    grading(folder.path)
    hand_in(folder, "ada", WRONG)
    return undisturbed(folder)


@pytest.fixture
def folder(again: Undisturbed, tmp_path: Path) -> CourseFolder:
    """Before the second grading: everybody is graded, and ada has handed in something wrong since."""
    return copied(again.before, tmp_path / "course")
