"""The folder of the students' view is known, and there, before a hidden image is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from reference import datasets
from reference.datasets import Dataset


@pytest.fixture
def folder(tmp_path: Path, small_npz: Path) -> CourseFolder:
    return make_folder(tmp_path / "course", "en", str(small_npz), hidden_seed=3)


def test_it_is_the_one_that_is_filled_later(folder: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(*_: object) -> NoReturn:
        raise AssertionError("a hidden image was made")

    for assignment in folder.course.assignments:
        with monkeypatch.context() as patched:
            patched.setattr(datasets, "move", moved)
            begun = replace(folder).begun_view(assignment)
        assert begun.is_dir()
        assert begun == folder.view(folder.data(assignment))


def test_fewer_training_images_have_a_view_of_their_own(folder: CourseFolder) -> None:
    assignment = folder.course.assignments[0]
    few = replace(assignment, train_images=20)
    assert folder.begun_view(few) != folder.begun_view(replace(assignment, train_images=None))
    assert folder.begun_view(few) == folder.view(folder.data(few))


def test_hidden_images_of_ones_own_have_one_too(folder: CourseFolder, digits: Dataset) -> None:
    own = folder.path / "hidden.npz"
    np.savez(own, x_test=digits.train.images[300:450], y_test=digits.train.labels[300:450])
    other = replace(folder, hidden_file=own)
    assignment = folder.course.assignments[0]
    assert other.begun_view(assignment) == other.view(other.data(assignment))
    assert other.begun_view(assignment) != folder.begun_view(assignment)
