"""A later deadline for one student: at once in the gradebook, and for what is handed in from now on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.roster import read_roster
from autograder.coursedir.same_student import ByStudent
from autograder.errors import FolderError
from autograder.gradebook.extensions import Extension, read_extension, write_extension
from autograder.grading.course_lock import locked


def extend(
    folder: CourseFolder,
    assignment: Assignment,
    student: str,
    until: datetime,
    *,
    reason: str,
    on: date,
    who: str,
) -> None:
    """Until `until`, a time with its zone; FolderError for what cannot be meant."""
    deadline = deadline_of(assignment)
    if until <= deadline:
        told = deadline.isoformat(timespec="minutes")
        raise FolderError("the deadline itself, {deadline}, is not before that", deadline=told)
    known = (*folder.students(assignment.slug), *(each.id for each in read_roster(folder.path)))
    called = ByStudent((name, name) for name in reversed(known)).get(student)
    if called is None:
        raise FolderError(
            "{student} is not on the roster and handed in nothing for {assignment}: is the name right?",
            student=student,
            assignment=assignment.slug,
        )
    with locked(folder):
        extension = Extension(until.isoformat(), reason.strip(), on.isoformat(), who)
        _tell(folder, assignment, called, extension)


def take_back(folder: CourseFolder, assignment: Assignment, student: str) -> None:
    """The common deadline holds again. FolderError where there is no extension of ours."""
    place = folder.state.extension(assignment.slug, student)
    if (granted := read_extension(place)) is None:
        raise FolderError(
            "{student} has no extension in {assignment}", student=student, assignment=assignment.slug
        )
    with locked(folder):
        _tell(folder, assignment, student, replace(granted, until=deadline_of(assignment).isoformat()))
        write_extension(place, None)


def deadline_of(assignment: Assignment) -> datetime:
    """With its zone, this machine's if course.toml names none; FolderError where there is no deadline."""
    if (due := assignment.deadline_here) is None:
        raise FolderError(
            "{assignment} has no deadline; in course.toml: deadline = 2027-03-01T23:59:00Z",
            assignment=assignment.slug,
        )
    return due


def _tell(folder: CourseFolder, assignment: Assignment, student: str, extension: Extension) -> None:
    """A new decision goes before what nbgrader was told, by whomever."""
    from autograder.gradebook.writer import refresh  # brings nbgrader, which a refusal does without
    from autograder.pages.site import write_reports

    place = folder.state.extension(assignment.slug, student)
    write_extension(place, replace(extension, seconds=None))
    refresh(folder, assignment)
    if folder.state.sheets(assignment.slug):
        write_reports(folder, [assignment])
