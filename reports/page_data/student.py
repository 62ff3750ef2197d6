"""The data of a student's page."""

from __future__ import annotations

from dataclasses import dataclass

from reports.page_data.student_network import StudentNetwork


@dataclass(frozen=True)
class CriterionLine:
    """`verdict` is one of passed, failed, blocked, not_attempted, needs_human, unscored."""

    title: str
    verdict: str
    word: str
    earned: float
    possible: float
    message: str


@dataclass(frozen=True)
class ExerciseBlock:
    """`next_step` is what to try; empty where there is nothing to try, or nothing to be said.

    Of `possible` points `waiting` are not given yet. With points `by_person` the state follows from them,
    else from the criteria. `answer` is a student's own, in words; `comment` and `earlier` are a person's, of
    this answer and of an earlier one. `stopped` says that its cell did, where no criterion says so.
    """

    exercise: str
    title: str
    headline: str
    earned: float
    possible: float
    criteria: tuple[CriterionLine, ...]
    next_step: str = ""
    waiting: float = 0.0
    by_person: bool = False
    answer: str = ""
    comment: str = ""
    earlier: str = ""
    stopped: str = ""

    @property
    def reachable(self) -> float:
        return self.possible - self.waiting


@dataclass(frozen=True)
class Fact:
    """A line of what is told of handing in: `value` is finished text."""

    name: str
    value: str


@dataclass(frozen=True)
class SheetPage:
    """One student's score sheet; of `possible` points `waiting` are not given yet.

    By `digest` a later look finds out whether anything that the page tells has changed.
    """

    title: str
    student: str
    assignment: str
    earned: float
    possible: float
    remarks: tuple[str, ...]
    exercises: tuple[ExerciseBlock, ...]
    language: str = "en"
    network: StudentNetwork | None = None
    waiting: float = 0.0
    facts: tuple[Fact, ...] = ()
    digest: str = ""

    @property
    def reachable(self) -> float:
        return self.possible - self.waiting
