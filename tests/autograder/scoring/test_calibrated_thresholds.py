"""`train` against the calibrated floor, and what is too good to be explained: told, never deducted."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.messages import Message
from autograder.networks import calibrated
from autograder.scoring.answers import Answers
from autograder.scoring.rubrics import Rubrics
from autograder.scoring.score import look_at
from reference.calibration.stored import MEASURES, Calibrated, CalibratedVariant, Calibration
from reference.calibration.tolerance import Bounds
from reference.datasets import Dataset
from reference.training import TRAINING_VERSION

NOTHING = cast(Answers, None)  # what the network reached is given instead


def _calibration(low: float, high: float) -> Calibration:
    only = Calibrated("n", "d", 5, 32, None, runs=(), bounds=dict.fromkeys(MEASURES, Bounds(low, high)))
    variants = {"dense_128_relu": CalibratedVariant(None, (only,), complete=True)}
    return Calibration("digits", "d", 1437, 360, TRAINING_VERSION, variants)


@pytest.fixture
def checks(rubrics: Rubrics) -> dict[str, Any]:
    """The namespace of the checks in which `train` is judged."""
    return rubrics["train"].flags[0].__globals__


@pytest.fixture
def reached(
    monkeypatch: pytest.MonkeyPatch, checks: dict[str, Any], rubrics: Rubrics, digits: Dataset
) -> Any:
    """What `train` says of a hidden accuracy under a calibration, and what is flagged."""

    def judge(
        accuracy: float, calibration: Calibration | None, images: int = 360
    ) -> tuple[Message | None, Message | None]:
        monkeypatch.setattr(calibrated, "stored", lambda data: calibration)
        monkeypatch.setitem(checks, "_hidden_accuracy", lambda *_: (accuracy, images))
        monkeypatch.setitem(checks, "_contradicted", lambda *_: None)
        rubric = rubrics["train"]
        (criterion,) = (c for c in rubric.criteria if c.name == "generalises")
        (flag,) = (flag for flag in rubric.flags if flag.__name__ == "_hidden_too_good")
        return look_at(criterion.judge, NOTHING, digits), look_at(flag, NOTHING, digits)

    return judge


def _text(message: Message) -> str:
    return message.render(lambda sentence: sentence)


def test_below_the_floor_both_numbers_are_told(reached: Any) -> None:
    wrong, flagged = reached(0.799, _calibration(0.80, 0.97))
    assert "is right for 79.9%" in _text(wrong)
    assert "reach 80.0% or more" in _text(wrong)
    assert flagged is None


@pytest.mark.parametrize("accuracy", [0.80, 0.90, 0.97])
def test_between_floor_and_ceiling_all_is_well(reached: Any, accuracy: float) -> None:
    assert reached(accuracy, _calibration(0.80, 0.97)) == (None, None)


def test_above_the_ceiling_the_instructor_is_told_and_nothing_lost(reached: Any) -> None:
    wrong, flagged = reached(0.98, _calibration(0.80, 0.97))
    assert wrong is None
    assert "`hidden_accuracy` is 98.0%, above the 97.0%" in _text(flagged)


def test_fewer_images_at_home_leave_more_to_chance(reached: Any) -> None:
    assert reached(0.75, _calibration(0.80, 0.97), images=100) == (None, None)
    assert reached(0.75, _calibration(0.80, 0.97), images=360) != (None, None)
    assert reached(0.99, _calibration(0.80, 0.97), images=100) == (None, None)


@pytest.mark.parametrize(("accuracy", "enough"), [(0.34, False), (0.49, False), (0.50, True), (1.0, True)])
def test_without_a_calibration_half_of_the_images_are_enough(
    reached: Any, accuracy: float, enough: bool
) -> None:
    wrong, flagged = reached(accuracy, None)
    assert (wrong is None) is enough
    assert flagged is None


def test_a_test_accuracy_above_the_ceiling_is_flagged_too(
    monkeypatch: pytest.MonkeyPatch, rubrics: Rubrics, digits: Dataset
) -> None:
    (flag,) = rubrics["evaluate"].flags
    checks = flag.__globals__

    class Network:
        def model(self, name: str) -> None:
            return None

    for right, told in ((360, True), (340, False)):
        predicted = np.eye(10)[
            np.where(np.arange(360) < right, digits.test.labels, (digits.test.labels + 1) % 10)
        ]
        monkeypatch.setattr(calibrated, "stored", lambda data: _calibration(0.8, 0.97))
        monkeypatch.setitem(checks, "probabilities", lambda *_, predicted=predicted: predicted)
        monkeypatch.setitem(checks, "own_feed", lambda *_: "raw")
        flagged = look_at(flag, cast(Answers, Network()), digits)
        assert (flagged is not None) is told


def test_digits_are_calibrated_for_what_train_asks_for(checks: dict[str, Any], digits: Dataset) -> None:
    asked = (digits, checks["REFERENCE"], "hidden_accuracy", len(digits.hidden))
    assert calibrated.UNCALIBRATED < calibrated.least_accuracy(*asked) < calibrated.most_accuracy(*asked) < 1


@pytest.mark.parametrize("by_heart", ["moved test images", "training images"])
def test_who_has_the_public_images_by_heart_reads_more_of_the_hidden_ones_than_training_explains(
    digits: Dataset, by_heart: str
) -> None:
    """As nearest neighbours: hidden images that are moved test images have theirs among them."""
    known, labels = digits.train.images, digits.train.labels
    if by_heart == "moved test images":
        moves = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        known = np.concatenate([np.roll(digits.test.images, by, axis=(1, 2)) for by in moves])
        labels = np.tile(digits.test.labels, len(moves))
    nearest = _distances(digits.hidden.images, known).argmin(axis=1)
    reached = float((labels[nearest] == digits.hidden.labels).mean())
    most = calibrated.most_accuracy(digits, "dense_128_relu", "hidden_accuracy", len(digits.hidden))
    assert reached > most


def _distances(images: NDArray[np.uint8], known: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Squared, short of what is the same for each image, shape (images, known)."""
    asked, had = (each.reshape(len(each), -1) / 255 for each in (images, known))
    distances: NDArray[np.float64] = (had**2).sum(axis=1) - 2 * asked @ had.T
    return distances
