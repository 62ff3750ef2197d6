"""How a network was fed, by its losses and by what its training reported."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.networks.preprocessing import learnt_from_other, trained_feed
from autograder.scoring.answers import CompileFacts, LayerFacts, ModelFacts
from reference.datasets import Dataset, Split

SOFTMAX = LayerFacts("Dense", 10, "softmax", None, (None, 10))
LABELS = np.arange(100, dtype=np.uint8) % 10


def _sure(right: int, probability: float) -> NDArray[np.float32]:
    """Predictions for 100 images, the first so many of them right, each given that probability."""
    chosen = np.where(np.arange(100) < right, LABELS, (LABELS + 1) % 10)
    found = np.full((100, 10), (1 - probability) / 9)
    found[np.arange(100), chosen] = probability
    return found.astype(np.float32)


def _network(raw: NDArray[np.float32], normalised: NDArray[np.float32]) -> ModelFacts:
    settings = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",))
    predictions = {("raw", "test"): raw, ("normalise", "test"): normalised}
    return ModelFacts((SOFTMAX,), True, settings, predictions, {})


def _feed(raw: NDArray[np.float32], normalised: NDArray[np.float32], reported: float | None) -> str:
    return trained_feed(_network(raw, normalised), "test", LABELS, reported)


@pytest.mark.parametrize(("reported", "feed"), [(0.1, "normalise"), (2.0, "raw"), (None, "normalise")])
def test_the_feed_is_the_one_whose_loss_was_reported(reported: float | None, feed: str) -> None:
    assert _feed(raw=_sure(10, 0.5), normalised=_sure(100, 0.9), reported=reported) == feed


def test_a_sure_network_may_have_lost_more_than_clipped_probabilities_show() -> None:
    """Keras knows the scores behind a softmax: its loss has no upper end where we see a zero."""
    assert _feed(raw=_sure(90, 1.0), normalised=_sure(20, 0.2), reported=2.3) == "raw"
    assert _feed(raw=_sure(90, 1.0), normalised=_sure(90, 0.9), reported=0.5) == "normalise"


@pytest.fixture
def data() -> Dataset:
    split = Split(np.zeros((100, 28, 28), np.uint8), LABELS)
    return Dataset("none", split, split, split, digest="none")


#: What raw and normalised images give; the loss on the former, on the latter.
PREPARED = _network(raw=_sure(90, 0.999), normalised=_sure(90, 0.85))  # 0.91, 0.55
RAW_ONE = _network(raw=_sure(90, 0.97), normalised=_sure(90, 0.15))  # 0.60, 1.94
UNSURE = _network(raw=_sure(90, 0.3), normalised=_sure(90, 0.15))  # 1.34, 1.94


@pytest.mark.parametrize(
    ("network", "feed", "loss", "other"),
    [
        (PREPARED, "normalise", [1.9, 0.6], None),
        (PREPARED, "raw", [1.9, 0.6], "normalise"),
        (RAW_ONE, "raw", [19.0, 0.7], None),
        (RAW_ONE, "normalise", [19.0, 0.7], "raw"),
        (RAW_ONE, "normalise", [2.3, 0.3], "raw"),  # so many images that the first epoch ended well
        (UNSURE, "normalise", [2.2, 1.9], None),  # surer on raw images, and trained as it should be
        (UNSURE, "raw", [2.2, 1.9], None),
        (PREPARED, "normalise", [], None),
    ],
)
def test_what_a_network_learnt_from(
    network: ModelFacts, feed: str, loss: list[float], other: str | None, data: Dataset
) -> None:
    assert learnt_from_other(network, feed, {"loss": loss}, data) == other


def test_a_function_that_changes_nothing_is_no_other_feed(data: Dataset) -> None:
    same = _network(raw=_sure(90, 0.97), normalised=_sure(90, 0.97))
    assert learnt_from_other(same, "normalise", {"loss": [2.3, 0.3]}, data) is None
    assert learnt_from_other(same, "raw", {"loss": [2.3, 0.3]}, data) is None
