"""`autograder train`: plan -> train what is missing -> tables -> comparison page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from autograder.pipeline.progress import SILENT, Progress
from autograder.training.experiment import Experiment
from reference.datasets import load
from reference.models import select
from reference.run_store import Records, Settings
from reference.runner import missing, plan, train_all
from reference.training import Run


def run_experiment(experiment: Experiment, progress: Progress[Run] = SILENT) -> Path:
    """Train, tabulate and render; returns the path of `comparison.html`.

    Interrupted, it leaves tables of what was finished, and goes on from there next time.
    """
    tasks = plan(select(experiment.variants), experiment.seeds, experiment.epochs)
    records = Records(experiment.out)
    records.expect_room()
    dataset = experiment.course.dataset if experiment.course else load(experiment.dataset)
    records.open(Settings(dataset.name, dataset.digest, experiment.hidden_seed, experiment.epochs))
    try:
        left = missing(tasks, records)
        progress.begin(len(tasks), len(tasks) - len(left))
        data = (experiment.dataset, experiment.hidden_seed, experiment.jobs)
        for run in train_all(left, *data, own_hidden=experiment.hidden_file):
            records.keep(run)
            progress.outcome(run)
    finally:
        from autograder.training.comparison import write_comparison  # brings pandas, and all of the pages

        records.write_tables(dataset.test.labels)
        planned = Counter(task.variant.name for task in tasks)
        page = write_comparison(experiment, dataset, records, planned)
    return page
