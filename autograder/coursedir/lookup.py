"""An exercise by the name that an instructor gives."""

from __future__ import annotations

from difflib import get_close_matches

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import AutograderError
from autograder.messages import say


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
