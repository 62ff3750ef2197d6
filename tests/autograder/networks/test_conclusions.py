"""A conclusion is rejected only where evidence speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from autograder.networks.conclusions import Claim, Paired, paired, refuted

MARGIN = 0.03


@dataclass(frozen=True)
class Measured:
    low: float
    high: float
    low90: float
    high90: float
    seeds: int = 30


BETTER = Measured(0.04, 0.08, 0.045, 0.075)
WORSE = Measured(-0.08, -0.04, -0.075, -0.045)
SMALL_BUT_CERTAIN = Measured(0.002, 0.01, 0.003, 0.009)
NONE = Measured(-0.01, 0.01, -0.008, 0.008)
UNDECIDED = Measured(-0.04, 0.08, -0.03, 0.07)

CLEARLY_BETTER = Paired(60, 5, 360)
CLEARLY_WORSE = Paired(5, 60, 360)
ALIKE = Paired(8, 7, 360)
SLIGHTLY_BETTER = Paired(14, 6, 360)


@pytest.mark.parametrize(
    ("own", "calibrated", "accepted"),
    [
        (None, BETTER, {Claim.BETTER}),
        (ALIKE, BETTER, {Claim.BETTER}),
        (ALIKE, WORSE, {Claim.WORSE}),
        (ALIKE, SMALL_BUT_CERTAIN, {Claim.BETTER, Claim.NO_DIFFERENCE}),
        (SLIGHTLY_BETTER, NONE, {Claim.NO_DIFFERENCE}),
        (ALIKE, UNDECIDED, set(Claim)),
        (CLEARLY_BETTER, UNDECIDED, {Claim.BETTER, Claim.NO_DIFFERENCE}),
        (CLEARLY_WORSE, BETTER, {Claim.WORSE}),  # read rightly, whatever others measured
        (CLEARLY_WORSE, NONE, {Claim.WORSE, Claim.NO_DIFFERENCE}),
        (CLEARLY_BETTER, None, {Claim.BETTER}),
        (ALIKE, None, set(Claim)),
        (None, None, set(Claim)),
    ],
)
def test_what_may_be_concluded(own: Paired | None, calibrated: Measured | None, accepted: set[Claim]) -> None:
    assert {c for c in Claim if refuted(c, own, calibrated, MARGIN) is None} == accepted


def test_networks_are_paired_on_the_same_images() -> None:
    labels = np.array([0, 1, 2, 3], np.uint8)
    first = np.eye(10, dtype=np.float32)[[0, 1, 2, 9]]
    second = np.eye(10, dtype=np.float32)[[0, 9, 9, 3]]
    found = paired(first, second, labels)
    assert (found.first_only, found.second_only, found.images) == (2, 1, 4)
    assert found.difference == 0.25
    assert found.p == 1.0


def test_identical_networks_show_nothing() -> None:
    assert Paired(0, 0, 360).p == 1.0
