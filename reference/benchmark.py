"""Many runs, side by side: plan them, train what is missing, one process a core."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reference.datasets import Dataset, load
from reference.models import Baseline, Declared
from reference.records import Records
from reference.training import Run, prepare_process, train

_dataset: Dataset | None = None  # of a worker process, loaded once when it starts


@dataclass(frozen=True)
class Task:
    """One training to be done."""

    variant: Declared
    seed: int
    epochs: int | None = None


def plan(variants: Sequence[Declared], seeds: int, epochs: int | None = None) -> tuple[Task, ...]:
    """Every variant with every seed in 0..seeds-1, the longest first so that cores end together.

    The baseline is deterministic and therefore planned once.
    """
    tasks = (
        Task(variant, seed, epochs)
        for variant in variants
        for seed in range(1 if isinstance(variant, Baseline) else seeds)
    )
    return tuple(sorted(tasks, key=_expected_cost, reverse=True))


def missing(tasks: Sequence[Task], records: Records) -> tuple[Task, ...]:
    """The tasks whose run is not stored yet."""
    return tuple(task for task in tasks if records.find(task.variant, task.seed) is None)


def train_all(tasks: Sequence[Task], dataset: str, hidden_seed: int, jobs: int) -> Iterator[Run]:
    """Train in `jobs` processes and yield each run as it ends; nothing outlives the iterator."""
    from loky import ProcessPoolExecutor, as_completed

    if not tasks:
        return
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), initializer=_start_worker, initargs=(dataset, hidden_seed)
    )
    try:
        futures = [pool.submit(_train, task) for task in tasks]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(wait=True, kill_workers=True)


def _expected_cost(task: Task) -> float:
    if isinstance(task.variant, Baseline):
        return float("inf")  # on MNIST it takes longest
    convolutions = sum(layer.kind == "Conv2D" for layer in task.variant.layers)
    return (task.epochs or task.variant.epochs) * (1 + 4 * convolutions)


def _start_worker(dataset: str, hidden_seed: int) -> None:
    global _dataset
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    prepare_process()
    _dataset = load(dataset, hidden_seed)


def _train(task: Task) -> Run:
    assert _dataset is not None, "a worker starts with _start_worker"
    return train(task.variant, _dataset, task.seed, task.epochs)
