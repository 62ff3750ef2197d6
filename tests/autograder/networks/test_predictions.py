"""Numbers that a student tells: an accuracy is a fraction, and what is none is named."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.course.course import Course
from autograder.evidence.asks import Value
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.numbers import fraction
from tests.autograder.kernel_answers import answered


def _fraction(value: object, measured: float | None = 0.915) -> float:
    return fraction(Answers((Value("a"),), answered((Value("a"),), {"a": value})), "a", measured)


@pytest.mark.parametrize("value", [0.915, np.float32(0.5), 0, 1, 1.0])
def test_a_fraction_is_one(value: float) -> None:
    assert _fraction(value) == pytest.approx(float(value))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (91.5, "`a` is 91.5, a percentage."),
        (91.5, "accuracy as a fraction between 0 and 1: 91.50% is `0.915`."),
        (92, "92.00% is `0.92`"),
        ("91.5%", "`a` is a text, 91.5%; a number is wanted, and as a fraction"),
        ("91,5 %", "91.50% is `0.915`"),
        ("much %", "should be one number; yours is a str"),
        (2.31, "`evaluate` returns the loss first"),
        (-0.1, "`evaluate` returns the loss first"),
        (float("nan"), "`a` is nan"),
    ],
)  # fmt: skip
def test_what_is_no_fraction_is_named(value: object, said: str) -> None:
    with pytest.raises(Unanswered) as lacking:
        _fraction(value)
    assert said in str(lacking.value.message)


def test_a_percentage_is_written_as_the_language_does(course: Course) -> None:
    with pytest.raises(Unanswered) as lacking:
        _fraction(91.5)
    assert "el 91.50\N{NO-BREAK SPACE}% es `0.915`" in lacking.value.message.render(course.translator("es"))


def test_without_a_measurement_a_percentage_may_be_a_loss() -> None:
    with pytest.raises(Unanswered, match="evaluate"):
        _fraction(91.5, measured=None)
