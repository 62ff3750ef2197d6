"""How far a correct solution may fall by chance: one-sided normal tolerance bounds.

The lower bound of n accuracies lies, with 95 % confidence, below at least 99.9 % of all the
runs they are drawn from; the upper one above as many. They are taken on the logit scale, on
which accuracies close to 1 spread evenly and no bound leaves 0..1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

COVERAGE = 0.999
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Bounds:
    """What runs stay above and below, as fractions."""

    low: float
    high: float


@cache
def tolerance_factor(runs: int, coverage: float = COVERAGE, confidence: float = CONFIDENCE) -> float:
    """How many standard deviations from the mean the bound lies, exactly (noncentral t)."""
    from scipy.stats import nct, norm

    if runs < 2:
        raise ValueError(f"{runs} runs say nothing about their spread: two are needed")
    return float(nct.ppf(confidence, runs - 1, norm.ppf(coverage) * sqrt(runs)) / sqrt(runs))


def bounds(accuracies: Sequence[float], images: int) -> Bounds:
    """The tolerance bounds of accuracies (fractions of `images`), never within what was seen."""
    scores = logit(np.asarray(accuracies, float), images)
    reach = tolerance_factor(len(scores)) * float(scores.std(ddof=1))
    mean = float(scores.mean())
    low, high = _fraction(mean - reach), _fraction(mean + reach)
    return Bounds(min(low, *accuracies), max(high, *accuracies))


def logit(accuracies: NDArray[np.float64], images: int) -> NDArray[np.float64]:
    """Log odds, with half an image added to either side so that 0 and 1 are finite."""
    right = accuracies * images
    scores: NDArray[np.float64] = np.log((right + 0.5) / (images - right + 0.5))
    return scores


def _fraction(score: float) -> float:
    return float(1 / (1 + np.exp(-score)))
