"""One student: submission -> evidence -> score sheet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.released import expect_released
from autograder.errors import AutograderError, EngineError, ServerLost
from autograder.evidence.asks import Ask
from autograder.evidence.evidence import Evidence
from autograder.evidence.schema import counted
from autograder.evidence.store import key
from autograder.evidence.transcript import Transcript
from autograder.evidence.verification import unverified, verify
from autograder.execution.collector import collect
from autograder.execution.kernel import Kernel
from autograder.execution.local_kernel import LocalKernel
from autograder.execution.sandbox import NO_WALLS
from autograder.messages import Message, of_error, say
from autograder.pipeline.outcome import Marked, Problem
from autograder.scoring.rubrics import rubrics_of, truth_of
from autograder.scoring.score import Collected, place, score
from autograder.scoring.score_sheet import ScoreSheet, Usage
from autograder.submissions.reading import read_submission
from autograder.submissions.remarks import beside
from autograder.submissions.submission import Submission

#: What is put to the kernel at the place of each exercise's check.
Asks = Mapping[str, tuple[Ask, ...]]


class Marker:
    """Marks submissions of one assignment; safe to use from several threads.

    `kernel` makes a kernel on a view of the data, where it is not to be the sandbox's own.
    Evidence that was stored under another sandbox counts only where `accepted` names that; with
    `force` none counts, and everything is run again.
    """

    def __init__(
        self,
        folder: CourseFolder,
        assignment: Assignment,
        sandbox: str,
        kernel: Callable[[Path], Kernel] | None = None,
        accepted: tuple[str, ...] = (),
        force: bool = False,
    ) -> None:
        self._force = force
        self._folder, self._assignment, self._sandbox = folder, assignment, sandbox
        self._accepted = (sandbox, *accepted)
        self._limits = folder.limits(assignment)
        self._kernel = kernel or self._own_kernel
        expect_released(folder, assignment)
        self._released = folder.released(assignment)
        self._dataset = folder.data(assignment)
        rubrics = rubrics_of(assignment)
        self._truth = truth_of(folder.course, assignment, rubrics, self._dataset)
        self._asks = {e.id: rubrics[e.id].asks for e in assignment.automatic}
        self._view = folder.view(self._dataset)

    def mark(self, student: str) -> Marked | Problem:
        """One student's sheet, kept on disk too; what is wrong with theirs stays theirs."""
        path = self._folder.submitted(self._assignment.slug, student)
        try:
            submission = read_submission(path, student, self._assignment, self._released)
            odd = beside(path, self._folder.path / "source" / self._assignment.slug)
            marked = self.assess(replace(submission, remarks=(*submission.remarks, *odd)))
            marked = replace(marked, sheet=self._folder.settled(marked.sheet))
            self._folder.keep_sheet(marked.sheet)
        except AutograderError as error:
            return self._problem(student, of_error(error))
        except Exception as error:  # one notebook may break us; it must not break the class
            return self._problem(student, say("the grader failed on it: {place}", place=place(error)))
        return marked

    def _problem(self, student: str, reason: Message) -> Problem:
        """Kept as a sheet without a score: an earlier one would be stale."""
        truth = self._truth
        sheet = ScoreSheet(student, truth.assignment, truth.course_digest, "", self._sandbox, (), reason)
        self._folder.keep_sheet(sheet)
        return Problem(student, reason)

    def assess(self, submission: Submission, only: frozenset[str] | None = None) -> Marked:
        """A submission's sheet, with no file of the student's beside; of `only` these exercises, if named.

        The places of other exercises' checks stay, but nothing is asked there.
        """
        wanted = tuple(e for e in self._truth.asked if only is None or e.exercise in only)
        asks = {name: put if only is None or name in only else () for name, put in self._asks.items()}
        collected, transcript = self._collected(submission, asks)
        sheet = score(collected, replace(self._truth, asked=wanted))
        return Marked(submission, transcript, replace(sheet, remarks=submission.remarks))

    def _collected(self, submission: Submission, asks: Asks) -> tuple[Collected, Transcript]:
        """The evidence of a submission, from the store or by running it; a failure of ours is told."""
        for sandbox in () if self._force else self._accepted:
            address = self._address(submission, asks, sandbox)
            if (found := self._folder.evidence.find(address)) is not None:
                return collected_from(submission.student, address, sandbox, found), found
        address = self._address(submission, asks, self._sandbox)
        try:
            transcript = self._run_twice_if_lost(submission, asks)
            self._folder.evidence.keep(address, transcript)
        except (EngineError, OSError) as error:  # no kernel, or no room on the disk
            return Collected(submission.student, "", self._sandbox, {}, _told(error)), Transcript({}, ())
        return collected_from(submission.student, address, self._sandbox, transcript), transcript

    def _address(self, submission: Submission, asks: Asks, sandbox: str) -> str:
        data = (self._dataset.digest, self._folder.hidden_seed)
        return key(submission, asks, *data, self._limits, sandbox)

    def _run_twice_if_lost(self, submission: Submission, asks: Asks) -> Transcript:
        try:
            return self._run(submission, asks)
        except ServerLost:  # through no fault of this student's: once more, on a new server
            return self._run(submission, asks)

    def _run(self, submission: Submission, asks: Asks) -> Transcript:
        with contextlib.closing(self._kernel(self._view)) as kernel:
            transcript = collect(submission, asks, kernel, self._limits)
        transcript = _changed(transcript, lambda e: counted(e, asks[e.exercise], self._dataset))
        if self._sandbox == NO_WALLS:
            return _changed(transcript, unverified)
        from autograder.execution.rebuilder import clean_process

        with clean_process(self._view, self._limits) as rebuild:

            def checked(found: Evidence) -> Evidence:
                return verify(found, asks[found.exercise], rebuild)

            return _changed(transcript, checked)

    def _own_kernel(self, view: Path) -> Kernel:
        if self._sandbox == NO_WALLS:
            return LocalKernel(view)
        from autograder.execution.sandboxed_kernel import WarmKernel

        return WarmKernel(view, self._limits)


def _told(error: EngineError | OSError) -> Message:
    return of_error(error) if isinstance(error, EngineError) else say("{told}", told=str(error))


def collected_from(student: str, address: str, sandbox: str, found: Transcript) -> Collected:
    """A transcript as it goes into scoring."""
    usage = Usage(round(found.seconds, 3), found.memory_bytes)
    return Collected(student, address, sandbox, found.evidence, usage=usage)


def _changed(transcript: Transcript, change: Callable[[Evidence], Evidence]) -> Transcript:
    return replace(transcript, evidence={name: change(e) for name, e in transcript.evidence.items()})
