"""A course folder around the grader: submissions are read from it, sheets are kept in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, read_sheet
from autograder.coursedir.names import misread
from autograder.coursedir.released import expect_released
from autograder.coursedir.same_student import written_otherwise
from autograder.errors import AutograderError
from autograder.evidence.evidence import Sandbox
from autograder.execution.factory import KernelFactory, kernel_for, make_ready
from autograder.messages import Message, of_error, say
from autograder.pipeline.executors import Executor
from autograder.pipeline.outcome import Graded, Problem
from autograder.pipeline.submission_grader import SubmissionGrader
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import broke_at
from autograder.scoring.score_sheet import ScoreSheet
from autograder.scoring.truth import truth_of
from autograder.state_files import digest_of
from autograder.submissions.handed_in import unknown_time
from autograder.submissions.reading import read_submission
from autograder.submissions.remarks import beside
from autograder.submissions.submission import Submission
from reference.datasets import Dataset
from reference.pairs import PAIRS


def grader_for(
    folder: CourseFolder,
    assignment: Assignment,
    sandbox: Sandbox,
    *,
    kernel: KernelFactory = kernel_for,
    accepted: tuple[Sandbox, ...] = (),
    force: bool = False,
    local: bool = False,
    executor: Executor | None = None,
) -> SubmissionGrader:
    """Both halves, for the data and the checks of a course folder; `kernel` where it is not to be the usual.

    A `local` one is a student's own, who has no key; an `executor` has its own runner. FolderError where the
    exercises are others than those that were handed out.
    """
    expect_released(folder, assignment)
    dataset, rubrics = folder.data(assignment), rubrics_of(assignment)
    view = folder.view(dataset)
    runner = SubmissionRunner(
        asks={e.id: rubrics[e.id].asks for e in assignment.automatic},
        view=view,
        sizes=sizes_of(dataset),
        limits=folder.limits(assignment),
        sandbox=sandbox,
        kernel=kernel,
        view_digests={path.name: digest_of(path) for path in view.glob("*.np[yz]")},
    )
    runner = executor.runner(runner) if executor else runner
    truth = truth_of(folder.course, assignment, rubrics, dataset, local)
    return SubmissionGrader(runner, truth, folder.evidence, folder.hidden_seed, accepted, force)


def sizes_of(dataset: Dataset | None) -> Mapping[str, int]:
    """How many images each split has: all that the first half knows of the data beside their view."""
    if dataset is None:
        return {}
    splits = {"train": dataset.train, "test": dataset.test, "hidden": dataset.hidden}
    return {"pairs": PAIRS, **{name: len(split) for name, split in splits.items()}}


def begin_to_run(
    folder: CourseFolder, assignment: Assignment, sandbox: Sandbox, students: Iterable[str], *, force: bool
) -> bool:
    """Begin with what takes seconds before a submission can run here, if one has to; whether it did."""
    sheets = (folder.state.sheet(assignment.slug, student) for student in filter(_can_be_written, students))
    if sandbox is Sandbox.NONE or (not force and all(sheet.is_file() for sheet in sheets)):
        return False
    make_ready(sandbox, folder.begun_view(assignment), folder.limits(assignment))
    return True


_LONGEST_NAME = 200  # bytes; a file system takes 255 or fewer


class FolderGrader:
    """Grades what students handed in for one assignment of a course folder; safe from several threads.

    `wanted` are the parameters of `grader_for`.
    """

    def __init__(
        self,
        folder: CourseFolder,
        assignment: Assignment,
        sandbox: Sandbox,
        *,
        kernel: KernelFactory = kernel_for,
        accepted: tuple[Sandbox, ...] = (),
        force: bool = False,
        local: bool = False,
        executor: Executor | None = None,
    ) -> None:
        self._folder, self._assignment = folder, assignment
        self._grader = grader_for(
            folder, assignment, sandbox, kernel=kernel, accepted=accepted, force=force, local=local,
            executor=executor,
        )  # fmt: skip
        self._released = folder.released(assignment)
        students = folder.students(assignment.slug)
        self._alike = written_otherwise(s for s in students if not misread(s))  # those are told by themselves

    def grade(self, student: str) -> Graded | Problem:
        """One student's sheet, kept on disk too; what is wrong with theirs stays theirs."""
        if not _can_be_written(student):
            return Problem(student, say("the folder's name is not in UTF-8, or too long: rename it"))
        why: Message | None = misread(student)
        if alike := self._alike.get(student):
            why = say("{names} in submitted/ are one student's: keep one folder, with what counts",
                      names=", ".join(alike))  # fmt: skip
        if why:
            return self._problem(student, why)
        try:
            graded = self._grader.grade(self._read(student), made=self._made(student))
            graded = replace(graded, sheet=self._folder.with_decisions(graded.sheet))
            self._folder.keep_sheet(graded.sheet)
        except AutograderError as error:
            return self._problem(student, of_error(error))
        except Exception as error:  # one notebook may break us; it must not break the class
            return self._problem(student, say("the grader failed on it: {place}", place=broke_at(error)))
        return graded

    def _made(self, student: str) -> str:
        """Where the evidence lies that the student's sheet rests on: a regrade takes no other."""
        kept = read_sheet(self._folder.state.sheet(self._assignment.slug, student))
        return kept.evidence_key if kept else ""

    def _read(self, student: str) -> Submission:
        path = self._folder.submitted(self._assignment.slug, student)
        submission = read_submission(path, student, self._assignment, self._released)
        odd = beside(path, self._folder.path / "source" / self._assignment.slug)
        when = unknown_time(path, self._assignment.deadline)
        return replace(submission, remarks=(*submission.remarks, *odd, *when))

    def _problem(self, student: str, reason: Message) -> Problem:
        """Kept as a sheet without a score: an earlier one would be stale."""
        truth, sandbox = self._grader.truth, self._grader.runner.sandbox
        sheet = ScoreSheet(student, truth.assignment, truth.course_digest, "", sandbox, (), reason)
        self._folder.keep_sheet(sheet)
        return Problem(student, reason)


def _can_be_written(name: str) -> bool:
    """Whether a folder's name can be a file's, with what we add; bytes that are no text cannot be encoded."""
    try:
        return len(name.encode()) <= _LONGEST_NAME
    except UnicodeEncodeError:
        return False
