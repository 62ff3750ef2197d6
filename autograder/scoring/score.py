"""score(evidence, truth) -> the score sheet: each criterion judged by its check. Pure and repeatable."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from autograder.errors import CourseError
from autograder.evidence.descriptions import MAX_PARAMETERS
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Basis, NetworkAnswer
from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Beside, Elsewhere, Unanswered
from autograder.scoring.other_exercises import after_others, waits_for
from autograder.scoring.rubrics import Criterion, Look, Rubric, Work
from autograder.scoring.score_sheet import (
    IN_WORDS,
    CriterionScore,
    ExerciseScore,
    Measurement,
    ScoreSheet,
    Usage,
    Verdict,
)
from autograder.scoring.shown_work import waiting
from autograder.scoring.truth import Asked, Truth, Written
from autograder.scoring.unverified import not_rebuilt, rests_on_it, waits
from reference.datasets import Dataset

T = TypeVar("T")
NO_EVIDENCE = say("no evidence")


@dataclass(frozen=True, eq=False)
class Collected:
    """What one submission showed and took, and behind which wall; `failure` is ours, if there was one."""

    student: str
    evidence_key: str
    sandbox: Sandbox
    evidence: Mapping[str, Evidence]
    failure: Message = NO_EVIDENCE
    usage: Usage | None = None


def score(collected: Collected, truth: Truth) -> ScoreSheet:
    """What the evidence is worth; the same evidence and truth give the same sheet."""
    asks = truth.asks

    def beside(exercise: str) -> Answers | None:
        evidence = collected.evidence.get(exercise)
        return Answers(asks[exercise], evidence, beside) if evidence and exercise in asks else None

    return ScoreSheet(
        student=collected.student,
        assignment=truth.assignment,
        course_digest=truth.course_digest,
        evidence_key=collected.evidence_key,
        sandbox=collected.sandbox,
        exercises=tuple(_one_after_another(collected, truth, beside)),
        usage=collected.usage,
    )


def _one_after_another(collected: Collected, truth: Truth, beside: Beside) -> Iterator[ExerciseScore]:
    scored: dict[str, ExerciseScore] = {}
    for asked in truth.asked:
        sheet = _scored_exercise(asked, collected, truth, beside)
        if isinstance(asked, Asked):
            sheet = scored[asked.exercise] = after_others(sheet, asked, scored)
        yield sheet


def _scored_exercise(
    asked: Asked | Written, collected: Collected, truth: Truth, beside: Beside
) -> ExerciseScore:
    if isinstance(asked, Written):
        waiting = CriterionScore(
            IN_WORDS, say("Your answer in words"), Verdict.NEEDS_HUMAN, 0.0, asked.points
        )
        return ExerciseScore(asked.exercise, RunStatus.COMPLETED, (waiting,))
    evidence = collected.evidence.get(asked.rubric.exercise)
    return score_exercise(asked, evidence, truth.dataset, collected.failure, truth.local, beside)


def score_exercise(
    asked: Asked,
    evidence: Evidence | None,
    dataset: Dataset | None,
    failure: Message = NO_EVIDENCE,
    local: bool = False,
    beside: Beside | None = None,
) -> ExerciseScore:
    """One exercise; without evidence it is unscored, because that is our `failure`.

    `local` is for a student's own notebook: what is kept for grading is judged by its form. `beside` has
    the answers of the other exercises.
    """
    rubric = asked.rubric
    if evidence is None:
        judged = tuple(_scored(c, Verdict.UNSCORED, _our_fault(failure)) for c in rubric.criteria)
        return _weighted(ExerciseScore(rubric.exercise, RunStatus.COMPLETED, judged), asked)
    answers = Answers(rubric.asks, evidence, beside)
    status, judged = _attempted(rubric, answers, _judge(rubric, answers, dataset, local))
    begun = status is not RunStatus.NOT_ATTEMPTED or evidence.elsewhere
    told = begun and not local
    gauges = rubric.gauges if begun else ()
    sheet = ExerciseScore(
        exercise=rubric.exercise,
        status=status,
        criteria=_with_work(rubric, judged, answers, dataset),
        measured=tuple(Measurement(n, *found) for n, g in gauges for found in _given([g], answers, dataset)),
        error=evidence.error,
        remark=_remark(evidence),
        flags=tuple(filter(None, _given(rubric.flags if told else (), answers, dataset))),
        network_summary=next(_given(rubric.summarisers if told else (), answers, dataset), None),
    )
    return _weighted(sheet, asked)


def _attempted(
    rubric: Rubric, answers: Answers, judged: tuple[CriterionScore, ...]
) -> tuple[RunStatus, tuple[CriterionScore, ...]]:
    """How an exercise went, by what holds of it: a stub left as it was may have been done in another cell."""
    evidence = answers.evidence
    held = evidence.elsewhere and any(c.verdict in _HELD for c in judged)
    if not held and _untouched(answers, rubric.given):
        lacking = judged[0].message if judged[0].verdict is Verdict.FAILED else None
        return RunStatus.NOT_ATTEMPTED, _not_attempted(rubric, lacking)
    if evidence.status is RunStatus.NOT_ATTEMPTED:
        return RunStatus.COMPLETED, judged
    return evidence.status, judged


def _not_attempted(rubric: Rubric, lacking: Message | None) -> tuple[CriterionScore, ...]:
    """Nothing wrong is said of what is not there, but once what would be the first to do."""
    first, *others = rubric.criteria
    missing = _scored(first, Verdict.NOT_ATTEMPTED, lacking)
    return (missing, *(_scored(c, Verdict.NOT_ATTEMPTED) for c in others))


def _remark(evidence: Evidence) -> Message | None:
    """Said where predictions could not be checked against the network that they come from, or may not be."""
    networks = [answer for answer in evidence.values if isinstance(answer, NetworkAnswer)]
    if told := not_rebuilt(networks):
        return told
    large = [n for n in networks if n.basis is Basis.UNSEEN and _parameters(n) > MAX_PARAMETERS]
    if large:
        return say("This network has {count} parameters. In grading at most {most} can be looked at: beyond "
                   "that, what rests on it waits for your instructor.", count=_parameters(large[0]),
                   most=MAX_PARAMETERS)  # fmt: skip
    left_out = {f"`{name}`" for network in networks for name in network.left_out}
    if left_out:
        return say("{names} treats each image in a way of its own instead of mapping the pixels of all "
                   "alike, so what the network predicts after it could not be checked and does not count.",
                   names=", ".join(sorted(left_out)))  # fmt: skip
    return None


def _parameters(network: NetworkAnswer) -> int:
    return sum(layer.parameters or 0 for layer in network.layers)


def _our_fault(reason: Message | str) -> Message:
    return say("The grader failed, not your code: nothing was deducted ({reason}).", reason=reason)


def broke_at(error: Exception) -> str:
    """Where the grader broke, for whoever mends it; no values, which might tell an answer."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"


def _untouched(answers: Answers, given: tuple[str, ...]) -> bool:
    status = answers.evidence.status
    return status is RunStatus.NOT_ATTEMPTED or (status is RunStatus.COMPLETED and answers.nothing_but(given))


_HELD = (Verdict.PASSED, Verdict.DEFERRED, Verdict.UNCONFIRMED)


def _judge(
    rubric: Rubric, answers: Answers, dataset: Dataset | None, local: bool
) -> tuple[CriterionScore, ...]:
    """The criteria in order: one that fails for a cause already told waits for it instead."""
    scores: list[CriterionScore] = []
    for criterion in rubric.criteria:
        causes = {c.message: c for c in scores if c.verdict is Verdict.FAILED}
        failed = {c.name: c for c in scores if c.verdict not in _HELD}
        if first := next((failed[name] for name in criterion.needs if name in failed), None):
            scores.append(_blocked(criterion, first))
            continue
        scored = _judge_one(criterion, answers, dataset, local)
        same = causes.get(scored.message)
        scores.append(_blocked(criterion, same) if same else scored)
    return tuple(scores)


def _with_work(
    rubric: Rubric, judged: tuple[CriterionScore, ...], answers: Answers, dataset: Dataset | None
) -> tuple[CriterionScore, ...]:
    """The same scores, but what holds without any work waits for what shows some."""
    waits = waiting(rubric.criteria, judged, lambda look: _shows_work(look, answers, dataset))
    return tuple(
        _blocked(c, waits[c.name]) if c.name in waits else score
        for c, score in zip(rubric.criteria, judged, strict=True)
    )


def _shows_work(look: Work, answers: Answers, dataset: Dataset | None) -> bool:
    try:
        return look_at(look, answers, dataset)
    except Unanswered:
        return False
    except Exception:  # a check that breaks is our failure: it must cost the student nothing
        return True


def _judge_one(
    criterion: Criterion, answers: Answers, dataset: Dataset | None, local: bool
) -> CriterionScore:
    kept = criterion.local if local else None
    judge = kept or criterion.judge
    answers.rests_on.clear()
    try:
        wrong = look_at(judge, answers, dataset)
    except Elsewhere as lacking:
        return _scored(criterion, Verdict.BLOCKED, waits_for(lacking.exercise, lacking.message))
    except Unanswered as lacking:
        wrong = lacking.message
    except CourseError:  # nobody can be scored: a right answer is not to be had
        raise
    except Exception as error:  # a check that breaks is our failure: it must cost the student nothing
        return _scored(criterion, Verdict.UNSCORED, _our_fault(broke_at(error)))
    if wrong is not None:
        return _scored(criterion, Verdict.FAILED, wrong)
    # What is worth nothing without other criteria's work would rest on those that wait.
    by_others = bool(criterion.shown_by and answers.rests_on)
    if by_others or rests_on_it(lambda found: look_at(judge, found, dataset), answers):
        return _scored(criterion, Verdict.UNCONFIRMED, waits(answers.rests_on))
    return _scored(criterion, Verdict.DEFERRED if kept else Verdict.PASSED)


def _scored(criterion: Criterion, verdict: Verdict, message: Message | None = None) -> CriterionScore:
    earned = criterion.weight if verdict is Verdict.PASSED else 0.0
    return CriterionScore(criterion.name, criterion.title, verdict, earned, criterion.weight, message)


def _blocked(criterion: Criterion, cause: CriterionScore) -> CriterionScore:
    return _scored(criterion, Verdict.BLOCKED, say("Waits for: {cause}", cause=cause.title))


def look_at(look: Look[T], answers: Answers, dataset: Dataset | None) -> T:
    """What a check says of the answers, and of the data where the course has any."""
    check: Callable[..., T] = look
    return check(answers) if dataset is None else check(answers, dataset)


def _given(makers: Iterable[Look[T]], answers: Answers, dataset: Dataset | None) -> Iterator[T]:
    """What each gives, but for those that break on these answers: the criteria have said why."""
    for maker in makers:
        try:
            found = look_at(maker, answers, dataset)
        except Exception:
            continue
        yield found


def _weighted(sheet: ExerciseScore, asked: Asked) -> ExerciseScore:
    """The same sheet with weights turned into points."""
    share = asked.points / sum(c.weight for c in asked.rubric.criteria)
    criteria = tuple(replace(c, earned=c.earned * share, possible=c.possible * share) for c in sheet.criteria)
    return replace(sheet, criteria=criteria)
