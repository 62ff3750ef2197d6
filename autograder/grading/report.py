"""The pages of what was graded, once the gradebook's deadlines and penalties are as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.grading.course_lock import locked

if TYPE_CHECKING:
    from autograder.pages.site import Written


def report(
    folder: CourseFolder, assignments: Sequence[Assignment], done: Callable[[], object] = lambda: None
) -> Written:
    """Render what changed of these assignments; `done` is called for each student."""
    from autograder.gradebook.writer import refresh  # brings nbgrader, which a refusal does without
    from autograder.pages.site import write_reports

    with locked(folder):
        for assignment in assignments:
            refresh(folder, assignment)
        return write_reports(folder, assignments, done)
