"""What a student's network stands beside: logistic regression, and what right solutions reach.

The reference variants come from the calibration that is stored for the data. The baseline is
fitted once for a course's data and kept in the course folder: it takes a second on `digits`, and 23 s
of processor time on MNIST.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.state_files import write_whole
from reference.baseline import fit_baseline
from reference.calibration.stored import stored
from reference.datasets import Dataset
from reference.evaluation import image_interval
from reference.models import BASELINE, VARIANTS, Baseline

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Yardstick:
    """A reference variant's accuracy (a fraction) on hidden images, with a range around it.

    Of one run it is the 95% interval from image sampling, of several the mean and the lowest
    to the highest run.
    """

    variant: str
    accuracy: float
    low: float
    high: float
    runs: int

    @property
    def is_baseline(self) -> bool:
        return self.variant == BASELINE


def yardsticks(folder: CourseFolder, assignment: Assignment, data: Dataset) -> tuple[Yardstick, ...]:
    """Those that the assignment names, as far as they are known for these data; the baseline first."""
    named = [name for name in assignment.references if name in VARIANTS]
    baseline = [fitted_baseline(folder, data)] if BASELINE in named else []
    return (*baseline, *_calibrated([name for name in named if name != BASELINE], data))


def _calibrated(names: list[str], data: Dataset) -> Iterator[Yardstick]:
    """As declared: what a student may choose instead is no part of it."""
    calibration = stored(data)
    for name in names:
        known = calibration.variants.get(name) if calibration else None
        reached = [run.hidden_accuracy for run in known.configurations[0].runs] if known else []
        if reached:
            yield Yardstick(name, float(np.mean(reached)), min(reached), max(reached), len(reached))


def fitted_baseline(folder: CourseFolder, data: Dataset) -> Yardstick:
    """Logistic regression on these training images, measured on this course's hidden images."""
    declared = VARIANTS[BASELINE]
    assert isinstance(declared, Baseline)
    made_of = {"data": data.digest, "hidden_seed": folder.hidden_seed, "declared": asdict(declared)}
    path = folder.state.baseline(f"{data.digest[:12]}-{folder.hidden_seed}")
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format_version"] == FORMAT_VERSION and kept["made_of"] == made_of:
            return Yardstick(**kept["yardstick"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # there is none that can be read: it is fitted now
    found = _fit(declared, data)
    kept = {"format_version": FORMAT_VERSION, "made_of": made_of, "yardstick": asdict(found)}
    write_whole(path, json.dumps(kept, indent=1))
    return found


def _fit(declared: Baseline, data: Dataset) -> Yardstick:
    fitted = fit_baseline(declared, data.train.images, data.train.labels, seed=0)
    read = fitted.probabilities(data.hidden.images).argmax(axis=1)
    right = int((read == data.hidden.labels).sum())
    interval = image_interval(right, len(read))
    return Yardstick(declared.name, right / len(read), interval.low, interval.high, 1)
