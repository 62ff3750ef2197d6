"""A class, counted sheet by sheet: what is kept does not grow with what students wrote.

A sheet is looked at once and let go. Of messages only the template is told apart, with one example:
two thousand students who are all told another number were all told the same thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from autograder.course.course import WRITTEN, Assignment
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.evidence.packages import package_of
from autograder.gradebook.held import Held
from autograder.gradebook.standing import ExerciseStanding, Standing
from autograder.messages import Message, plural, say
from autograder.pages.own_networks import best_exercise
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Measurement, Usage, Verdict


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
    def by_itself(self) -> int:
        """Who missed it, and not for something that comes before."""
        return self.missed - self.blocked

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
    by_person: int = 0

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


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What is kept of one student. `failed` names the exercises that our own failure left unscored."""

    student: str
    points: float
    reachable: float
    waiting: float
    held: Held
    penalty: float
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
    """Counts one assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._written = {e.id for e in assignment.exercises if e.kind == WRITTEN}
        self.lines: list[Line] = []
        self.exercises: dict[str, ExerciseCount] = {e.id: ExerciseCount() for e in assignment.exercises}
        self.criteria: dict[tuple[str, str], CriterionCount] = {}
        self.flags: dict[tuple[str, str], Flagged] = {}
        #: By exercise, of how many students its network is the best of several.
        self.best: Counter[str] = Counter()

    def add(self, standing: Standing) -> None:
        """Count a student; what is said of exercises that the assignment no longer has is left out."""
        sheet = standing.sheet
        known = tuple(e for e in standing.exercises if e.score.exercise in self.exercises)
        standing = replace(standing, exercises=known)
        for found in known:
            self._count(found)
            self._flag(sheet.student, found.score.exercise, _flags(found))
        self._flag(sheet.student, THE_FILE, sheet.remarks)
        self.lines.append(self._line(standing))
        if best := best_exercise((found.score for found in known), self._assignment):
            self.best[best] += 1

    def _line(self, standing: Standing) -> Line:
        sheet, measured = standing.sheet, self._assignment.accuracy
        unscored = [e.score for e in standing.exercises if e.unscored]
        return Line(
            student=sheet.student,
            points=standing.earned,
            reachable=standing.reachable,
            waiting=standing.waiting,
            held=standing.held,
            penalty=standing.penalty,
            flags=sum(len(_flags(e)) for e in standing.exercises) + len(sheet.remarks),
            failed=tuple(score.exercise for score in unscored),
            reason=next(map(_reason, unscored), None),
            problem=sheet.problem,
            refused=standing.refused,
            walls=sheet.sandbox is Sandbox.WALLS,
            measured=sheet.measurement(*measured) if measured else None,
            usage=sheet.usage,
        )

    @property
    def scored(self) -> list[Line]:
        return [line for line in self.lines if line.scored]

    def _count(self, found: ExerciseStanding) -> None:
        score, count = found.score, self.exercises[found.score.exercise]
        if found.points is not None and not found.waiting:
            count.add(found.earned, score.possible, _attempted(score))
        count.waiting += bool(found.waiting)
        count.by_person += found.by_person is not None
        if score.exercise in self._written or score.unscored:
            return
        for criterion in score.counted:
            if criterion.verdict is Verdict.UNCONFIRMED:  # nobody knows yet
                continue
            key = (score.exercise, criterion.name)
            self.criteria.setdefault(key, CriterionCount(criterion.title)).add(criterion)

    def _flag(self, student: str, about: str, flags: Iterable[Message]) -> None:
        for flag in flags:
            alike = flag.template + package_of(flag)  # each package by itself: it is to be installed
            found = self.flags.setdefault((about, alike), Flagged(about, flag))
            found.students.append(student)
            found.varied = found.varied or flag != found.example


def _flags(found: ExerciseStanding) -> tuple[Message, ...]:
    """What an instructor is to look at: flags, and what could not be verified, until they have."""
    remark = found.remark
    return (*found.score.flags, *((remark,) if remark else ()))


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
