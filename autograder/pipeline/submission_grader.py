"""One submission: run and verified by the first half, or found in the store; then scored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from autograder.errors import EngineError
from autograder.evidence.evidence import Evidence, Sandbox
from autograder.evidence.facts import Basis, NetworkAnswer, Raised
from autograder.evidence.packages import is_installed, is_usual, module_lacking, not_installed
from autograder.evidence.store import EvidenceStore, key
from autograder.evidence.transcript import Transcript
from autograder.execution.kernel import error_line
from autograder.messages import Message, of_error, say
from autograder.pipeline.outcome import Graded
from autograder.pipeline.submission_runner import SubmissionRunner
from autograder.scoring.score import Collected, score
from autograder.scoring.score_sheet import ScoreSheet, Usage, Verdict, unanswered
from autograder.scoring.truth import Truth
from autograder.scoring.wording import GONE
from autograder.submissions.own_code import digest_of_code, own_code
from autograder.submissions.remarks import of_outputs
from autograder.submissions.submission import Submission
from reference.datasets import Dataset

_MARK = 12  # characters


@dataclass(frozen=True)
class SubmissionGrader:
    """Grades submissions of one assignment and knows no folder; safe to use from several threads.

    `hidden_seed` tells the data's hidden images apart in the store. Evidence that was stored under
    another sandbox counts only where `accepted` names that; with `force` none counts, and everything
    is run again.
    """

    runner: SubmissionRunner
    truth: Truth
    store: EvidenceStore
    hidden_seed: int
    accepted: tuple[Sandbox, ...] = ()
    force: bool = False

    def grade(self, submission: Submission, only: Collection[str] | None = None, made: str = "") -> Graded:
        """A submission's sheet; of `only` these exercises, if named.

        Of several that count, evidence at the address `made` goes first.
        """
        wanted = tuple(e for e in self.truth.asked if only is None or e.exercise in only)
        collected, transcript = self._collected(submission, self.runner.only(only), made)
        scored = score(collected, replace(self.truth, asked=wanted))
        sheet = _as_handed_in(_with_own_code(scored, collected, submission), submission)
        told = () if self.truth.local else not_installed(_lacked(transcript))
        remarks = (*submission.remarks, *of_outputs(transcript.outputs), *told)
        return Graded(submission, transcript, replace(sheet, remarks=remarks))

    def _collected(
        self, submission: Submission, runner: SubmissionRunner, made: str
    ) -> tuple[Collected, Transcript]:
        """The evidence of a submission, from the store or by running it; a failure of ours is told."""
        known = [(self._address(submission, runner, s), s) for s in (runner.sandbox, *self.accepted)]
        for address, sandbox in () if self.force else sorted(known, key=lambda each: each[0] != made):
            found = self.store.find(address)
            if found is not None and not any(map(is_installed, _lacked(found))):  # installed since: run again
                return collected_from(submission.student, address, sandbox, found), found
        address = self._address(submission, runner, runner.sandbox)
        try:
            transcript = runner.run(submission)
            self.store.keep(address, transcript)
        except (EngineError, OSError) as error:  # no kernel, or no room on the disk
            return Collected(submission.student, "", runner.sandbox, {}, _failure(error)), Transcript({}, ())
        return collected_from(submission.student, address, runner.sandbox, transcript), transcript

    def _address(self, submission: Submission, runner: SubmissionRunner, sandbox: Sandbox) -> str:
        dataset = self.truth.dataset
        data = (dataset.digest, self.hidden_seed) if dataset else ("", 0)
        address = key(submission, runner.asks, *data, runner.limits, sandbox)
        return address + _mark(dataset, self.hidden_seed)


def is_of(address: str, dataset: Dataset | None, hidden_seed: int) -> bool:
    """Whether evidence was taken with these hidden images, as far as one of the two is an instructor's own.

    Where none is, the address does not tell.
    """
    return not address or address.partition("-")[2] == _mark(dataset, hidden_seed)[1:]


def _mark(dataset: Dataset | None, hidden_seed: int) -> str:
    """Ends an address: `rescore` must not hold predictions against the labels of other images."""
    if dataset is None or not dataset.hidden_digest:
        return ""
    return "-" + hashlib.sha256(f"{dataset.digest} {hidden_seed}".encode()).hexdigest()[:_MARK]


def _with_own_code(sheet: ScoreSheet, collected: Collected, submission: Submission) -> ScoreSheet:
    """With the digest of the code that points wait for, where any do."""
    exercises = tuple(
        replace(e, own_code=digest_of_code(code_of(submission, collected.evidence[e.exercise])))
        if any(c.verdict is Verdict.UNCONFIRMED for c in e.criteria)
        else e
        for e in sheet.exercises
    )
    return replace(sheet, exercises=exercises)


def _as_handed_in(sheet: ScoreSheet, submission: Submission) -> ScoreSheet:
    """With what tells versions apart; nobody is to read an answer that is not there."""
    exercises = tuple(
        replace(
            unanswered(e) if e.exercise in submission.blank else e,
            text=submission.texts.get(e.exercise, ""),
            remark=e.remark or (GONE if e.exercise in submission.gone else None),
        )
        for e in sheet.exercises
    )
    return replace(sheet, exercises=exercises)


def code_of(submission: Submission, evidence: Evidence) -> str:
    """The code of a student's own that the networks of an exercise are made with."""
    networks = [n for n in evidence.values if isinstance(n, NetworkAnswer) and n.basis is Basis.CLAIMED]
    return own_code((cell.source for cell in submission.cells), {name for n in networks for name in n.own})


def _lacked(transcript: Transcript) -> tuple[str, ...]:
    """The packages that its cells, or functions of the student's, would have had in Colab."""
    answers = (answer for found in transcript.evidence.values() for answer in found.values)
    errors = (*map(error_line, transcript.outputs), *(a.error for a in answers if isinstance(a, Raised)))
    return tuple(sorted({module for module in map(module_lacking, errors) if is_usual(module)}))


def _failure(error: EngineError | OSError) -> Message:
    return of_error(error) if isinstance(error, EngineError) else say("{told}", told=str(error))


def collected_from(student: str, address: str, sandbox: Sandbox, found: Transcript) -> Collected:
    """A transcript as it goes into scoring."""
    usage = Usage(round(found.seconds, 3), found.memory_bytes, found.whole_seconds)
    return Collected(student, address, sandbox, found.evidence, usage=usage)
