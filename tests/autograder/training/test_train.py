"""What training leaves for a course: references for its pages, and its students beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.pages.references import Source, class_references
from autograder.training.comparison import trained_references, write_comparison
from autograder.training.experiment import Experiment
from autograder.training.train import run_experiment
from benchmarks.synthetic_class import sheets
from reference.datasets import Dataset
from reference.evaluation import Interval, image_interval
from reference.run_store import Records, Settings
from reference.runner import Task
from reference.training import Run, Status


def _run(data: Dataset, variant: str, seed: int, hidden: float) -> Run:
    said = np.zeros(len(data.test), np.int8)
    return Run(variant, "digits", seed, Status.TRAINED, 5, 2.0, "", 1000, 0.9, 0.9, hidden, 0.1, (), said)


def _runs(data: Dataset) -> tuple[Run, ...]:
    return (
        *(_run(data, "dense_128_relu", seed, hidden) for seed, hidden in enumerate((0.9, 0.8))),
        _run(data, "logistic_regression", 0, 0.85),
        Run("dense_128_relu", "digits", 2, Status.FAILED, 5, 0.1, "ValueError: no"),
        Run("no_flatten", "digits", 0, Status.FAILED, 5, 0.1, "ValueError: no"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    """Eight students, graded."""
    made = make_folder(tmp_path / "course", "en", "digits", hidden_seed=0)
    for sheet in sheets(made.course.assignment("fully_connected"), 8):
        made.keep_sheet(sheet)
    return made


def _compared(folder: CourseFolder, epochs: int | None = None) -> str:
    out = folder.path / "out"
    return _written(Experiment("digits", (("*", 1),), epochs, 1, out, "en", folder), folder.dataset)


def _written(experiment: Experiment, data: Dataset) -> str:
    records = Records(experiment.out)
    records.open(Settings(data.name, data.digest, 0, experiment.epochs))
    for run in _runs(data):
        records.keep(run)
    return write_comparison(experiment, data, records, Counter()).read_text(encoding="utf-8")


@pytest.mark.parametrize("refreshed", [True, False])
def test_interim_pages_say_what_is_to_come_and_load_themselves_anew(
    digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refreshed: bool
) -> None:
    page, seen = tmp_path / "comparison.html", []

    def trained(tasks: Sequence[Task], *_: object, own_hidden: Path | None) -> Iterator[Run]:
        assert [(task.variant.name, task.seed) for task in tasks] == [
            ("sgd", 0), ("dense_128_relu", 0), ("dense_128_relu", 1),
        ]  # fmt: skip
        for task in tasks:
            yield _run(digits, task.variant.name, task.seed, 0.9)
            seen.append(page.read_text(encoding="utf-8") if page.is_file() else "")

    monkeypatch.setattr("autograder.training.train.train_all", trained)
    monkeypatch.setattr("autograder.training.train._REFRESHED", 0.0)
    plans = (("sgd", 1), ("dense_128_relu", 1), ("sgd", 1), ("dense_128_relu", 2))
    run_experiment(Experiment("digits", plans, None, 1, tmp_path, refreshed=refreshed))
    awaited = ["2 of 3 trainings are still to come", "1 of 3 trainings is still to come", "1 of 3"]
    for text, told in zip(seen, awaited, strict=True):
        assert (told in text, 'http-equiv="refresh"' in text) == (refreshed, refreshed)
    whole = page.read_text(encoding="utf-8")
    assert ("still to come" in whole, "refresh" in whole) == (False, False)


def test_networks_are_compared_where_no_assignments_are_installed(
    digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They belong to no course; the Spanish is the package's own."""

    def absent(content: bytes) -> None:
        raise FileNotFoundError("course.toml")

    monkeypatch.setattr("autograder.course.course.read_toml", absent)
    page = _written(Experiment("digits", (("*", 1),), None, 1, tmp_path, "es"), digits)
    assert 'lang="es"' in page
    assert "Cada variante frente a la regresión logística" in page


def test_what_trained_is_a_reference_in_course_order(digits: Dataset) -> None:
    baseline, dense = trained_references(_runs(digits), digits)
    images = len(digits.hidden)
    assert (baseline.variant, baseline.runs, baseline.accuracy) == ("logistic_regression", 1, 0.85)
    assert baseline.interval == image_interval(round(0.85 * images), images)
    assert (dense.variant, dense.runs, dense.interval) == ("dense_128_relu", 2, Interval(0.8, 0.9))
    assert dense.accuracy == pytest.approx(0.85)
    assert {baseline.source, dense.source} == {Source.TRAINED}


def test_the_class_page_and_the_comparison_show_what_was_trained_for_the_course(folder: CourseFolder) -> None:
    comparison = _compared(folder)
    assignment = folder.course.assignment("fully_connected")
    shown = {reference.variant: reference for reference in class_references(folder, assignment)}
    trained = trained_references(_runs(folder.dataset), folder.dataset)
    assert [shown[reference.variant] for reference in trained] == list(trained)
    assert shown["no_normalisation"].source is Source.CALIBRATED
    page = (folder.report("fully_connected") / "index.html").read_text(encoding="utf-8")
    assert page.count("trained for this course, measured on the same hidden images") == 2
    beside = comparison.partition('<td class="muted">reference</td>')[0]
    assert '<th scope="row" class="muted">logistic_regression</th><td class="number">85.0%</td>' in beside
    assert "student0003" in comparison


def test_references_trained_for_other_epochs_than_declared_are_not_kept(folder: CourseFolder) -> None:
    _compared(folder, epochs=1)
    assert not folder.state.trained.exists()
    assignment = folder.course.assignment("fully_connected")
    found = class_references(folder, assignment)
    assert Source.TRAINED not in {reference.source for reference in found}
