"""The story of a class: submissions -> evidence -> score sheets -> gradebook -> pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import closing

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.same_student import ByStudent
from autograder.evidence.evidence import Sandbox
from autograder.execution.factory import KernelFactory, kernel_for
from autograder.execution.sandbox import require_wall
from autograder.execution.shutdown import stop
from autograder.grading.course_lock import locked
from autograder.grading.recording import Recorder, Recording, afterwards
from autograder.pipeline.executors import Executor, Here
from autograder.pipeline.folder_grader import FolderGrader, begin_to_run
from autograder.pipeline.outcome import Graded, Problem
from autograder.pipeline.progress import SILENT, Progress
from autograder.pipeline.submission_grader import is_of
from autograder.scoring.rubrics import rubrics_of


def grade(
    folder: CourseFolder,
    assignment: Assignment,
    students: Sequence[str],
    *,
    sandbox: Sandbox,
    jobs: int,
    force: bool = False,
    progress: Progress[Graded | Problem] = SILENT,
    kernel: KernelFactory = kernel_for,
    executor: Executor | None = None,
    recorder: Recorder = afterwards,
) -> tuple[Problem, ...]:
    """Grade these students of one assignment, so many at a time; `progress` is told what comes of each.

    They run in slots of this machine, or where `executor` has them run.

    Interrupted, it lets what runs finish; interrupted again, it ends that too. Returns what stands
    between a student and a grade in nbgrader's gradebook. Raises SandboxError before anything runs,
    unless running without walls was accepted; FolderError where somebody else works on the folder. With
    `force` everything is run and recorded again. `recorder` takes sheets as they come.
    """
    if executor is None:
        require_wall(sandbox)
    with locked(folder) as lock:
        if executor is None and kernel is kernel_for:
            begin_to_run(folder, assignment, sandbox, students, force=force)  # as who calls us may have
        grader = FolderGrader(folder, assignment, sandbox, kernel=kernel, force=force, executor=executor)
        outcomes = (executor or Here(jobs, stop)).outcomes(grader.grade, students, progress)
        with recorder(folder, assignment, lock, force) as recording, closing(outcomes) as coming:
            nowhere = _taken(recording, coming, folder, assignment)
            _drop_other_spellings(folder, assignment.slug)
            return (*recording.end(), *nowhere)


def _taken(
    recording: Recording, coming: Iterable[Graded | Problem], folder: CourseFolder, assignment: Assignment
) -> Sequence[Problem]:
    """Those whose sheet could not even be written."""
    nowhere = list[Problem]()
    for outcome in coming:
        if (student := _with_sheet(folder, assignment, outcome)) is not None:
            recording.take(student)
        elif isinstance(outcome, Problem):
            nowhere.append(outcome)
    return nowhere


def _with_sheet(folder: CourseFolder, assignment: Assignment, outcome: Graded | Problem) -> str | None:
    student = outcome.student if isinstance(outcome, Problem) else outcome.sheet.student
    return student if os.path.isfile(folder.state.sheet(assignment.slug, student)) else None


def _drop_other_spellings(folder: CourseFolder, assignment: str) -> None:
    """Sheets from when a student's folder was written otherwise are nobody else's."""
    there = folder.students(assignment)
    known = ByStudent((name, name) for name in there)
    for path in folder.state.sheets(assignment):
        if path.stem not in there and path.stem in known:
            path.unlink()


def of_an_earlier_version(folder: CourseFolder, assignment: Assignment, students: Sequence[str]) -> int:
    """How many of these have evidence that tells less than is asked today: they run again."""
    asks = {name: rubric.asks for name, rubric in rubrics_of(assignment).items()}
    sheets = (sheet for sheet in folder.sheets(assignment.slug) if sheet.student in students)
    return sum(
        folder.evidence.is_outdated(sheet.evidence_key, asks) for sheet in sheets if sheet.evidence_key
    )


def of_other_images(folder: CourseFolder, assignment: Assignment, students: Sequence[str]) -> int:
    """How many of these were graded with hidden images that are no longer the course's: they run again."""
    data = folder.data(assignment)
    kept = (sheet for sheet in folder.sheets(assignment.slug) if sheet.student in students)
    return sum(not is_of(sheet.evidence_key, data, folder.hidden_seed) for sheet in kept)
