"""Whether feedback that nbgrader made still says what the pages say: it makes none anew by itself."""

from __future__ import annotations

from pathlib import Path

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.standing import Standings


def out_of_date(folder: CourseFolder, assignment: Assignment) -> tuple[str, ...]:
    """Students whose feedback tells of another standing than they have now."""
    made = {path.parents[1].name: path for path in _pages(folder, assignment)}
    standings = Standings(folder, assignment) if made else None
    return tuple(
        student
        for student, path in sorted(made.items())
        if standings
        and (sheet := folder.sheet(assignment.slug, student)) is not None
        and f'data-standing="{standings.of(sheet).digest}"' not in path.read_text("utf-8", errors="replace")
    )


def _pages(folder: CourseFolder, assignment: Assignment) -> list[Path]:
    slug = assignment.slug
    return [path for path in (folder.path / "feedback").glob(f"*/{slug}/{slug}.html") if path.is_file()]
