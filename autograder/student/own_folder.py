"""A course folder for one notebook of a student's own, which is thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import read_notebook
from autograder.course.course import BUNDLED, HANDED_OUT, Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import NotebookError
from autograder.messages import say
from autograder.student.notebook_file import OwnNotebook

_SEED = 0  # public: grading moves the images by another


@dataclass(frozen=True)
class HandedOut(CourseFolder):
    """What a student has of a course: no solution, but the notebook as it was handed out."""

    def released(self, assignment: Assignment) -> NotebookNode:
        path = assignment.folder / HANDED_OUT
        try:
            return read_notebook(path)
        except Exception as error:  # nbformat raises many kinds for what is not a notebook
            told = say("{path} cannot be read, which says what was handed out: get the files of this "
                       "assignment from your course again.", path=str(path))  # fmt: skip
            raise NotebookError(told.render(self.translate)) from error


def folder_for(own: OwnNotebook, place: Path) -> CourseFolder:
    """An empty folder at `place` for the course of a notebook, on the data that the notebook names."""
    kind = CourseFolder if own.course.folder == BUNDLED else HandedOut
    return kind(place, own.language, own.dataset, _SEED, own.course.folder)
