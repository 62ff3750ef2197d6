"""`autograder check`: a student's notebook run from the start and judged, on their own machine.

It goes the way of grading, under grading's limits, with two differences: the hidden images come
of a seed that everyone knows, and what is kept for grading is judged by its form alone.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.course import WRITTEN, Assignment
from autograder.course.schema import Data
from autograder.errors import NotebookError, SubmissionError
from autograder.evidence.evidence import Sandbox
from autograder.messages import Message, say
from autograder.scoring.score_sheet import ExerciseScore, Verdict
from autograder.scoring.wording import ICONS
from autograder.student.notebook_file import OwnNotebook
from autograder.student.panels import Panel, Result
from autograder.student.progress import points, standing, summary

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from autograder.coursedir.coursedir import CourseFolder
    from autograder.pipeline.outcome import Graded

_YOU = "you"


@dataclass(frozen=True)
class Preview:
    """What would be graded; `empty` lists written exercises without an answer.

    `remarks` are what grading says of the file.
    """

    notebook: OwnNotebook
    scores: Mapping[str, ExerciseScore]
    empty: frozenset[str]
    where: Message
    remarks: tuple[Message, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all that can be judged before handing in holds."""
        verdicts = {c.verdict for score in self.scores.values() for c in score.criteria}
        return verdicts <= {Verdict.PASSED, Verdict.DEFERRED}

    def __str__(self) -> str:
        own = self.notebook
        exercises = [repr(self._panel(exercise.id)) for exercise in own.assignment.exercises]
        totals = [m.render(own.translate) for m in summary(standing(own.assignment, self.scores))]
        title = own.assignment.title.in_(own.language)
        told = [m.render(own.translate) for m in (self.where, *self.remarks)]
        return "\n".join([title, *told, "", *exercises, "", *totals])

    def _panel(self, name: str) -> Panel:
        own = self.notebook
        exercise, score = own.assignment.exercise(name), self.scores.get(name)
        title = f"{exercise.title.in_(own.language)} ({points(exercise, score).render(own.translate)})"
        if score is not None:
            return Result(title, score, own.translate, own.language)
        told = say("Your instructor reads this one.")
        if name in self.empty:
            told = say("Nothing is written here yet.")
        return Panel(own.language, f"{ICONS[Verdict.NEEDS_HUMAN]} {title}", told.render(own.translate))


def preview(own: OwnNotebook, sandbox: Sandbox | None) -> Preview:
    """Run the notebook and judge it; without a `sandbox`, behind walls where this machine has them.

    NotebookError, in the student's language, where it cannot be run; SandboxError where walls were
    asked for in vain; UnusableData where the data are not to be had.
    """
    from autograder.execution.sandbox import available, require_wall
    from autograder.student.own_folder import folder_for

    reason = available() if sandbox is None else None
    sandbox = sandbox or (Sandbox.NONE if reason else Sandbox.WALLS)
    require_wall(sandbox)
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as place:
        folder = folder_for(own, Path(place))
        handed_in = folder.submitted(own.assignment.slug, _YOU)
        handed_in.parent.mkdir(parents=True)
        shutil.copyfile(own.path, handed_in)
        released = folder.released(own.assignment)
        graded = _graded(folder, own, sandbox, released)
        scores = {e.exercise: e for e in graded.sheet.exercises if e.exercise in _automatic(own.assignment)}
        empty = _unanswered(own.assignment, handed_in, released)
    where = _where if own.course.data is Data.IMAGES else _where_without_data
    return Preview(own, scores, empty, where(sandbox, reason), graded.sheet.remarks)


def _graded(folder: CourseFolder, own: OwnNotebook, sandbox: Sandbox, released: NotebookNode) -> Graded:
    """The way that grading takes; choices are judged by their form, as in the student's own notebook."""
    from autograder.pipeline.folder_grader import FolderGrader
    from autograder.pipeline.outcome import Problem
    from autograder.submissions.reading import read_submission

    slug = own.assignment.slug
    try:
        read_submission(folder.submitted(slug, _YOU), _YOU, own.assignment, released)
    except SubmissionError as error:
        why = say("{path} holds no cell of {assignment}: is it the notebook that your course handed out?",
                  path=own.path.name, assignment=slug)  # fmt: skip
        raise NotebookError(why.render(own.translate)) from error
    graded = FolderGrader(folder, own.assignment, sandbox, local=True).grade(_YOU)
    if isinstance(graded, Problem):
        raise NotebookError("{reason}", reason=graded.reason)
    if not graded.transcript.evidence:
        causes = (c.message for e in graded.sheet.exercises for c in e.criteria if c.message)
        why = next(causes, say("The grader failed here, not your code."))
        raise NotebookError(why.render(own.translate))
    return graded


def _automatic(assignment: Assignment) -> frozenset[str]:
    return frozenset(exercise.id for exercise in assignment.automatic)


def _unanswered(assignment: Assignment, handed_in: Path, released: NotebookNode) -> frozenset[str]:
    """Written exercises whose cell is as it was given, or gone."""
    from autograder.course.cells import read_notebook
    from autograder.submissions.mending import mended

    notebook = read_notebook(handed_in)
    mended(notebook, released)
    given, found = _by_id(released), _by_id(notebook)
    written = [e.id for e in assignment.exercises if e.kind == WRITTEN]
    return frozenset(name for name in written if found.get(name, "") in ("", given[name]))


def _by_id(notebook: NotebookNode) -> dict[str, str]:
    """The text of cells by nbgrader's id."""
    return {str(c.metadata.get("nbgrader", {}).get("grade_id", "")): c.source.strip() for c in notebook.cells}


def _where(sandbox: Sandbox, reason: Message | None) -> Message:
    if sandbox is Sandbox.WALLS:
        return say("Run from the start behind walls, as in grading; the hidden images are other ones.")
    if reason:
        return say("Run from the start in a plain kernel, as it is your own machine (no walls: {reason}); "
                   "the hidden images are other ones than in grading.", reason=reason)  # fmt: skip
    return say("Run from the start in a plain kernel; the hidden images are other ones than in grading.")


def _where_without_data(sandbox: Sandbox, reason: Message | None) -> Message:
    if sandbox is Sandbox.WALLS:
        return say("Run from the start behind walls, as in grading.")
    if reason:
        return say("Run from the start in a plain kernel, as it is your own machine (no walls: {reason}).",
                   reason=reason)  # fmt: skip
    return say("Run from the start in a plain kernel.")
