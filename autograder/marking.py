"""One student: submission -> evidence -> score sheet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import AutograderError, SandboxError
from autograder.execution.collector import Transcript, collect
from autograder.execution.kernels import Kernel, LocalKernel
from autograder.folder import CourseFolder
from autograder.scores import ScoreSheet
from autograder.scoring import Collected, place, score
from autograder.store import key
from autograder.submission import Submission, read_submission

NO_WALLS = "none"


@dataclass(frozen=True)
class Marked:
    """A student's sheet with what it rests on."""

    submission: Submission
    transcript: Transcript
    sheet: ScoreSheet


@dataclass(frozen=True)
class Problem:
    """Why a student has no sheet; one line that says what to do."""

    student: str
    reason: str


class Marker:
    """Marks submissions of one assignment; safe to use from several threads."""

    def __init__(
        self,
        folder: CourseFolder,
        assignment: Assignment,
        sandbox: str,
        kernel: Callable[[Path], Kernel] = LocalKernel,
    ) -> None:
        self._folder, self._assignment, self._sandbox = folder, assignment, sandbox
        self._kernel = kernel
        self._released = folder.released(assignment)
        self._truth = folder.course.truth(assignment, folder.dataset)
        self._asks = {name: rubric.asks for name, rubric in assignment.rubrics.items()}
        self._view = folder.view()

    def mark(self, student: str) -> Marked | Problem:
        """One student's sheet, kept on disk too; what is wrong with theirs stays theirs."""
        path = self._folder.submitted(self._assignment.slug, student)
        try:
            submission = read_submission(path, student, self._assignment, self._released)
            address, transcript = self._transcript(submission)
        except AutograderError as error:
            self._folder.drop_sheet(self._assignment.slug, student)
            return Problem(student, str(error))
        except Exception as error:  # one notebook may break us; it must not break the class
            self._folder.drop_sheet(self._assignment.slug, student)
            return Problem(student, f"the grader failed on it: {place(error)}")
        sheet = score(Collected(student, address, self._sandbox, transcript.evidence), self._truth)
        self._folder.keep_sheet(sheet)
        return Marked(submission, transcript, sheet)

    def _transcript(self, submission: Submission) -> tuple[str, Transcript]:
        """The evidence of a submission and its address: from the store, or by running it."""
        folder, limits = self._folder, self._folder.limits(self._assignment)
        address = key(submission, self._asks, folder.dataset.digest, folder.hidden_seed, limits)
        if (found := folder.evidence.find(address)) is not None:
            return address, found
        require_wall(self._sandbox)
        with contextlib.closing(self._kernel(self._view)) as kernel:
            transcript = collect(submission, self._asks, kernel, limits)
        folder.evidence.keep(address, transcript)
        return address, transcript


def require_wall(sandbox: str) -> None:
    """SandboxError unless running without walls was asked for in so many words."""
    if sandbox != NO_WALLS:
        raise SandboxError(
            "student code would run as you, with your files and your network: this version has "
            "no walls yet. Add --sandbox none to accept that"
        )
