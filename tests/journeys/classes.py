"""Who hands in what, in the journeys of a class."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograder.coursedir.coursedir import CourseFolder

SLUG = "fully_connected"
WRITTEN = "q_epochs_why"

#: What stays of the assignment: nothing that trains.
KEPT = ("load_data", "show_sample", "normalise", WRITTEN)


def hand_in(course: Path, student: str, notebook: Any, when: str = "2026-02-27 10:00:00 UTC") -> Path:
    place = course / "submitted" / student / SLUG
    place.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, place / f"{SLUG}.ipynb")
    (place / "timestamp.txt").write_text(when, encoding="utf-8")
    return place / f"{SLUG}.ipynb"


def recorded(folder: CourseFolder) -> dict[str, Any]:
    """What nbgrader's gradebook holds, by student."""
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        return {s["student"]: s for s in gradebook.submission_dicts(SLUG)}


def nbgrader(folder: CourseFolder, *arguments: str) -> str:
    """A stock command, run in the course folder; what it logged."""
    run = [sys.executable, "-P", "-m", "nbgrader", *arguments]
    done = subprocess.run(run, cwd=folder.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr
