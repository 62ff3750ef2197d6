"""What a correct solution scores on the course's data: the thresholds of the checks.

`autograder calibrate` measures it (`measure.py`); the results for `digits` and MNIST ship
beside this file, and data may bring some of their own. Reading them takes nothing but NumPy and
json, so it works in a student's notebook as it does in grading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from reference.calibration.tolerance import Bounds
from reference.datasets import CLASSES, Dataset
from reference.errors import Told

#: In 1 there were as many hidden images as test images; in 2 no differences were told by digit.
FORMAT_VERSION = 3
_READ_TOO = (1, 2)
HIDDEN = "hidden_accuracy"
MEASURES = ("train_accuracy", "test_accuracy", HIDDEN)
SHIPPED = Path(__file__).parent

_Z_COVERAGE = 3.09  # so many standard deviations hold 99.9 % of chance
_COLUMNS = ("seed", *MEASURES)
_OF_A_DIGIT = ("mean", "low", "high", "low90", "high90", "seeds", "images")
_INNERMOST_LIST = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")
_BREAK = re.compile(r",\s+")


class UnusableCalibration(Told):
    """A calibration file cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Trained:
    """One run: what was chosen, and the accuracies (fractions) that came of it.

    Hidden accuracy is measured on hidden images of the run's own, so that bounds hold whatever seed
    an instructor moves the images by; or on the instructor's, which are the same for every run.
    """

    seed: int
    epochs: int
    batch_size: int
    width: int | None
    train_accuracy: float
    test_accuracy: float
    hidden_accuracy: float


@dataclass(frozen=True)
class Calibrated:
    """All runs of one configuration, and within which bounds each measure stays.

    `width` is None where the network's own was kept, `bounds` empty where fewer than two runs
    trained; `message` is what the last of the `failed` ones said.
    """

    name: str
    digest: str
    epochs: int
    batch_size: int
    width: int | None
    runs: tuple[Trained, ...]
    bounds: Mapping[str, Bounds]
    failed: int = 0
    message: str = ""


@dataclass(frozen=True)
class Difference:
    """Test accuracy of a variant minus its control's (fractions), over seeds and images.

    `low` to `high` is its 95 % interval, `low90` to `high90` that of 90 %.
    """

    mean: float
    low: float
    high: float
    low90: float
    high90: float
    seeds: int
    images: int


@dataclass(frozen=True)
class CalibratedVariant:
    """One variant over what it permits, the declared configuration first.

    `complete` where every configuration that the bounds rest on has trained, and none failed;
    no `difference` without a control that trained. Of a variant that augments, `by_digit` has the same
    on the test images of each digit, 0 to 9, ten intervals that are not adjusted for being ten; it is
    empty where that was not measured.
    """

    control: str | None
    configurations: tuple[Calibrated, ...]
    complete: bool
    difference: Difference | None = None
    by_digit: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Calibration:
    """Every scored variant on one set of data, which `data_digest` identifies.

    There are as many hidden images as test images, unless `hidden_images` says otherwise.
    """

    dataset: str
    data_digest: str
    train_images: int
    test_images: int
    training_version: int
    variants: Mapping[str, CalibratedVariant]
    format_version: int = FORMAT_VERSION
    hidden_images: int | None = None

    def floor(self, variant: str, measure: str, images: int | None = None) -> float | None:
        """What 99.9 % of correct solutions reach, whatever they choose; None where unknown.

        Measured on fewer `images` than in calibration it is lower, by what chance may take.
        """
        low = min((each.low for each in self._bounds(variant, measure)), default=None)
        return None if low is None else max(0.0, low - self._chance(low, measure, images))

    def ceiling(self, variant: str, measure: str, images: int | None = None) -> float | None:
        """What 99.9 % of correct solutions stay below, whatever they choose; None where unknown."""
        high = max((each.high for each in self._bounds(variant, measure)), default=None)
        return None if high is None else min(1.0, high + self._chance(high, measure, images))

    def difference(self, variant: str) -> Difference | None:
        """The variant against its control, both as they are declared; None where unknown."""
        known = self.variants.get(variant)
        return known.difference if known else None

    def difference_by_digit(self, variant: str) -> tuple[Difference, ...]:
        """The same on the test images of each digit, 0 to 9; empty where unknown."""
        known = self.variants.get(variant)
        return known.by_digit if known else ()

    def runs(self, variant: str) -> tuple[Trained, ...]:
        """Every run of the variant that trained, the declared configuration first."""
        known = self.variants.get(variant)
        return tuple(run for each in known.configurations for run in each.runs) if known else ()

    def _chance(self, accuracy: float, measure: str, images: int | None) -> float:
        measured = (self.hidden_images if measure == HIDDEN else None) or self.test_images
        if images is None or images >= measured:
            return 0.0
        return _Z_COVERAGE * sqrt(accuracy * (1 - accuracy) * (1 / images - 1 / measured))

    def _bounds(self, variant: str, measure: str) -> tuple[Bounds, ...]:
        """Of every configuration; none where calibration is not complete."""
        if measure not in MEASURES:
            raise ValueError(f"{measure!r} is not measured: choose from {', '.join(MEASURES)}")
        known = self.variants.get(variant)
        if known is None or not known.complete:
            return ()
        return tuple(each.bounds[measure] for each in known.configurations if measure in each.bounds)


@dataclass(frozen=True, eq=False)
class CalibratedDataset(Dataset):
    """Data that bring calibrations of their own, which go before those that ship."""

    calibrations: tuple[Calibration, ...] = ()


def with_calibrations(data: Dataset, calibrations: tuple[Calibration, ...]) -> Dataset:
    own = {field.name: getattr(data, field.name) for field in fields(Dataset)}
    return CalibratedDataset(**own, calibrations=calibrations)


def stored(data: Dataset) -> Calibration | None:
    """The calibration for these very images: the data's own, or the one that ships, if there is one.

    Where hidden images are an instructor's own, what is known of training and test images without
    them still holds; no bound of a hidden accuracy does.
    """
    own = data.calibrations if isinstance(data, CalibratedDataset) else ()
    known = {**_shipped(), **{calibration.data_digest: calibration for calibration in own}}
    exact, public = known.get(data.digest), known.get(data.public_digest)
    if public is None or not data.hidden_digest:
        return exact
    without = {name: _without_hidden(variant) for name, variant in public.variants.items()}
    if exact is None:
        return replace(public, variants=without)
    return replace(exact, variants={**without, **exact.variants})


def _without_hidden(variant: CalibratedVariant) -> CalibratedVariant:
    """Its configurations without their runs, whose hidden accuracies are of other images."""
    kept = (
        replace(each, runs=(), bounds={name: own for name, own in each.bounds.items() if name != HIDDEN})
        for each in variant.configurations
    )
    return replace(variant, configurations=tuple(kept))


@cache
def _shipped() -> dict[str, Calibration]:
    found = (read_calibration(path) for path in sorted(SHIPPED.glob("*.json")))
    return {calibration.data_digest: calibration for calibration in found}


def read_calibration(path: Path) -> Calibration:
    """Raises UnusableCalibration for a file that is absent, damaged or of another format."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["format_version"]
        if version in _READ_TOO:
            content["format_version"] = FORMAT_VERSION
        if content["format_version"] == FORMAT_VERSION:
            return _calibration(content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnusableCalibration(
            "{path} cannot be read as a calibration ({error}): make it anew with `autograder calibrate`",
            path=path,
            error=error,
        ) from error
    raise UnusableCalibration(
        "{path} is a calibration of format {version}, not {format}: make it anew with `autograder calibrate`",
        path=path,
        version=version,
        format=FORMAT_VERSION,
    )


def written(calibration: Calibration) -> str:
    """As JSON, with each list of numbers on one line."""
    variants = {name: _written(variant) for name, variant in calibration.variants.items()}
    text = json.dumps(asdict(replace(calibration, variants={})) | {"variants": variants}, indent=1)
    return _INNERMOST_LIST.sub(lambda found: f"[{_BREAK.sub(', ', found[1])}]", text) + "\n"


def _written(variant: CalibratedVariant) -> dict[str, Any]:
    content = asdict(replace(variant, configurations=(), by_digit=()))
    content["configurations"] = [_columns(each) for each in variant.configurations]
    del content["by_digit"]
    if variant.by_digit:
        content["by_digit"] = {name: [getattr(d, name) for d in variant.by_digit] for name in _OF_A_DIGIT}
    return content


def _columns(configuration: Calibrated) -> dict[str, Any]:
    runs = {name: [getattr(run, name) for run in configuration.runs] for name in _COLUMNS}
    return asdict(replace(configuration, runs=())) | {"runs": runs}


def _calibration(content: dict[str, Any]) -> Calibration:
    variants = {name: _variant(found) for name, found in content["variants"].items()}
    return Calibration(**{**content, "variants": variants})


def _variant(content: dict[str, Any]) -> CalibratedVariant:
    difference = content["difference"]
    return CalibratedVariant(
        content["control"],
        tuple(_configuration(found) for found in content["configurations"]),
        content["complete"],
        None if difference is None else Difference(**difference),
        _by_digit(content.get("by_digit")),
    )


def _by_digit(content: dict[str, list[Any]] | None) -> tuple[Difference, ...]:
    """Raises ValueError where there are not ten of everything: digits go by their place."""
    if content is None:
        return ()
    columns = [content[name] for name in _OF_A_DIGIT]
    found = tuple(Difference(*values) for values in zip(*columns, strict=True))
    if len(found) != CLASSES:
        raise ValueError(f"{len(found)} differences by digit, not {CLASSES}")
    return found


def _configuration(content: dict[str, Any]) -> Calibrated:
    choice = {name: content[name] for name in ("epochs", "batch_size", "width")}
    columns = [content["runs"][name] for name in _COLUMNS]
    runs = tuple(
        Trained(**choice, **dict(zip(_COLUMNS, values, strict=True))) for values in zip(*columns, strict=True)
    )
    bounds = {name: Bounds(**found) for name, found in content["bounds"].items()}
    return Calibrated(**{**content, "runs": runs, "bounds": bounds})
