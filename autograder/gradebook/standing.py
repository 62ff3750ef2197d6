"""What a student has: our sheet, with what nbgrader's gradebook says and what people gave.

Every page and every command shows these numbers, so that they are the same everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.given import Given, Record, read_given
from autograder.gradebook.held import Cell, Held
from autograder.gradebook.ledger import refused
from autograder.messages import Message
from autograder.scoring.overrides import Overrides, read_overrides
from autograder.scoring.score_sheet import ExerciseScore, Override, ScoreSheet

_NO_OVERRIDES, _NO_RECORD = Overrides(), Record()


@dataclass(frozen=True)
class ExerciseStanding:
    """One exercise. `points` are those that count, without `extra`; None where nobody knows them yet.

    `by_person` are a person's, in formgrader or by an `override`. `earlier` is what a person gave for
    another version of the answer, or before a later decision: it counts nowhere.
    """

    score: ExerciseScore
    points: float | None
    by_person: float | None = None
    extra: float = 0.0
    comment: str = ""
    override: Override | None = None
    earlier: Given | None = None

    @property
    def earned(self) -> float:
        return round((self.points or 0.0) + self.extra, 2)

    @property
    def waiting(self) -> float:
        """Points that a person has yet to give."""
        return 0.0 if self.by_person is not None else self.score.waiting

    @property
    def possible(self) -> float:
        return self.score.possible

    @property
    def reachable(self) -> float:
        """What could have been earned by now, extra credit aside."""
        return round(self.possible - self.waiting, 2)

    @property
    def remark(self) -> Message | None:
        """What is to be said of it besides; that code waits for a person only while it does."""
        settled = bool(self.score.own_code) and not self.waiting
        return None if settled else self.score.remark

    @property
    def unscored(self) -> bool:
        """Whether the grader failed on it, and nobody has settled it."""
        return self.score.unscored and self.by_person is None


@dataclass(frozen=True)
class Standing:
    """One student in one assignment. `taken` says whether nbgrader's gradebook has it, `refused` why not."""

    sheet: ScoreSheet
    exercises: tuple[ExerciseStanding, ...]
    held: Held
    taken: bool
    refused: Message | None = None

    @property
    def before_penalty(self) -> float:
        return round(sum(e.earned for e in self.exercises), 2)

    @property
    def penalty(self) -> float:
        return round(min(self.held.penalty, self.before_penalty), 2)

    @property
    def earned(self) -> float:
        """Points, as `nbgrader export` has them."""
        return round(max(0.0, self.before_penalty - self.penalty), 2)

    @property
    def possible(self) -> float:
        return round(sum(e.possible for e in self.exercises), 2)

    @property
    def waiting(self) -> float:
        return round(sum(e.waiting for e in self.exercises), 2)

    @property
    def reachable(self) -> float:
        return round(self.possible - self.waiting, 2)

    @property
    def unscored(self) -> bool:
        return self.sheet.problem is not None or any(e.unscored for e in self.exercises)

    @property
    def digest(self) -> str:
        """Of all that a page tells of it."""
        told = f"{self.sheet.to_json()}{self.beside_the_sheet}"
        return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:16]

    @property
    def beside_the_sheet(self) -> str:
        """All that is not the sheet's, for whoever wants to know whether it changed."""
        given = [(e.points, e.by_person, e.extra, e.comment, e.override, e.earlier) for e in self.exercises]
        return repr((self.held, self.taken, self.refused, given))

    def exercise(self, name: str) -> ExerciseStanding:
        """KeyError where the sheet does not have it."""
        return {e.score.exercise: e for e in self.exercises}[name]


class Standings:
    """Those of an assignment; the gradebook is read once."""

    def __init__(self, folder: CourseFolder, assignment: Assignment) -> None:
        from autograder.gradebook.reading import read_held  # brings nbgrader, which a refusal does without

        self._folder, self._slug = folder, assignment.slug
        self._held: Mapping[str, Held] = read_held(folder, assignment.slug)
        self._refused = refused(folder, assignment)

    def all(self) -> tuple[Standing, ...]:
        """Of every sheet that is kept."""
        return tuple(map(self.of, self._folder.sheets(self._slug)))

    def of(self, sheet: ScoreSheet) -> Standing:
        state, student = self._folder.state, sheet.student
        overrides = read_overrides(state.overrides(self._slug, student))
        record = read_given(state.given(self._slug, student))
        return standing_of(sheet, self._held.get(student), self._refused.get(student), overrides, record)


def standing_of(
    sheet: ScoreSheet,
    held: Held | None = None,
    refused: Message | None = None,
    overrides: Overrides = _NO_OVERRIDES,
    record: Record = _NO_RECORD,
) -> Standing:
    """Out of a sheet and what is beside it; by the sheet alone where nbgrader has no grade of it."""
    taken = held is not None and not sheet.problem and refused is None
    cells = held.cells if held and taken else {}
    exercises = tuple(_exercise(e, cells.get(e.exercise), overrides, record) for e in sheet.exercises)
    return Standing(sheet, exercises, held or Held(), taken, refused)


def _exercise(
    score: ExerciseScore, cell: Cell | None, overrides: Overrides, record: Record
) -> ExerciseStanding:
    """By the gradebook's row of it; by our own files alone where there is none yet."""
    earlier = record.latest(score.exercise)
    if cell is None or score.exercise in overrides.pending:
        own = score.override
        by_person = own.points if own else None
        return ExerciseStanding(score, _points(score, by_person, score.automatic), by_person, override=own)
    override = score.override if score.override and score.override.points == cell.by_person else None
    points = _points(score, cell.by_person, cell.automatic)
    return ExerciseStanding(score, points, cell.by_person, cell.extra, cell.comment, override, earlier)


def _points(score: ExerciseScore, by_person: float | None, automatic: float | None) -> float | None:
    if by_person is not None:
        return by_person
    return None if score.in_words or score.unscored else automatic
