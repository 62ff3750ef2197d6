"""What evidence holds in English is told in any language; a student's own words are left alone."""

from __future__ import annotations

import json
from string import Formatter

import pytest

from autograder.course.limits import Limits
from autograder.evidence import refusals
from autograder.evidence.asks import Value
from autograder.evidence.earlier import reason_of_text
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Basis, NetworkAnswer
from autograder.evidence.refusals import Reason, Refused
from autograder.execution.collector import collect
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.inside import ipython_kernel
from autograder.messages import Message, say, translator
from autograder.scoring.numbers import number
from autograder.scoring.rubrics import Rubric
from autograder.scoring.score import Collected, score, score_exercise
from autograder.scoring.score_sheet import ScoreSheet
from autograder.scoring.truth import Asked, Truth
from autograder.submissions.submission import Cell, Submission
from reference.datasets import Dataset

ALL = {name: reason for name, reason in vars(refusals).items() if isinstance(reason, Message)}
SPANISH = translator("es")


@pytest.mark.parametrize("name", ALL)
def test_a_kept_reason_is_told_in_spanish(name: str) -> None:
    fields = [field for _, field, *_ in Formatter().parse(ALL[name].template) if field]
    reason = refusals.filled(ALL[name], **{field: f"<{field}>" for field in fields})
    again = refusals.reason_from_json(json.loads(json.dumps(refusals.reason_to_json(reason))))
    assert isinstance(again, Message)
    assert again == reason
    assert again.render(SPANISH) != str(reason)
    assert all(f"<{field}>" in again.render(SPANISH) for field in fields)


def test_a_reason_within_a_reason_is_told_too() -> None:
    inner = refusals.filled(refusals.FILE_UNPACKS, bytes=9, arrays=2)
    refused = Refused(refusals.FILE_UNREADABLE, name="arrays.npz", detail=inner)
    again = refusals.reason_from_json(json.loads(json.dumps(refusals.reason_to_json(refused.reason))))
    assert say("{told}", told=again).render(SPANISH) == (
        "arrays.npz no se puede leer: al descomprimirlo pasa de 9 bytes o de 2 arreglos"
    )
    assert str(refused) == "arrays.npz cannot be read: it unpacks to more than 9 bytes or 2 arrays"


@pytest.mark.parametrize("name", ALL)
def test_a_sentence_that_an_earlier_version_kept_in_english_is_known_again(name: str) -> None:
    fields = [field for _, field, *_ in Formatter().parse(ALL[name].template) if field]
    reason = refusals.filled(ALL[name], **{field: f"<{field}>" for field in fields})
    assert reason_of_text(str(reason)) == reason


def test_a_sentence_within_one_that_an_earlier_version_kept_is_known_again() -> None:
    text = "arrays.npz cannot be read: it unpacks to more than 9 bytes or 2 arrays"
    assert say("{told}", told=reason_of_text(text)).render(SPANISH) == (
        "arrays.npz no se puede leer: al descomprimirlo pasa de 9 bytes o de 2 arreglos"
    )


@pytest.mark.parametrize("times", [5, 2_000])
def test_our_sentences_within_each_other_come_to_an_end(times: int) -> None:
    """A student's exception may be made of them."""
    text = "arrays.npz cannot be read: " * times + "x"
    assert str(say("{told}", told=reason_of_text(text)))[:27] == text[:27]
    assert reason_of_text("it unpacks to more than " + " bytes or " * times * 10) is not None


@pytest.mark.parametrize(
    "text", ["", "KeyError: {'a'", "ValueError: its class does more than its layers in their order", "{"]
)
def test_a_students_own_words_are_left_alone(text: str) -> None:
    assert refusals.reason_from_json(refusals.reason_to_json(text)) == text
    assert refusals.printed(text) == reason_of_text(text) == text
    assert say("{told}", told=text).render(SPANISH) == text


def test_a_long_text_is_cut() -> None:
    assert len(str(refusals.filled(refusals.OWN_CODE, names="x" * 10_000))) < 200


def _remark(digits: Dataset, why: Reason) -> Message:
    rubric = Rubric("toy")
    rubric.criterion("any", say("Anything"))(lambda answers, data: None)
    claimed = NetworkAnswer(
        type="M", is_model=True, built=True, layers=(), compiled=False, settings=None, errors={},
        basis=Basis.CLAIMED, why=why,
    )  # fmt: skip
    evidence = Evidence("toy", RunStatus.COMPLETED, (claimed, claimed))
    remark = score_exercise(Asked(rubric, 1), evidence, digits).remark
    assert remark is not None
    return remark


def test_the_remark_about_a_network_is_told_in_spanish(digits: Dataset) -> None:
    remark = _remark(digits, refusals.OTHER_CALL)
    assert remark.render(SPANISH).endswith(": su clase hace más que aplicar sus capas en orden.")
    assert str(remark).endswith(": its class does more than its layers in their order.")


def test_what_keras_said_is_told_as_it_is(digits: Dataset) -> None:
    assert _remark(digits, "ValueError: no").render(SPANISH).endswith(": ValueError: no.")


def test_a_refusal_is_told_in_spanish_from_the_files_to_the_score(digits: Dataset) -> None:
    """The sentence is a message all the way: kept as evidence, quoted by a criterion, kept in a sheet."""
    cells = (Cell("a"), Cell("", "toy"))
    kernel = ScriptedKernel(answers=b"nonsense")
    found = collect(Submission("ada", "lab", cells, frozenset()), {"toy": (Value("x"),)}, kernel, Limits())
    evidence = found.evidence["toy"]
    assert isinstance(evidence.error, Message)
    rubric = Rubric("toy", Value("x"))
    rubric.criterion("any", say("Anything"))(lambda answers, data: say(str(number(answers, "x"))))
    truth = Truth("lab", "d", (Asked(rubric, 1),), digits)
    sheet = ScoreSheet.from_json(
        score(Collected("ada", "k", Sandbox.WALLS, {"toy": evidence}), truth).to_json()
    )
    (exercise,) = sheet.exercises
    assert exercise.error == evidence.error
    (criterion,) = exercise.criteria
    assert criterion.message is not None
    assert criterion.message.render(SPANISH).endswith("facts.json no se puede leer: JSONDecodeError")


def test_a_text_that_a_kernel_cut_says_so_in_spanish() -> None:
    cut = ipython_kernel._clipped("x" * (ipython_kernel.SHOWN + 5)).splitlines()[-1]
    assert say("{told}", told=refusals.printed(cut)).render(SPANISH) == "... (5 caracteres más)"
