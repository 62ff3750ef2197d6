"""An instructor's own verdicts: kept beside the sheets, and put into each that is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from autograder.errors import FolderError
from autograder.scoring.decisions import read_decisions
from autograder.scoring.score_sheet import ExerciseScore, Override, ScoreSheet
from autograder.state_files import write_versioned

FORMAT_VERSION = 2
_ALL_PENDING = 1  # and in the place of our points: nbgrader did not tell an override from those


@dataclass(frozen=True)
class Overrides:
    """Those of one student in an assignment, by exercise.

    `pending` are the exercises of which nbgrader's gradebook has yet to hear: of an override there, or that
    there is none any more.
    """

    settled: Mapping[str, Override] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()

    def without(self, exercise: str, pending: bool = False) -> Overrides:
        """Those of the other exercises; of this one the gradebook has to hear only where it is `pending`."""
        left = {name: entry for name, entry in self.settled.items() if name != exercise}
        return Overrides(left, self.pending | {exercise} if pending else self.pending - {exercise})


def override(
    sheet: ScoreSheet, exercise: str, points: float, reason: str, on: date, who: str = ""
) -> ScoreSheet:
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
    settled = Override(points, reason.strip(), on.isoformat(), who, found[exercise].text)
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
    """The sheet with these overrides, by exercise, as far as they hold for it; it has no others."""

    def settled(score: ExerciseScore) -> ExerciseScore:
        found = overrides.get(score.exercise)
        return replace(score, override=found if found and found.holds_for(score) else None)

    return replace(sheet, exercises=tuple(map(settled, sheet.exercises)))


def overrides_of(sheet: ScoreSheet) -> dict[str, Override]:
    return {e.exercise: e.override for e in sheet.exercises if e.override is not None}


def read_overrides(path: Path) -> Overrides:
    """What is kept for one student; FolderError where it cannot be read: it must not be lost."""
    unreadable = FolderError("{path} cannot be read: mend it, or delete it to drop its overrides", path=path)
    return read_decisions(path, FORMAT_VERSION, _overrides, unreadable, (_ALL_PENDING,)) or Overrides()


def _overrides(data: dict[str, Any]) -> Overrides:
    settled = {exercise: Override(**entry) for exercise, entry in data["overrides"].items()}
    pending = settled if data["format_version"] == _ALL_PENDING else data["pending"]
    return Overrides(settled, frozenset(pending))


def write_overrides(path: Path, overrides: Overrides) -> None:
    if overrides == Overrides():
        path.unlink(missing_ok=True)
        return
    kept = {exercise: asdict(entry) for exercise, entry in overrides.settled.items()}
    content = {"overrides": kept, "pending": sorted(overrides.pending)}
    write_versioned(path, FORMAT_VERSION, content, indent=1)
