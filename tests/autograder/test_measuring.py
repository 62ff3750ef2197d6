"""How a network was fed, by the loss that its training reported."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.answers import CompileFacts, ModelFacts
from autograder.measuring import trained_feed

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
