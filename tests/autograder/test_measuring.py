"""How a network was fed, by the loss that its training reported."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.answers import Answers, CompileFacts, ModelFacts, Unanswered
from autograder.asks import Value
from autograder.course import Course
from autograder.evidence import Evidence, RunStatus
from autograder.execution import inside
from autograder.feeds import trained_feed
from autograder.measuring import fraction

LABELS = np.arange(100, dtype=np.uint8) % 10


def _sure(right: int, probability: float) -> NDArray[np.float32]:
    """Predictions for 100 images, the first so many of them right, each given that probability."""
    chosen = np.where(np.arange(100) < right, LABELS, (LABELS + 1) % 10)
    found = np.full((100, 10), (1 - probability) / 9)
    found[np.arange(100), chosen] = probability
    return found.astype(np.float32)


def _feed(raw: NDArray[np.float32], normalised: NDArray[np.float32], reported: float | None) -> str:
    settings = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",))
    predictions = {("raw", "test"): raw, ("normalise", "test"): normalised}
    return trained_feed(ModelFacts((), True, settings, predictions, {}), "test", LABELS, reported)


@pytest.mark.parametrize(("reported", "feed"), [(0.1, "normalise"), (2.0, "raw"), (None, "normalise")])
def test_the_feed_is_the_one_whose_loss_was_reported(reported: float | None, feed: str) -> None:
    assert _feed(raw=_sure(10, 0.5), normalised=_sure(100, 0.9), reported=reported) == feed


def test_a_sure_network_may_have_lost_more_than_clipped_probabilities_show() -> None:
    """Keras knows the scores behind a softmax: its loss has no upper end where we see a zero."""
    assert _feed(raw=_sure(90, 1.0), normalised=_sure(20, 0.2), reported=2.3) == "raw"
    assert _feed(raw=_sure(90, 1.0), normalised=_sure(90, 0.9), reported=0.5) == "normalise"


def _fraction(value: object, measured: float | None = 0.915) -> float:
    facts, arrays = inside.answer([Value("a").to_json()], {"a": value}, lambda split: LABELS, [])
    return fraction(
        Answers((Value("a"),), Evidence("e", RunStatus.COMPLETED, tuple(facts), arrays)), "a", measured
    )


@pytest.mark.parametrize("value", [0.915, np.float32(0.5), 0, 1, 1.0])
def test_a_fraction_is_one(value: float) -> None:
    assert _fraction(value) == pytest.approx(float(value))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (91.5, "`a` is 91.5, a percentage."),
        (91.5, "accuracy as a fraction between 0 and 1: 91.5% is `0.915`."),
        (92, "92.0% is `0.92`"),
        ("91.5%", "`a` is a text, 91.5%; a number is wanted, and as a fraction"),
        ("91,5 %", "91.5% is `0.915`"),
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
    assert "el 91,5\N{NO-BREAK SPACE}% es `0.915`" in lacking.value.message.render(course.translator("es"))


def test_without_a_measurement_a_percentage_may_be_a_loss() -> None:
    with pytest.raises(Unanswered, match="evaluate"):
        _fraction(91.5, measured=None)
