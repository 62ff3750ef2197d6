"""The reference networks: those of a folder, and those that are missing there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.playground import trained
from autograder.playground.trained import reference_networks
from reference.datasets import Dataset, load
from reference.models import UnknownVariant
from reference.run_store import Records, Settings, UnusableFolder
from reference.runner import Task
from reference.training import Run, train

pytestmark = pytest.mark.trains
CHOSEN = "logistic_regression,dense_16,outputs_5"


class Heard:
    """Who is told of trainings, and how many there were."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def begin(self, total: int, done: int = 0) -> None:
        self.told.append((total, done))

    def outcome(self, outcome: Run) -> None:
        self.told.append(outcome.variant)

    def finishing(self, running: int) -> None: ...


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Trainings in this process, of one epoch; the tasks that were asked for."""
    asked: list[Task] = []

    def train_all(tasks: Sequence[Task], dataset: str, *_: object) -> Iterator[Run]:
        asked.extend(tasks)
        data = load(dataset).first(300)
        return (train(task.variant, data, task.seed, 1, task.keep_network) for task in tasks)

    monkeypatch.setattr(trained, "train_all", train_all)
    return asked


@pytest.fixture
def folder(tmp_path: Path, digits: Dataset) -> Path:
    """Of an `autograder train --dataset digits`, with nothing trained yet."""
    Records(tmp_path / "out").open(Settings("digits", digits.digest, hidden_seed=0, epochs=None))
    return tmp_path / "out"


def test_what_is_missing_is_trained_once_and_shown_in_course_order(folder: Path, here: list[Task]) -> None:
    heard = Heard()
    found = reference_networks(folder, CHOSEN, progress=heard)
    assert [each.name for each in found.networks] == ["logistic_regression", "dense_16", "outputs_5"]
    assert heard.told == [(3, 0), "logistic_regression", "dense_16", "outputs_5"]
    assert all(task.keep_network for task in here)
    again = Heard()
    assert [each.name for each in reference_networks(folder, CHOSEN, progress=again).networks] == [
        each.name for each in found.networks
    ]
    assert (again.told, len(here)) == ([], 3)


@pytest.mark.usefixtures("here")
def test_one_that_cannot_be_trained_says_what_that_teaches(folder: Path) -> None:
    *trained_ones, failed = reference_networks(folder, CHOSEN).networks
    assert failed.network is None
    assert "Every label needs an output unit of its own" in str(failed.reason)
    assert all(each.network is not None and each.accuracy is not None for each in trained_ones)


@pytest.mark.usefixtures("here")
def test_the_gallery_rests_on_what_trained_ones_say(folder: Path, digits: Dataset) -> None:
    found = reference_networks(folder, CHOSEN)
    assert len(found.said) == 2
    assert all(len(said) == len(digits.test) for said in found.said)
    assert found.dataset.digest == digits.digest


def test_a_run_whose_network_was_not_kept_is_trained_again(
    folder: Path, here: list[Task], digits: Dataset
) -> None:
    records = Records(folder)
    first = reference_networks(folder, "dense_16")
    run = records.find(here[0].variant, 0)
    assert run is not None
    for kept in (folder / "networks").iterdir():
        kept.unlink()
    records.keep(replace(run, network=None))
    assert reference_networks(folder, "dense_16").networks[0].accuracy == first.networks[0].accuracy
    assert len(here) == 2


def test_a_folder_that_holds_nothing_is_filled_with_the_default_data(
    tmp_path: Path, here: list[Task]
) -> None:
    found = reference_networks(tmp_path / "new", "dense_16")
    assert found.dataset.name == "mnist5k"
    assert len(here) == 1


def test_a_folder_of_other_data_is_refused_before_anything_is_trained(
    tmp_path: Path, here: list[Task]
) -> None:
    Records(tmp_path).open(Settings("digits", "another digest", hidden_seed=0, epochs=None))
    with pytest.raises(UnusableFolder, match="holds runs on digits"):
        reference_networks(tmp_path, "dense_16")
    assert here == []


def test_an_unknown_variant_is_told(folder: Path) -> None:
    with pytest.raises(UnknownVariant, match="no variant matches 'lenet7'"):
        reference_networks(folder, "lenet7")


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableFolder, match="choose another"):
        reference_networks(tmp_path / "file", "dense_16")


def test_runs_without_settings_may_be_of_other_data_and_are_trained_again(
    folder: Path, here: list[Task]
) -> None:
    reference_networks(folder, CHOSEN)
    (folder / "settings.json").unlink()
    found = reference_networks(folder, CHOSEN)
    assert len(here) == 6
    assert [len(said) for said in found.said] == [len(found.dataset.test)] * 2
