"""Differences digit by digit: an effect is found where it is, and nowhere else more often than promised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reference.calibration import measure
from reference.calibration.differences import differences_by_digit, overall
from reference.datasets import Dataset
from reference.models import AS_DECLARED, VARIANTS, Variant
from reference.run_store import Records, Settings
from reference.training import Run, Status

IMAGES, SEEDS = 600, 10
LABELS = (np.arange(IMAGES) % 10).astype(np.uint8)
SPOILT = 6  # the digit that the variant reads worse


def _runs(rng: np.random.Generator, chances: NDArray[np.float64]) -> list[Run]:
    """Networks that read each image rightly with a chance of its own, a little better or worse each."""
    runs = []
    for seed in range(SEEDS):
        right = rng.random(IMAGES) < chances + rng.normal(0, 0.005)
        predictions = np.where(right, LABELS, (LABELS + 1) % 10).astype(np.int8)
        runs.append(Run("v", "d", seed, Status.TRAINED, 1, 1.0, test_predictions=predictions))
    return runs


def _pair(rng: np.random.Generator, effect: float) -> tuple[list[Run], list[Run]]:
    """A variant and its control, which read the same images with trouble; the variant one digit worse."""
    chances = 1 - rng.beta(0.4, 6, IMAGES)
    return _runs(rng, np.where(LABELS == SPOILT, chances - effect, chances)), _runs(rng, chances)


def test_an_effect_on_one_digit_is_found_there_and_seldom_elsewhere() -> None:
    rng = np.random.default_rng(4)
    found, alarms, others = 0, 0, 0
    for _ in range(60):
        for digit, each in enumerate(differences_by_digit(*_pair(rng, 0.15), LABELS)):
            left_out = not each.low <= 0 <= each.high
            if digit == SPOILT:
                found += left_out and each.mean < 0
            else:
                alarms, others = alarms + left_out, others + 1
    assert found >= 57
    assert 0 < alarms / others <= 0.05, "540 intervals of 95 % leave zero out no more often than they say"


def test_the_digits_make_up_the_whole() -> None:
    pair = _pair(np.random.default_rng(1), 0.1)
    found = differences_by_digit(*pair, LABELS)
    whole = overall(*pair, LABELS)
    assert whole is not None
    assert [each.images for each in found] == [60] * 10
    assert np.average([d.mean for d in found], weights=[d.images for d in found]) == pytest.approx(whole.mean)
    assert {each.seeds for each in found} == {whole.seeds} == {SEEDS}
    for each in found:
        assert each.low <= each.low90 <= each.mean <= each.high90 <= each.high


def test_a_digit_is_measured_as_if_there_were_no_other() -> None:
    own, other = _pair(np.random.default_rng(2), 0.0)
    alone = LABELS == 3

    def only(runs: list[Run]) -> list[Run]:
        return [
            Run("v", "d", run.seed, Status.TRAINED, 1, 1.0, test_predictions=run.test_predictions[alone])
            for run in runs
            if run.test_predictions is not None
        ]

    measured = overall(only(own), only(other), LABELS[alone])
    assert differences_by_digit(own, other, LABELS)[3] == measured


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda own, other: (own[:1], other), "one seed"),
        (lambda own, other: (own, []), "no control"),
        (lambda own, other: ([*own, Run("v", "d", 99, Status.FAILED, 1, 1.0)], other), "a failed run"),
    ],
)
def test_where_the_whole_cannot_be_measured_neither_can_its_digits(change: Any, why: str) -> None:
    own, other = change(*_pair(np.random.default_rng(3), 0.0))
    assert overall(own, other, LABELS) is None, why
    assert differences_by_digit(own, other, LABELS) == (), why


def test_without_images_of_every_digit_nothing_is_said_by_digit() -> None:
    own, other = _pair(np.random.default_rng(3), 0.0)
    labels = np.where(LABELS == 9, 8, LABELS).astype(np.uint8)
    assert overall(own, other, labels) is not None
    assert differences_by_digit(own, other, labels) == ()


def test_it_is_measured_of_variants_that_augment_and_of_no_other(
    tmp_path: Path, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("mlp_784", "simple_cnn", "augmented", "augmented_flip")
    records = Records(tmp_path)
    records.open(Settings("tiny", "tiny", hidden_seed=0, epochs=None))
    rng = np.random.default_rng(5)
    for name in names:
        for seed in range(3):
            read = np.where(rng.random(100) < 0.9, tiny.test.labels, 0).astype(np.int8)
            run = Run(name, "tiny", seed, Status.TRAINED, 10, 1.0, train_accuracy=0.9, test_accuracy=0.9)
            records.keep(replace(run, hidden_accuracy=0.9, test_predictions=read))
    declared = [VARIANTS[name] for name in names]
    scored = [replace(v, permitted=AS_DECLARED) for v in declared if isinstance(v, Variant)]
    monkeypatch.setattr(measure, "scored", lambda: scored)
    found = measure.summarise(records, tiny)
    assert [name for name in names if found.difference_by_digit(name)] == ["augmented", "augmented_flip"]
    images = [each.images for each in found.difference_by_digit("augmented_flip")]
    assert images == np.bincount(tiny.test.labels, minlength=10).tolist()


def test_which_variants_augment() -> None:
    augment = {name for name, v in VARIANTS.items() if isinstance(v, Variant) and v.augments}
    tuned = {name for name in VARIANTS if name.endswith("_tuned")}
    assert augment == {"augmented", "augmented_flip", "dropout_cnn_flip", *tuned}
