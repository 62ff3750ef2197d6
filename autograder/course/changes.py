"""What an instructor changes in a course's assignments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from autograder.course.course import Assignment, Course, expect_fields, text
from autograder.course.limits import Limits
from autograder.errors import CourseError, FolderError, WrongValue
from autograder.messages import LANGUAGES, cause

MANIFEST = "course.toml"


#: What an instructor's table may hold: its type, the type of what is in it, and an example.
_FORMS: Mapping[str, tuple[type, type, str]] = {
    "title": (str, str, 'title = "Week 1"'),
    "leave_out": (list, str, 'leave_out = ["train"]'),
    "points": (dict, object, "points = { train = 3 }"),
    "notes": (dict, str, 'notes = { train = "Use the lab." }'),
}


_LIMITS = frozenset(f.name for f in fields(Limits))


@dataclass(frozen=True)
class Changes:
    """What an instructor changes in one assignment; nothing, where nothing is said.

    `points` and `notes` go by exercise; a note stands above the exercise in the notebook. `hints`
    says whether students' pages may give an exercise's first hint.
    """

    title: str = ""
    deadline: datetime | None = None
    leave_out: tuple[str, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    hints: bool = True


def _changes(entry: Mapping[str, Any]) -> Changes:
    """WrongValue for a name that means nothing here, and for a value that cannot be meant."""
    _expect_forms(entry)
    own = {name: value for name, value in entry.items() if name not in _LIMITS}
    limits = {name: value for name, value in entry.items() if name in _LIMITS}
    Limits.from_toml(limits)
    changes = Changes(**{**own, "leave_out": tuple(own.get("leave_out", ()))}, limits=limits)
    for exercise, points in changes.points.items():
        if isinstance(points, bool) or not isinstance(points, int | float) or not points > 0:
            raise WrongValue(
                "points of {exercise} are {found!r}, not a number above 0", exercise=exercise, found=points
            )
    if not isinstance(changes.hints, bool):
        raise WrongValue("hints is {found!r}, not true or false", found=changes.hints)
    if changes.deadline is not None and not isinstance(changes.deadline, date):
        raise WrongValue(
            "deadline is {found!r}, not a time such as 2027-03-01T23:59:00Z", found=changes.deadline
        )
    if isinstance(changes.deadline, date) and not isinstance(changes.deadline, datetime):  # all day
        return replace(changes, deadline=datetime.combine(changes.deadline, datetime.max.time()))
    return changes


def _expect_forms(entry: Mapping[str, Any]) -> None:
    expect_fields(Changes, entry, more=_LIMITS, less=("limits",))
    for name, (kind, inner, example) in _FORMS.items():
        found = entry.get(name, kind())
        inside = found.values() if isinstance(found, dict) else found
        if not isinstance(found, kind) or not all(isinstance(x, inner) for x in inside):
            raise WrongValue(
                "{name} is {found!r}, not as in: {example}", name=name, found=found, example=example
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
    names = list(leave_out) if isinstance(leave_out, tuple) else leave_out
    try:
        changes = _changes({"leave_out": names, "points": points or {}})
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
    named = {*changes.leave_out, *changes.points, *changes.notes}
    if unknown := sorted(named - {e.id for e in assignment.exercises}):
        raise FolderError(
            "{manifest}: {assignment} has no exercise {names}",
            manifest=MANIFEST,
            assignment=assignment.slug,
            names=", ".join(unknown),
        )
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
    limits = Limits.from_toml({**vars(assignment.limits), **changes.limits})
    title = text(dict.fromkeys(LANGUAGES, changes.title)) if changes.title else assignment.title
    return replace(
        assignment,
        title=title,
        exercises=kept,
        left_out=tuple(e for e in assignment.exercises if e.id in changes.leave_out),
        revalued=tuple((e.id, e.points) for e in kept if e.points != assignment.exercise(e.id).points),
        notes=tuple(changes.notes.items()),
        deadline=changes.deadline,
        limits=limits,
        hints=changes.hints,
    )
