"""What rests on code that nobody can verify waits for a person, and nothing else in the notebook does."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np
import pytest

from autograder.evidence import refusals
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Model, Value
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Basis, NetworkAnswer, ValueAnswer
from autograder.evidence.refusals import Reason, filled
from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.confirmations import (
    Confirmed,
    read_confirmations,
    with_confirmations,
    write_confirmations,
)
from autograder.scoring.overrides import override, with_overrides
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Confirmation, ExerciseScore, ScoreSheet, Verdict
from autograder.scoring.truth import Asked
from autograder.scoring.wording import WORDS, headline
from reference.datasets import Dataset

RUBRIC = Rubric("toy", Model("model", verify=True), Value("told"))


@RUBRIC.criterion("built", say("It is built"), weight=2)
def _built(answers: Answers, data: Dataset) -> Message | None:
    return None if answers.model("model").built else say("not built")


@RUBRIC.criterion("compiled", say("It is compiled"), weight=1)
def _compiled(answers: Answers, data: Dataset) -> Message | None:
    return None if answers.model("model").compiled else say("not compiled")


@RUBRIC.criterion("after", say("What needs it"), weight=1, needs=("built",))
def _after(answers: Answers, data: Dataset) -> Message | None:
    return None if answers.value("told").value == 3 else say("not three")


@RUBRIC.criterion("typed", say("What was typed"), weight=1)
def _typed(answers: Answers, data: Dataset) -> Message | None:
    """As the shapes of a drawn network: it looks at the network, and holds without it."""
    with contextlib.suppress(Unanswered):
        answers.model("model")
    return None if answers.value("told").value == 3 else say("not three")


def _evidence(basis: Basis, why: Reason = "") -> Evidence:
    network = NetworkAnswer(
        type="Own", is_model=True, built=True, layers=(), compiled=False, settings=None, errors={},
        basis=basis, own=("Twice",), why=why,
    )  # fmt: skip
    named = {ArrayName(0, Part.PREDICTIONS, 0, "raw", "test"): np.zeros((2, 10), np.float32)}
    told = ValueAnswer(type="int", value=3)
    return Evidence("toy", RunStatus.COMPLETED, (network, told), named)


def _score(digits: Dataset, basis: Basis = Basis.CLAIMED, why: Reason = "") -> ExerciseScore:
    return replace(score_exercise(Asked(RUBRIC, 10), _evidence(basis, why), digits), own_code="abc")


def _sheet(score: ExerciseScore) -> ScoreSheet:
    return ScoreSheet("ada", "a", "d", "k", Sandbox.WALLS, (score,))


def test_what_holds_of_an_unverified_network_waits_and_what_does_not_fails(digits: Dataset) -> None:
    score = _score(digits)
    assert [c.verdict for c in score.criteria] == [
        Verdict.UNCONFIRMED,
        Verdict.FAILED,
        Verdict.PASSED,
        Verdict.PASSED,
    ]
    assert (score.earned, score.unconfirmed, score.waiting, score.in_words) == (4, 4, 4, 0)
    assert "once your instructor has looked at it" in str(headline(score))
    assert "It rests on code of your own" in str(score.criteria[0].message)


@pytest.mark.parametrize("basis", [Basis.REBUILT, Basis.UNSEEN])
def test_what_was_verified_or_is_looked_at_at_home_does_not_wait(digits: Dataset, basis: Basis) -> None:
    score = _score(digits, basis)
    assert (score.earned, score.unconfirmed) == (8, 0)


TOO_BIG = filled(refusals.TOO_BIG, count=9_100_000, most=8_000_000)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (
            TOO_BIG,
            "`model` could not be built anew to check it (it has 9100000 parameters, and at most 8000000",
        ),
        (refusals.REBUILDING_ENDED, "could not be built anew to check it (rebuilding it came to no end)"),
        (filled(refusals.OWN_CODE, names="Twice"), "It rests on code of your own"),
        (refusals.OTHER_CALL, "It rests on code of your own"),
        ("", "It rests on code of your own"),
    ],
)
def test_code_of_their_own_is_named_only_where_there_is_some(digits: Dataset, why: Reason, told: str) -> None:
    score = _score(digits, why=why)
    message = str(score.criteria[0].message)
    assert told in message
    assert ("code of your own" in message) is ("own" in told)
    for words in (headline(score), WORDS[Verdict.UNCONFIRMED]):
        assert "your own" not in str(words)


def test_what_was_typed_does_not_wait_for_a_network_that_was_looked_at(digits: Dataset) -> None:
    typed = _score(digits, why=TOO_BIG).criteria[-1]
    assert (typed.name, typed.verdict, typed.message) == ("typed", Verdict.PASSED, None)


def test_a_confirmation_counts_for_that_code_alone(digits: Dataset) -> None:
    sheet = _sheet(_score(digits))
    decided = Confirmed("toy", "abc", "harmless", "2026-03-01")
    for others in (
        replace(decided, code="abd"),
        replace(decided, exercise="other"),
        replace(decided, student="grace"),
    ):
        assert with_confirmations(sheet, [others]).earned == 4
    found = with_confirmations(sheet, [decided])
    assert (found.earned, found.waiting) == (8, 0)
    assert found.exercises[0].confirmed == Confirmation("harmless", "2026-03-01")
    assert [c.verdict for c in found.exercises[0].counted][:2] == [Verdict.PASSED, Verdict.FAILED]
    assert with_confirmations(found, []) == sheet
    assert ScoreSheet.from_json(found.to_json()) == found


def test_an_override_settles_it_too(digits: Dataset) -> None:
    from datetime import date

    settled = override(_sheet(_score(digits)), "toy", 5, "looked at it", date(2026, 3, 1))
    assert (settled.earned, settled.waiting) == (5, 0)
    assert with_overrides(settled, {}).waiting == 4


def test_decisions_are_kept_and_read_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("confirmed") / "a.json"
    assert read_confirmations(path) == ()
    decisions = (Confirmed("toy", "abc", "x", "2026-03-01"), Confirmed("toy", "d", "", "2026-03-01", "ada"))
    write_confirmations(path, decisions)
    assert read_confirmations(path) == decisions
    write_confirmations(path, ())
    assert not path.exists()
