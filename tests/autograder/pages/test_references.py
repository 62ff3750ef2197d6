"""References: the baseline is fitted once, and what earlier versions kept is read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.pages import references
from autograder.pages.references import (
    FORMAT_VERSION,
    Reference,
    Source,
    class_references,
    keep_trained,
    reference_of,
    student_references,
)
from reference.datasets import Dataset
from reference.evaluation import Interval, image_interval

NAMES = ["logistic_regression", "dense_128_relu", "no_normalisation"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """A course whose baseline is fitted."""
    folder = make_folder(tmp_path_factory.mktemp("made") / "course", "es", "digits", hidden_seed=5)
    student_references(folder, folder.course.assignment("fully_connected"), folder.dataset)
    return folder


@pytest.fixture
def folder(made: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    """The same, in which nothing may be fitted again."""

    def fit(*given: Any, **named: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(references, "fit_baseline", fit)
    return open_folder(made.path)


@pytest.fixture
def assignment(folder: CourseFolder) -> Assignment:
    return folder.course.assignment("fully_connected")


@pytest.fixture
def kept(folder: CourseFolder) -> Any:
    """The file of the baseline, which is as it was when the test ends."""
    (path,) = folder.state.baseline("any").parent.glob("*.json")
    before = path.read_text(encoding="utf-8")
    yield path
    path.write_text(before, encoding="utf-8")


@pytest.fixture
def trained(folder: CourseFolder) -> Any:
    yield folder.state.trained
    folder.state.trained.unlink(missing_ok=True)


def test_of_several_runs_the_range_is_theirs_of_one_it_is_that_of_chance() -> None:
    several = reference_of("sgd", [0.8, 0.9, 0.85], 360, Source.CALIBRATED)
    assert several.accuracy == pytest.approx(0.85)
    assert (several.interval, several.runs) == (Interval(0.8, 0.9), 3)
    one = reference_of("sgd", [0.9], 360, Source.TRAINED)
    assert (one.accuracy, one.interval, one.runs) == (0.9, image_interval(324, 360), 1)


def test_the_baseline_is_fitted_once_for_a_course_and_its_data(
    folder: CourseFolder, assignment: Assignment, kept: Path
) -> None:
    found = student_references(folder, assignment, folder.dataset)
    assert [reference.variant for reference in found] == NAMES
    assert [reference.source for reference in found] == [Source.FITTED, *[Source.CALIBRATED] * 2]
    with pytest.raises(ZeroDivisionError):
        student_references(replace(folder, hidden_seed=6), assignment, folder.dataset)


@pytest.mark.parametrize(
    ("whole", "spoilt"),
    [
        ("{", ""),
        (f'"format_version": {FORMAT_VERSION}', '"format_version": 0'),
        ('"max_iterations": 400', '"max_iterations": 4'),
        ('"source": "fitted"', '"source": "guessed"'),
    ],
)
def test_a_kept_baseline_that_cannot_be_used_is_fitted_again(
    folder: CourseFolder, assignment: Assignment, kept: Path, whole: str, spoilt: str
) -> None:
    written = kept.read_text(encoding="utf-8")
    assert whole in written
    kept.write_text(written.replace(whole, spoilt), encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        student_references(folder, assignment, folder.dataset)


def test_a_baseline_that_the_version_before_kept_is_not_fitted_again(
    folder: CourseFolder, assignment: Assignment, kept: Path
) -> None:
    made_of = json.loads(kept.read_text(encoding="utf-8"))["made_of"]
    yardstick = {"variant": "logistic_regression", "accuracy": 0.9, "low": 0.88, "high": 0.93, "runs": 1}
    before = {"format_version": 1, "made_of": made_of, "yardstick": yardstick}
    kept.write_text(json.dumps(before), encoding="utf-8")
    found = student_references(folder, assignment, folder.dataset)[0]
    assert found == Reference("logistic_regression", 0.9, Interval(0.88, 0.93), 1, Source.FITTED)


def test_what_was_trained_comes_back_as_it_was_kept(
    folder: CourseFolder, assignment: Assignment, trained: Path
) -> None:
    kept = [
        reference_of("no_normalisation", [0.7, 0.8], 360, Source.TRAINED),
        Reference("dense_128_relu", 0.87, None, 5, Source.TRAINED),
        reference_of("sgd", [0.9], 360, Source.TRAINED),  # which the assignment does not name
    ]
    keep_trained(folder, _data(folder, assignment), kept)
    assert json.loads(trained.read_text(encoding="utf-8"))["format_version"] == FORMAT_VERSION
    fitted, *others = class_references(folder, assignment)
    assert fitted.source is Source.FITTED
    assert others == [kept[1], kept[0]]


@pytest.mark.parametrize("hidden_seed", [5, 4])
def test_what_the_version_before_trained_is_read_for_the_same_hidden_images(
    folder: CourseFolder, assignment: Assignment, trained: Path, hidden_seed: int
) -> None:
    made_of = {"data": _data(folder, assignment).digest, "hidden_seed": hidden_seed}
    reached = {"dense_128_relu": {"accuracy": 0.877, "runs": 5, "source": "trained"}}
    trained.write_text(json.dumps({"format_version": 1, "made_of": made_of, "reached": reached}))
    found = {reference.variant: reference for reference in class_references(folder, assignment)}
    before = Reference("dense_128_relu", 0.877, None, 5, Source.TRAINED)
    assert list(found) == NAMES
    assert (found["dense_128_relu"] == before) is (hidden_seed == folder.hidden_seed)


def _data(folder: CourseFolder, assignment: Assignment) -> Dataset:
    data = folder.data(assignment)
    assert data is not None
    return data
