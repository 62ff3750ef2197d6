"""Exercises and assignments by the names that an instructor gives."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import AutograderError
from autograder.messages import say


def graded(folder: CourseFolder, wanted: Sequence[str] = ()) -> tuple[Assignment, ...]:
    """The assignments named, or all that are graded; AutograderError where a sheet is missing."""
    chosen = [folder.course.assignment(slug) for slug in wanted] or folder.course.assignments
    found = tuple(a for a in chosen if folder.state.sheets(a.slug))
    missing = [a.slug for a in chosen if a not in found]
    if missing and (wanted or not found):
        raise AutograderError(
            "nothing of {names} is graded yet: run `autograder grade {path}` first",
            names=", ".join(missing),
            path=folder.path,
        )
    return found


def exercise_of(folder: CourseFolder, name: str) -> tuple[Assignment, str]:
    """`assignment/exercise`, or an exercise's name where only one assignment has it."""
    slug, _, exercise = name.rpartition("/")
    having = [a for a in folder.course.assignments if exercise in {e.id for e in a.exercises}]
    chosen = [folder.course.assignment(slug)] if slug else having
    if len(chosen) != 1:
        places = [f"{a.slug}/{exercise}" for a in having] or _alike(folder, exercise)
        told = ", ".join(places) or say("no assignment has it")
        raise AutograderError("which exercise is {name!r}? {places}", name=name, places=told)
    return chosen[0], exercise


def _alike(folder: CourseFolder, exercise: str) -> list[str]:
    """What may have been meant; else everything there is."""
    known = {e.id: f"{a.slug}/{e.id}" for a in folder.course.assignments for e in a.exercises}
    return [known[name] for name in get_close_matches(exercise, known) or known]
