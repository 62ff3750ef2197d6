"""A course rehearsed: notebooks of our own run as students' would be, in a folder that is thrown away.

The fast way takes 400 training images, and runs of a notebook only the exercises
that are looked at and those that they need.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from nbformat import NotebookNode, write

from autograder.course.cells import CHECK_PREFIX, grade_id_of
from autograder.course.course import Assignment, Course
from autograder.course.schema import Data
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.settings import NO_DATASET
from autograder.evidence.evidence import Sandbox
from autograder.execution.factory import KernelFactory, kernel_for
from autograder.execution.sandbox import Walls, available
from autograder.execution.warm_server import server_for
from autograder.pipeline.folder_grader import grader_for
from autograder.pipeline.outcome import Graded
from autograder.submissions.reading import read_submission
from autograder.submissions.submission import Submission
from reference.datasets import read

FAST_IMAGES = {"train": 400, "test": 100}

_STUDENT = "rehearsal"


@dataclass(frozen=True)
class Scene(CourseFolder):
    """A course folder whose notebooks train on few images, if it is `fast`."""

    fast: bool = True


class Rehearsal:
    """Reads and grades notebooks of one assignment; safe to use from several threads."""

    def __init__(self, scene: Scene, assignment: Assignment, *, kernel: KernelFactory = kernel_for) -> None:
        self.scene, self.assignment = scene, assignment
        self.source = scene.source(assignment)
        self.starter = scene.released(assignment)
        self.sandbox = Sandbox.NONE if available() else Sandbox.WALLS
        self._grader = grader_for(scene, assignment, self.sandbox, kernel=kernel)
        self._walls = Walls(scene.view(scene.data(assignment)).absolute(), scene.limits(assignment))

    def close(self) -> None:
        """End the server behind it; the next grading starts another."""
        if self.sandbox is Sandbox.WALLS:
            server_for(self._walls).close()

    def read(self, notebook: NotebookNode) -> Submission:
        """What the grader takes a notebook for, as a file that was handed in."""
        with tempfile.TemporaryDirectory(dir=self.scene.path) as folder:
            path = Path(folder, "handed_in.ipynb")
            write(notebook, path)
            return read_submission(path, _STUDENT, self.assignment, self.starter)

    def grade(self, notebook: NotebookNode, exercises: Collection[str]) -> Graded:
        """What a notebook earns for these exercises; the fast way runs no other than they need.

        All cells are run after all where one lacks a name: what a sheet does not ask may rest on any of them.
        """
        wanted = frozenset(exercises)
        if not self.scene.fast:
            return self._grader.grade(self.read(notebook), wanted)
        graded = self._graded(notebook, wanted, needed(self.assignment, wanted))
        if not any(str(score.error).startswith("NameError") for score in graded.sheet.exercises):
            return graded
        return self._graded(notebook, wanted, {e.id for e in self.assignment.exercises})

    def _graded(self, notebook: NotebookNode, wanted: frozenset[str], run: Collection[str]) -> Graded:
        submission = self.read(_only(notebook, self.assignment, run))
        cells = tuple(cell for cell in submission.cells if cell.check is None or cell.check in run)
        return self._grader.grade(replace(submission, cells=cells), wanted)


def make_scene(place: Path, course: Course, language: str = "en", fast: bool = True) -> Scene:
    """A scene in a folder, where evidence stays: what was run there before is not run again."""
    dataset = NO_DATASET
    if course.data is Data.IMAGES:
        dataset = str(_few_images(place)) if fast else "digits"
    return Scene(place, language, dataset, hidden_seed=0, course_folder=course.folder, fast=fast)


def needed(assignment: Assignment, exercises: Collection[str]) -> frozenset[str]:
    """Exercises with everything that must run before them."""
    found: frozenset[str] = frozenset()
    wanted = frozenset(exercises)
    while wanted - found:
        found |= wanted
        wanted = frozenset(name for id in found for name in assignment.exercise(id).needs)
    return found


def dependents(assignment: Assignment, exercise: str) -> frozenset[str]:
    """The exercises that build on one, directly or through others."""
    return frozenset(e.id for e in assignment.automatic if exercise in needed(assignment, [e.id])) - {
        exercise
    }


def _few_images(place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    path = place / "few.npz"
    if not path.exists():
        arrays = read("digits")
        few = {name: array[: FAST_IMAGES[name.partition("_")[2]]] for name, array in arrays.items()}
        np.savez(path, allow_pickle=False, **few)
    return path


def _only(notebook: NotebookNode, assignment: Assignment, exercises: Collection[str]) -> NotebookNode:
    """The notebook without the cells of other exercises."""
    others = {e.id for e in assignment.exercises} - set(exercises)
    part = copy.copy(notebook)
    part.cells = [c for c in notebook.cells if grade_id_of(c).removeprefix(CHECK_PREFIX) not in others]
    return part
