"""nbgrader's own API on a course folder, and what that does not tell of its gradebook."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from nbformat.warnings import MissingIDFieldWarning
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.roster import Student
from autograder.errors import FolderError
from autograder.gradebook.database import database_of, tools_on_path, unusable
from autograder.gradebook.opened_once import opened_once


@contextlib.contextmanager
def api_of(folder: CourseFolder) -> Iterator[Api]:
    """nbgrader's API on this folder, in which it runs; GradebookError where its database fails."""
    config_file = folder.path / "nbgrader_config.py"
    if not config_file.is_file():
        raise FolderError(
            "{config_file} is not there: run `autograder init` on a new folder", config_file=config_file
        )
    database_of(folder)  # refused here in a line; the configuration would end nbgrader with it
    config = PyFileConfigLoader(config_file.name, path=str(folder.path)).load_config()
    with tools_on_path(), contextlib.chdir(folder.path), warnings.catch_warnings(), opened_once():
        for own in (SAWarning, MissingIDFieldWarning):  # nbgrader's, of its own queries and notebooks
            warnings.simplefilter("ignore", own)
        try:
            yield Api(coursedir=CourseDirectory(config=config), config=config)
        except SQLAlchemyError as error:
            raise unusable(folder, error) from error


class Api(NbGraderAPI):  # type: ignore[misc]
    """What nbgrader's own API does not tell of its gradebook."""

    @property
    def kept(self) -> bool:
        """Whether there is a gradebook already: to look into one makes its file."""
        url = make_url(self.coursedir.db_url)
        return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()

    def released(self, assignment: str, cells: set[str]) -> bool:
        """Whether the gradebook knows these cells of it: a release may have been cut off halfway.

        Where there are submissions they belong to whatever was released then.
        """
        with self.gradebook as gradebook, contextlib.suppress(MissingEntry):
            found = gradebook.find_assignment(assignment)
            known = {cell.name for notebook in found.notebooks for cell in notebook.source_cells}
            return bool(known) and (bool(found.submissions) or cells <= known)
        return False

    def holds(self, assignment: str) -> set[str]:
        """Students with a submission in the gradebook."""
        with self.gradebook as gradebook:
            return {s.student.id for s in gradebook.assignment_submissions(assignment)}

    def students(self) -> list[str]:
        with self.gradebook as gradebook:
            return [student.id for student in gradebook.students]

    def drop_if_idle(self, student: str) -> None:
        """Take a student out who has no submission of anything."""
        with self.gradebook as gradebook:
            if not gradebook.find_student(student).submissions:
                gradebook.remove_student(student)

    def enrol(self, students: Mapping[str, Student], assignment: Assignment) -> None:
        """Names of students, by what each is called here, and the deadline."""
        with self.gradebook as gradebook:
            for name, student in students.items():
                gradebook.update_or_create_student(name, **student.named())
            deadline = assignment.deadline and _in_utc(assignment.deadline)
            gradebook.update_or_create_assignment(assignment.slug, duedate=deadline)


def _in_utc(deadline: datetime) -> datetime:
    """nbgrader keeps UTC without saying so; a deadline without a zone is this machine's."""
    return deadline.astimezone(UTC).replace(tzinfo=None)
