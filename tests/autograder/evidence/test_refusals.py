"""What evidence holds in English is told in any language; a student's own words are left alone."""

from __future__ import annotations

from string import Formatter

import pytest

from autograder.evidence import refusals
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import Basis, NetworkAnswer
from autograder.inside import ipython_kernel
from autograder.messages import Message, say, translator
from autograder.scoring.rubrics import Asked, Rubric
from autograder.scoring.score import score_exercise
from reference.datasets import Dataset

ALL = {name: reason for name, reason in vars(refusals).items() if isinstance(reason, Message)}
SPANISH = translator("es")


@pytest.mark.parametrize("name", ALL)
def test_a_kept_reason_is_told_in_spanish(name: str) -> None:
    fields = [field for _, field, *_ in Formatter().parse(ALL[name].template) if field]
    text = refusals.kept(ALL[name], **{field: f"<{field}>" for field in fields})
    told = refusals.told(text)
    assert isinstance(told, Message)
    assert told.template == ALL[name].template
    assert str(told) == text
    assert told.render(SPANISH) != text
    assert all(f"<{field}>" in told.render(SPANISH) for field in fields)


def test_a_reason_within_a_reason_is_told_too() -> None:
    inner = refusals.kept(refusals.FILE_UNPACKS, bytes=9, arrays=2)
    text = refusals.kept(refusals.FILE_UNREADABLE, name="arrays.npz", detail=inner)
    assert say("{told}", told=refusals.told(text)).render(SPANISH) == (
        "arrays.npz no se puede leer: al descomprimirlo pasa de 9 bytes o de 2 arreglos"
    )


@pytest.mark.parametrize(
    "text", ["", "KeyError: {'a'", "ValueError: it is no Sequential or functional model", "{"]
)
def test_a_students_own_words_are_left_alone(text: str) -> None:
    assert refusals.told(text) == text


def test_a_long_text_is_cut() -> None:
    told = refusals.told("it has layers of another kind: " + "x" * 10_000)
    assert len(str(told)) < 200


def test_the_remark_about_a_network_is_told_in_spanish(digits: Dataset) -> None:
    rubric = Rubric("toy")
    rubric.criterion("any", say("Anything"))(lambda answers, data: None)
    claimed = NetworkAnswer(
        type="M", is_model=True, built=True, layers=(), compiled=False, settings=None, errors={},
        basis=Basis.CLAIMED, why=refusals.kept(refusals.OTHER_MODEL),
    )  # fmt: skip
    evidence = Evidence("toy", RunStatus.COMPLETED, (claimed,))
    remark = score_exercise(Asked(rubric, 1), evidence, digits).remark
    assert remark is not None
    assert remark.render(SPANISH).endswith(": no es un modelo Sequential ni funcional.")
    assert str(remark).endswith(": it is no Sequential or functional model.")


def test_a_text_that_a_kernel_cut_says_so_in_spanish() -> None:
    cut = ipython_kernel._clipped("x" * (ipython_kernel.SHOWN + 5)).splitlines()[-1]
    assert say("{told}", told=refusals.told(cut)).render(SPANISH) == "... (5 caracteres más)"
