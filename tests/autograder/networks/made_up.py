"""Networks that nobody trained, as checks read them: for tests of what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.networks.predictions import accuracy
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import CompileFacts, LayerFacts, ModelFacts
from reference.datasets import Dataset, Split

IMAGES = 40
_GENERATOR = np.random.default_rng(7)
_LABELS = np.arange(IMAGES, dtype=np.uint8) % 10
_TRAIN, _TEST, _UNSEEN = (
    Split(_GENERATOR.integers(0, 256, (IMAGES, 28, 28), np.uint8), _LABELS) for _ in range(3)
)
DATA = Dataset("noise", _TRAIN, _TEST, _UNSEEN, digest="noise")
DENSE = (LayerFacts("Flatten", None, None, 0, ()), LayerFacts("Dense", 16, "relu", 12560, (None, 16)),
         LayerFacts("Dense", 10, "softmax", 170, (None, 10)))  # fmt: skip


def reading(right: int, units: int = 10, seed: int = 0) -> NDArray[np.float32]:
    """Probabilities (IMAGES, units) of a network that reads the first `right` images right."""
    rng = np.random.default_rng(seed)
    labels = _LABELS.astype(int)
    read = np.where(np.arange(IMAGES) < right, labels, (labels + 1) % 10)
    found = rng.uniform(0.1, 1.0, (IMAGES, units))
    found[np.arange(IMAGES), read] = rng.uniform(8.0, 40.0, IMAGES)
    shares: NDArray[np.float32] = (found / found.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def network(
    predicted: NDArray[np.float32],
    name: str = "net",
    history: Mapping[str, Sequence[float]] | None = None,
    raw: NDArray[np.float32] | None = None,
    layers: tuple[LayerFacts, ...] = DENSE,
) -> TrainedNetwork:
    """A network that learnt from normalised pixels, and what it predicts of the test images."""
    predictions = {("normalise", "test"): predicted}
    if raw is not None:
        predictions["raw", "test"] = raw
    settings = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",), 0.001, 65)
    facts = ModelFacts(layers, True, settings, predictions, {}, history=history or {})
    return TrainedNetwork(name, facts, "normalise", predicted, accuracy(predicted, _LABELS))
