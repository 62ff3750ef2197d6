"""What `autograder init` last made of course.toml: which exercises a course handed out, and their points.

Grading goes by course.toml, nbgrader's gradebook by what was released: the two must not drift apart.
"""

from __future__ import annotations

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError
from autograder.state_files import read_versioned, write_versioned

FORMAT_VERSION = 1

Points = dict[str, float]


def keep_released(folder: CourseFolder) -> None:
    """Remember the exercises of every assignment as they are released now."""
    released = {assignment.slug: _points(assignment) for assignment in folder.course.assignments}
    write_versioned(folder.state.released, FORMAT_VERSION, {"released": released})


def expect_released(folder: CourseFolder, assignment: Assignment) -> None:
    """FolderError where course.toml changed an assignment since it was released."""
    before = _released(folder).get(assignment.slug)
    if before is not None and before != _points(assignment):
        raise FolderError(
            "course.toml has changed the exercises or points of {assignment}: run `autograder init {path}` "
            "first, which hands the change on to nbgrader",
            assignment=assignment.slug,
            path=folder.path,
        )


def expect_the_same_exercises(folder: CourseFolder) -> None:
    """FolderError where exercises come or go although there are grades: nbgrader takes no such change."""
    released = _released(folder)
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


def _released(folder: CourseFolder) -> dict[str, Points]:
    """Nothing of a folder that an earlier version made."""
    return read_versioned(folder.state.released, FORMAT_VERSION, lambda data: dict(data["released"])) or {}
