"""The first half: a submission -> what running it showed, verified. No check and no label is in it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.course.limits import Limits
from autograder.errors import EngineError, ServerLost
from autograder.evidence.asks import Ask
from autograder.evidence.evidence import Evidence, Sandbox
from autograder.evidence.schema import counted
from autograder.evidence.transcript import Transcript
from autograder.evidence.verification import unverified
from autograder.execution.collector import collect
from autograder.execution.factory import (
    KernelFactory,
    RebuilderFactory,
    kernel_for,
    rebuilder_for,
)
from autograder.execution.networks_asked import Networks
from autograder.state_files import digest_of
from autograder.submissions.submission import Submission

#: What is put to the kernel at the place of each exercise's check.
Asks = Mapping[str, tuple[Ask, ...]]


@dataclass(frozen=True)
class SubmissionRunner:
    """Runs submissions and verifies what they showed; safe to use from several threads.

    Everything in it may be sent to another machine, where `view` is to be found under the same path:
    asks without answers, the students' view of the data, and how many images each split of it has. While
    a file of the view is not of its digest in `view_digests`, nothing that runs is evidence.
    """

    asks: Asks
    view: Path
    sizes: Mapping[str, int]
    limits: Limits
    sandbox: Sandbox
    kernel: KernelFactory = kernel_for
    rebuilder: RebuilderFactory = rebuilder_for
    view_digests: Mapping[str, str] = field(default_factory=dict)

    def only(self, exercises: Collection[str] | None) -> SubmissionRunner:
        """One that asks about these exercises alone (all, if None); the places of others' checks stay."""
        if exercises is None:
            return self
        return replace(self, asks={name: put if name in exercises else () for name, put in self.asks.items()})

    def run(self, submission: Submission) -> Transcript:
        """EngineError where it failed through us: no kernel, or a damaged view of the data.

        A student's failure is part of the transcript.
        """
        try:
            return self._run(submission)
        except ServerLost:  # through no fault of this student's: once more, on a new server
            return self._run(submission)

    def _run(self, submission: Submission) -> Transcript:
        started = time.monotonic()
        self._expect_the_view()
        transcript = self._verified(submission)
        self._expect_the_view()
        return replace(transcript, whole_seconds=round(time.monotonic() - started, 3))

    def _expect_the_view(self) -> None:
        for name, digest in self.view_digests.items():
            if digest_of(self.view / name) != digest:
                raise EngineError(
                    "{path} was damaged while submissions ran: grade again, which makes it anew",
                    path=self.view / name,
                )

    def _verified(self, submission: Submission) -> Transcript:
        settings = (self.sandbox, self.view, self.limits)
        with self.rebuilder(*settings) as rebuild, contextlib.closing(self.kernel(*settings)) as kernel:
            if rebuild is not None:
                networks = Networks(rebuild, self.sizes)
                return collect(submission, self.asks, kernel, self.limits, networks)
            transcript = collect(submission, self.asks, kernel, self.limits)
        return _each(transcript, lambda e: unverified(counted(e, self.asks[e.exercise], self.sizes)))


def _each(transcript: Transcript, change: Callable[[Evidence], Evidence]) -> Transcript:
    return replace(transcript, evidence={name: change(e) for name, e in transcript.evidence.items()})
