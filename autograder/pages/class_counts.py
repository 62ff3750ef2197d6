"""A class, counted sheet by sheet: what is kept does not grow with what students wrote.

A sheet is looked at once and let go. Of messages only the template is told apart, with one example:
two thousand students who are all told another number were all told the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.course.course import WRITTEN, Assignment
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.messages import Message, plural, say
from autograder.scoring.score_sheet import (
    CriterionScore,
    ExerciseScore,
    Measurement,
    ScoreSheet,
    Usage,
    Verdict,
)

#: Points that a person gave, by student and exercise.
ByHand = Mapping[tuple[str, str], float]


@dataclass
class Told:
    """A message, by its template: how many got it, and the first of them; `varied` if others differ."""

    example: Message
    students: int = 0
    varied: bool = False

    def add(self, message: Message) -> None:
        self.students += 1
        self.varied = self.varied or message != self.example


@dataclass
class CriterionCount:
    """`students` are those who were judged; `idle` had not begun, `blocked` failed at something before."""

    title: Message
    students: int = 0
    earned: int = 0
    idle: int = 0
    blocked: int = 0
    told: dict[str, Told] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        return self.students - self.earned

    @property
    def most_told(self) -> Told | None:
        """What most were told; of several alike, the one that was told first."""
        return max(self.told.values(), key=lambda told: told.students, default=None)

    def add(self, score: CriterionScore) -> None:
        self.students += 1
        self.earned += score.verdict is Verdict.PASSED
        self.idle += score.verdict is Verdict.NOT_ATTEMPTED
        self.blocked += score.verdict is Verdict.BLOCKED
        if score.verdict is Verdict.FAILED and score.message:
            self.told.setdefault(score.message.template, Told(score.message)).add(score.message)


@dataclass
class ExerciseCount:
    """`judged` are those whose points are known; `shares` are added up over them."""

    judged: int = 0
    attempted: int = 0
    full: int = 0
    shares: float = 0.0
    waiting: int = 0

    def add(self, earned: float, possible: float, attempted: bool) -> None:
        self.judged += 1
        self.attempted += attempted
        self.full += earned >= possible
        self.shares += earned / possible if possible else 0.0


#: What a flag is about, where it is no exercise: the file that was handed in.
THE_FILE = ""


@dataclass
class Flagged:
    """A flag, by exercise (or THE_FILE) and template, with everyone who has it; `varied` as in `Told`."""

    exercise: str
    example: Message
    students: list[str] = field(default_factory=list)
    varied: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What is kept of one student. `failed` names the exercises that our own failure left unscored."""

    student: str
    points: float
    reachable: float
    waiting: float
    flags: int
    failed: tuple[str, ...]
    reason: Message | None
    problem: Message | None
    refused: Message | None
    walls: bool
    measured: Measurement | None
    usage: Usage | None

    @property
    def scored(self) -> bool:
        """Whether all that we score of it has a score."""
        return not self.problem and not self.failed


def badges(line: Line) -> Iterator[tuple[str, Message]]:
    """A student at a glance: a kind, which has an icon, and a word or two; none where all is well.

    The kind is `unscored`, `needs_human` or `flag`.
    """
    if line.problem or line.failed:
        yield "unscored", say("no score")
    if line.refused and line.scored:
        yield "unscored", say("not in the gradebook")
    if line.waiting and not line.problem:
        yield "needs_human", plural("{count:g} point waits", "{count:g} points wait", line.waiting)
    if line.flags:
        yield "flag", plural("{count} flag", "{count} flags", line.flags)


class ClassCounts:
    """Counts one assignment. `by_hand` and `refused` are what nbgrader's gradebook says of it."""

    def __init__(self, assignment: Assignment, by_hand: ByHand, refused: Mapping[str, Message]) -> None:
        self._assignment, self._by_hand, self._refused = assignment, by_hand, refused
        self._written = {e.id for e in assignment.exercises if e.kind == WRITTEN}
        self.lines: list[Line] = []
        self.exercises: dict[str, ExerciseCount] = {e.id: ExerciseCount() for e in assignment.exercises}
        self.criteria: dict[tuple[str, str], CriterionCount] = {}
        self.flags: dict[tuple[str, str], Flagged] = {}

    def add(self, sheet: ScoreSheet) -> None:
        """Count a sheet; what it says of exercises that the assignment no longer has is left out."""
        known = [e for e in sheet.exercises if e.exercise in self.exercises]
        given = {e.exercise: self._given(sheet.student, e) for e in known}
        for score in known:
            self._count(score, given[score.exercise])
            unlooked = score.unconfirmed and not self._is_given_by_hand(sheet.student, score)
            self.exercises[score.exercise].waiting += bool(unlooked)
            self._flag(sheet.student, score.exercise, _flags(score))
        self._flag(sheet.student, THE_FILE, sheet.remarks)
        waiting = sum(e.possible for e in known if given[e.exercise] is None and not e.unscored)
        waiting += sum(e.unconfirmed for e in known if not self._is_given_by_hand(sheet.student, e))
        points = sum(points for points in given.values() if points is not None)
        self.lines.append(self._line(sheet, known, round(points, 2), round(waiting, 2)))

    def _line(self, sheet: ScoreSheet, known: list[ExerciseScore], points: float, waiting: float) -> Line:
        measured = self._assignment.accuracy
        return Line(
            student=sheet.student,
            points=points,
            reachable=round(sum(e.possible for e in known) - waiting, 2),
            waiting=waiting,
            flags=sum(len(_flags(e)) for e in known) + len(sheet.remarks),
            failed=tuple(e.exercise for e in known if e.unscored),
            reason=next((_reason(e) for e in known if e.unscored), None),
            problem=sheet.problem,
            refused=self._refused.get(sheet.student),
            walls=sheet.sandbox is Sandbox.WALLS,
            measured=sheet.measurement(*measured) if measured else None,
            usage=sheet.usage,
        )

    @property
    def scored(self) -> list[Line]:
        return [line for line in self.lines if line.scored]

    def _given(self, student: str, score: ExerciseScore) -> float | None:
        """The points of an exercise; None where they are still to be given."""
        if score.override is not None:
            return score.earned
        if score.exercise in self._written or self._is_given_by_hand(student, score):
            return self._by_hand.get((student, score.exercise))
        return None if score.unscored else score.earned

    def _is_given_by_hand(self, student: str, score: ExerciseScore) -> bool:
        """Whether a person gave points in formgrader for what waited: that settles it."""
        return bool(score.unconfirmed) and (student, score.exercise) in self._by_hand

    def _count(self, score: ExerciseScore, points: float | None) -> None:
        count = self.exercises[score.exercise]
        if points is not None:
            count.add(points, score.possible, _attempted(score))
        elif score.exercise in self._written:
            count.waiting += 1
        if score.exercise in self._written or score.unscored:
            return
        for criterion in score.counted:
            key = (score.exercise, criterion.name)
            self.criteria.setdefault(key, CriterionCount(criterion.title)).add(criterion)

    def _flag(self, student: str, about: str, flags: Iterable[Message]) -> None:
        for flag in flags:
            found = self.flags.setdefault((about, flag.template), Flagged(about, flag))
            found.students.append(student)
            found.varied = found.varied or flag != found.example


def _flags(score: ExerciseScore) -> tuple[Message, ...]:
    """What an instructor is to look at: flags, and what could not be verified of a network."""
    return (*score.flags, *((score.remark,) if score.remark else ()))


def _attempted(score: ExerciseScore) -> bool:
    idle = all(criterion.verdict is Verdict.NOT_ATTEMPTED for criterion in score.criteria)
    return score.status is not RunStatus.NOT_ATTEMPTED and not idle


def _reason(score: ExerciseScore) -> Message | None:
    """Why the grader failed on an exercise, without what is said to its student of it."""
    told = (c.message for c in score.criteria if c.verdict is Verdict.UNSCORED and c.message)
    whole = next(told, None)
    if whole is None:
        return None
    part = dict(whole.values).get("reason", whole)
    return part if isinstance(part, Message) else say("{told}", told=part)
