"""What an exercise earned, and why, in words."""

from __future__ import annotations

from autograder.messages import Message, joined, say
from autograder.scoring.score_sheet import ExerciseScore, Verdict


def earned(score: ExerciseScore) -> Message:
    """Its points."""
    return say("{id} earned {earned:g} of {possible:g}",
               id=score.exercise, earned=score.earned, possible=score.possible)  # fmt: skip


def score_in_words(score: ExerciseScore) -> Message:
    """Points with the reasons for those that are missing."""
    error = [score.error] if score.error else []
    said = heard(score)
    return joined("; ", (earned(score), *error, *([said] if said.values else [])))


def heard(score: ExerciseScore) -> Message:
    """What an exercise says to its student."""
    messages = [c.message for c in score.criteria if c.message and c.verdict is not Verdict.BLOCKED]
    if score.remark:
        messages.append(score.remark)
    return joined(" | ", messages)
