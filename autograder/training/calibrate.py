"""`autograder calibrate`: plan -> train what is missing -> one JSON file of thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.schema import Data
from autograder.coursedir.coursedir import CourseFolder, calibrated_for
from autograder.errors import FolderError
from autograder.pipeline.progress import SILENT, Progress
from reference.calibration.extend import expect_extendable, extended
from reference.calibration.measure import Corners, plan_calibration, scored, summarise, write_calibration
from reference.calibration.stored import Calibration, UnusableCalibration, read_calibration
from reference.datasets import Dataset
from reference.errors import UnusableData
from reference.own_hidden import load_with_hidden
from reference.run_store import Records, Settings
from reference.runner import Task, missing, train_all
from reference.training import Run

RUNS = Path("out/calibrations")  # where finished runs are kept, a folder for each set of data
_ROUND = 200  # then new processes: TensorFlow keeps some 7 MB of every network it ever trained


@dataclass(frozen=True)
class Wanted:
    """What is to be calibrated, on which data; `out` is a file, None for one beside the runs.

    With `extend`, what a file `out` holds already stays in it. `runs` is where finished runs are kept;
    `hidden` is a file of hidden images of somebody's own.
    """

    dataset: str
    variants: str
    seeds: int
    corners: Corners
    jobs: int
    train_images: int | None = None
    out: Path | None = None
    runs: Path | None = None
    hidden: Path | None = None
    extend: bool = False


def of_course(folder: CourseFolder, wanted: Wanted, variants: str | None) -> Iterator[Wanted]:
    """The same for each set of data that the assignments of a course use, kept in its folder.

    Of the `variants`, those that its assignments name as references if None. FolderError where the
    course has no data.
    """
    if variants is not None:
        scored(variants)  # a wrong name is told before the data are read
    if folder.course.data is Data.NONE:
        raise FolderError("the course in {course} has no data to calibrate on", course=folder.path)
    named: dict[str, list[str]] = {}
    images: dict[str, int | None] = {}
    for assignment in folder.course.assignments:
        data = folder.dataset.first(assignment.train_images)
        images[data.digest] = None if data is folder.dataset else assignment.train_images
        named.setdefault(data.digest, []).extend(calibrated_for(assignment))
    for digest, names in named.items():
        out = folder.calibration(digest)
        yield replace(
            wanted,
            dataset=folder.dataset_name,
            variants=(",".join(dict.fromkeys(names)) or "*") if variants is None else variants,
            train_images=images[digest],
            out=out,
            runs=out.with_suffix(""),
            hidden=folder.hidden_file,
        )


def calibrate(wanted: Wanted, progress: Progress[Run] = SILENT) -> Path:
    """Train, summarise and write; returns the path of the JSON file.

    Interrupted, it writes what was finished, and goes on from there next time. The file holds
    everything that was ever trained on these data under today's declarations. UnusableCalibration,
    before anything is trained, where it is to extend a file that is for something else.
    """
    tasks = plan_calibration(scored(wanted.variants), wanted.seeds, wanted.corners)
    dataset, name = _data(wanted)
    out = wanted.out or RUNS / f"{name}.json"
    if known := _known(out, wanted):
        expect_extendable(known, dataset.name, dataset.digest)
    records = Records(wanted.runs or RUNS / name)
    records.open(Settings(dataset.name, dataset.digest, hidden_seed=0, epochs=None))
    try:
        _train(tasks, records, wanted, progress)
    finally:
        found = summarise(records, dataset)
        known = _known(out, wanted)  # anew: somebody else may have extended it in the meantime
        write_calibration(extended(known, found) if known else found, out)
    return out


def _known(out: Path, wanted: Wanted) -> Calibration | None:
    """What the file is to keep; UnusableCalibration where there is something else under its name."""
    if not (wanted.extend and out.exists()):
        return None
    try:
        return read_calibration(out)
    except UnusableCalibration as error:
        raise UnusableCalibration(
            "{path} is no calibration that can be read and added to: choose another --out, or remove it",
            path=out,
        ) from error


def _train(tasks: Sequence[Task], records: Records, wanted: Wanted, progress: Progress[Run]) -> None:
    networks = {task.variant.name: task.variant for task in tasks}
    left = missing(tasks, records)
    progress.begin(len(tasks), len(tasks) - len(left))
    data = (wanted.dataset, 0, wanted.jobs, wanted.train_images, wanted.hidden)
    for start in range(0, len(left), _ROUND):
        for run in train_all(left[start : start + _ROUND], *data):
            records.keep(run, networks[run.variant])
            progress.outcome(run)


def _data(wanted: Wanted) -> tuple[Dataset, str]:
    """The data, and what their calibration is called."""
    dataset = load_with_hidden(wanted.dataset, 0, wanted.hidden)
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
