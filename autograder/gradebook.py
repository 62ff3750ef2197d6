"""Into nbgrader's gradebook: preprocessors for its stock commands, and the single writer.

`nbgrader autograde` runs no student code of its own here: in the place of its execute step
stands ScoreEvidence, which takes the points from stored evidence and collects it only where
it is missing.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.exc import SAWarning
from traitlets import Unicode
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import FolderError, GradebookError
from autograder.folder import CourseFolder, open_folder
from autograder.marking import NO_WALLS, Marked, Marker, Problem
from autograder.notebooks import CHECK_PREFIX, stubs
from autograder.scores import ScoreSheet
from autograder.submission import restore_metadata

_ERROR_LINE = re.compile(r"^[\w.]*(Error|Exception|Entry|Invalid\w*): ")
_STOCK = "nbgrader.preprocessors."
_UNSCORED = "not scored, through a failure of the grader; nothing was recorded"


class ScoreEvidence(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives each check cell the one output that nbgrader reads as its score."""

    course_dir = Unicode("", help="The course folder; set by configure().").tag(config=True)
    sandbox = Unicode("walls", help='"none" lets student code run without walls on a store miss.').tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        marked = _marker(self.course_dir, names["assignment"], self.sandbox).mark(names["student"])
        if isinstance(marked, Problem):
            raise GradebookError(f"{marked.student}: {marked.reason}")
        if marked.sheet.unscored:
            raise GradebookError(f"{names['student']}: {_UNSCORED}")
        _show_outputs(nb, marked)
        _show_points(nb, marked.sheet)
        return nb, resources


class RestoreMetadata(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives cells that lost nbgrader's metadata on their way (as in some editors) theirs back."""

    course_dir = Unicode("", help="The course folder; set by configure().").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        restore_metadata(nb, _released(self.course_dir, resources["nbgrader"]["assignment"]))
        return nb, resources


@functools.cache
def _released(course_dir: str, assignment: str) -> NotebookNode:
    """Compiled once for all students of a batch; nobody changes it."""
    folder = open_folder(Path(course_dir))
    return folder.released(folder.course.assignment(assignment))


@functools.cache
def _marker(course_dir: str, assignment: str, sandbox: str) -> Marker:
    """One for all students of a batch: it holds the data and the compiled notebook."""
    folder = open_folder(Path(course_dir))
    return Marker(folder, folder.course.assignment(assignment), sandbox, accepted=(NO_WALLS,))


def configure(c: Any, config_file: str) -> None:
    """Our part of an nbgrader_config.py: the only thing that `autograder init` writes into it."""
    course_dir = Path(config_file).absolute().parent
    folder = open_folder(course_dir)
    c.CourseDirectory.root = str(course_dir)
    c.CourseDirectory.course_id = course_dir.name
    c.ClearSolutions.code_stub, c.ClearSolutions.text_stub = stubs(folder.language)
    c.OverwriteCells.add_missing_cells = True
    c.ScoreEvidence.course_dir = c.RestoreMetadata.course_dir = str(course_dir)
    c.Autograde.sanitize_preprocessors = [
        _STOCK + "ClearOutput",
        "autograder.gradebook.RestoreMetadata",
        _STOCK + "DeduplicateIds",
        _STOCK + "OverwriteKernelspec",
        _STOCK + "OverwriteCells",
        _STOCK + "CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "autograder.gradebook.ScoreEvidence",
        _STOCK + "LimitOutput",
        _STOCK + "SaveAutoGrades",
        _STOCK + "AssignLatePenalties",
        _STOCK + "CheckCellMetadata",
    ]


def release(folder: CourseFolder, assignment: str) -> None:
    """Make the students' notebook with stock `nbgrader generate_assignment`."""
    with _api(folder) as api:
        _expect(api.generate_assignment(assignment, force=True, create=True), f"no release of {assignment}")


def record(
    folder: CourseFolder, assignment: str, sheets: Sequence[ScoreSheet], without: Sequence[str]
) -> list[Problem]:
    """Run nbgrader's own autograde over stored evidence; returns whose grade it did not take.

    Students `without` a sheet, and those who are returned, have no grade afterwards: an earlier
    one would be stale. One process writes, one student after the other: nbgrader changes the
    working directory.
    """
    problems = [Problem(s.student, _UNSCORED) for s in sheets if s.unscored]
    with _api(folder) as api:
        if assignment not in api.assignments():
            _expect(
                api.generate_assignment(assignment, force=True, create=True), f"no release of {assignment}"
            )
        for student in (s.student for s in sheets if not s.unscored):
            outcome = api.autograde(assignment, student, force=True, create=True)
            if not outcome["success"]:
                problems.append(Problem(student, f"nbgrader took no grade: {_reason(outcome)}"))
        for student in (*without, *(p.student for p in problems)):
            api.forget(assignment, student)
    return problems


@contextlib.contextmanager
def _api(folder: CourseFolder) -> Any:
    """nbgrader's API on this folder, with this environment's tools on PATH (alembic is one)."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    class Api(NbGraderAPI):  # type: ignore[misc]
        def assignments(self) -> set[str]:
            """Those that nbgrader's gradebook knows the notebooks of."""
            with self.gradebook as gradebook:
                return {a.name for a in gradebook.assignments if a.notebooks}

        def forget(self, assignment: str, student: str) -> None:
            """Remove an earlier grade, and the notebook that it was given for."""
            with self.gradebook as gradebook, contextlib.suppress(MissingEntry):
                gradebook.remove_submission(assignment, student)
            shutil.rmtree(folder.path / "autograded" / student / assignment, ignore_errors=True)

    config_file = folder.path / "nbgrader_config.py"
    if not config_file.is_file():
        raise FolderError(f"{config_file} is not there: run `autograder init` on a new folder")
    config = PyFileConfigLoader(config_file.name, path=str(folder.path)).load_config()
    before = os.environ.get("PATH", ""), Path.cwd()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before[0]])
    os.chdir(folder.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, of its own queries
            yield Api(coursedir=CourseDirectory(config=config), config=config)
    finally:
        os.environ["PATH"] = before[0]
        os.chdir(before[1])


def _expect(outcome: dict[str, Any], otherwise: str) -> None:
    if not outcome["success"]:
        raise GradebookError(f"nbgrader made {otherwise}: {_reason(outcome)}")


def _reason(outcome: dict[str, Any]) -> str:
    """nbgrader's last line that names an error, out of its traceback and log."""
    lines = f"{outcome.get('log') or ''}\n{outcome.get('error') or ''}".strip().splitlines()
    named = [line.strip() for line in lines if _ERROR_LINE.match(line.strip())]
    return (named or lines or ["no reason given"])[-1]


def _show_points(nb: NotebookNode, sheet: ScoreSheet) -> None:
    """nbgrader takes the one execute_result of a check cell, a plain number, as its score."""
    for cell in nb.cells:
        grade_id = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if cell.cell_type == "code" and grade_id.startswith(CHECK_PREFIX):
            points = repr(float(sheet.points(grade_id.removeprefix(CHECK_PREFIX))))
            cell.outputs = [new_output("execute_result", {"text/plain": points}, execution_count=1)]


def _show_outputs(nb: NotebookNode, marked: Marked) -> None:
    """What each of the student's cells printed and drew, for the instructor to read."""
    shown: dict[str, list[Sequence[Any]]] = {}
    for cell, output in zip(marked.submission.cells, marked.transcript.outputs, strict=True):
        shown.setdefault(cell.source, []).append(output)
    for cell in nb.cells:
        if cell.cell_type == "code" and shown.get(cell.source):
            cell.outputs = [NotebookNode(output) for output in shown[cell.source].pop(0)]
