"""Many runs, side by side: plan them, train what is missing, one process a core."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path

from reference.datasets import Dataset, move
from reference.errors import Told
from reference.models import Baseline, Declared
from reference.own_hidden import load_with_hidden
from reference.run_store import Records
from reference.training import Run, prepare_process, train

_dataset: Dataset | None = None  # of a worker process, loaded once when it starts


class WorkerDied(Told):
    """A training process was killed from outside; the message says what to do."""


@dataclass(frozen=True)
class Task:
    """One training to be done, by itself on hidden images of another seed; an instructor's own stay.

    With `keep_network` its run brings the network with it.
    """

    variant: Declared
    seed: int
    epochs: int | None = None
    hidden_seed: int | None = None
    keep_network: bool = False


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


def train_all(
    tasks: Sequence[Task],
    dataset: str,
    hidden_seed: int,
    jobs: int,
    train_images: int | None = None,
    own_hidden: Path | None = None,
) -> Iterator[Run]:
    """Train in `jobs` processes and yield each run as it ends; nothing outlives the iterator,
    nor this process, however it ends.

    With `train_images`, only the first so many training images are learnt from; hidden images are
    those of the file `own_hidden`, where there is one. Raises WorkerDied where a process is killed,
    as for want of memory.
    """
    if not tasks:
        return
    others = set(active_children())
    data = (dataset, hidden_seed, train_images, own_hidden)
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), get_context("spawn"), _start_worker, data)
    try:
        futures = [pool.submit(_train, task) for task in tasks]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool as error:
        raise WorkerDied(
            "a training process ended by itself, perhaps for want of memory: finished runs are "
            "kept, so run the command again, with fewer --jobs"
        ) from error
    finally:
        for worker in set(active_children()) - others:
            worker.kill()  # a training cannot be asked to stop
        pool.shutdown(cancel_futures=True)


def _expected_cost(task: Task) -> float:
    if isinstance(task.variant, Baseline):
        return float("inf")  # on MNIST it takes longest
    convolutions = sum(layer.kind == "Conv2D" for layer in task.variant.layers)
    return (task.epochs or task.variant.epochs) * (1 + 4 * convolutions)


def _start_worker(dataset: str, hidden_seed: int, train_images: int | None, own_hidden: Path | None) -> None:
    global _dataset
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    prepare_process()
    loaded = load_with_hidden(dataset, hidden_seed, own_hidden)
    _dataset = loaded if train_images is None else loaded.first(train_images)


def _end_with_the_parent() -> None:
    """Where the parent is killed it can stop nobody, and a worker would wait for the next task for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _train(task: Task) -> Run:
    assert _dataset is not None, "a worker starts with _start_worker"
    data = _dataset
    if task.hidden_seed is not None and not data.hidden_digest:
        data = replace(data, hidden=move(data.test, task.hidden_seed))
    return train(task.variant, data, task.seed, task.epochs, task.keep_network)
