"""Makes a calibration: plan -> train what is missing -> accuracies, bounds and differences."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from reference.calibration.configurations import Choice, Configuration, configurations
from reference.calibration.differences import differences_by_digit, overall
from reference.calibration.stored import (
    MEASURES,
    Calibrated,
    CalibratedVariant,
    Calibration,
    Difference,
    Trained,
    written,
)
from reference.calibration.tolerance import Bounds, bounds
from reference.datasets import Dataset
from reference.models import VARIANTS, UnknownVariant, Variant, digest, select
from reference.run_store import Records, write_whole
from reference.runner import Task
from reference.training import TRAINING_VERSION, Run, Status

_HIDDEN_SEEDS = 10_000  # where the hidden images' seeds begin: far from any run's own
_DECIMALS = 6


class Corners(StrEnum):
    """Which corners of the permitted ranges are trained, besides the centre."""

    ALL = "all"
    EXTREME = "extreme"


def scored(globs: str = "*") -> tuple[Variant, ...]:
    """The scored variants that the globs ask for; raises UnknownVariant where there is none."""
    found = tuple(v for v in select(globs) if isinstance(v, Variant) and v.permitted is not None)
    if not found:
        known = ", ".join(variant.name for variant in scored())
        raise UnknownVariant(
            "no exercise is scored by {globs!r}; calibration knows {known}", globs=globs, known=known
        )
    return found


def plan_calibration(variants: Sequence[Variant], seeds: int, corners: Corners) -> tuple[Task, ...]:
    """Every configuration with every seed, and the controls that the variants are held against.

    Seed after seed, so that stopping early leaves as many runs of each.
    """
    networks = {}
    for variant in variants:
        for configuration in _wanted(variant, corners):
            networks[configuration.network.name] = configuration.network
        if variant.control is not None:
            control = VARIANTS[variant.control]
            assert isinstance(control, Variant), "a network is held against a network"
            networks[control.name] = control
    return tuple(
        Task(network, seed, hidden_seed=_HIDDEN_SEEDS + seed)
        for seed in range(seeds)
        for network in networks.values()
    )


def summarise(records: Records, dataset: Dataset) -> Calibration:
    """All that is stored of the scored variants, on the data that it was stored for."""
    summaries = {variant.name: _summary(variant, records, dataset) for variant in scored()}
    return Calibration(
        dataset=dataset.name,
        data_digest=dataset.digest,
        train_images=len(dataset.train),
        test_images=len(dataset.test),
        training_version=TRAINING_VERSION,
        variants={name: summary for name, summary in summaries.items() if summary.configurations},
        hidden_images=len(dataset.hidden),
    )


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write the JSON file whole, or leave what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, written(calibration).encode())


def _wanted(variant: Variant, corners: Corners) -> tuple[Configuration, ...]:
    declared, *others = configurations(variant)
    chosen = others if corners is Corners.ALL else [*others[:1], *(o for o in others[1:] if o.needed)]
    return (declared, *chosen)


def _summary(variant: Variant, records: Records, dataset: Dataset) -> CalibratedVariant:
    stored = {each: _runs(each.network, records) for each in configurations(variant)}
    measured = {each: _calibrated(each, runs, dataset) for each, runs in stored.items() if runs}
    needed = {each for each in stored if each.needed}
    difference, by_digit = _differences(variant, records, dataset)
    return CalibratedVariant(
        variant.control,
        tuple(measured.values()),
        needed <= measured.keys() and all(found.bounds and not found.failed for found in measured.values()),
        difference,
        by_digit,
    )


def _runs(network: Variant, records: Records) -> tuple[Run, ...]:
    found = (records.find(network, seed) for seed in records.seeds(network))
    return tuple(run for run in found if run is not None)


def _calibrated(configuration: Configuration, runs: Sequence[Run], dataset: Dataset) -> Calibrated:
    choice = configuration.choice
    trained = tuple(_trained(choice, run) for run in runs if run.status is Status.TRAINED)
    failures = [run.message for run in runs if run.status is Status.FAILED]
    return Calibrated(
        name=configuration.network.name,
        digest=digest(configuration.network),
        epochs=choice.epochs,
        batch_size=choice.batch_size,
        width=choice.width,
        runs=trained,
        bounds=_bounds(trained, dataset) if len(trained) > 1 else {},
        failed=len(failures),
        message=failures[-1] if failures else "",
    )


def _trained(choice: Choice, run: Run) -> Trained:
    accuracies = {name: round(getattr(run, name), _DECIMALS) for name in MEASURES}
    return Trained(run.seed, choice.epochs, choice.batch_size, choice.width, **accuracies)


def _bounds(trained: Sequence[Trained], dataset: Dataset) -> dict[str, Bounds]:
    splits = zip(MEASURES, (dataset.train, dataset.test, dataset.hidden), strict=True)
    return {name: bounds([getattr(run, name) for run in trained], len(split)) for name, split in splits}


def _differences(
    variant: Variant, records: Records, dataset: Dataset
) -> tuple[Difference | None, tuple[Difference, ...]]:
    """Variant against control on all test images, and on those of each digit where it augments."""
    control = VARIANTS.get(variant.control or "")
    if not isinstance(control, Variant):
        return None, ()
    pair = _runs(variant, records), _runs(control, records)
    labels = dataset.test.labels
    by_digit = differences_by_digit(*pair, labels) if variant.augments else ()
    return overall(*pair, labels), by_digit
