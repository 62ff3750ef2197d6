"""`autograder train`: plan -> train what is missing -> tables -> comparison page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from autograder.pipeline.progress import SILENT, Progress
from autograder.training.experiment import Experiment
from reference.datasets import Dataset, load
from reference.models import select
from reference.run_store import Records, Settings
from reference.runner import Task, missing, plan, train_all
from reference.training import Run

_REFRESHED = 12.0  # seconds from one interim page to the next


def run_experiment(
    experiment: Experiment,
    progress: Progress[Run] = SILENT,
    shown: Callable[[], object] = lambda: None,
) -> Path:
    """Train, tabulate and render; returns the path of `comparison.html`. `shown` is called after each
    interim page.

    Interrupted, it leaves tables of what was finished, and goes on from there next time.
    """
    tasks, dataset, records = _opened(experiment)
    try:
        _train(experiment, dataset, tasks, records, progress, shown)
    finally:
        from autograder.training.comparison import write_comparison  # brings pandas, and all of the pages

        records.write_tables(dataset.test.labels)
        page = write_comparison(experiment, dataset, records, _planned(tasks))
    return page


def train_beside(
    experiment: Experiment, progress: Progress[Run], shown: Callable[[], object] = lambda: None
) -> None:
    """As `run_experiment`, while somebody works in the course: its reports are left alone."""
    tasks, dataset, records = _opened(experiment)
    try:
        _train(experiment, dataset, tasks, records, progress, shown)
    finally:
        from autograder.training.comparison import write_interim

        records.write_tables(dataset.test.labels)
        write_interim(experiment, dataset, records, _planned(tasks), 0)


def _opened(experiment: Experiment) -> tuple[tuple[Task, ...], Dataset, Records]:
    """What is to be trained, on what, and where it is kept; what is refused leaves no folder behind."""
    tasks = _tasks(experiment)
    records = Records(experiment.out)
    records.expect_room()
    dataset = experiment.course.dataset if experiment.course else load(experiment.dataset)
    records.open(Settings(dataset.name, dataset.digest, experiment.hidden_seed, experiment.epochs))
    return tasks, dataset, records


def _tasks(experiment: Experiment) -> tuple[Task, ...]:
    """Every training once, in the order of the plans; of each variant the first network is kept."""
    return tuple(dict.fromkeys(
        replace(task, keep_network=task.seed == 0)
        for variants, seeds in experiment.plans
        for task in plan(select(variants), seeds, experiment.epochs)
    ))  # fmt: skip


def _planned(tasks: tuple[Task, ...]) -> Counter[str]:
    return Counter(task.variant.name for task in tasks)


def _train(
    experiment: Experiment,
    dataset: Dataset,
    tasks: tuple[Task, ...],
    records: Records,
    progress: Progress[Run],
    shown: Callable[[], object],
) -> None:
    """What is missing, kept as it ends; with interim pages where they are asked for."""
    left = missing(tasks, records)
    progress.begin(len(tasks), len(tasks) - len(left))
    data = (experiment.dataset, experiment.hidden_seed, experiment.jobs)
    latest = time.monotonic()
    for done, run in enumerate(train_all(left, *data, own_hidden=experiment.hidden_file), 1):
        records.keep(run)
        progress.outcome(run)
        if experiment.refreshed and done < len(left) and time.monotonic() - latest > _REFRESHED:
            from autograder.training.comparison import write_interim

            write_interim(experiment, dataset, records, _planned(tasks), len(left) - done)
            shown()
            latest = time.monotonic()
