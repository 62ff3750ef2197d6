"""What a calibration keeps, and what it takes over, when another is added to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reference.calibration.extend import expect_extendable, extended
from reference.calibration.stored import (
    Calibrated,
    CalibratedVariant,
    Calibration,
    Difference,
    Trained,
    UnusableCalibration,
)
from reference.models import VARIANTS, digest
from reference.training import TRAINING_VERSION

ZERO = Difference(0.0, -0.01, 0.01, -0.008, 0.008, seeds=30, images=100)


def _summary(seeds: int, name: str = "sgd", **changes: Any) -> CalibratedVariant:
    runs = tuple(Trained(seed, 5, 32, None, 0.9, 0.9, 0.9) for seed in range(seeds))
    declared = VARIANTS[name]
    each = Calibrated(name, changes.pop("digest", digest(declared)), 5, 32, None, runs, bounds={})
    made = CalibratedVariant(declared.control, (each,), complete=True, difference=replace(ZERO, seeds=seeds))
    return replace(made, **changes)


def _calibration(**variants: CalibratedVariant) -> Calibration:
    return Calibration("digits", "0123456789", 1437, 360, TRAINING_VERSION, variants, hidden_images=360)


def _kept(known: CalibratedVariant, found: CalibratedVariant) -> bool:
    """Whether what is known of a variant stays."""
    after = extended(_calibration(sgd=known), _calibration(sgd=found)).variants["sgd"]
    assert after in (known, found)
    return after is known


def test_variants_that_only_one_has_are_all_there_in_the_order_of_the_file() -> None:
    known = _calibration(sgd=_summary(3), rmsprop=_summary(3, "rmsprop"))
    found = _calibration(deeper=_summary(2, "deeper"), rmsprop=_summary(5, "rmsprop"))
    after = extended(known, found)
    assert list(after.variants) == ["sgd", "rmsprop", "deeper"]
    assert after.variants["sgd"] is known.variants["sgd"]
    assert after.variants["rmsprop"] is found.variants["rmsprop"]


@pytest.mark.parametrize(
    ("known", "found", "kept"),
    [
        (_summary(3), _summary(3), False),
        (_summary(3), _summary(4), False),
        (_summary(4), _summary(3), True),
        (_summary(3), _summary(9, complete=False), True),
        (_summary(9, complete=False), _summary(3), False),
        (_summary(9, complete=False), _summary(3, complete=False), True),
        (_summary(3), _summary(3, difference=None), True),
        (_summary(3), _summary(3, by_digit=(ZERO,) * 10), False),
        (_summary(3, by_digit=(ZERO,) * 10), _summary(3), True),
        (_summary(30, digest="of a declaration before"), _summary(2, complete=False), False),
        (_summary(30, control="sgd"), _summary(2), False),
        (_summary(30, configurations=()), _summary(2), False),
    ],
)
def test_what_rests_on_more_stays(known: CalibratedVariant, found: CalibratedVariant, kept: bool) -> None:
    assert _kept(known, found) is kept


def test_what_nobody_calibrates_today_gives_way() -> None:
    known, found = _calibration(gone=_summary(9)), _calibration(gone=_summary(2))
    assert extended(known, found).variants["gone"] is found.variants["gone"]


def test_all_else_is_told_as_it_was_found() -> None:
    known = replace(_calibration(sgd=_summary(3)), hidden_images=None)
    assert extended(known, _calibration()).hidden_images == 360


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"data_digest": "abcdefabcd"},
            r"\(data 01234567\) takes none on digits \(data abcdefab\)",
        ),
        ({"training_version": TRAINING_VERSION + 1}, "networks trained by version 1 takes none by version 2"),
    ],
)
def test_what_does_not_belong_together_is_refused(change: dict[str, Any], told: str) -> None:
    known = _calibration(sgd=_summary(3))
    with pytest.raises(UnusableCalibration, match=told):
        extended(known, replace(known, **change))


def test_it_can_be_asked_before_anything_is_trained() -> None:
    expect_extendable(_calibration(), "digits", "0123456789")
    with pytest.raises(UnusableCalibration, match="choose another --out"):
        expect_extendable(_calibration(), "mnist5k", "9876543210")
