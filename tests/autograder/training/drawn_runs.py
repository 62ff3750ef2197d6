"""Runs that nobody trained, with accuracies drawn at random: for tests of what is made of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from autograder.training import calibrate as command
from reference.datasets import Dataset
from reference.runner import Task
from reference.training import Run, Status

Trainer = Callable[..., Iterator[Run]]


def train_as(monkeypatch: pytest.MonkeyPatch, trainer: Trainer) -> None:
    monkeypatch.setattr(command, "train_all", trainer)


def drawn(asked: list[tuple[str, int]], data: Dataset, stop_after: int = 10**9) -> Trainer:
    """Takes down what it is asked to train, and is interrupted after so many."""

    def train_all(tasks: Sequence[Task], *_: object) -> Iterator[Run]:
        for number, task in enumerate(tasks):
            if number == stop_after:
                raise KeyboardInterrupt
            asked.append((task.variant.name, task.seed))
            yield _run(task, data)

    return train_all


def _run(task: Task, data: Dataset) -> Run:
    rng = np.random.default_rng([task.seed, len(task.variant.name)])
    wrong = rng.random(len(data.test)) < 0.1
    predictions = np.where(wrong, (data.test.labels + 1) % 10, data.test.labels).astype(np.int8)
    accuracy = float(np.mean(~wrong))
    return Run(
        task.variant.name, data.name, task.seed, Status.TRAINED, 5, 1.0, train_accuracy=0.95,
        test_accuracy=accuracy, hidden_accuracy=accuracy - 0.05, test_predictions=predictions,
    )  # fmt: skip
