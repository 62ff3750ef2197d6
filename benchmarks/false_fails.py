"""How often a correct solution falls below its floor: fresh runs against the shipped calibration.

Each run has a seed and hidden images that calibration never saw, and its epochs, batch and
width are drawn from all that is permitted, not only the calibrated corners. Finished runs are
kept in out/false-fails; the same command goes on from there.

    python benchmarks/false_fails.py [--dataset digits|PATH.npz] [--train-images N]
                                     [--variants GLOB,GLOB] [--measure NAME] [--runs N] [--jobs N]

Where a variant's control is among them, the conclusion that the sheets' rule draws of each pair is held
against what would refute it, too; of convolutional networks that is told and does not count, since their
checks refute nothing that the rule says (`by_own_rule`). Ends with 1 where more than 1 % may fall below or be
refuted, by the upper end of Clopper and Pearson's interval.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from autograder.networks.conclusions import Paired, by_rule, refuted
from reference.calibration.configurations import Choice, Range, chosen, ranges
from reference.calibration.measure import scored
from reference.calibration.stored import MEASURES, Calibration, stored
from reference.calibration.tolerance import logit
from reference.datasets import Dataset, load
from reference.models import Variant
from reference.run_store import Records, Settings
from reference.runner import Task, missing, train_all
from reference.training import Run, Status

OUT = Path("out/false-fails")
FIRST_SEED = 1_000_000
FIRST_HIDDEN_SEED = 2_000_000
BEARABLE = 0.01
BY_OWN_RULE = frozenset(("simple_cnn", "permuted_mlp", "permuted_cnn"))


def main() -> int:
    options = _options()
    dataset = load(options.dataset)
    name = dataset.name
    if options.train_images is not None:
        dataset, name = dataset.first(options.train_images), f"{name}-{options.train_images}"
    calibration = stored(dataset)
    if calibration is None:
        sys.exit(f"no calibration ships for {name}: run `autograder calibrate` first")
    _tell_normality(calibration)
    print("| variant | fresh runs | below the floor | upper bound (%) | floor | lowest | above the ceiling |")
    print("|---|---|---|---|---|---|---|")
    runs = {v: _fresh_runs(v, dataset, name, options) for v in scored(options.variants)}
    bounds = [_tell(variant, found, calibration, options.measure) for variant, found in runs.items()]
    bounds += [*_tell_conclusions(runs, dataset, calibration)]
    return int(max(bounds) > BEARABLE)


def _fresh_runs(
    variant: Variant, dataset: Dataset, name: str, options: argparse.Namespace
) -> tuple[Run, ...]:
    records = Records(OUT / name)
    records.open(Settings(dataset.name, dataset.digest, FIRST_HIDDEN_SEED, None))
    tasks = [_task(variant, number) for number in range(options.runs)]
    networks = {(task.variant.name, task.seed): task.variant for task in tasks}
    left = missing(tasks, records)
    trained = train_all(left, options.dataset, FIRST_HIDDEN_SEED, options.jobs, options.train_images)
    for run in tqdm(trained, total=len(left), desc=variant.name, unit="run", disable=not left):
        records.keep(run, networks[run.variant, run.seed])
    found = (records.find(task.variant, task.seed) for task in tasks)
    return tuple(run for run in found if run is not None)


def _task(variant: Variant, number: int) -> Task:
    """The same number gives the same choice, seed and hidden images."""
    rng = np.random.default_rng([FIRST_SEED, number])
    epochs, batches, widths = ranges(variant)
    choice = Choice(
        _drawn(rng, epochs), _drawn(rng, batches), None if widths is None else _drawn(rng, widths)
    )
    return Task(chosen(variant, choice), FIRST_SEED + number, hidden_seed=FIRST_HIDDEN_SEED + number)


def _drawn(rng: np.random.Generator, ends: Range) -> int:
    """Log-uniform: as many below the geometric mean as above."""
    return round(float(np.exp(rng.uniform(*np.log(ends)))))


def _tell(variant: Variant, runs: Sequence[Run], calibration: Calibration, measure: str) -> float:
    """Prints a row of the README's table; returns the upper bound of the share below the floor."""
    floor = calibration.floor(variant.name, measure)
    ceiling = calibration.ceiling(variant.name, measure)
    reached = [getattr(run, measure) if run.status is Status.TRAINED else 0.0 for run in runs]
    if floor is None or ceiling is None or not reached:
        print(f"| `{variant.name}` | {len(runs)} | no floor | | | | |")
        return 0.0
    below, above = sum(r < floor for r in reached), sum(r > ceiling for r in reached)
    bound = upper_bound(below, len(reached))
    print(
        f"| `{variant.name}` | {len(reached)} | {below} | {100 * bound:.2f} | {100 * floor:.1f} % "
        f"| {100 * min(reached):.1f} % | {above} |"
    )
    return bound


def _tell_conclusions(
    runs: Mapping[Variant, Sequence[Run]], dataset: Dataset, calibration: Calibration
) -> Iterator[float]:
    """A line for each pair; yields the upper bound of the share of conclusions that are refuted."""
    of_control = {variant.name: found for variant, found in runs.items()}
    for variant, found in runs.items():
        pairs = list(zip(found, of_control.get(variant.control or "", ()), strict=False))
        if not pairs:
            continue
        seen = [_counted(run, control, dataset) for run, control in pairs]
        claims = [by_rule(each) for each in seen]
        known = calibration.difference(variant.name)
        wrong = sum(
            refuted(claim, each, known, dataset.margin) is not None
            for claim, each in zip(claims, seen, strict=True)
        )
        told = ", ".join(f"{count} times {claim}" for claim, count in Counter(claims).most_common())
        print(f"`{variant.name}` against `{variant.control}`: {told}; {wrong} of {len(pairs)} refuted")
        if variant.name not in BY_OWN_RULE:
            yield upper_bound(wrong, len(pairs))


def _counted(run: Run, control: Run, dataset: Dataset) -> Paired:
    assert run.test_predictions is not None
    assert control.test_predictions is not None
    labels = dataset.test.labels
    one, two = (np.asarray(each.test_predictions) == labels for each in (run, control))
    return Paired(int((one & ~two).sum()), int((two & ~one).sum()), len(labels))


def upper_bound(events: int, runs: int) -> float:
    """Clopper and Pearson's one-sided 95 % upper bound of a share."""
    from scipy.stats import beta

    return 1.0 if events == runs else float(beta.ppf(0.95, events + 1, runs - events))


def _tell_normality(calibration: Calibration) -> None:
    """Shapiro and Wilk's test of every configuration: about 5 % fall below 0.05 if all is normal."""
    from scipy.stats import shapiro

    images = {"train_accuracy": calibration.train_images}
    for measure in MEASURES:
        samples = [
            np.array([getattr(run, measure) for run in each.runs])
            for variant in calibration.variants.values()
            for each in variant.configurations
            if len(each.runs) > 2
        ]
        plain = [float(shapiro(sample).pvalue) for sample in samples]
        total = images.get(measure, calibration.test_images)
        scaled = [float(shapiro(logit(sample, total)).pvalue) for sample in samples]
        print(
            f"{measure}: of {len(samples)} configurations, {_rejected(plain)} are not normal as they are "
            f"(least p {min(plain):.1g}), {_rejected(scaled)} on the logit scale (least p {min(scaled):.1g})"
        )


def _rejected(values: Sequence[float]) -> int:
    return sum(value < 0.05 for value in values)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="fresh runs against the shipped thresholds")
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--train-images", type=int)
    parser.add_argument("--variants", default="dense_128_relu")
    parser.add_argument("--measure", default="hidden_accuracy", choices=MEASURES)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
