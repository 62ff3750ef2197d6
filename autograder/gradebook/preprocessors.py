"""Our steps in nbgrader's stock commands.

`nbgrader autograde` runs no student code of its own here: in the place of its execute step
stands ScoreEvidence, which takes the points from stored evidence and collects it only where
it is missing. Late penalties and all that a person gives stay nbgrader's.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.course.cells import CHECK_PREFIX, grade_id_of
from autograder.course.changes import MANIFEST
from autograder.course.notebooks import solution_of, stubs
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import GradebookError
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.by_hand import settle
from autograder.gradebook.database import database_of, hand_over_to_alembic, name_of
from autograder.gradebook.exporter import made_valid
from autograder.gradebook.extensions import apply_extension, write_extension
from autograder.gradebook.given import read_given
from autograder.gradebook.harmless import as_text, harmless
from autograder.gradebook.lateness import follow_the_file
from autograder.gradebook.links import LeftOut
from autograder.gradebook.opened_once import open_gradebook
from autograder.gradebook.times import read_times_as_we_do
from autograder.gradebook.wording import earlier
from autograder.messages import Translate, say, told, translator
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded, Problem
from autograder.scoring.score_sheet import ScoreSheet
from autograder.scoring.wording import in_lines
from reference.errors import Told

_STOCK = "nbgrader.preprocessors."
_COURSE_DIR = "The course folder; set by configure()."
UNSCORED = say("not scored, through a failure of the grader; nothing was recorded")


class ScoreEvidence(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives each check cell the one output that nbgrader reads as its score."""

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)
    sandbox = Unicode("walls", help='"none" lets student code run without walls on a store miss.').tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        graded = _grader(*_batch(self.course_dir, resources), self.sandbox).grade(names["student"])
        if isinstance(graded, Problem):
            raise GradebookError("{student}: {reason}", student=graded.student, reason=graded.reason)
        if graded.sheet.unscored:
            raise GradebookError("{found}: {why}", found=names["student"], why=UNSCORED)
        _show_outputs(nb, graded)
        _show_points(nb, graded.sheet, open_folder(Path(self.course_dir)).translate)
        return nb, resources


def _batch(course_dir: str, resources: Any) -> tuple[str, str, str]:
    """What is remembered holds for these: the folder, the assignment, and the settings as they are."""
    settings = (Path(course_dir) / MANIFEST).read_text(encoding="utf-8")
    return course_dir, str(resources["nbgrader"]["assignment"]), settings


class RestoreMetadata(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives cells that lost nbgrader's metadata on their way (as in some editors) theirs back.

    It comes first: later steps take it that a cell has all that a cell must have.
    """

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        made_valid(nb, _released(*_batch(self.course_dir, resources)))
        return nb, resources


@functools.cache
def _released(course_dir: str, assignment: str, settings: str) -> NotebookNode:
    """Compiled once for all students of a batch; nobody changes it."""
    folder = open_folder(Path(course_dir))
    return folder.released(folder.course.assignment(assignment))


@functools.cache
def _grader(course_dir: str, assignment: str, settings: str, sandbox: str) -> FolderGrader:
    """One for all students of a batch: it holds the data and the compiled notebook."""
    folder = open_folder(Path(course_dir))
    wanted = folder, folder.course.assignment(assignment), Sandbox(sandbox)
    return FolderGrader(*wanted, accepted=(Sandbox.NONE,))


def prepare(config: Any, assignment: str) -> None:
    """What all students of a batch share, made before the first of them; what is wrong is told with them."""
    step = ScoreEvidence(config=config)
    with contextlib.suppress(Told, OSError):
        batch = _batch(step.course_dir, {"nbgrader": {"assignment": assignment}})
        _grader(*batch, step.sandbox)
        _released(*batch)
        _rubrics(*batch)


class SettleByHand(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts what people gave where it belongs, once the automatic points are saved: see `by_hand`."""

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        folder = open_folder(Path(self.course_dir))
        sheet = folder.kept_sheet(names["assignment"], names["student"])
        with open_gradebook(names["db_url"]) as gradebook:
            settle(folder, sheet, gradebook)
            submission = gradebook.find_submission(sheet.assignment, sheet.student)
            follow_the_file(folder, sheet.assignment, submission)
            extension = apply_extension(folder, sheet.assignment, submission)
            gradebook.db.commit()
        if extension:
            write_extension(folder.state.extension(sheet.assignment, sheet.student), extension)
        return nb, resources


class ShowRubrics(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the model answer and its rubric above each written answer, for whoever reads it in formgrader.

    And above any cell what a person gave for an earlier version of it.
    """

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        rubrics = _rubrics(*_batch(self.course_dir, resources))
        folder, names = open_folder(Path(self.course_dir)), resources["nbgrader"]
        before = read_given(folder.state.given(names["assignment"], names["student"]))
        cells = []
        for cell in nb.cells:
            if (name := grade_id_of(cell)) in rubrics:
                cells.append(new_markdown_cell(rubrics[name], id=f"rubric-{name}"))
            if given := before.latest(name):
                told = earlier(given).render(folder.translate)
                cells.append(new_markdown_cell(told, id=f"earlier-{name}"))
            cells.append(cell)
        nb.cells = cells
        return nb, resources


class Harmless(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves nothing of a student's that formgrader's page would run: the last step before each writing.

    The copy between sanitising and scoring lies on the disk too, as long as student code runs.
    """

    course_dir = Unicode("", help=_COURSE_DIR).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        batch = _batch(self.course_dir, resources)
        translate = open_folder(Path(self.course_dir)).translate
        return harmless(nb, _released(*batch), _rubrics(*batch).values(), translate), resources


class AsWritten(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives answers back their text after sanitising: nbgrader knows blank ones by a checksum of it."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        cell.source = as_text(cell.source)
        return cell, resources


@functools.cache
def _rubrics(course_dir: str, assignment: str, settings: str) -> dict[str, str]:
    """What the source notebook says of each written exercise."""
    folder = open_folder(Path(course_dir))
    source = folder.source(folder.course.assignment(assignment))
    written = (c for c in source.cells if c.cell_type == "markdown" and grade_id_of(c))
    return {grade_id_of(c): "\n".join(f"> {x}" for x in solution_of(c.source)) for c in written}


def configure(c: Any, config_file: str) -> None:
    """Our part of an nbgrader_config.py: the only thing that `autograder init` writes into it."""
    course_dir = Path(config_file).absolute().parent
    folder, database = _opened(course_dir)
    read_times_as_we_do()
    c.CourseDirectory.root = str(course_dir)
    c.CourseDirectory.course_id = name_of(folder)
    if database:
        c.CourseDirectory.db_url = database
    c.CourseDirectory.ignore = LeftOut(course_dir / "submitted")
    c.ClearSolutions.code_stub, c.ClearSolutions.text_stub = stubs(folder.language)
    c.OverwriteCells.add_missing_cells = True
    steps = (c.ScoreEvidence, c.SettleByHand, c.RestoreMetadata, c.ShowRubrics, c.Harmless)
    plugins = (c.PlatformCollector, c.PlatformExtractor, c.CoursePenalty)
    for ours in (*steps, c.FeedbackExporter, *plugins):
        ours.course_dir = str(course_dir)
    c.Autograde.exporter_class = "autograder.gradebook.exporter.MendingExporter"
    c.GenerateFeedback.exporter_class = "autograder.pages.nbgrader_feedback.FeedbackExporter"
    if "plugin_class" not in c.AssignLatePenalties:  # an instructor's own, above this call
        c.AssignLatePenalties.plugin_class = "autograder.gradebook.lateness.CoursePenalty"
    c.ZipCollectApp.extractor_plugin = "autograder.gradebook.zip_collect.PlatformExtractor"
    c.ZipCollectApp.collector_plugin = "autograder.gradebook.zip_collect.PlatformCollector"
    c.Autograde.sanitize_preprocessors = [
        "autograder.gradebook.preprocessors.RestoreMetadata",
        _STOCK + "ClearOutput",
        _STOCK + "DeduplicateIds",
        _STOCK + "OverwriteKernelspec",
        _STOCK + "OverwriteCells",
        _STOCK + "CheckCellMetadata",
        "autograder.gradebook.preprocessors.Harmless",
    ]
    c.Autograde.autograde_preprocessors = [
        "autograder.gradebook.preprocessors.AsWritten",
        "autograder.gradebook.preprocessors.ScoreEvidence",
        _STOCK + "LimitOutput",
        _STOCK + "SaveAutoGrades",
        "autograder.gradebook.preprocessors.SettleByHand",
        "autograder.gradebook.preprocessors.ShowRubrics",
        _STOCK + "AssignLatePenalties",
        _STOCK + "CheckCellMetadata",
        "autograder.gradebook.preprocessors.Harmless",
    ]


def _opened(course_dir: Path) -> tuple[CourseFolder, str]:
    """With the URL of its database. A stock command ends where either cannot be used: nbgrader goes on
    without a configuration that raises, and would run student code itself and write elsewhere.
    """
    translate: Translate = translator("en")
    try:
        folder = open_folder(course_dir)
        translate = folder.translate
        url = database_of(folder)
    except Told as error:
        sys.exit(f"autograder: {told(error, translate)}")
    if url:
        hand_over_to_alembic()
    return folder, url


def _show_points(nb: NotebookNode, sheet: ScoreSheet, translate: Translate) -> None:
    """nbgrader takes the one execute_result of a check cell, a plain number, as its score.

    What counted stands below it, for whoever reads the notebook in formgrader.
    """
    scores = {score.exercise: score for score in sheet.exercises}
    for cell in nb.cells:
        if cell.cell_type == "code" and (name := grade_id_of(cell)).startswith(CHECK_PREFIX):
            score = scores[name.removeprefix(CHECK_PREFIX)]
            points = {"text/plain": repr(float(score.automatic))}
            told = "".join(f"{line}\n" for line in in_lines(score, translate))
            cell.outputs = [
                new_output("execute_result", points, execution_count=1),
                new_output("stream", name="stdout", text=told),
            ]


def _show_outputs(nb: NotebookNode, graded: Graded) -> None:
    """What each of the student's cells printed and drew, for the instructor to read."""
    shown: dict[str, list[Sequence[Any]]] = {}
    for cell, output in zip(graded.submission.cells, graded.transcript.outputs, strict=True):
        shown.setdefault(cell.source, []).append(output)
    for cell in nb.cells:
        if cell.cell_type == "code" and shown.get(cell.source):
            cell.outputs = [NotebookNode(output) for output in shown[cell.source].pop(0)]
