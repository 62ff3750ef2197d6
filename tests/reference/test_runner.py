"""Many runs in several processes: the same numbers, and nothing left behind."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from multiprocessing import active_children, get_context
from pathlib import Path

import numpy as np
import pytest

from reference.datasets import load, move
from reference.models import BASELINE, VARIANTS, select
from reference.run_store import Records, Settings
from reference.runner import Task, WorkerDied, missing, plan, train_all
from reference.training import Run, Status, train

pytestmark = pytest.mark.trains

LONG = Task(VARIANTS["dense_16"], seed=1, epochs=2000)
SHORT = Task(VARIANTS["dense_16"], seed=0, epochs=1)


def test_every_variant_is_planned_with_every_seed_and_the_baseline_once() -> None:
    tasks = plan(select("logistic_regression,sgd,lenet5"), seeds=3)
    planned = sorted((task.variant.name, task.seed) for task in tasks)
    assert planned == [
        ("lenet5", 0), ("lenet5", 1), ("lenet5", 2), (BASELINE, 0), ("sgd", 0), ("sgd", 1), ("sgd", 2),
    ]  # fmt: skip
    assert {task.epochs for task in tasks} == {None}


def test_the_longest_are_planned_first() -> None:
    tasks = plan(select("epochs_1,larger_cnn,epochs_20,logistic_regression,simple_cnn"), seeds=1)
    names = [task.variant.name for task in tasks]
    assert names == [BASELINE, "larger_cnn", "simple_cnn", "epochs_20", "epochs_1"]


def test_epochs_override_the_declared_ones() -> None:
    tasks = plan(select("epochs_20,simple_cnn"), seeds=1, epochs=2)
    assert [(task.variant.name, task.epochs) for task in tasks] == [("simple_cnn", 2), ("epochs_20", 2)]


def test_stored_runs_are_not_missing(tmp_path: Path) -> None:
    records = Records(tmp_path)
    records.open(Settings("tiny", "digest", 0, None))
    tasks = plan(select("sgd,rmsprop"), seeds=2)
    records.keep(Run("sgd", "tiny", 1, Status.FAILED, 5, 0.1, "tried"))
    left = {(task.variant.name, task.seed) for task in missing(tasks, records)}
    assert left == {("sgd", 0), ("rmsprop", 0), ("rmsprop", 1)}


def test_nothing_to_train_starts_nothing() -> None:
    assert list(train_all((), "no such data", 0, jobs=2)) == []


@pytest.mark.usefixtures("no_leftovers", "_prepared")
def test_numbers_do_not_depend_on_how_many_train_at_once(tiny_file: Path) -> None:
    tasks = plan(select("logistic_regression,dense_16,simple_cnn,outputs_5"), seeds=2, epochs=1)
    alone, together = (
        {(run.variant, run.seed): run for run in train_all(tasks, str(tiny_file), 0, jobs)} for jobs in (1, 2)
    )
    assert set(alone) == {(task.variant.name, task.seed) for task in tasks}
    assert set(together) == set(alone)
    assert [run.variant for run in alone.values() if run.status is Status.FAILED] == [
        "outputs_5",
        "outputs_5",
    ]
    for key, run in alone.items():
        _assert_same(run, together[key])
    here = load(str(tiny_file))
    for name in ("dense_16", "outputs_5"):
        _assert_same(alone[name, 1], train(VARIANTS[name], here, 1, epochs=1))
    assert not active_children()


@pytest.mark.usefixtures("no_leftovers", "_prepared")
def test_a_task_may_have_hidden_images_and_fewer_training_images_of_its_own(tiny_file: Path) -> None:
    tasks = (SHORT, replace(SHORT, seed=2, hidden_seed=7))
    plain, moved = train_all(tasks, str(tiny_file), 0, jobs=1, train_images=200)
    here = load(str(tiny_file)).first(200)
    _assert_same(plain, train(SHORT.variant, here, 0, epochs=1))
    _assert_same(moved, train(SHORT.variant, replace(here, hidden=move(here.test, 7)), 2, epochs=1))


@pytest.mark.usefixtures("no_leftovers")
def test_nothing_of_ours_outlives_an_iterator_closed_early(tiny_file: Path) -> None:
    bystander = get_context("spawn").Process(target=signal.pause, daemon=True)
    bystander.start()
    runs = train_all((SHORT, LONG), str(tiny_file), 0, jobs=1)
    assert next(runs).seed == SHORT.seed
    (worker,) = set(active_children()) - {bystander}
    runs.close()  # type: ignore[attr-defined]
    assert worker.exitcode == -signal.SIGKILL, "stopped in the middle of its long training"
    assert active_children() == [bystander]


@pytest.mark.usefixtures("no_leftovers")
def test_a_killed_process_is_reported(tiny_file: Path) -> None:
    runs = train_all((SHORT, LONG), str(tiny_file), 0, jobs=1)
    assert next(runs).status is Status.TRAINED
    (worker,) = active_children()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(
        WorkerDied, match=r"finished runs are kept, so run the command again, with fewer --jobs$"
    ):
        next(runs)
    assert not active_children()


def _assert_same(one: Run, other: Run) -> None:
    """Equal in everything but the time it took."""
    assert (one.status, one.message, one.parameters, one.history) == (
        other.status, other.message, other.parameters, other.history,
    )  # fmt: skip
    numbers = ("train_accuracy", "test_accuracy", "hidden_accuracy", "test_loss")
    np.testing.assert_array_equal([getattr(one, n) for n in numbers], [getattr(other, n) for n in numbers])
    for name in ("test_predictions", "hidden_predictions"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert (mine is None) == (theirs is None) == (one.status is Status.FAILED)
        np.testing.assert_array_equal(mine, theirs)
