"""Variant against control over seeds and test images: on all of them, and digit by digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reference.calibration.stored import Difference
from reference.datasets import CLASSES, Labels
from reference.evaluation import held_against
from reference.training import Run


def overall(own: Sequence[Run], other: Sequence[Run], labels: Labels) -> Difference | None:
    """Paired by seed and image; None where a run failed or there are too few of runs or images."""
    found = held_against(own, other, labels) if len(labels) else None
    if found is None or found.interval is None or found.inner is None:
        return None
    inside, wide = found.inner, found.interval
    return Difference(found.mean, wide.low, wide.high, inside.low, inside.high, found.seeds, len(labels))


def differences_by_digit(own: Sequence[Run], other: Sequence[Run], labels: Labels) -> tuple[Difference, ...]:
    """The same for the images of each digit, 0 to 9; empty where one of them cannot be measured."""
    masks = [labels == digit for digit in range(CLASSES)]
    found = [overall(_only(own, mask), _only(other, mask), labels[mask]) for mask in masks]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == CLASSES else ()


def _only(runs: Sequence[Run], mask: NDArray[np.bool_]) -> tuple[Run, ...]:
    """The runs as if the masked images were all that they had been tested on."""
    return tuple(
        run if run.test_predictions is None else replace(run, test_predictions=run.test_predictions[mask])
        for run in runs
    )
