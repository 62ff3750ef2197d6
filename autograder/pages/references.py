"""What the references reach on hidden images, to stand beside a class. Nothing trains here.

Best is what `autograder train --course` measured on this course's own hidden images; else what
calibration measured on others, and the baseline as it is fitted once for a course folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.pages.yardsticks import Yardstick, yardsticks
from autograder.state_files import write_whole
from reference.datasets import Dataset, UnusableData

FORMAT_VERSION = 1
TRAINED, CALIBRATED, FITTED = "trained", "calibrated", "fitted"


@dataclass(frozen=True)
class Reached:
    """Mean accuracy (a fraction) of `runs` on hidden images, and how it is known."""

    accuracy: float
    runs: int
    source: str


def standards(folder: CourseFolder, assignment: Assignment) -> dict[str, Reached]:
    """The assignment's references that are known, in its order; none where it measures no accuracy."""
    if assignment.accuracy is None or not assignment.references:
        return {}
    try:
        data = folder.data(assignment)
    except UnusableData:  # gone since: pages can do without
        return {}
    if data is None:
        return {}
    known = {found.variant: _known(found) for found in yardsticks(folder, assignment, data)}
    known |= _trained(folder, data)
    return {name: known[name] for name in assignment.references if name in known}


def _known(found: Yardstick) -> Reached:
    return Reached(found.accuracy, found.runs, FITTED if found.is_baseline else CALIBRATED)


def trained_text(folder: CourseFolder) -> str:
    """What training left for the course; nothing if it was not trained for."""
    path = _trained_path(folder)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _trained_path(folder: CourseFolder) -> Path:
    return folder.state.trained


def keep_trained(folder: CourseFolder, data: Dataset, reached: Mapping[str, Reached]) -> None:
    """What each variant reached on the hidden images of this course."""
    kept = {
        "format_version": FORMAT_VERSION,
        "made_of": _made_of(folder, data),
        "reached": {name: asdict(found) for name, found in reached.items()},
    }
    write_whole(_trained_path(folder), json.dumps(kept, indent=1))


def _trained(folder: CourseFolder, data: Dataset) -> dict[str, Reached]:
    """Nothing where it was trained on other data than these, or never."""
    try:
        kept = json.loads(trained_text(folder))
        if kept["format_version"] == FORMAT_VERSION and kept["made_of"] == _made_of(folder, data):
            return {name: Reached(**found) for name, found in kept["reached"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {}


def _made_of(folder: CourseFolder, data: Dataset) -> dict[str, object]:
    return {"data": data.digest, "hidden_seed": folder.hidden_seed}
