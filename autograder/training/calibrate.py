"""`autograder calibrate`: plan -> train what is missing -> one JSON file of thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.pipeline.progress import SILENT, Progress
from reference.calibration.measure import Corners, plan_calibration, scored, summarise, write_calibration
from reference.datasets import Dataset, UnusableData, load
from reference.run_store import Records, Settings
from reference.runner import Task, missing, train_all
from reference.training import Run

RUNS = Path("out/calibrations")  # where finished runs are kept, a folder for each set of data
_ROUND = 200  # then new processes: TensorFlow keeps some 7 MB of every network it ever trained


@dataclass(frozen=True)
class Wanted:
    """What is to be calibrated, on which data; `out` is a file, None for one beside the runs."""

    dataset: str
    variants: str
    seeds: int
    corners: Corners
    jobs: int
    train_images: int | None = None
    out: Path | None = None


def calibrate(wanted: Wanted, progress: Progress[Run] = SILENT) -> Path:
    """Train, summarise and write; returns the path of the JSON file.

    Interrupted, it writes what was finished, and goes on from there next time. The file holds
    everything that was ever trained on these data under today's declarations.
    """
    tasks = plan_calibration(scored(wanted.variants), wanted.seeds, wanted.corners)
    dataset, name = _data(wanted)
    records = Records(RUNS / name)
    records.open(Settings(dataset.name, dataset.digest, hidden_seed=0, epochs=None))
    out = wanted.out or RUNS / f"{name}.json"
    try:
        _train(tasks, records, wanted, progress)
    finally:
        write_calibration(summarise(records, dataset), out)
    return out


def _train(tasks: Sequence[Task], records: Records, wanted: Wanted, progress: Progress[Run]) -> None:
    networks = {task.variant.name: task.variant for task in tasks}
    left = missing(tasks, records)
    progress.begin(len(tasks), len(tasks) - len(left))
    for start in range(0, len(left), _ROUND):
        some = left[start : start + _ROUND]
        for run in train_all(some, wanted.dataset, 0, wanted.jobs, wanted.train_images):
            records.keep(run, networks[run.variant])
            progress.outcome(run)


def _data(wanted: Wanted) -> tuple[Dataset, str]:
    """The data, and what their calibration is called."""
    dataset = load(wanted.dataset)
    if wanted.train_images is None:
        return dataset, dataset.name
    if wanted.train_images > len(dataset.train):
        raise UnusableData(
            "{name} has {images} training images, not {train_images}: choose a smaller --train-images",
            name=dataset.name,
            images=len(dataset.train),
            train_images=wanted.train_images,
        )
    return dataset.first(wanted.train_images), f"{dataset.name}-{wanted.train_images}"
