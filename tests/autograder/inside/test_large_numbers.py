"""Whole numbers beyond any float cost the answer that they stand in, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from autograder.evidence.asks import Ask, Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import ValueAnswer
from autograder.evidence.schema import answers_of
from autograder.inside import answering
from autograder.scoring.answers import Answers

ASKS: tuple[Ask, ...] = (Value("mlp_parameters"), Value("told"))


def _no_images(split: str) -> Any:
    raise LookupError(split)


def _answers(value: Any) -> tuple[ValueAnswer, Answers]:
    """As a kernel sends it, and as it is read at home and in grading."""
    facts, arrays = answering.answer([a.to_json() for a in ASKS], {"mlp_parameters": value, "told": [1, 2]},
                                     _no_images, [])  # fmt: skip
    content, _ = answering.packed(facts, {})
    assert len(content) < 1 << 20
    values, named = answers_of(json.loads(content), arrays, ASKS)
    found = values[0]
    assert isinstance(found, ValueAnswer)
    return found, Answers(ASKS, Evidence("mlp", RunStatus.COMPLETED, values, named))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (10**400, "1.0000e+400"),
        (-(10**400), "-1.0000e+400"),
        (25 * 10**4999, "2.5000e+5000"),
        (2**1000, "1.0715e+301"),
        (2**1000 - 1, 2**1000 - 1),
        (784, 784),
        (True, True),
    ],
    ids=range(7),
)
def test_it_is_told_in_short_wherever_it_stands(number: int, told: Any) -> None:
    found, answers = _answers([0, number])
    assert found.items == (0, told)
    assert answers.items("told") == (1, 2)
    assert _answers({"dense": number})[0].entries == {"dense": told}
    table = _answers(pd.DataFrame({"parameters": [number, 1]}, dtype=object))[0].table
    assert table == {"parameters": (told, 1)}


def test_many_of_them_are_not_too_much_to_be_sent() -> None:
    found, answers = _answers([10**5000] * 9)
    assert found.items == ("1.0000e+5000",) * 9
    assert answers.items("told") == (1, 2)
    assert _answers([10**20_000] * 5_000)[0].length == 5_000


def test_one_by_itself_is_told_too() -> None:
    found, answers = _answers(10**5000)
    assert (found.type, found.value) == ("int", "1.0000e+5000")
    assert answers.items("told") == (1, 2)


@pytest.mark.parametrize("value", [{10**5000: 1}, [(10**5000, 3)]], ids=["key", "shape"])
def test_where_python_cannot_write_it_that_answer_alone_says_so(value: Any) -> None:
    facts, _ = answering.answer([a.to_json() for a in ASKS], {"mlp_parameters": value, "told": [1, 2]},
                                _no_images, [])  # fmt: skip
    assert [fact["status"] for fact in facts] == ["raised", "answered"]
