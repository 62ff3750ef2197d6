"""What runs are worth: accuracy, confusion, and the comparison with the baseline.

Seeds and test images are two crossed sources of noise; a verdict takes both into account
and is never given from one seed. The formula is the two-way random-effects variance of a
mean, with Satterthwaite's degrees of freedom; Holm's correction covers the variants of one
report. After Bouthillier et al. (2021) and Dietterich (1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reference.datasets import CLASSES, Labels
from reference.models import BASELINE
from reference.training import Predictions, Run, Status

CONFIDENCE = 0.95
_SIGNIFICANT = 0.05


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    EQUIVALENT = "equivalent in practice"
    UNDECIDED = "not to be told apart"
    TOO_FEW_SEEDS = "too few seeds or images"
    INCOMPLETE = "not every seed trained"


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """Accuracy of a variant minus that of what it is compared with, as a fraction.

    `interval` is the unadjusted 95 % one, `inner` the 90 % one that equivalence is judged by;
    both are None where one seed gives no idea of the noise. `p` is adjusted by Holm's method.
    """

    mean: float
    seeds: int
    verdict: Verdict
    interval: Interval | None = None
    inner: Interval | None = None
    p: float | None = None


def confusion(labels: Labels, predictions: Predictions) -> NDArray[np.int64]:
    """Counts (10, C), rows the true digit, columns the predicted class (C is 10 or more)."""
    classes = max(CLASSES, int(predictions.max(initial=0)) + 1)
    counts = np.zeros((CLASSES, classes), np.int64)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def seed_interval(values: Sequence[float]) -> Interval | None:
    """Student's t interval of a mean over seeds; None for fewer than two."""
    if len(values) < 2:
        return None
    sample = np.asarray(values)
    return _t_interval(
        float(sample.mean()), float(sample.var(ddof=1) / len(sample)), len(sample) - 1, CONFIDENCE
    )


def image_interval(right: int, images: int) -> Interval:
    """Wilson's interval of one accuracy: image sampling only, nothing about seeds."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, images, alpha=1 - CONFIDENCE, method="wilson")
    return Interval(float(low), float(high))


def compare(
    runs: Mapping[str, Sequence[Run]],
    against: Mapping[str, Sequence[Run]],
    labels: Labels,
    margin: float,
    planned: Mapping[str, int] | None = None,
) -> dict[str, Difference]:
    """Each variant's runs against those it is compared with, with verdicts adjusted together.

    Both mappings go from a variant's name to all its runs, failed ones too. A deterministic
    opponent is its one run, held against every seed. A pair in which nothing trained has no
    difference and is left out; a variant with fewer runs than `planned` gets no verdict.
    """
    differences = {
        name: difference
        for name, own in runs.items()
        if (difference := held_against(own, against.get(name, ()), labels)) is not None
    }
    for name in differences:
        if len(runs[name]) < (planned or {}).get(name, 0):
            differences[name] = Difference(
                differences[name].mean, differences[name].seeds, Verdict.INCOMPLETE
            )
    return _judged(differences, margin)


def held_against(own: Sequence[Run], other: Sequence[Run], labels: Labels) -> Difference | None:
    """One pair by itself, its p not adjusted and no verdict drawn from it; None where nothing trained."""
    mine, theirs = _paired(own, other, labels)
    if not len(mine):
        return None
    gained = mine.astype(float) - theirs
    mean, seeds = float(gained.mean()), len(gained)
    if any(run.status is Status.FAILED for run in (*own, *other)):
        return Difference(mean, seeds, Verdict.INCOMPLETE)
    if seeds < 2 or gained.shape[1] < 2:
        return Difference(mean, seeds, Verdict.TOO_FEW_SEEDS)
    variance, freedom = two_way_variance(gained)
    return Difference(
        mean,
        seeds,
        Verdict.UNDECIDED,
        _t_interval(mean, variance, freedom, CONFIDENCE),
        _t_interval(mean, variance, freedom, 0.90),
        _p_value(mean, variance, freedom),
    )


def two_way_variance(gained: NDArray[np.float64]) -> tuple[float, float]:
    """Variance of the overall mean of `gained` (seeds, images), and its degrees of freedom."""
    seeds, images = gained.shape
    by_image, by_seed = gained.mean(axis=0), gained.mean(axis=1)
    v_image = by_image.var(ddof=1) / images
    v_seed = by_seed.var(ddof=1) / seeds
    rest = gained - by_image[None, :] - by_seed[:, None] + gained.mean()
    v_both = (rest**2).sum() / ((seeds - 1) * (images - 1) * seeds * images)
    variance = max(v_image + v_seed - v_both, v_image, v_seed)
    spread = v_seed**2 / (seeds - 1) + v_image**2 / (images - 1)
    return float(variance), float(variance**2 / spread) if spread > 0 else float(seeds - 1)


def _paired(
    own: Sequence[Run], other: Sequence[Run], labels: Labels
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Right or wrong, (seeds, images) for both sides, on the seeds that both have trained."""
    mine, theirs = _right_by_seed(own, labels), _right_by_seed(other, labels)
    if theirs and all(run.variant == BASELINE for run in other):
        theirs = dict.fromkeys(mine, next(iter(theirs.values())))
    shared = sorted(mine.keys() & theirs.keys())
    shape = (len(shared), len(labels))
    return (
        np.array([mine[seed] for seed in shared], bool).reshape(shape),
        np.array([theirs[seed] for seed in shared], bool).reshape(shape),
    )


def _right_by_seed(runs: Sequence[Run], labels: Labels) -> dict[int, NDArray[np.bool_]]:
    return {run.seed: run.test_predictions == labels for run in runs if run.test_predictions is not None}


def _judged(differences: dict[str, Difference], margin: float) -> dict[str, Difference]:
    from statsmodels.stats.multitest import multipletests

    tested = [name for name, difference in differences.items() if difference.p is not None]
    if not tested:
        return differences
    adjusted = multipletests([differences[name].p for name in tested], method="holm")[1]
    judged = dict(differences)
    for name, p in zip(tested, map(float, adjusted), strict=True):
        judged[name] = replace(judged[name], p=p, verdict=_verdict(judged[name], p, margin))
    return judged


def _verdict(difference: Difference, p: float, margin: float) -> Verdict:
    if p < _SIGNIFICANT:
        return Verdict.BETTER if difference.mean > 0 else Verdict.WORSE
    inner = difference.inner
    if inner is not None and -margin < inner.low and inner.high < margin:
        return Verdict.EQUIVALENT
    return Verdict.UNDECIDED


def _t_interval(mean: float, variance: float, freedom: float, confidence: float) -> Interval:
    from scipy.stats import t

    half = float(t.ppf((1 + confidence) / 2, freedom)) * variance**0.5
    return Interval(mean - half, mean + half)


def _p_value(mean: float, variance: float, freedom: float) -> float:
    from scipy.stats import t

    if variance == 0:
        return 1.0  # nothing varied: that is no measure of noise
    return float(2 * t.sf(abs(mean) / variance**0.5, freedom))
