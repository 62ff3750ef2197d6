"""Calibrations: floors over everything permitted, whole files or none, and what ships fits the code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reference.calibration.configurations import configurations
from reference.calibration.measure import Corners, plan_calibration, scored
from reference.calibration.stored import (
    SHIPPED,
    Calibrated,
    CalibratedVariant,
    Calibration,
    Difference,
    Trained,
    UnusableCalibration,
    read_calibration,
    stored,
    with_calibrations,
    written,
)
from reference.calibration.tolerance import Bounds
from reference.datasets import Dataset, Split
from reference.models import UnknownVariant, digest
from reference.training import TRAINING_VERSION


def _calibrated(name: str, low: float, high: float, **changes: Any) -> Calibrated:
    runs = tuple(
        Trained(seed, 5, 32, None, 0.97, 0.95, accuracy) for seed, accuracy in enumerate((low, high))
    )
    bounds = {
        m: Bounds(low - 0.1, high + 0.05) for m in ("train_accuracy", "test_accuracy", "hidden_accuracy")
    }
    made = Calibrated(name, "d", epochs=5, batch_size=32, width=None, runs=runs, bounds=bounds)
    return replace(made, **changes)


def _calibration(*configurations: Calibrated, complete: bool = True) -> Calibration:
    difference = Difference(-0.02, -0.03, -0.01, -0.028, -0.012, seeds=30, images=360)
    variant = CalibratedVariant("control", configurations, complete, difference)
    return Calibration("digits", "0123", 1437, 360, TRAINING_VERSION, {"v": variant})


BOTH = _calibration(_calibrated("v", 0.80, 0.90), _calibrated("v-e20-b16", 0.85, 0.94))


def test_the_floor_is_the_lowest_and_the_ceiling_the_highest_of_what_is_permitted() -> None:
    assert BOTH.floor("v", "hidden_accuracy") == pytest.approx(0.70)
    assert BOTH.ceiling("v", "hidden_accuracy") == pytest.approx(0.99)


def test_fewer_images_leave_more_to_chance() -> None:
    at_home = BOTH.floor("v", "hidden_accuracy", images=100)
    assert at_home is not None
    assert at_home == pytest.approx(0.70 - 3.09 * (0.7 * 0.3 * (1 / 100 - 1 / 360)) ** 0.5)
    assert BOTH.floor("v", "hidden_accuracy", images=1) == 0.0
    assert BOTH.ceiling("v", "hidden_accuracy", images=100) == 1.0
    for images in (360, 500):
        assert BOTH.floor("v", "hidden_accuracy", images) == BOTH.floor("v", "hidden_accuracy")


def test_nothing_is_said_of_what_is_not_completely_calibrated() -> None:
    partly = _calibration(_calibrated("v", 0.8, 0.9), complete=False)
    for calibration, variant in ((partly, "v"), (BOTH, "unknown")):
        assert calibration.floor(variant, "hidden_accuracy") is None
        assert calibration.ceiling(variant, "test_accuracy", images=10) is None
    assert BOTH.difference("unknown") is None
    assert BOTH.runs("unknown") == ()


def test_runs_and_difference() -> None:
    assert [run.hidden_accuracy for run in BOTH.runs("v")] == [0.80, 0.90, 0.85, 0.94]
    difference = BOTH.difference("v")
    assert difference is not None
    assert (difference.low, difference.high90, difference.seeds) == (-0.03, -0.012, 30)


def test_only_what_is_measured_has_a_floor() -> None:
    with pytest.raises(ValueError, match="'accuracy' is not measured: choose from train_accuracy"):
        BOTH.floor("v", "accuracy")


def test_a_calibration_comes_back_as_it_was(tmp_path: Path) -> None:
    failed = _calibrated("v-e5-b64", 0.8, 0.9, runs=(), bounds={}, failed=3, message='no "such" [shape]')
    calibration = _calibration(_calibrated("v", 0.8, 0.9), failed)
    path = tmp_path / "c.json"
    path.write_text(written(calibration), encoding="utf-8")
    assert read_calibration(path) == calibration


def test_a_list_of_numbers_takes_one_line() -> None:
    assert '"hidden_accuracy": [0.8, 0.9]' in written(BOTH)


DAMAGED = [
    "", "{", "[]", "null", '{"format_version": 1}', written(BOTH)[:-40],
    written(BOTH).replace("seed", "sed"), written(BOTH).replace('"low"', '"lower"'),
    written(BOTH).replace("[0.8, 0.9]", "[0.8]"),
]  # fmt: skip


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableCalibration, match="make it anew with `autograder calibrate`"):
        read_calibration(path)


def test_an_absent_file_and_another_format_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnusableCalibration, match="make it anew"):
        read_calibration(tmp_path / "absent.json")
    path = tmp_path / "c.json"
    path.write_text(json.dumps({**json.loads(written(BOTH)), "format_version": 99}))
    with pytest.raises(UnusableCalibration, match="format 99, not 3: make it anew"):
        read_calibration(path)


def test_data_without_a_calibration_have_none(tiny: Dataset, digits: Dataset) -> None:
    assert stored(tiny) is None
    assert stored(digits.first(400)) is None


def test_what_data_bring_goes_before_what_ships_and_only_for_these_images(
    digits: Dataset, tiny: Dataset
) -> None:
    own = replace(BOTH, data_digest=digits.digest)
    assert stored(with_calibrations(digits, (own,))) == own
    assert stored(with_calibrations(tiny, (own,))) is None
    assert stored(with_calibrations(digits, ())) == stored(digits) != own


def _with_hidden(data: Dataset) -> Dataset:
    """As if its hidden images were an instructor's own, which have a digest of their own."""
    fewer = Split(data.hidden.images[:120], data.hidden.labels[:120])
    return replace(data, hidden=fewer, hidden_digest="own", digest="with own")


def test_of_own_hidden_images_nothing_is_known_until_they_are_calibrated(digits: Dataset) -> None:
    """What ships was measured on moved test images: their floor would fail who is right on others."""
    found, shipped = stored(_with_hidden(digits)), stored(digits)
    assert found is not None
    assert shipped is not None
    assert {found.floor(name, "hidden_accuracy") for name in found.variants} == {None}
    assert {found.ceiling(name, "hidden_accuracy") for name in found.variants} == {None}
    assert [run.hidden_accuracy for name in found.variants for run in found.runs(name)] == []
    for name in found.variants:
        assert found.floor(name, "test_accuracy") == shipped.floor(name, "test_accuracy")
        assert found.difference(name) == shipped.difference(name)


def test_once_calibrated_their_bounds_hold_beside_what_ships(digits: Dataset) -> None:
    variant = CalibratedVariant(None, (_calibrated("dense_128_relu", 0.6, 0.7),), complete=True)
    own = replace(BOTH, data_digest="with own", hidden_images=120, variants={"dense_128_relu": variant})
    found, shipped = stored(with_calibrations(_with_hidden(digits), (own,))), stored(digits)
    assert found is not None
    assert shipped is not None
    assert found.floor("dense_128_relu", "hidden_accuracy", images=120) == pytest.approx(0.5)
    assert found.ceiling("dense_128_relu", "hidden_accuracy", images=120) == pytest.approx(0.75)
    assert found.floor("sgd", "hidden_accuracy") is None
    assert found.difference("sgd") == shipped.difference("sgd")


def test_chance_is_counted_from_the_hidden_images_that_were_measured_on() -> None:
    own = replace(BOTH, hidden_images=120)
    assert own.floor("v", "hidden_accuracy", images=120) == BOTH.floor("v", "hidden_accuracy")
    fewer = own.floor("v", "hidden_accuracy", images=100)
    assert fewer == pytest.approx(0.70 - 3.09 * (0.7 * 0.3 * (1 / 100 - 1 / 120)) ** 0.5)
    assert own.floor("v", "test_accuracy", images=120) == BOTH.floor("v", "test_accuracy", images=120)


@pytest.mark.parametrize(("version", "lacks"), [(1, {"hidden_images"}), (2, set())])
def test_a_file_of_a_version_before_is_read(tmp_path: Path, version: int, lacks: set[str]) -> None:
    content = {name: value for name, value in json.loads(written(BOTH)).items() if name not in lacks}
    assert "by_digit" not in content["variants"]["v"], "nor did those before have it"
    path = tmp_path / "c.json"
    path.write_text(json.dumps({**content, "format_version": version}), encoding="utf-8")
    assert read_calibration(path) == BOTH


def _by_digit() -> Calibration:
    digits = tuple(
        Difference(0.001 * d, -0.02, 0.02 + d / 100, -0.01, 0.01, seeds=30, images=90 + d) for d in range(10)
    )
    return replace(BOTH, variants={"v": replace(BOTH.variants["v"], by_digit=digits)})


def test_differences_by_digit_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(written(_by_digit()), encoding="utf-8")
    assert '"images": [90, 91, 92, 93, 94, 95, 96, 97, 98, 99]' in path.read_text(encoding="utf-8")
    found = read_calibration(path)
    assert found == _by_digit()
    assert [each.images for each in found.difference_by_digit("v")] == list(range(90, 100))
    assert found.difference_by_digit("unknown") == BOTH.difference_by_digit("v") == ()


def test_differences_of_fewer_digits_than_ten_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    content = json.loads(written(_by_digit()))
    digits = content["variants"]["v"]["by_digit"]
    content["variants"]["v"]["by_digit"] = {name: column[:9] for name, column in digits.items()}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UnusableCalibration, match="9 differences by digit, not 10"):
        read_calibration(path)


def test_differences_by_digit_hold_for_own_calibrations_and_own_hidden_images(digits: Dataset) -> None:
    own = replace(_by_digit(), data_digest=digits.digest)
    for data in (digits, _with_hidden(digits)):
        found = stored(with_calibrations(data, (own,)))
        assert found is not None
        assert found.difference_by_digit("v") == own.difference_by_digit("v")
        assert found.difference_by_digit("simple_cnn") == ()


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.json")), ids=lambda path: str(path.stem))
def test_what_ships_fits_the_code_of_today(path: Path) -> None:
    """Fails once training or a declaration changes: then run `autograder calibrate` again."""
    calibration = read_calibration(path)
    assert calibration.training_version == TRAINING_VERSION
    declared = {n.name: digest(n) for v in scored() for n in (c.network for c in configurations(v))}
    measured = [c for variant in calibration.variants.values() for c in variant.configurations]
    assert {c.name: c.digest for c in measured} == {c.name: declared[c.name] for c in measured}
    for each in measured:
        for run in each.runs:
            for measure, bounds in each.bounds.items():
                assert bounds.low <= getattr(run, measure) <= bounds.high


def test_digits_ship_with_thirty_seeds_of_every_scored_variant(digits: Dataset) -> None:
    calibration = stored(digits)
    assert calibration is not None
    for variant in scored():
        found = calibration.variants[variant.name].configurations
        assert len(found) == len(configurations(variant))
        assert all(len(each.runs) + each.failed >= 30 for each in found), variant.name
        if not any(each.failed for each in found):
            assert calibration.floor(variant.name, "hidden_accuracy") is not None
        if variant.control is not None and not any(each.failed for each in found):
            assert calibration.difference(variant.name) is not None


def test_thresholds_need_neither_keras_nor_scikit_learn() -> None:
    """They are read in a student's notebook, where every import costs."""
    heavy = "{'keras', 'tensorflow', 'sklearn', 'scipy', 'pandas', 'tqdm', 'statsmodels'}"
    program = (
        "import sys; from reference.calibration.stored import SHIPPED, read_calibration\n"
        "for path in SHIPPED.glob('*.json'): read_calibration(path)\n"
        f"print({heavy} & sys.modules.keys() or 'light')"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "light\n"


def test_scored_variants_are_chosen_by_glob() -> None:
    assert [v.name for v in scored("epochs_*,dropout_cnn_flip")] == ["epochs_1", "epochs_5", "epochs_20"]
    assert {"dense_128_relu", "no_flatten", "outputs_9"} <= {v.name for v in scored()}


@pytest.mark.parametrize("globs", ["dropout_cnn_flip", "logistic_regression", "nonsense", ""])
def test_what_is_not_scored_cannot_be_calibrated(globs: str) -> None:
    with pytest.raises(UnknownVariant, match="dense_128_relu"):
        scored(globs)


def test_every_configuration_is_planned_with_every_seed_in_turn() -> None:
    tasks = plan_calibration(scored("dense_128_relu"), seeds=3, corners=Corners.ALL)
    assert [task.seed for task in tasks] == [seed for seed in range(3) for _ in range(10)]
    assert len({(task.variant.name, task.seed) for task in tasks}) == 30


def test_only_the_extreme_corners_may_be_planned() -> None:
    tasks = plan_calibration(scored("dense_128_relu"), seeds=1, corners=Corners.EXTREME)
    assert [task.variant.name for task in tasks] == [
        "dense_128_relu", "dense_128_relu-e10-b32-w181", "dense_128_relu-e5-b64-w64",
        "dense_128_relu-e20-b16-w512",
    ]  # fmt: skip


def test_a_variant_brings_its_control() -> None:
    tasks = plan_calibration(scored("sgd"), seeds=1, corners=Corners.ALL)
    assert [task.variant.name for task in tasks] == ["sgd", "dense_128_relu"]


def test_each_run_has_hidden_images_of_its_own() -> None:
    tasks = plan_calibration(scored("sgd"), seeds=4, corners=Corners.ALL)
    seeds = {task.seed: task.hidden_seed for task in tasks}
    assert len(set(seeds.values())) == 4
    assert all(task.hidden_seed == seeds[task.seed] for task in tasks), "paired with its control"
    assert not set(seeds.values()) & {None, *range(1000)}
