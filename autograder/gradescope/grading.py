"""In Gradescope's container: one submission -> results.json, whatever happens."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import EngineError, FolderError, SubmissionError
from autograder.evidence.evidence import Sandbox
from autograder.execution.factory import KernelFactory
from autograder.execution.kernel import whole_characters
from autograder.gradescope.container import keep_from_others, kernel_here
from autograder.gradescope.places import FORMAT_VERSION, Places
from autograder.gradescope.results import Results, Writing, our_fault, refused
from autograder.gradescope.submission import the_notebook
from autograder.messages import Translate, of_error, say, told, translator
from autograder.pages.redaction import known_numbers
from autograder.pages.student_network import Beside
from autograder.pipeline.folder_grader import FolderGrader, grader_for
from autograder.pipeline.outcome import Graded, Problem
from autograder.pipeline.submission_grader import collected_from
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import broke_at, score
from autograder.scoring.truth import truth_of
from autograder.state_files import write_whole
from autograder.submissions.handed_in import TIMESTAMP
from autograder.submissions.reading import read_submission
from reference.errors import Told

_STUDENT = "student"


def prepare(root: Path) -> Sandbox:
    """Once, when the image is built: what may be fetched is, and a course that cannot be graded is told."""
    places = Places(root)
    keep_from_others(places)
    folder, assignment = _course(places)
    sandbox, kernel = kernel_here()
    grader_for(folder, assignment, sandbox, kernel=kernel)
    return sandbox


def grade(root: Path) -> None:
    """Grade what lies in `submission/` and write results.json, whole."""
    places = Places(root)
    text = json.dumps(_results(places), indent=1, ensure_ascii=False)
    write_whole(places.results, whole_characters(text))  # names of files may have halves


def _results(places: Places) -> Results:
    """Of the student's making or of ours: a failure is told to whom it concerns."""
    translate: Translate = translator("en")
    try:
        keep_from_others(places)
        folder, assignment = _course(places)
        translate = folder.translate
        return _graded(places, folder, assignment)
    except SubmissionError as error:
        return refused(told(error, translate))
    except Told as error:
        return our_fault(told(error, translate), translate)
    except Exception as error:  # whatever breaks, there is a results.json
        return our_fault(
            say("the grader failed on it: {place}", place=broke_at(error)).render(translate), translate
        )


def _course(places: Places) -> tuple[CourseFolder, Assignment]:
    about = json.loads(places.about.read_text(encoding="utf-8"))
    if about["format_version"] != FORMAT_VERSION:
        raise FolderError("{path} is of another version: make the zip anew", path=places.about)
    folder = open_folder(places.course)
    if not folder.course_folder.is_absolute():  # a course of one's own lies in the course folder
        folder = replace(folder, course_folder=places.course / folder.course_folder)
    return folder, folder.course.assignment(about["assignment"])


def _graded(places: Places, folder: CourseFolder, assignment: Assignment) -> Results:
    handed_in = folder.submitted(assignment.slug, _STUDENT)
    shutil.rmtree(folder.path / "submitted", ignore_errors=True)
    handed_in.parent.mkdir(parents=True)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"  # what is late, Gradescope says
    (handed_in.parent / TIMESTAMP).write_text(now, encoding="utf-8")
    notebook = the_notebook(places.submission)
    shutil.copyfile(notebook, handed_in)
    _expect_readable(handed_in, notebook.name, folder, assignment)
    graded = _run(folder, assignment, *kernel_here())
    data = folder.data(assignment)
    others = Beside(known_numbers(assignment, data), rubrics_of(assignment))
    collected = collected_from(_STUDENT, graded.sheet.evidence_key, graded.sheet.sandbox, graded.transcript)
    at_home = truth_of(folder.course, assignment, rubrics_of(assignment), data, local=True)
    writing = Writing(assignment, folder.language, folder.translate, others)
    return writing.results(graded.sheet, score(collected, at_home))


def _expect_readable(handed_in: Path, name: str, folder: CourseFolder, assignment: Assignment) -> None:
    """SubmissionError, in words for whoever handed it in."""
    try:
        read_submission(handed_in, _STUDENT, assignment, folder.released(assignment))
    except SubmissionError as error:
        raise SubmissionError(
            "{name} cannot be read as a notebook of this assignment: save the one that your course handed "
            "out in Jupyter, and upload that file. ({reason})",
            name=name,
            reason=of_error(error),
        ) from error


def _run(folder: CourseFolder, assignment: Assignment, sandbox: Sandbox, kernel: KernelFactory) -> Graded:
    """EngineError where nothing came of it, through us."""
    graded = FolderGrader(folder, assignment, sandbox, kernel=kernel, force=True).grade(_STUDENT)
    if isinstance(graded, Problem):
        raise EngineError("{reason}", reason=graded.reason)
    if not graded.transcript.evidence:
        causes = (c.message for e in graded.sheet.exercises for c in e.criteria if c.message)
        raise EngineError("{reason}", reason=next(causes, say("The grader failed here, not your code.")))
    return graded
