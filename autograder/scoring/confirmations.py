"""What an instructor has looked at and found to be right: code of students' own, which nobody can verify.

A decision holds for that code alone, in one exercise; for one student, or for all who use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.errors import FolderError
from autograder.scoring.decisions import read_decisions
from autograder.scoring.score_sheet import Confirmation, ExerciseScore, ScoreSheet
from autograder.state_files import write_versioned

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Confirmed:
    """A decision: `code` is the digest of what was looked at; without a `student` it is for everybody.

    `date` is an ISO day.
    """

    exercise: str
    code: str
    reason: str
    date: str
    student: str | None = None

    def holds_for(self, student: str, score: ExerciseScore) -> bool:
        same = (self.exercise, self.code) == (score.exercise, score.own_code)
        return same and self.student in (None, student)


def with_confirmations(sheet: ScoreSheet, confirmed: Iterable[Confirmed]) -> ScoreSheet:
    """The sheet with what was confirmed of it; what was taken back waits again."""
    decisions = tuple(confirmed)

    def decided(score: ExerciseScore) -> ExerciseScore:
        found = next((d for d in reversed(decisions) if d.holds_for(sheet.student, score)), None)
        return replace(score, confirmed=Confirmation(found.reason, found.date) if found else None)

    return replace(sheet, exercises=tuple(map(decided, sheet.exercises)))


def read_confirmations(path: Path) -> tuple[Confirmed, ...]:
    """Those of an assignment; FolderError where they cannot be read: they must not be lost."""
    unreadable = FolderError(
        "{path} cannot be read: mend it, or delete it to let its code wait again", path=path
    )
    return read_decisions(path, FORMAT_VERSION, _decisions, unreadable) or ()


def _decisions(data: dict[str, Any]) -> tuple[Confirmed, ...]:
    return tuple(Confirmed(**entry) for entry in data["confirmed"])


def write_confirmations(path: Path, confirmed: Iterable[Confirmed]) -> None:
    kept = [asdict(decision) for decision in confirmed]
    if not kept:
        path.unlink(missing_ok=True)
        return
    write_versioned(path, FORMAT_VERSION, {"confirmed": kept}, indent=1)
