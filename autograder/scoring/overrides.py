"""An instructor's own verdicts: kept beside the sheets, and put into each that is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from autograder.errors import FolderError
from autograder.scoring.decisions import read_decisions
from autograder.scoring.score_sheet import Override, ScoreSheet
from autograder.state_files import write_versioned

FORMAT_VERSION = 1


def override(sheet: ScoreSheet, exercise: str, points: float, reason: str, on: date) -> ScoreSheet:
    """The sheet with an exercise settled; FolderError for what cannot be meant."""
    found = {e.exercise: e for e in sheet.exercises}
    if sheet.problem:
        raise FolderError(
            "{student} has no score for {assignment}: {problem}",
            student=sheet.student,
            assignment=sheet.assignment,
            problem=sheet.problem,
        )
    if exercise not in found:
        raise FolderError(
            "{assignment} has no exercise {exercise!r}; it has {names}",
            assignment=sheet.assignment,
            exercise=exercise,
            names=", ".join(found),
        )
    if found[exercise].in_words:
        raise FolderError(
            "{exercise} is answered in words: give its points in formgrader, where nbgrader keeps them",
            exercise=exercise,
        )
    if not 0 <= points <= found[exercise].possible:
        raise FolderError(
            "{points:g} points: {exercise} carries 0 to {possible:g}",
            points=points,
            exercise=exercise,
            possible=found[exercise].possible,
        )
    if not reason.strip():
        raise FolderError("an override needs a reason, which is kept with it: add --reason")
    settled = Override(points, reason.strip(), on.isoformat())
    return with_overrides(sheet, {**overrides_of(sheet), exercise: settled})


def lifted(sheet: ScoreSheet, exercise: str) -> ScoreSheet:
    """The sheet with the grader's own verdict back; FolderError where nothing overrides it."""
    left = overrides_of(sheet)
    if left.pop(exercise, None) is None:
        raise FolderError(
            "nothing overrides {exercise} of {student} in {assignment}",
            exercise=exercise,
            student=sheet.student,
            assignment=sheet.assignment,
        )
    return with_overrides(sheet, left)


def with_overrides(sheet: ScoreSheet, overrides: Mapping[str, Override]) -> ScoreSheet:
    """The sheet with these overrides, by exercise, in the place of any that it has."""
    exercises = tuple(replace(e, override=overrides.get(e.exercise)) for e in sheet.exercises)
    return replace(sheet, exercises=exercises)


def overrides_of(sheet: ScoreSheet) -> dict[str, Override]:
    return {e.exercise: e.override for e in sheet.exercises if e.override is not None}


def read_overrides(path: Path) -> dict[str, Override]:
    """What is kept for one student; FolderError where it cannot be read: it must not be lost."""
    unreadable = FolderError("{path} cannot be read: mend it, or delete it to drop its overrides", path=path)
    return read_decisions(path, FORMAT_VERSION, _overrides, unreadable) or {}


def _overrides(data: dict[str, Any]) -> dict[str, Override]:
    return {exercise: Override(**entry) for exercise, entry in data["overrides"].items()}


def write_overrides(path: Path, overrides: Mapping[str, Override]) -> None:
    if not overrides:
        path.unlink(missing_ok=True)
        return
    kept = {exercise: asdict(entry) for exercise, entry in overrides.items()}
    write_versioned(path, FORMAT_VERSION, {"overrides": kept}, indent=1)
