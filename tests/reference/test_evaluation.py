"""Verdicts from crossed noise: the arithmetic by hand, the error rate by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t
from statsmodels.stats.multitest import multipletests

from reference.datasets import Labels
from reference.evaluation import (
    Difference,
    Interval,
    Verdict,
    compare,
    two_way_variance,
)
from reference.models import BASELINE
from reference.training import Run, Status

Right = NDArray[np.bool_]
MARGIN = 0.03


def test_variance_by_hand() -> None:
    variance, freedom = two_way_variance(np.array([[2.0, 1, 1], [1, 1, 0]]))
    # mean 1; image means 3/2, 1, 1/2; seed means 4/3, 2/3; residuals 1/6, -1/3, 1/6 and their opposites
    v_image, v_seed, v_both = 1 / 12, 1 / 9, 1 / 36
    assert variance == pytest.approx(v_image + v_seed - v_both)
    assert variance == pytest.approx(1 / 6)
    assert freedom == pytest.approx(72 / 41)


def test_variance_never_falls_below_either_source() -> None:
    crossed = np.array([[1.0, -1, 0], [-1, 1, 0.5]])
    variance, _ = two_way_variance(crossed)
    v_image, v_seed = crossed.mean(axis=0).var(ddof=1) / 3, crossed.mean(axis=1).var(ddof=1) / 2
    assert variance == pytest.approx(max(v_image, v_seed))


def test_seeds_that_agree_leave_the_noise_of_images() -> None:
    gained = np.tile([1.0, 0, 0, -1, 1], (3, 1))
    variance, freedom = two_way_variance(gained)
    assert variance == pytest.approx(gained[0].var(ddof=1) / 5)
    assert freedom == pytest.approx(4)


def test_no_noise_at_all_is_no_variance() -> None:
    assert two_way_variance(np.zeros((4, 6))) == (0.0, 3.0)


@pytest.mark.parametrize("wobble", [0.0, 0.1, 0.6])
def test_variance_is_that_of_repeated_experiments(wobble: float) -> None:
    rng = np.random.default_rng(12)
    seeds, images, repetitions = 5, 100, 2000
    effects = rng.normal(0, 0.3, (repetitions, 1, images)) + rng.normal(0, wobble, (repetitions, seeds, 1))
    gained = effects + rng.normal(0, 0.5, (repetitions, seeds, images))
    estimated = np.mean([two_way_variance(one)[0] for one in gained])
    assert estimated == pytest.approx(gained.mean(axis=(1, 2)).var(), rel=0.1)


@pytest.mark.parametrize("wobble", [0.05, 0.8])
def test_equal_networks_are_seldom_told_apart(wobble: float) -> None:
    """Networks of one accuracy, on seeds that hardly or badly shake it: at most 8 % false alarms."""
    rng = np.random.default_rng(2021)
    repetitions, seeds, images = 400, 5, 200
    ease = rng.normal(2.5, 1.5, (repetitions, 1, 1, images))
    shaken = ease + rng.normal(0, wobble, (repetitions, 2, seeds, 1))
    right = rng.random((repetitions, 2, seeds, images)) < 1 / (1 + np.exp(-shaken))
    assert _zero_left_out(right[:, 0], _runs_each("b", right[:, 1])) <= 0.08


@pytest.mark.parametrize("wobble", [0.05, 0.8])
def test_an_equal_baseline_is_seldom_told_apart(wobble: float) -> None:
    """The same against one run that is broadcast, whose own seed noise is none."""
    rng = np.random.default_rng(1998)
    repetitions, seeds, images = 400, 5, 200
    ease = rng.normal(2.5, 1.5, (repetitions, 1, images))
    shaken = ease + rng.normal(0, wobble, (repetitions, seeds, 1))
    right = rng.random((repetitions, seeds, images)) < 1 / (1 + np.exp(-shaken))
    fixed = rng.random((repetitions, 1, images)) < _mean_chance(rng, ease, wobble)
    assert _zero_left_out(right, _runs_each(BASELINE, fixed)) <= 0.08


def test_a_one_run_baseline_stands_against_every_seed() -> None:
    rng = np.random.default_rng(3)
    own, fixed = _runs("a", rng.random((4, 60)) < 0.9), rng.random((1, 60)) < 0.8
    broadcast = _compared(own, _runs(BASELINE, fixed))
    repeated = _compared(own, _runs("b", np.repeat(fixed, 4, axis=0)))
    assert broadcast == repeated
    assert broadcast.seeds == 4


def test_a_one_run_network_is_no_baseline() -> None:
    rng = np.random.default_rng(3)
    difference = _compared(_runs("a", rng.random((4, 60)) < 0.9), _runs("b", rng.random((1, 60)) < 0.4))
    assert (difference.verdict, difference.seeds, difference.p) == (Verdict.TOO_FEW_SEEDS, 1, None)


def test_runs_are_paired_by_seed() -> None:
    right = np.array([[True] * 30 + [False] * 30, [False] * 30 + [True] * 30])
    one, other = _runs("a", right), _runs("b", right)[::-1]
    difference = _compared(one, other)
    assert difference.mean == 0
    assert difference.interval == Interval(0, 0)


def test_only_shared_seeds_count() -> None:
    right = np.zeros((3, 60), bool)
    right[2] = True
    difference = _compared(_runs("a", right), _runs("b", np.zeros((2, 60), bool)))
    assert (difference.seeds, difference.mean) == (2, 0)


def test_p_is_adjusted_as_holm_says() -> None:
    rng = np.random.default_rng(5)
    labels = _labels(200)
    runs = {
        f"v{n}": _runs(f"v{n}", rng.random((5, 200)) < chance)
        for n, chance in enumerate((0.93, 0.9, 0.89, 0.85))
    }
    against = dict.fromkeys(runs, _runs("b", rng.random((5, 200)) < 0.87))
    raw = [_p(compare({name: own}, against, labels, MARGIN)[name]) for name, own in runs.items()]
    adjusted = [_p(difference) for difference in compare(runs, against, labels, MARGIN).values()]
    assert adjusted == pytest.approx(multipletests(raw, method="holm")[1])
    assert adjusted != pytest.approx(multipletests(raw)[1]), "its default is another method"
    assert min(adjusted) == pytest.approx(4 * min(raw))


def test_the_verdict_rests_on_the_adjusted_p() -> None:
    rng = np.random.default_rng(8)
    promising = _runs("a", rng.random((5, 200)) < 0.905)
    same = {f"v{n}": _runs(f"v{n}", rng.random((5, 200)) < 0.86) for n in range(12)}
    runs = {"a": promising, **same}
    opponent = _runs("b", rng.random((5, 200)) < 0.86)
    alone = _compared(promising, opponent)
    among = compare(runs, dict.fromkeys(runs, opponent), _labels(200), MARGIN)["a"]
    assert alone.verdict is Verdict.BETTER
    assert among.verdict is Verdict.UNDECIDED
    assert among.interval == alone.interval, "the interval shown is unadjusted"


def test_better_and_worse() -> None:
    good, bad = _right(0.95), _right(0.80)
    better, worse = _compared(_runs("a", good), _runs("b", bad)), _compared(_runs("b", bad), _runs("a", good))
    assert better.verdict is Verdict.BETTER
    assert worse.verdict is Verdict.WORSE
    assert better.mean == pytest.approx(good.mean() - bad.mean())
    assert worse.mean == -better.mean
    assert _p(better) < 0.05
    assert better.interval is not None
    assert better.interval.low > 0


def test_equivalent_in_practice() -> None:
    difference = _compared(_runs("a", _right(0.9, images=3000, seed=1)), _runs("b", _right(0.9, images=3000)))
    assert difference.verdict is Verdict.EQUIVALENT
    assert difference.inner is not None
    assert difference.interval is not None
    assert -MARGIN < difference.inner.low < difference.inner.high < MARGIN
    assert difference.interval.low < difference.inner.low, "90 % lie inside 95 %"


def test_equivalence_needs_both_ends_within_the_margin() -> None:
    own, other = _runs("a", _right(0.9, images=3000, seed=1)), _runs("b", _right(0.9, images=3000))
    inner = _compared(own, other).inner
    assert inner is not None
    nearer, farther = sorted((abs(inner.low), abs(inner.high)))
    for pair in ((own, other), (other, own)):
        assert _compared(*pair, margin=(nearer + farther) / 2).verdict is Verdict.UNDECIDED
        assert _compared(*pair, margin=farther * 1.01).verdict is Verdict.EQUIVALENT


def test_p_is_two_sided() -> None:
    right = _right(0.95)
    difference = _compared(_runs("a", right), _runs("b", _right(0.92, seed=1)))
    variance, freedom = two_way_variance(right.astype(float) - _right(0.92, seed=1))
    assert _p(difference) == pytest.approx(2 - 2 * t.cdf(abs(difference.mean) / variance**0.5, freedom))


def test_a_network_is_equivalent_to_itself() -> None:
    own = _runs("a", _right(0.9))
    difference = _compared(own, own)
    assert (difference.verdict, difference.p) == (Verdict.EQUIVALENT, 1)


def test_where_nothing_varies_noise_is_not_measured() -> None:
    difference = _compared(_runs("a", _right(1.0)), _runs("b", _right(0.0)))
    assert (difference.verdict, difference.mean, difference.p) == (Verdict.UNDECIDED, 1, 1)


def test_not_to_be_told_apart() -> None:
    difference = _compared(_runs("a", _right(0.9, images=60, seed=1)), _runs("b", _right(0.9, images=60)))
    assert difference.verdict is Verdict.UNDECIDED
    assert _p(difference) >= 0.05


def test_never_a_verdict_from_one_seed() -> None:
    difference = _compared(_runs("a", _right(1.0)[:1]), _runs(BASELINE, _right(0.1)[:1]))
    assert difference.verdict is Verdict.TOO_FEW_SEEDS
    assert difference.mean > 0.5
    assert (difference.interval, difference.inner, difference.p) == (None, None, None)


def test_never_a_verdict_from_one_image() -> None:
    difference = _compared(_runs("a", np.ones((5, 1), bool)), _runs("b", _right(0.5, images=1)))
    assert (difference.verdict, difference.p) == (Verdict.TOO_FEW_SEEDS, None)


@pytest.mark.parametrize(("planned", "verdict"), [(5, Verdict.BETTER), (6, Verdict.INCOMPLETE)])
def test_a_run_still_to_come_leaves_no_verdict(planned: int, verdict: Verdict) -> None:
    runs, against = {"a": _runs("a", _right(0.95))}, {"a": _runs("b", _right(0.8))}
    difference = compare(runs, against, _labels(200), MARGIN, planned={"a": planned})["a"]
    assert (difference.verdict, difference.seeds) == (verdict, 5)
    assert (difference.p is None) == (verdict is Verdict.INCOMPLETE)


@pytest.mark.parametrize("side", ["own", "other"])
def test_a_failed_run_leaves_no_verdict(side: str) -> None:
    own, other = _runs("a", _right(0.95)), _runs("b", _right(0.5))
    broken = own if side == "own" else other
    broken[2] = Run(broken[2].variant, "made up", 2, Status.FAILED, 5, 0.1, "it broke")
    difference = _compared(own, other)
    assert (difference.verdict, difference.seeds, difference.p) == (Verdict.INCOMPLETE, 4, None)
    kept = np.delete(_right(0.95), 2, axis=0).mean() - np.delete(_right(0.5), 2, axis=0).mean()
    assert difference.mean == pytest.approx(kept), "a failure is not averaged in"


def test_where_nothing_trained_there_is_no_difference() -> None:
    failed = [Run("a", "made up", 0, Status.FAILED, 5, 0.1, "it broke")]
    trained = _runs("b", _right(0.9))
    runs, against = {"a": failed, "c": trained, "d": trained}, {"a": trained, "c": failed}
    assert compare(runs, against, _labels(200), MARGIN) == {}


def _compared(own: list[Run], other: list[Run], margin: float = MARGIN) -> Difference:
    run = next(run for run in own if run.test_predictions is not None)
    assert run.test_predictions is not None
    return compare({"own": own}, {"own": other}, _labels(len(run.test_predictions)), margin)["own"]


def _runs(variant: str, right: Right) -> list[Run]:
    """One run for each row of (seeds, images), wrong by one digit where it is wrong."""
    labels = _labels(right.shape[1])
    predictions = np.where(right, labels, (labels + 1) % 10).astype(np.int8)
    return [
        Run(variant, "made up", seed, Status.TRAINED, 5, 0.1, test_predictions=row)
        for seed, row in enumerate(predictions)
    ]


def _runs_each(variant: str, right: Right) -> list[list[Run]]:
    return [_runs(variant, one) for one in right]


def _zero_left_out(right: Right, opponents: list[list[Run]]) -> float:
    """The share of unadjusted intervals without 0: the false alarms of lone comparisons."""
    runs = {str(n): own for n, own in enumerate(_runs_each("a", right))}
    against = {str(n): other for n, other in enumerate(opponents)}
    differences = compare(runs, against, _labels(right.shape[-1]), MARGIN)
    intervals = [d.interval for d in differences.values() if d.interval is not None]
    assert len(intervals) == len(right)
    return float(np.mean([not interval.low <= 0 <= interval.high for interval in intervals]))


def _labels(images: int) -> Labels:
    return (np.arange(images) % 10).astype(np.uint8)


def _right(chance: float, images: int = 200, seed: int = 0) -> Right:
    right: Right = np.random.default_rng(seed).random((5, images)) < chance
    return right


def _mean_chance(rng: np.random.Generator, ease: NDArray[np.float64], wobble: float) -> NDArray[np.float64]:
    """Each image's chance of being right, over all seeds there could be."""
    chances = [1 / (1 + np.exp(-(ease + shift))) for shift in rng.normal(0, wobble, 200)]
    mean: NDArray[np.float64] = np.mean(chances, axis=0)
    return mean


def _p(difference: Difference) -> float:
    assert difference.p is not None
    return difference.p
