"""Choices and conclusions: whether an answer is one of the options, and whether it is refuted.

A conclusion about two networks is rejected only where evidence speaks against it: the
student's own predictions, paired on the same images, or the stored calibration of variant
and control over many seeds. One pair of trainings says little, because seeds are noise too;
so it refutes only what is far beyond chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from autograder.messages import Message, say
from autograder.networks.predictions import Probabilities
from reference.datasets import Labels

CHANCE = 1e-3  # how often one pair of networks may seem to differ by the noise of images alone


_COUNTS = 3  # standard deviations that a difference must exceed, by the sheets' rule


class Claim(StrEnum):
    """What a student concludes about a variant and its control."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference"


class Evidence(Enum):
    """What speaks against a claim: the student's own predictions, or what many seeds have shown."""

    OWN = auto()
    CALIBRATED = auto()


class Difference(Protocol):
    """Accuracy of a variant minus its control's over many seeds: `reference.calibration.stored` has it."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def low90(self) -> float: ...
    @property
    def high90(self) -> float: ...
    @property
    def seeds(self) -> int: ...


@dataclass(frozen=True)
class Paired:
    """Two networks on the same images: how many only the first, or only the second, got right."""

    first_only: int
    second_only: int
    images: int

    @property
    def difference(self) -> float:
        """Accuracy of the first minus that of the second, a fraction."""
        return (self.first_only - self.second_only) / self.images

    @property
    def p(self) -> float:
        """McNemar's exact test, two-sided: noise of the images alone, not of the seeds."""
        apart = self.first_only + self.second_only
        return float(binomtest(self.first_only, apart).pvalue) if apart else 1.0


def paired(first: Probabilities, second: Probabilities, labels: Labels) -> Paired:
    """Two networks' class probabilities (N, units) for the same images, against their labels."""
    one, two = _right(first, labels), _right(second, labels)
    return Paired(int((one & ~two).sum()), int((two & ~one).sum()), len(one))


def _right(predicted: Probabilities, labels: Labels) -> NDArray[np.bool_]:
    right: NDArray[np.bool_] = predicted.argmax(axis=1) == labels[: len(predicted)]
    return right


def refuted(
    claim: Claim, own: Paired | None, calibrated: Difference | None, margin: float, name: str = "-"
) -> Message | None:
    """What is said where evidence speaks against a claim, as `evidence_against` finds it; None if none does.

    `name` is the variable that holds the claim.
    """
    match evidence_against(claim, own, calibrated, margin):
        case Evidence.OWN:
            return _against_own(own, claim, name)
        case Evidence.CALIBRATED if calibrated is not None:
            return say("Trained with {seeds} different seeds, these networks do not bear that out. Is the "
                       "gap that you saw larger than the one between two trainings of the same network?",
                       seeds=calibrated.seeds)  # fmt: skip
    return None


def evidence_against(
    claim: Claim, own: Paired | None, calibrated: Difference | None, margin: float, chance: float = CHANCE
) -> Evidence | None:
    """What speaks against the claim that a variant is better, worse or no different; None if nothing.

    `own` are the student's networks, variant first; `margin` is the largest difference, a
    fraction, that counts as none in practice. The student's own predictions refute a direction
    that they contradict, and decide about "no difference" only where there is no calibration.
    Whoever reads their own, clear evidence rightly is not refuted by what others measured. Own evidence
    is clear where the noise of images gives it less often than `chance`.
    """
    seen = _seen(own, margin, chance)
    if claim is seen:
        return None
    if seen is not None and (claim is not Claim.NO_DIFFERENCE or calibrated is None):
        return Evidence.OWN
    if calibrated is not None and _speaks_against(calibrated, claim, margin):
        return Evidence.CALIBRATED
    return None


def by_rule(own: Paired) -> Claim:
    """What `compare` of the sheets says of one pair of networks."""
    gained, apart = own.first_only - own.second_only, own.first_only + own.second_only
    if abs(gained) <= _COUNTS * math.sqrt(apart):
        return Claim.NO_DIFFERENCE
    return Claim.BETTER if gained > 0 else Claim.WORSE


def _seen(own: Paired | None, margin: float, chance: float) -> Claim | None:
    """What one pair of trainings shows beyond doubt, if anything."""
    if own is None or own.p >= chance or abs(own.difference) <= margin:
        return None
    return Claim.BETTER if own.difference > 0 else Claim.WORSE


def _against_own(own: Paired | None, claim: Claim, name: str) -> Message:
    assert own is not None
    least, most = sorted((own.first_only, own.second_only))
    if claim is Claim.NO_DIFFERENCE:
        return say("Your own networks speak against `{name}`: of {images} test images, one of the two alone "
                   "is right for {most}, the other alone for {least}. Which network did `compare` get for "
                   "this one, and is the difference larger than the noise that it prints?", name=name,
                   images=own.images, most=most, least=least)  # fmt: skip
    return say("Your own networks speak against `{name}`: of {images} test images, one of the two alone is "
               "right for {most}, the other alone for {least}. Does `compare` get the digits of this "
               "network first, and those of the one that it is held against second?", name=name,
               images=own.images, most=most, least=least)  # fmt: skip


def _speaks_against(found: Difference, claim: Claim, margin: float) -> bool:
    """Small differences that are certain are neither told as none nor as one: both may be said."""
    if claim is Claim.NO_DIFFERENCE:
        return found.low90 > margin or found.high90 < -margin
    equivalent = -margin < found.low90 and found.high90 < margin
    if claim is Claim.BETTER:
        return found.high < 0 or (equivalent and found.low <= 0)
    return found.low > 0 or (equivalent and found.high >= 0)
