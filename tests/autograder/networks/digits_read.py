"""Networks by what they read in test images of every digit: for tests of what is said digit by digit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.networks.predictions import accuracy
from autograder.networks.trained import TrainedNetwork
from reference.datasets import Dataset, Split
from tests.autograder.networks.made_up import network

IMAGES = (83, 127, 97, 101, 95, 88, 92, 104, 99, 114)  # of each digit
LABELS = np.random.default_rng(3).permutation(np.repeat(np.arange(10), IMAGES)).astype(np.uint8)
_BLANK = Split(np.zeros((len(LABELS), 28, 28), np.uint8), LABELS)
DATA = Dataset("noise", _BLANK, _BLANK, _BLANK, digest="noise")

Digits = NDArray[np.int64]


def misread(wrong: Mapping[int, int] | int, seed: int = 0) -> Digits:
    """Digits read in all images, so many of each digit wrongly, as the digit that stands two before it."""
    rng = np.random.default_rng(seed)
    read = LABELS.astype(np.int64)
    counts = dict.fromkeys(range(10), wrong) if isinstance(wrong, int) else wrong
    for digit, count in counts.items():
        at = rng.choice(np.flatnonzero(digit == LABELS), count, replace=False)
        read[at] = (digit - 2) % 10
    return read


def reader(read: Digits, name: str = "net", raw: Digits | None = None) -> TrainedNetwork:
    """A network that learnt from normalised pixels and reads just that."""
    predicted = np.eye(10, dtype=np.float32)[read]
    of_raw = None if raw is None else np.eye(10, dtype=np.float32)[raw]
    made = network(predicted[:40], name, raw=of_raw)
    return TrainedNetwork(name, made.facts, made.feed, predicted, accuracy(predicted, LABELS))
