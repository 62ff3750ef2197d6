"""The course of a student's own notebook: what lies beside it."""

from __future__ import annotations

from pathlib import Path

from autograder.course.course import Assignment, Course, course_at_hand, load_course
from autograder.errors import CourseError
from autograder.messages import told, translator


def course_for(place: Path, language: str) -> Course:
    """The course whose notebook lies in a folder; CourseError, in that language, where it has none."""
    try:
        return load_course(course_at_hand(place))
    except CourseError as error:
        raise CourseError(told(error, translator(language))) from None


def expect_checks(assignment: Assignment, language: str) -> None:
    """CourseError, in that language, where what lies beside a notebook came with another one."""
    if next(assignment.folder.glob("checks/*.py"), None) is None:
        error = CourseError(
            "the folder {beside} has no checks of {assignment}: copy the one that came with this notebook "
            "over it",
            beside=assignment.folder.parent.name,
            assignment=assignment.slug,
        )
        raise CourseError(told(error, translator(language)))
