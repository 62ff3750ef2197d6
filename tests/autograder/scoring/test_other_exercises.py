"""A mistake is told where it was made; what fails for it elsewhere waits, and names the exercise."""

from __future__ import annotations

from autograder.evidence.asks import Value
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Answer, Missing, ValueAnswer
from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Elsewhere
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score import Collected, score
from autograder.scoring.score_sheet import ScoreSheet, Verdict
from autograder.scoring.truth import Asked, Truth

first, second, third = (Rubric(name, Value(name)) for name in ("first", "second", "third"))


def _is_one(answers: Answers, name: str) -> Message | None:
    return None if answers.value(name).value == 1 else say("`{name}` is not one.", name=name)


@first.criterion("one", say("It is one"))
def _first(answers: Answers) -> Message | None:
    return _is_one(answers, "first")


@second.criterion("one", say("It is one"), after=("first",))
def _second(answers: Answers) -> Message | None:
    return _is_one(answers, "second")


@second.criterion("alone", say("It is one, whatever is before"))
def _alone(answers: Answers) -> Message | None:
    return None if _is_one(answers, "second") is None else say("Not one.")


@third.criterion("whole", say("It rests on the first"))
def _third(answers: Answers) -> Message | None:
    before = answers.of("first")
    if before is None or _is_one(before, "first"):
        raise Elsewhere("first", say("There is no one."))
    return None


TRUTH = Truth("lab", "", (Asked(first, 1), Asked(second, 2, ("first",)), Asked(third, 1, ("first",))), None)


def _sheet(*values: int | None, error: str = "", status: RunStatus = RunStatus.COMPLETED) -> ScoreSheet:
    names = ("first", "second", "third")
    answers: list[Answer] = [Missing() if v is None else ValueAnswer(type="int", value=v) for v in values]
    evidence = {
        name: Evidence(name, RunStatus.COMPLETED, (answer,))
        for name, answer in zip(names, answers, strict=True)
    }
    if error:
        evidence |= {name: Evidence(name, status, evidence[name].values, error=error) for name in names[:2]}
    return score(Collected("ada", "key", Sandbox.NONE, evidence), TRUTH)


def _verdicts(sheet: ScoreSheet) -> list[Verdict]:
    return [criterion.verdict for exercise in sheet.exercises for criterion in exercise.criteria]


def test_what_fails_alone_fails() -> None:
    assert _verdicts(_sheet(1, 2, 1)) == [Verdict.PASSED, Verdict.FAILED, Verdict.FAILED, Verdict.PASSED]


def test_what_holds_all_the_same_keeps_its_points() -> None:
    sheet = _sheet(2, 1, 1)
    assert _verdicts(sheet)[:3] == [Verdict.FAILED, Verdict.PASSED, Verdict.PASSED]
    assert sheet.exercises[1].earned == 2


def test_what_fails_after_a_mistake_waits_for_it() -> None:
    sheet = _sheet(2, 2, 1)
    one, alone = sheet.exercises[1].criteria
    assert (one.verdict, alone.verdict) == (Verdict.BLOCKED, Verdict.FAILED)
    told = one.message.render(str) if one.message else ""
    assert told.startswith("Waits for the exercise `first`")


def test_what_needs_another_exercise_names_it() -> None:
    (whole,) = _sheet(2, 1, 1).exercises[2].criteria
    assert whole.verdict is Verdict.BLOCKED
    told = whole.message.render(str) if whole.message else ""
    assert told == "There is no one. This waits for the exercise `first`."


def test_a_cell_that_stopped_waits_for_what_was_never_made() -> None:
    sheet = _sheet(None, None, 1, error="NameError: name 'first' is not defined", status=RunStatus.RAISED)
    assert _verdicts(sheet)[:3] == [Verdict.FAILED, Verdict.BLOCKED, Verdict.BLOCKED]
