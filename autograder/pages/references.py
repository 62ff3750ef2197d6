"""What reference networks reach on hidden images, from where it is kept to the page. No network trains here.

Calibration, which is stored for the data, measured on hidden images of its own, or on those of an instructor
where it was made for them; the baseline is fitted
once for a course's data and kept in its folder, which takes a second on `digits` and 23 s of processor
time on MNIST. `autograder train --course` measures on the very images of the course: beside a class that
comes first, a student's own network stands beside the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.state_files import read_versioned, write_versioned
from reference.baseline import fit_baseline
from reference.calibration.stored import stored
from reference.datasets import Dataset
from reference.errors import UnusableData
from reference.evaluation import Interval, image_interval
from reference.models import BASELINE, VARIANTS, Baseline
from reports.page_data import parts

FORMAT_VERSION = 2

Reader = Callable[[Mapping[str, Any]], Iterable["Reference"]]


class Source(StrEnum):
    """How an accuracy is known."""

    TRAINED = "trained"
    CALIBRATED = "calibrated"
    FITTED = "fitted"


@dataclass(frozen=True)
class Reference:
    """A reference variant's mean accuracy (a fraction) of `runs` on hidden images, and the range around it.

    Of one run that is the 95% interval from image sampling, of several the lowest to the highest; None
    where it was not kept.
    """

    variant: str
    accuracy: float
    interval: Interval | None
    runs: int
    source: Source

    @property
    def is_baseline(self) -> bool:
        return self.variant == BASELINE

    def line(self, about: str) -> parts.ReferenceLine:
        """As a page shows it; `about` is what it says of it."""
        around = self.interval
        interval = parts.Interval(around.low, around.high) if around else None
        return parts.ReferenceLine(self.variant, self.accuracy, interval, self.runs, self.is_baseline, about)


def reference_of(variant: str, accuracies: Sequence[float], images: int, source: Source) -> Reference:
    """Of runs that were measured on so many hidden images, one at least."""
    interval = Interval(min(accuracies), max(accuracies))
    if len(accuracies) == 1:
        interval = image_interval(round(accuracies[0] * images), images)
    return Reference(variant, float(np.mean(accuracies)), interval, len(accuracies), source)


def class_references(folder: CourseFolder, assignment: Assignment) -> tuple[Reference, ...]:
    """The assignment's references that are known, in its order; none where it measures no accuracy."""
    if assignment.accuracy is None or not assignment.references:
        return ()
    try:
        data = folder.data(assignment)
    except UnusableData:  # gone since: pages can do without
        return ()
    if data is None:
        return ()
    known = (*student_references(folder, assignment, data), *_trained(folder, data))
    best = {found.variant: found for found in known}
    return tuple(best[name] for name in assignment.references if name in best)


def student_references(folder: CourseFolder, assignment: Assignment, data: Dataset) -> tuple[Reference, ...]:
    """Those that the assignment names, as far as they are known without training; the baseline first."""
    named = [name for name in assignment.references if name in VARIANTS]
    baseline = [fitted_baseline(folder, data)] if BASELINE in named else []
    return (*baseline, *_calibrated([name for name in named if name != BASELINE], data))


def _calibrated(names: list[str], data: Dataset) -> Iterator[Reference]:
    """As declared: what a student may choose instead is no part of it."""
    calibration, source = stored(data), Source.TRAINED if data.hidden_digest else Source.CALIBRATED
    for name in names:
        known = calibration.variants.get(name) if calibration else None
        reached = [run.hidden_accuracy for run in known.configurations[0].runs] if known else []
        if reached:
            yield reference_of(name, reached, len(data.hidden), source)


def fitted_baseline(folder: CourseFolder, data: Dataset) -> Reference:
    """Logistic regression on these training images, measured on this course's hidden images."""
    declared = VARIANTS[BASELINE]
    assert isinstance(declared, Baseline)
    made_of = _made_of(folder, data) | {"declared": asdict(declared)}
    path = folder.state.baseline(f"{data.digest[:12]}-{folder.hidden_seed}")
    if kept := _kept(path, made_of):
        return kept[0]
    fitted = fit_baseline(declared, data.train.images, data.train.labels, seed=0)
    read = fitted.probabilities(data.hidden.images).argmax(axis=1)
    right = float((read == data.hidden.labels).mean())
    found = reference_of(BASELINE, [right], len(data.hidden), Source.FITTED)
    _keep(path, made_of, [found])
    return found


def trained_text(folder: CourseFolder) -> str:
    """What training left for the course; nothing if it was not trained for."""
    path = folder.state.trained
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def keep_trained(folder: CourseFolder, data: Dataset, references: Sequence[Reference]) -> None:
    """What each variant reached on the hidden images of this course."""
    _keep(folder.state.trained, _made_of(folder, data), references)


def _trained(folder: CourseFolder, data: Dataset) -> tuple[Reference, ...]:
    return _kept(folder.state.trained, _made_of(folder, data))


def _made_of(folder: CourseFolder, data: Dataset) -> dict[str, object]:
    return {"data": data.digest, "hidden_seed": folder.hidden_seed}


def _keep(path: Path, made_of: dict[str, object], references: Sequence[Reference]) -> None:
    content = {"made_of": made_of, "references": [asdict(found) for found in references]}
    write_versioned(path, FORMAT_VERSION, content, indent=1)


def _kept(path: Path, made_of: dict[str, object]) -> tuple[Reference, ...]:
    """Nothing where there is no such file, where it cannot be read, or was made of something else."""

    def parsed(read: Reader) -> Callable[[dict[str, Any]], tuple[Reference, ...]]:
        return lambda content: tuple(read(content)) if content["made_of"] == made_of else ()

    now = read_versioned(path, FORMAT_VERSION, parsed(_references))
    return now or read_versioned(path, 1, parsed(_references_of_version_1)) or ()


def _references(content: Mapping[str, Any]) -> Iterator[Reference]:
    for kept in content["references"]:
        interval = Interval(**kept["interval"]) if kept["interval"] else None
        yield Reference(**{**kept, "interval": interval, "source": Source(kept["source"])})


def _references_of_version_1(content: Mapping[str, Any]) -> Iterator[Reference]:
    """Of two forms: the baseline with its interval, and what was trained, without."""
    if fitted := content.get("yardstick"):
        interval = Interval(fitted["low"], fitted["high"])
        yield Reference(fitted["variant"], fitted["accuracy"], interval, fitted["runs"], Source.FITTED)
    for variant, trained in content.get("reached", {}).items():
        yield Reference(variant, trained["accuracy"], None, trained["runs"], Source(trained["source"]))
