"""What `autograder init` last made of course.toml: which exercises a course handed out, and their points.

Grading goes by course.toml, nbgrader's gradebook by what was released: the two must not drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError
from autograder.state_files import read_versioned, write_versioned

FORMAT_VERSION = 2
_ONE_TABLE = 1  # what `init` wrote was released at once

Points = dict[str, float]


@dataclass(frozen=True)
class Released:
    """Points by exercise, by assignment: as `init` last `wrote` them, and as the gradebook has them."""

    wrote: Mapping[str, Points]
    gradebook: Mapping[str, Points]


def keep_written(folder: CourseFolder) -> None:
    """Remember every assignment as it is written now; and as released, where no grades stand in the way."""
    before, now = _read(folder).gradebook, {a.slug: _points(a) for a in folder.course.assignments}
    stays = {a.slug: before[a.slug] for a in folder.course.assignments if is_repriced(folder, a)}
    _write(folder, Released(now, {**now, **stays}))


def keep_released(folder: CourseFolder, assignment: Assignment) -> None:
    """Remember that nbgrader's gradebook has an assignment as it is now."""
    before = _read(folder)
    _write(folder, Released(before.wrote, {**before.gradebook, assignment.slug: _points(assignment)}))


def is_repriced(folder: CourseFolder, assignment: Assignment) -> bool:
    """Whether there are grades by other points than course.toml says now."""
    before = _read(folder).gradebook.get(assignment.slug, _points(assignment))
    return before != _points(assignment) and bool(folder.state.sheets(assignment.slug))


def expect_written(folder: CourseFolder, assignment: Assignment) -> None:
    """FolderError where course.toml changed an assignment since `init` wrote it."""
    if _read(folder).wrote.get(assignment.slug, _points(assignment)) != _points(assignment):
        raise FolderError(
            "course.toml has changed the exercises or points of {assignment}: run `autograder init {path}` "
            "first, which hands the change on to nbgrader",
            assignment=assignment.slug,
            path=folder.path,
        )


def expect_released(folder: CourseFolder, assignment: Assignment) -> None:
    """FolderError where nbgrader's gradebook has an assignment otherwise than it is now."""
    expect_written(folder, assignment)
    if is_repriced(folder, assignment):
        raise FolderError(
            "the points of {assignment} were changed after it was graded: run `autograder rescore {path} "
            "{assignment}` first, which changes grades and gradebook together",
            assignment=assignment.slug,
            path=folder.path,
        )


def expect_the_same_exercises(folder: CourseFolder) -> None:
    """FolderError where exercises come or go although there are grades: nbgrader takes no such change."""
    released = _read(folder).gradebook
    for assignment in folder.course.assignments:
        before = released.get(assignment.slug, _points(assignment)).keys()
        changed = sorted(before ^ _points(assignment).keys())
        if changed and folder.state.sheets(assignment.slug):
            raise FolderError(
                "{assignment} is graded already, so that its exercises can no longer be left out or taken "
                "back: put leave_out in course.toml back as it was ({names})",
                assignment=assignment.slug,
                names=", ".join(changed),
            )


def _points(assignment: Assignment) -> Points:
    return {exercise.id: float(exercise.points) for exercise in assignment.exercises}


def _read(folder: CourseFolder) -> Released:
    """Nothing of a folder that an earlier version made."""
    path = folder.state.released
    if found := read_versioned(path, FORMAT_VERSION, _parsed):
        return found
    once = read_versioned(path, _ONE_TABLE, lambda data: dict(data["released"])) or {}
    return Released(once, once)


def _parsed(data: dict[str, Any]) -> Released:
    return Released(dict(data["wrote"]), dict(data["gradebook"]))


def _write(folder: CourseFolder, released: Released) -> None:
    write_versioned(folder.state.released, FORMAT_VERSION, asdict(released))
