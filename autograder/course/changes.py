"""What an instructor changes in a course's assignments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from autograder.course.course import Assignment, Course, text
from autograder.course.late import LatePolicy, late_policy
from autograder.course.mistakes import nearest
from autograder.course.schema import ChangesTable, limits_of, typed
from autograder.errors import CourseError, FolderError, WrongValue
from autograder.messages import LANGUAGES, cause, say

MANIFEST = "course.toml"


@dataclass(frozen=True)
class Changes:
    """What an instructor changes in one assignment; nothing, where nothing is said.

    `points` and `notes` go by exercise; a note stands above the exercise in the notebook. `hints`
    says whether students' pages may give an exercise's first hint. `late` is what lateness costs, where
    course.toml says it.
    """

    title: str = ""
    deadline: datetime | None = None
    leave_out: tuple[str, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    hints: bool = True
    late: LatePolicy | None = None


def changes_of(table: ChangesTable, late: LatePolicy | None = None) -> Changes:
    """The changes in one assignment; `late` is for all of them, where it says nothing itself."""
    return Changes(
        title=table.title,
        deadline=table.deadline,
        leave_out=table.leave_out,
        points=table.points,
        notes=table.notes,
        limits=limits_of(table),
        hints=table.hints,
        late=late_policy(table.late) or late,
    )


def adjusted(course: Course, changes: Mapping[str, Changes]) -> Course:
    """The course as the instructor wants it; FolderError for what it does not have."""
    known = {a.slug for a in course.assignments}
    if unknown := sorted(changes.keys() - known):
        raise FolderError(
            "{manifest} names {names}; the course has {known}",
            manifest=MANIFEST,
            names=", ".join(unknown),
            known=", ".join(sorted(known)),
        )
    assignments = tuple(_adjusted(a, changes.get(a.slug, Changes())) for a in course.assignments)
    own = hashlib.sha256(f"{course.digest} {sorted(changes.items())}".encode()).hexdigest()[:16]
    return replace(course, assignments=assignments, digest=own if changes else course.digest)


def handed_out(course: Course, slug: str, leave_out: Any = (), points: Any = None) -> Assignment:
    """An assignment as a notebook's set-up cell says that it was handed out; nothing said, as it is.

    CourseError where there is no such assignment, or where it has none of the exercises named.
    """
    assignment = course.assignment(slug)
    try:
        changes = changes_of(typed({"leave_out": leave_out, "points": points or {}}, ChangesTable))
    except WrongValue as error:
        raise CourseError("the set-up cell cannot be used: {error}", error=cause(error)) from error
    known = [e.id for e in assignment.exercises]
    if unknown := {*changes.leave_out, *changes.points} - {*known}:
        raise CourseError(
            "the set-up cell names {names}; {assignment} has {known}",
            names=", ".join(sorted(map(str, unknown))),
            assignment=slug,
            known=", ".join(known),
        )
    if set(known) <= set(changes.leave_out):
        raise CourseError("the set-up cell leaves every exercise of {assignment} out", assignment=slug)
    return adjusted(course, {slug: changes}).assignment(slug)


def _adjusted(assignment: Assignment, changes: Changes) -> Assignment:
    _expect_exercises(assignment, changes)
    kept = tuple(
        replace(e, points=changes.points.get(e.id, e.points))
        for e in assignment.exercises
        if e.id not in changes.leave_out
    )
    if not kept:
        raise FolderError(
            "{manifest} leaves every exercise of {assignment} out",
            manifest=MANIFEST,
            assignment=assignment.slug,
        )
    title = text(dict.fromkeys(LANGUAGES, changes.title)) if changes.title else assignment.title
    return replace(
        assignment,
        title=title,
        exercises=kept,
        left_out=tuple(e for e in assignment.exercises if e.id in changes.leave_out),
        revalued=tuple((e.id, e.points) for e in kept if e.points != assignment.exercise(e.id).points),
        notes=tuple(changes.notes.items()),
        deadline=changes.deadline,
        limits=replace(assignment.limits, **changes.limits),
        hints=changes.hints,
        late=changes.late,
    )


def _expect_exercises(assignment: Assignment, changes: Changes) -> None:
    known = {e.id for e in assignment.exercises}
    for table in ("leave_out", "points", "notes"):
        if unknown := sorted({*getattr(changes, table)} - known):
            names = ", ".join(unknown)
            wrong = say("{assignment} has no exercise {names}", assignment=assignment.slug, names=names)
            if meant := nearest(unknown, known):
                wrong = say("{wrong}: did you mean {meant}?", wrong=wrong, meant=meant)
            place = f"assignments.{assignment.slug}.{table}"
            raise FolderError("{manifest}: {wrong} (at {place})", manifest=MANIFEST, wrong=wrong, place=place)
