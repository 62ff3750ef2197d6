"""What fails in one exercise for a mistake made in another, and so waits for that one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import Reason
from autograder.messages import Message, say
from autograder.scoring.rubrics import Criterion
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Verdict
from autograder.scoring.truth import Asked

_WRONG = (Verdict.FAILED, Verdict.NOT_ATTEMPTED)
_NOTHING = ("ellipsis", "NoneType")
_NOT_MADE = (RunStatus.RAISED, RunStatus.NOT_ATTEMPTED)


def waits_for(exercise: str, message: Message) -> Message:
    """Told of what cannot hold before another exercise does, with what shows of it here."""
    return say("{message} This waits for the exercise `{exercise}`.", exercise=exercise,
               message=message)  # fmt: skip


def _waits(exercise: str) -> Message:
    return say("Waits for the exercise `{exercise}`, where something does not hold yet.", exercise=exercise)


def after_others(sheet: ExerciseScore, asked: Asked, scored: Mapping[str, ExerciseScore]) -> ExerciseScore:
    """The same scores, but what fails for another exercise's mistake is BLOCKED and names it.

    A criterion says for itself after which exercises it comes. Where a cell stopped, those count that it
    needs: surely, if they made nothing; and likely, if they made something wrong.
    """
    rules = {criterion.name: criterion for criterion in asked.rubric.criteria}
    judged = tuple(_looked_at(score, rules[score.name], sheet, asked, scored) for score in sheet.criteria)
    return replace(sheet, criteria=judged)


def _looked_at(
    score: CriterionScore,
    rule: Criterion,
    sheet: ExerciseScore,
    asked: Asked,
    scored: Mapping[str, ExerciseScore],
) -> CriterionScore:
    if score.verdict is not Verdict.FAILED or score.message is None:
        return score
    raised = sheet.status is RunStatus.RAISED
    lacking = raised and _is_for_want(sheet.error)
    first = _first_wrong(rule.after, scored) or (_first_not_made(asked.needs, scored) if lacking else None)
    if first is not None:
        return replace(score, verdict=Verdict.BLOCKED, message=_waits(first))
    if raised and (likely := _first_wrong(asked.needs, scored)):
        return replace(score, verdict=Verdict.BLOCKED, message=_may_come_of(likely, score.message))
    return score


def _is_for_want(error: Reason) -> bool:
    """Whether a cell stopped for want of something: a name, or a value where there are three dots or None."""
    return isinstance(error, str) and (error.startswith("NameError") or any(w in error for w in _NOTHING))


def _may_come_of(exercise: str, message: Message) -> Message:
    return say("{message} That may come of the exercise `{exercise}`, where something does not hold yet: "
               "mend it there first.", message=message, exercise=exercise)  # fmt: skip


def _first_wrong(names: Iterable[str], scored: Mapping[str, ExerciseScore]) -> str | None:
    """The first exercise of these in which something is wrong; `exercise.criterion` names one thing of it."""
    for name in names:
        exercise, _, only = name.partition(".")
        judged = scored[exercise].criteria if exercise in scored else ()
        if any(c.verdict in _WRONG and only in ("", c.name) for c in judged):
            return exercise
    return None


def _first_not_made(names: Iterable[str], scored: Mapping[str, ExerciseScore]) -> str | None:
    return next((name for name in names if name in scored and scored[name].status in _NOT_MADE), None)
