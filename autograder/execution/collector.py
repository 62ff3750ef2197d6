"""Runs a submission cell by cell and puts the asks where its check cells stand."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.course.limits import Limits
from autograder.evidence.answer_files import read_answers
from autograder.evidence.asks import Ask, Figure
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.refusals import Reason, Refused
from autograder.evidence.stopped import Cells
from autograder.evidence.transcript import Transcript
from autograder.execution.asked_in_vain import asked_in_vain
from autograder.execution.kernel import CellRun, Kernel
from autograder.execution.networks_asked import Networks
from autograder.submissions.fitting import batch_size
from autograder.submissions.names import names_bound
from autograder.submissions.submission import Cell, Submission

_ASK_SECONDS = 120.0
_End = tuple[RunStatus, Reason]  # of a kernel, and why where the grader's own question brought it about
_STOPPED = (RunStatus.TIMED_OUT, RunStatus.OUT_OF_MEMORY, RunStatus.DIED)


def collect(
    submission: Submission,
    asks: Mapping[str, tuple[Ask, ...]],
    kernel: Kernel,
    limits: Limits,
    networks: Networks | None = None,
) -> Transcript:
    """Run every cell in order; work done before a kernel ended is evidence all the same.

    Networks are verified by `networks` as soon as they were asked about. A cell that was interrupted leaves
    a kernel that goes on: what it had done before is asked for, and later cells run. A kernel that is gone,
    or that does not answer, is asked no more.
    """
    deadline = time.monotonic() + limits.submission_seconds
    evidence: dict[str, Evidence] = {}
    outputs: list[tuple[dict[str, Any], ...]] = []
    since_check: list[tuple[Cell, CellRun]] = []
    before = Cells()
    ended: _End | None = None
    for cell in submission.cells:
        outputs.append(())
        if cell.check is not None:
            patience = min(_ASK_SECONDS, limits.submission_seconds)
            runs = [run for _, run in since_check]
            line = _Line(kernel, patience, networks, ended)
            found, ended = line.evidence(cell.check, asks[cell.check], runs), line.ended
            source = "\n".join(ran.source for ran, _ in since_check)
            found = replace(found, batch_size=batch_size(source))
            evidence[cell.check] = _marked(found, submission, asks[cell.check], since_check)
            since_check = []
        elif ended is None:
            run = _run(kernel, cell.source, min(limits.cell_seconds, deadline - time.monotonic()))
            run = replace(run, error=before.explained(cell.source, run.error))
            since_check.append((cell, run))
            outputs[-1] = run.outputs
            ended = (run.status, "") if run.ended else None
    return Transcript(evidence, tuple(outputs), kernel.peak_bytes)


def _run(kernel: Kernel, source: str, seconds: float) -> CellRun:
    return kernel.run(source, seconds) if seconds > 0 else CellRun(RunStatus.TIMED_OUT, 0.0, ended=True)


@dataclass
class _Line:
    """To the kernel, for one exercise; `ended` is how that ended, if it did."""

    kernel: Kernel
    patience: float
    networks: Networks | None
    ended: _End | None

    def evidence(self, exercise: str, asks: tuple[Ask, ...], runs: list[CellRun]) -> Evidence:
        """How the exercise's cells ran, and what the kernel answers."""
        worst = _worst(runs)
        evidence = Evidence(
            exercise=exercise,
            status=worst.status if worst else RunStatus.COMPLETED,
            stdout_tail="".join(run.stdout_tail for run in runs),
            error=worst.error if worst else "",
            seconds=sum(run.seconds for run in runs),
        )
        if self.ended is not None:
            return _ended(evidence, self.ended)
        if self.networks is None:
            return self._asked(evidence, asks, [ask.to_json() for ask in asks])
        found = self._asked(evidence, asks, self.networks.put(asks))

        def again(those: Sequence[Ask]) -> Evidence:
            return self._asked(evidence, those, [ask.to_json() for ask in those])

        return found if self.ended else self.networks.verified(found, asks, again)

    def _asked(self, evidence: Evidence, asks: Sequence[Ask], put: list[dict[str, Any]]) -> Evidence:
        answered, folder = self.kernel.ask(put, self.patience)
        if answered.status in _STOPPED:
            self.ended = (answered.status, asked_in_vain(answered, asks, self.patience))
            return _ended(evidence, self.ended)
        return _answered(evidence, asks, folder)


def _ended(evidence: Evidence, how: _End) -> Evidence:
    status, why = how
    return replace(evidence, status=status, error=why or evidence.error)


def _worst(runs: list[CellRun]) -> CellRun | None:
    """The first cell that was stopped, or else the first that raised."""
    stopped = (run for run in runs if run.status in _STOPPED)
    raised = (run for run in runs if run.status is RunStatus.RAISED)
    return next(stopped, None) or next(raised, None)


def _answered(evidence: Evidence, asks: Sequence[Ask], folder: Path) -> Evidence:
    """The same evidence with the answers in a folder, or REFUSED where they are none."""
    try:
        values, arrays = read_answers(folder, asks)
    except Refused as refusal:
        return replace(evidence, status=RunStatus.REFUSED, error=refusal.reason)
    return replace(evidence, values=values, arrays=arrays)


def _marked(
    evidence: Evidence, submission: Submission, asks: tuple[Ask, ...], runs: list[tuple[Cell, CellRun]]
) -> Evidence:
    """An exercise whose stub was left as it was given is not attempted, whatever it raised.

    It may have been done in another cell, which names then what is asked for; that one may have raised.
    """
    if evidence.exercise not in submission.untouched or evidence.status in _STOPPED:
        return evidence
    names = {ask.name for ask in asks if not isinstance(ask, Figure)}
    raised = (run for cell, run in runs if cell.own and names & names_bound(cell.source) and run.error)
    if (run := next(raised, None)) and run.status is RunStatus.RAISED:
        return replace(evidence, status=RunStatus.RAISED, error=run.error)
    elsewhere = bool(names & submission.bound) or not names
    return replace(evidence, status=RunStatus.NOT_ATTEMPTED, error="", elsewhere=elsewhere)
