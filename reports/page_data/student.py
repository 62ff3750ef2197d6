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
    """`next_step` is what to try; empty where there is nothing to try, or nothing to be said."""

    exercise: str
    title: str
    headline: str
    earned: float
    possible: float
    criteria: tuple[CriterionLine, ...]
    next_step: str = ""


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer in words, with the points and the comment of whoever read it."""

    title: str
    text: str
    earned: float
    possible: float
    comment: str


@dataclass(frozen=True)
class SheetPage:
    """One student's score sheet; `answers` are there once a person has read them."""

    title: str
    student: str
    assignment: str
    earned: float
    possible: float
    remarks: tuple[str, ...]
    exercises: tuple[ExerciseBlock, ...]
    answers: tuple[WrittenAnswer, ...] = ()
    language: str = "en"
    network: StudentNetwork | None = None
