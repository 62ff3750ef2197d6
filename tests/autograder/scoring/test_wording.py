"""The state of an exercise in words, whatever mixture of verdicts it has."""

from __future__ import annotations

import pytest

from autograder.evidence.evidence import RunStatus
from autograder.messages import say
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Verdict
from autograder.scoring.wording import ICONS, STATUSES, WORDS, headline

P, F, B, D = Verdict.PASSED, Verdict.FAILED, Verdict.BLOCKED, Verdict.DEFERRED
NOT, HUMAN, UNSCORED = Verdict.NOT_ATTEMPTED, Verdict.NEEDS_HUMAN, Verdict.UNSCORED


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ((NOT, NOT), "Not begun yet."),
        ((NOT, P), "Not yet: 1 of 2 checks hold."),
        ((HUMAN,), "Your instructor reads this one."),
        ((P, UNSCORED), "The grader failed here, not your code."),
        ((D, D), "Recorded: this is judged when you hand in."),
        ((P, D), "What can be checked now holds (1); 1 left for when you hand in."),
        ((P, P, P), "All 3 checks hold."),
        ((P, F, D), "Not yet: 1 of 2 checks hold; 1 left for when you hand in."),
        ((P, F, B), "Not yet: 1 of 3 checks hold."),
    ],
)
def test_an_exercise_says_how_it_stands(verdicts: tuple[Verdict, ...], told: str) -> None:
    criteria = tuple(CriterionScore(str(i), say("one"), v, 0.0, 1.0) for i, v in enumerate(verdicts))
    assert str(headline(ExerciseScore("train", RunStatus.COMPLETED, criteria))) == told


def test_every_verdict_and_every_ending_has_words_of_its_own() -> None:
    assert ICONS.keys() == WORDS.keys() == set(Verdict)
    assert STATUSES.keys() == set(RunStatus)
    for told in (ICONS, {v: str(m) for v, m in WORDS.items()}, {s: str(m) for s, m in STATUSES.items()}):
        assert len(set(told.values())) == len(told)
