"""The pages of what was graded, once the gradebook's deadlines and penalties are as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.writer import refresh
from autograder.grading.course_lock import locked
from autograder.pages.site import Written, write_reports


def report(
    folder: CourseFolder, assignments: Sequence[Assignment], done: Callable[[], object] = lambda: None
) -> Written:
    """Render what changed of these assignments; `done` is called for each student."""
    with locked(folder):
        for assignment in assignments:
            refresh(folder, assignment)
        return write_reports(folder, assignments, done)
