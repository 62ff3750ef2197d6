"""What calibration knows digit by digit of two networks, where they are a variant and its control."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.networks.calibrated import declared_as, difference, differences_by_digit
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers, CompileFacts
from reference.calibration.stored import CalibratedVariant, Calibration, Difference, with_calibrations
from reference.models import VARIANTS, Variant
from reference.training import TRAINING_VERSION, build, prepare_process
from tests.autograder.kernel_answers import answered
from tests.autograder.networks.digits_read import DATA
from tests.autograder.one_network import ASK

ZERO = Difference(0.0, -0.01, 0.01, -0.008, 0.008, seeds=30, images=100)
BY_DIGIT = tuple(replace(ZERO, images=90 + digit) for digit in range(10))
UPDATES = 10 * 32  # of ten epochs over a thousand images


@pytest.fixture(scope="module")
def built() -> dict[str, TrainedNetwork]:
    """Networks as they are declared, which nobody trained, with facts as if somebody had."""
    prepare_process()
    return {name: _built(name) for name in ("simple_cnn", "augmented", "augmented_flip")}


def _built(name: str) -> TrainedNetwork:
    declared = VARIANTS[name]
    assert isinstance(declared, Variant)
    facts = Answers((ASK,), answered((ASK,), {"model": build(declared)})).model("model")
    compiled = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",), 0.001, UPDATES)
    trained = replace(facts, compiled=compiled, history={"loss": (1.0,) * 10})
    return TrainedNetwork(name, trained, "normalise", np.zeros((0, 10), np.float32), 0.9)


def _known(by_digit: tuple[Difference, ...]) -> Calibration:
    variant = CalibratedVariant("augmented", (), complete=True, difference=ZERO, by_digit=by_digit)
    return Calibration("noise", "noise", 1000, 1000, TRAINING_VERSION, {"augmented_flip": variant})


def test_who_mirrors_is_held_against_who_moves(built: dict[str, TrainedNetwork]) -> None:
    data = with_calibrations(DATA, (_known(BY_DIGIT),))
    pair = built["augmented_flip"], built["augmented"]
    assert declared_as(*pair, data) == "augmented_flip"
    assert differences_by_digit(*pair, data) == BY_DIGIT
    assert difference(*pair, data) == ZERO


def test_of_all_else_nothing_is_known_by_digit(built: dict[str, TrainedNetwork]) -> None:
    data = with_calibrations(DATA, (_known(BY_DIGIT),))
    unknown = (None,) * 10
    pair = built["augmented_flip"], built["augmented"]
    assert differences_by_digit(built["augmented_flip"], built["simple_cnn"], data) == unknown
    assert differences_by_digit(built["augmented"], built["simple_cnn"], data) == unknown, "not calibrated"
    assert differences_by_digit(*pair, with_calibrations(DATA, (_known(()),))) == unknown, "as of format 2"
    assert differences_by_digit(*pair, DATA) == unknown, "no calibration for these data"
