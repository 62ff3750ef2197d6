"""What was calibrated later, added to a calibration that is there, which loses nothing by it."""

from __future__ import annotations

from dataclasses import replace

from reference.calibration.configurations import configurations
from reference.calibration.stored import CalibratedVariant, Calibration, UnusableCalibration
from reference.models import VARIANTS, Variant, digest
from reference.training import TRAINING_VERSION


def expect_extendable(
    known: Calibration, dataset: str, data_digest: str, training_version: int = TRAINING_VERSION
) -> None:
    """UnusableCalibration where what is measured on these data, and so trained, does not belong in it."""
    if known.data_digest != data_digest:
        raise UnusableCalibration(
            "a calibration on {held} (data {held_digest}) takes none on {wanted} (data {wanted_digest}): "
            "choose another --out",
            held=known.dataset,
            held_digest=known.data_digest[:8],
            wanted=dataset,
            wanted_digest=data_digest[:8],
        )
    if known.training_version != training_version:
        raise UnusableCalibration(
            "a calibration of networks trained by version {held} takes none by version {wanted}: choose "
            "another --out",
            held=known.training_version,
            wanted=training_version,
        )


def extended(known: Calibration, found: Calibration) -> Calibration:
    """Both in one. Of a variant that both have, `found` counts, unless what is known rests on more.

    So a few runs, or half of what is needed, take nothing away from a file that ships. What was measured
    of a declaration that has changed since gives way to any run of today's. Raises UnusableCalibration
    where the two are of other data or of another way of training.
    """
    expect_extendable(known, found.dataset, found.data_digest, found.training_version)
    chosen = {
        name: known.variants[name] if _rests_on_more(name, known, each) else each
        for name, each in found.variants.items()
    }
    return replace(found, variants={**known.variants, **chosen})


def _rests_on_more(name: str, calibration: Calibration, found: CalibratedVariant) -> bool:
    known = calibration.variants.get(name)
    return known is not None and _is_of_today(name, known) and _evidence(known) > _evidence(found)


def _evidence(variant: CalibratedVariant) -> tuple[bool, int, int, int]:
    """Whether it is complete, before how many trainings it has, and how many its difference rests on."""
    trainings = sum(len(each.runs) + each.failed for each in variant.configurations)
    seeds = variant.difference.seeds if variant.difference else 0
    return variant.complete, trainings, seeds, len(variant.by_digit)


def _is_of_today(name: str, known: CalibratedVariant) -> bool:
    """Whether these configurations, and all that are needed, are what is declared and permitted today."""
    declared = VARIANTS.get(name)
    if not isinstance(declared, Variant) or declared.permitted is None:
        return False
    today = {each.network.name: digest(each.network) for each in configurations(declared)}
    needed = {each.network.name for each in configurations(declared) if each.needed}
    measured = {each.name: each.digest for each in known.configurations}
    return (
        known.control == declared.control
        and measured.items() <= today.items()
        and (needed <= measured.keys() or not known.complete)
    )
