"""score(evidence, truth) on a toy rubric: pure, fair, and clear about causes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from autograder.evidence import refusals
from autograder.evidence.asks import Value
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Answer, Missing, ValueAnswer
from autograder.evidence.refusals import Reason
from autograder.messages import Message, say
from autograder.scoring.answers import Answers
from autograder.scoring.choices import form_of_option, option
from autograder.scoring.numbers import number
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score import Collected, score, score_exercise
from autograder.scoring.score_sheet import ScoreSheet, Verdict
from autograder.scoring.truth import Asked, Truth, Written
from reference.datasets import Dataset

toy = Rubric("toy", Value("x"), Value("y"))


@toy.criterion("positive", say("x is positive"), weight=1)
def _positive(answers: Answers, data: Dataset) -> Message | None:
    return (
        None if number(answers, "x") > 0 else say("`x` is {x:g}; make it positive.", x=number(answers, "x"))
    )


@toy.criterion("large", say("x is large"), weight=1, needs=("positive",))
def _large(answers: Answers, data: Dataset) -> Message | None:
    return None if number(answers, "x") > 10 else say("`x` is small.")


@toy.criterion("other", say("y is one"), weight=1)
def _other(answers: Answers, data: Dataset) -> Message | None:
    return None if number(answers, "y") == 1 else say("`y` is not 1.")


@toy.measurement("x")
def _x(answers: Answers, data: Dataset) -> tuple[float, int]:
    return number(answers, "x"), 1


MISSING = Missing()


def _is(value: float) -> ValueAnswer:
    return ValueAnswer(type="float", value=value)


def _evidence(*answers: Answer, status: RunStatus = RunStatus.COMPLETED, error: Reason = "") -> Evidence:
    return Evidence("toy", status, answers, error=error)


def _verdicts(digits: Dataset, evidence: Evidence | None) -> list[Verdict]:
    return [c.verdict for c in score_exercise(Asked(toy, 10), evidence, digits).criteria]


def test_what_holds_earns_and_thirds_add_up_to_all_points(digits: Dataset) -> None:
    found = score_exercise(Asked(toy, 10), _evidence(_is(11), _is(1)), digits)
    assert found.earned == found.possible == 10
    assert found.measured[0].value == 11


def test_a_criterion_waits_for_what_it_needs(digits: Dataset) -> None:
    assert _verdicts(digits, _evidence(_is(-1), _is(1))) == [Verdict.FAILED, Verdict.BLOCKED, Verdict.PASSED]


def test_one_cause_is_told_once(digits: Dataset) -> None:
    twice = Rubric("twice", Value("x"))
    for name in ("first", "second"):
        twice.criterion(name, say(name))(_positive)
    found = score_exercise(
        Asked(twice, 4), Evidence("twice", RunStatus.RAISED, (MISSING,), error="E"), digits
    )
    assert [c.verdict for c in found.criteria] == [Verdict.FAILED, Verdict.BLOCKED]
    assert found.criteria[1].message == say("Waits for: {cause}", cause=say("first"))


def test_nothing_done_is_not_failed(digits: Dataset) -> None:
    assert set(_verdicts(digits, _evidence(MISSING, MISSING))) == {Verdict.NOT_ATTEMPTED}


def test_an_untouched_stub_that_earns_nothing_is_not_attempted(digits: Dataset) -> None:
    untouched = _evidence(_is(-1), MISSING, status=RunStatus.NOT_ATTEMPTED)
    assert set(_verdicts(digits, untouched)) == {Verdict.NOT_ATTEMPTED}


def test_work_done_in_another_cell_counts(digits: Dataset) -> None:
    elsewhere = _evidence(_is(11), MISSING, status=RunStatus.NOT_ATTEMPTED)
    assert _verdicts(digits, elsewhere) == [Verdict.PASSED, Verdict.PASSED, Verdict.FAILED]
    assert score_exercise(Asked(toy, 10), elsewhere, digits).status is RunStatus.COMPLETED


def test_answers_to_an_exercise_on_which_nobody_worked_are_worth_nothing(digits: Dataset) -> None:
    """Status and points come from one place: an exercise that was not attempted earned nothing."""
    forged = replace(_evidence(_is(11), _is(1), status=RunStatus.NOT_ATTEMPTED), elsewhere=False)
    found = score_exercise(Asked(toy, 10), forged, digits)
    assert (found.status, found.earned, found.measured) == (RunStatus.NOT_ATTEMPTED, 0, ())
    assert {c.verdict for c in found.criteria} == {Verdict.NOT_ATTEMPTED}


def test_without_evidence_it_is_our_fault_and_never_zero_points_in_silence(digits: Dataset) -> None:
    found = score_exercise(Asked(toy, 10), None, digits)
    assert found.unscored
    assert {c.verdict for c in found.criteria} == {Verdict.UNSCORED}


def test_a_check_that_breaks_is_our_fault(digits: Dataset) -> None:
    broken = Rubric("broken", Value("x"))

    @broken.criterion("c", say("c"))
    def _breaks(answers: Answers, data: Dataset) -> Message | None:
        raise KeyError("hidden answer 42")

    found = score_exercise(Asked(broken, 1), Evidence("broken", RunStatus.COMPLETED, (_is(1),)), digits)
    assert found.unscored
    message = found.criteria[0].message
    assert message is not None
    assert "KeyError, test_score.py" in message.render(str)
    assert "42" not in message.render(str)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_fail(digits: Dataset, value: float) -> None:
    assert _verdicts(digits, _evidence(_is(1), _is(value)))[2] is Verdict.FAILED


def test_the_same_evidence_gives_the_same_sheet(digits: Dataset) -> None:
    collected = Collected("ada", "key", Sandbox.NONE, {"toy": _evidence(_is(5), _is(1))})
    truth = Truth("lab", "digest", (Asked(toy, 9),), digits)
    sheet = score(collected, truth)
    assert sheet == score(collected, truth)
    assert sheet.earned == 6
    assert ScoreSheet.from_json(sheet.to_json()) == sheet


def test_without_data_every_check_takes_the_answers_alone() -> None:
    alone = Rubric("toy", Value("x"))
    alone.measurement("x")(lambda answers: (number(answers, "x"), 1))
    alone.flag(lambda answers: say("odd"))
    form = alone.criterion("form", say("form"), local=lambda answers: None)
    form(lambda answers: None if number(answers, "x") > 10 else say("`x` is small."))
    collected = Collected("ada", "key", Sandbox.NONE, {"toy": _evidence(_is(5))})
    (found,) = score(collected, Truth("lab", "digest", (Asked(alone, 9),), None)).exercises
    assert [(c.verdict, str(c.message)) for c in found.criteria] == [(Verdict.FAILED, "`x` is small.")]
    assert [m.value for m in found.measured] == [5]
    assert [str(flag) for flag in found.flags] == ["odd"]
    own = score_exercise(Asked(alone, 9), _evidence(_is(5)), None, local=True)
    assert [c.verdict for c in own.criteria] == [Verdict.DEFERRED]


def test_a_sheet_of_another_format_is_refused(digits: Dataset) -> None:
    sheet = score(Collected("ada", "key", Sandbox.NONE, {}), Truth("lab", "d", (Asked(toy, 1),), digits))
    with pytest.raises(ValueError, match="format 99"):
        ScoreSheet.from_json(json.dumps({**json.loads(sheet.to_json()), "format_version": 99}))


def test_a_sheet_of_when_errors_were_english_texts_is_read(digits: Dataset) -> None:
    evidence = _evidence(status=RunStatus.REFUSED, error=refusals.NOT_EVERY_ASK)
    sheet = score(
        Collected("ada", "key", Sandbox.NONE, {"toy": evidence}), Truth("lab", "d", (Asked(toy, 1),), digits)
    )
    older = json.loads(sheet.to_json()) | {"format_version": 3}
    older["exercises"][0]["error"] = "not every ask was answered"
    older["exercises"][0]["exhibit"] = older["exercises"][0].pop("network_summary")
    assert ScoreSheet.from_json(json.dumps(older)) == sheet


def test_a_sheet_of_two_formats_before_is_read(digits: Dataset) -> None:
    sheet = score(Collected("ada", "key", Sandbox.NONE, {}), Truth("lab", "d", (Asked(toy, 1),), digits))
    older = json.loads(sheet.to_json()) | {"format_version": 2, "problem": "not {JSON}"}
    del older["remarks"], older["usage"], older["exercises"][0]["network_summary"]
    found = ScoreSheet.from_json(json.dumps(older))
    assert str(found.problem) == "not {JSON}"
    assert replace(found, problem=None) == sheet


kept = Rubric("kept", Value("x"))
kept.hints(say("Look again."), say("Look there."))


@kept.criterion("choice", say("the right one"), local=form_of_option("x", ("a", "b")))
def _choice(answers: Answers, data: Dataset) -> Message | None:
    return None if option(answers, "x", ("a", "b")) == "a" else say("That is not it.")


@kept.flag
def _suspicious(answers: Answers, data: Dataset) -> Message | None:
    return say("Look at it.") if answers.text("x") == "a" else None


@pytest.mark.parametrize(
    ("given", "local", "graded"),
    [
        ("a", Verdict.DEFERRED, Verdict.PASSED),
        ("b", Verdict.DEFERRED, Verdict.FAILED),
        ("c", Verdict.FAILED, Verdict.FAILED),
    ],
)
def test_a_choice_cannot_be_guessed_at_home(
    digits: Dataset, given: str, local: Verdict, graded: Verdict
) -> None:
    evidence = Evidence("kept", RunStatus.COMPLETED, (ValueAnswer(type="str", value=given),))
    for at_home, wanted in ((True, local), (False, graded)):
        found = score_exercise(Asked(kept, 5), evidence, digits, local=at_home)
        assert [c.verdict for c in found.criteria] == [wanted]
        assert found.earned == (5 if wanted is Verdict.PASSED else 0)
        assert len(found.flags) == (given == "a" and not at_home)


def test_written_answers_wait_for_a_person(digits: Dataset) -> None:
    truth = Truth("toy", "", (Asked(toy, 10), Written("why", 5)), digits)
    sheet = score(Collected("ada", "", Sandbox.WALLS, {"toy": _evidence(_is(11), _is(1))}), truth)
    assert (sheet.earned, sheet.waiting, sheet.possible) == (10, 5, 15)
    assert ScoreSheet.from_json(sheet.to_json()) == sheet
