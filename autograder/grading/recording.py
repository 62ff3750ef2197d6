"""Sheets on their way into nbgrader's gradebook and onto the pages: whoever takes them as they come.

Either all of them here, once there are no more; or `recording_process` takes each beside the running.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.pipeline.outcome import Problem


class Recording(Protocol):
    """Of one assignment."""

    def take(self, student: str) -> None:
        """The student's sheet lies in the folder."""

    def end(self) -> tuple[Problem, ...]:
        """Have all of them recorded, and the pages written; what stands between a student and a grade.

        Raises GradebookError where the gradebook cannot be written at all.
        """


#: For a folder whose lock is held by this descriptor; with True what is recorded already is recorded again.
Recorder = Callable[[CourseFolder, Assignment, int, bool], AbstractContextManager[Recording]]


@contextmanager
def afterwards(folder: CourseFolder, assignment: Assignment, lock: int, force: bool) -> Iterator[Recording]:
    """In this process, once there are no more."""
    yield _Afterwards(folder, assignment, force)


class _Afterwards:
    def __init__(self, folder: CourseFolder, assignment: Assignment, force: bool) -> None:
        self._folder, self._assignment, self._force = folder, assignment, force
        self._students = set[str]()

    def take(self, student: str) -> None:
        self._students.add(student)

    def end(self) -> tuple[Problem, ...]:
        from autograder.gradebook.writer import record  # brings nbgrader, which a refusal does without
        from autograder.pages.site import write_reports

        folder, assignment = self._folder, self._assignment
        sheets = [sheet for sheet in folder.sheets(assignment.slug) if sheet.student in self._students]
        problems = record(folder, assignment, sheets, self._force)
        return (*problems, *write_reports(folder, [assignment]).broken)
