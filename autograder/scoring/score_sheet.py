"""What evidence is worth: criteria, exercises, and the score sheet of one submission."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.evidence.refusals import Reason, reason_from_json
from autograder.messages import Message
from autograder.scoring.earlier_sheets import renewed
from autograder.scoring.network_summary import NetworkSummary
from autograder.scoring.network_summary import from_json as summary_from_json

FORMAT_VERSION = 6


#: The one criterion of an exercise that is answered in words.
IN_WORDS = "answer"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    NOT_ATTEMPTED = "not_attempted"
    NEEDS_HUMAN = "needs_human"
    UNCONFIRMED = "unconfirmed"  # it holds, if code that could not be verified does what it seems to
    DEFERRED = "deferred"  # in a student's own notebook: judged when it is handed in
    UNSCORED = "unscored"


@dataclass(frozen=True)
class CriterionScore:
    """One criterion; `message` says what was found and what to try, None where it holds."""

    name: str
    title: Message
    verdict: Verdict
    earned: float
    possible: float
    message: Message | None = None


@dataclass(frozen=True)
class Measurement:
    """A number that the grader measured itself, over so many cases: an accuracy, a fraction."""

    name: str
    value: float
    cases: int


@dataclass(frozen=True)
class Override:
    """Points that an instructor gives in the place of ours; `date` is an ISO day.

    `who` is what their machine calls them. They hold for what was answered with `text` (a digest), empty
    where nobody knows: for whatever there is.
    """

    points: float
    reason: str
    date: str
    who: str = ""
    text: str = ""

    def holds_for(self, score: ExerciseScore) -> bool:
        return self.text in ("", score.text)


@dataclass(frozen=True)
class Confirmation:
    """That an instructor has looked at code of a student's own; `date` is an ISO day."""

    reason: str
    date: str


@dataclass(frozen=True)
class ExerciseScore:
    """One exercise; `remark` is for everyone, `flags` are for the instructor and cost nothing.

    An `override` counts instead of the criteria, which stay beside it. A `network_summary` is for the
    student's page. `own_code` is the digest of code that criteria wait for, until it is `confirmed`.
    `text` is the digest of what it was answered with, empty where nobody knows any more.
    """

    exercise: str
    status: RunStatus
    criteria: tuple[CriterionScore, ...]
    measured: tuple[Measurement, ...] = ()
    error: Reason = ""
    remark: Message | None = None
    flags: tuple[Message, ...] = ()
    override: Override | None = None
    network_summary: NetworkSummary | None = None
    own_code: str = ""
    confirmed: Confirmation | None = None
    text: str = ""

    @property
    def counted(self) -> tuple[CriterionScore, ...]:
        """The criteria as they count now: those on confirmed code hold."""
        return tuple(
            replace(c, verdict=Verdict.PASSED, earned=c.possible, message=None)
            if self.confirmed and c.verdict is Verdict.UNCONFIRMED
            else c
            for c in self.criteria
        )

    @property
    def automatic(self) -> float:
        """What the criteria earned."""
        return round(sum(c.earned for c in self.counted), 2)

    @property
    def earned(self) -> float:
        """Points, to two decimals, as nbgrader's gradebook keeps them."""
        return self.automatic if self.override is None else round(self.override.points, 2)

    @property
    def possible(self) -> float:
        return round(sum(c.possible for c in self.criteria), 2)

    @property
    def unscored(self) -> bool:
        """Whether the grader failed on it, and no instructor has settled it."""
        return self.override is None and any(c.verdict is Verdict.UNSCORED for c in self.criteria)

    @property
    def is_blank(self) -> bool:
        """Whether it is answered in words, and was not."""
        return [c.name for c in self.criteria] == [IN_WORDS] and self.status is RunStatus.NOT_ATTEMPTED

    @property
    def in_words(self) -> float:
        """Points for what a person has to read."""
        return round(self._possible(Verdict.NEEDS_HUMAN), 2)

    @property
    def unconfirmed(self) -> float:
        """Points for what rests on code that a person has yet to look at."""
        settled = self.confirmed is not None or self.override is not None
        return 0.0 if settled else round(self._possible(Verdict.UNCONFIRMED), 2)

    @property
    def waiting(self) -> float:
        """Points that a person has yet to give."""
        return round(self.in_words + self.unconfirmed, 2)

    def _possible(self, verdict: Verdict) -> float:
        return sum(c.possible for c in self.criteria if c.verdict is verdict)


def unanswered(score: ExerciseScore) -> ExerciseScore:
    """An exercise in words without an answer: it earns nothing, and nobody has to read it."""
    criteria = tuple(replace(c, verdict=Verdict.NOT_ATTEMPTED) for c in score.criteria)
    return replace(score, status=RunStatus.NOT_ATTEMPTED, criteria=criteria)


@dataclass(frozen=True)
class Usage:
    """What running a submission took: seconds of wall time in its cells, and the most memory they held.

    `memory_bytes` is None where nobody looked, as without walls; so is `whole_seconds`, with kernel, asks and
    networks built anew, in sheets of before.
    """

    seconds: float
    memory_bytes: int | None = None
    whole_seconds: float | None = None


@dataclass(frozen=True)
class ScoreSheet:
    """Everything that one submission earned, and under which course and wall.

    `problem` says why there is no score at all; `exercises` are empty then. `remarks` name what was
    odd about what was handed in, and cost nothing. `usage` is None where nothing ran.
    """

    student: str
    assignment: str
    course_digest: str
    evidence_key: str
    sandbox: Sandbox
    exercises: tuple[ExerciseScore, ...]
    problem: Message | None = None
    remarks: tuple[Message, ...] = ()
    format_version: int = FORMAT_VERSION
    usage: Usage | None = None

    @property
    def earned(self) -> float:
        return round(sum(e.earned for e in self.exercises), 2)

    @property
    def automatic(self) -> float:
        """What the grader gave, whatever a person put in its place."""
        return round(sum(e.automatic for e in self.exercises), 2)

    @property
    def possible(self) -> float:
        return round(sum(e.possible for e in self.exercises), 2)

    @property
    def waiting(self) -> float:
        """Points that a person has yet to give; `earned` is without them, `possible` with them."""
        return round(sum(e.waiting for e in self.exercises), 2)

    @property
    def unscored(self) -> bool:
        return self.problem is not None or any(e.unscored for e in self.exercises)

    def points(self, exercise: str) -> float:
        """Points of one exercise; KeyError where the sheet does not have it."""
        return {e.exercise: e.earned for e in self.exercises}[exercise]

    def measurement(self, exercise: str, name: str) -> Measurement | None:
        found = (m for e in self.exercises if e.exercise == exercise for m in e.measured if m.name == name)
        return next(found, None)

    def to_json(self) -> str:
        return json.dumps(as_json(self), indent=1, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> ScoreSheet:
        """ValueError where the text is no score sheet of a format version that can be read."""
        data = json.loads(text)
        version = data.pop("format_version", None)
        if version != FORMAT_VERSION:
            data = renewed(data, version, FORMAT_VERSION)
        exercises = tuple(_exercise(e) for e in data.pop("exercises"))
        remarks = tuple(Message.from_json(remark) for remark in data.pop("remarks"))
        problem, usage = _message(data.pop("problem")), data.pop("usage")
        sandbox = Sandbox(data.pop("sandbox"))
        return ScoreSheet(
            **data,
            sandbox=sandbox,
            exercises=exercises,
            problem=problem,
            remarks=remarks,
            usage=Usage(**usage) if usage else None,
        )


def as_json(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, tuple):
        return [as_json(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _exercise(data: dict[str, Any]) -> ExerciseScore:
    return ExerciseScore(
        exercise=data["exercise"],
        status=RunStatus(data["status"]),
        criteria=tuple(_criterion(c) for c in data["criteria"]),
        measured=tuple(Measurement(**m) for m in data["measured"]),
        error=reason_from_json(data["error"]),
        remark=_message(data["remark"]),
        flags=tuple(Message.from_json(flag) for flag in data["flags"]),
        override=Override(**data["override"]) if data["override"] else None,
        network_summary=summary_from_json(data["network_summary"]) if data["network_summary"] else None,
        own_code=str(data.get("own_code", "")),
        confirmed=Confirmation(**data["confirmed"]) if data.get("confirmed") else None,
        text=str(data.get("text", "")),
    )


def _criterion(data: dict[str, Any]) -> CriterionScore:
    return CriterionScore(
        name=data["name"],
        title=Message.from_json(data["title"]),
        verdict=Verdict(data["verdict"]),
        earned=data["earned"],
        possible=data["possible"],
        message=_message(data["message"]),
    )


def _message(data: dict[str, Any] | None) -> Message | None:
    return None if data is None else Message.from_json(data)
