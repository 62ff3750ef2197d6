"""Tolerance bounds: the published factors, the promised coverage, and never within what was seen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from reference.calibration.tolerance import Bounds, bounds, logit, tolerance_factor


@pytest.mark.parametrize(
    ("runs", "coverage", "published"),
    [
        (2, 0.90, 20.581), (10, 0.90, 2.355), (10, 0.99, 3.981), (10, 0.999, 5.203),
        (30, 0.90, 1.777), (30, 0.99, 3.064), (30, 0.999, 4.022),
    ],
)  # fmt: skip
def test_factors_are_those_of_the_published_tables(runs: int, coverage: float, published: float) -> None:
    assert tolerance_factor(runs, coverage) == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize("runs", [0, 1])
def test_one_run_says_nothing_about_its_spread(runs: int) -> None:
    with pytest.raises(ValueError, match="two are needed"):
        tolerance_factor(runs)


@pytest.mark.parametrize("runs", [10, 30])
def test_the_bounds_hold_as_often_as_promised(runs: int) -> None:
    """Of 2,000 calibrations, 95 % find a bound that 99.9 % of all runs stay above (below)."""
    mean, spread, images = 3.0, 0.2, 10**9
    scores = np.random.default_rng(0).normal(mean, spread, (2000, runs))
    found = [bounds(list(1 / (1 + np.exp(-sample))), images) for sample in scores]
    lowest, highest = mean + spread * norm.ppf([0.001, 0.999])
    ends = np.array([(each.low, each.high) for each in found])
    low, high = logit(ends[:, 0], images), logit(ends[:, 1], images)
    assert np.mean(low <= lowest) == pytest.approx(0.95, abs=0.015)
    assert np.mean(high >= highest) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    "accuracies", [[0.1, *[0.9] * 29], [0.99, *[0.1] * 29], [1.0, 0.2, 0.3, 0.25], [0.0, 1.0]]
)
def test_bounds_are_never_within_what_was_seen(accuracies: list[float]) -> None:
    found = bounds(accuracies, images=360)
    assert 0 <= found.low <= min(accuracies)
    assert max(accuracies) <= found.high <= 1


def test_runs_that_all_agree_are_their_own_bounds() -> None:
    found = bounds([0.5] * 10, images=360)
    assert found.low == pytest.approx(0.5)
    assert found.high == pytest.approx(0.5)
    assert bounds([1.0] * 10, images=360).high == 1.0


def test_accuracies_spread_evenly_on_the_logit_scale() -> None:
    """So a bound near 1 is closer above than below."""
    found = bounds(list(np.linspace(0.95, 0.99, 30)), images=360)
    assert isinstance(found, Bounds)
    assert 0.97 - found.low > found.high - 0.97 > 0
