"""What holds without knowledge counts only beside what shows work; what shows it, counts by itself."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.evidence.asks import Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import ValueAnswer
from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.choices import form_of_option, option
from autograder.scoring.numbers import number
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import CriterionScore, Verdict
from autograder.scoring.truth import Asked


def _is(name: str, value: float) -> Message | None:
    def judge(answers: Answers) -> Message | None:
        found = number(answers, name)
        return None if found == value else say("`{name}` is not right.", name=name)

    return judge  # type: ignore[return-value]


def _rubric(*criteria: tuple[str, float, tuple[object, ...]]) -> Rubric:
    """Criteria called after variables: the value that is right, and what shows work."""
    rubric = Rubric("toy", *(Value(name) for name, *_ in criteria))
    for name, value, shown_by in criteria:
        rubric.criterion(name, say("It is right"), shown_by=shown_by)(_is(name, value))  # type: ignore
    return rubric


def _judged(rubric: Rubric, *, local: bool = False, **values: Any) -> dict[str, CriterionScore]:
    found = tuple(ValueAnswer(type="x", value=values.get(ask.name, 0)) for ask in rubric.asks)
    evidence = Evidence("toy", RunStatus.COMPLETED, found)
    score = score_exercise(Asked(rubric, 10), evidence, None, local=local)
    return {criterion.name: criterion for criterion in score.criteria}


def _verdicts(rubric: Rubric, **values: Any) -> list[str]:
    return [criterion.verdict.value for criterion in _judged(rubric, **values).values()]


FORM = _rubric(("form", 1, ("work",)), ("work", 2, ()))


@pytest.mark.parametrize(
    ("form", "work", "wanted"),
    [(1, 2, ["passed", "passed"]), (1, 0, ["blocked", "failed"]), (0, 2, ["failed", "passed"]),
     (0, 0, ["failed", "failed"])],
)  # fmt: skip
def test_a_form_waits_for_work_that_comes_after_it(form: float, work: float, wanted: list[str]) -> None:
    assert _verdicts(FORM, form=form, work=work) == wanted


def test_what_waits_says_for_what_and_what_failed_keeps_its_own_message() -> None:
    judged = _judged(FORM, form=1)
    assert str(judged["form"].message) == "Waits for: It is right"
    assert str(judged["work"].message) == "`work` is not right."
    assert judged["form"].earned == 0


def test_any_of_those_named_is_enough() -> None:
    rubric = _rubric(("form", 1, ("one", "other")), ("one", 1, ()), ("other", 1, ()))
    assert _verdicts(rubric, form=1, other=1) == ["passed", "failed", "passed"]


def test_two_that_vouch_for_each_other_count_together_and_neither_alone() -> None:
    rubric = _rubric(("one", 1, ("other",)), ("other", 1, ("one",)))
    assert _verdicts(rubric, one=1, other=1) == ["passed", "passed"]
    assert _verdicts(rubric, one=1) == ["blocked", "failed"]


def test_what_waits_itself_shows_nothing() -> None:
    rubric = _rubric(("letter", 1, ("form",)), ("form", 1, ("work",)), ("work", 1, ()))
    assert _verdicts(rubric, letter=1, form=1) == ["blocked", "blocked", "failed"]


def _many(answers: Answers) -> bool:
    return number(answers, "work") > 10


def _nothing_to_see(answers: Answers) -> bool:
    raise Unanswered(say("nothing"))


def _broken(answers: Answers) -> bool:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("look", "work", "verdict"),
    [(_many, 11, "passed"), (_many, 9, "blocked"), (_nothing_to_see, 11, "blocked"),
     (_broken, 9, "passed")],  # our failure costs nobody anything
)  # fmt: skip
def test_a_look_of_its_own_may_see_work_in_what_is_wrong(look: object, work: float, verdict: str) -> None:
    rubric = _rubric(("form", 1, ("work", look)), ("work", 2, ()))
    assert _verdicts(rubric, form=1, work=work) == [verdict, "failed"]


def test_what_is_judged_by_its_form_at_home_waits_for_nothing_there() -> None:
    rubric = Rubric("toy", Value("letter"), Value("work"))

    @rubric.criterion("letter", say("Right"), local=form_of_option("letter", "ab"), shown_by=("work",))
    def _letter(answers: Answers) -> Message | None:
        return None if option(answers, "letter", "ab") == "a" else say("no")

    rubric.criterion("work", say("It is right"))(_is("work", 1))  # type: ignore
    at_home = _judged(rubric, local=True, letter="b")
    assert at_home["letter"].verdict is Verdict.DEFERRED
    handed_in = _judged(rubric, letter="a")
    assert handed_in["letter"].verdict is Verdict.BLOCKED
