"""Networks that a sheet draws: how they were trained, what they reach, and the error that is told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.authoring import CompileFacts, Value
from autograder.networks.calibrated import declared_parts
from autograder.networks.declared_network import (
    DeclaredNetwork,
    otherwise_made,
    otherwise_trained,
    reads_badly,
    wrong_error,
)
from autograder.networks.trained import TrainedNetwork, sure_of
from autograder.scoring.answers import Answers, Unanswered
from reference.models import VARIANTS, Variant
from tests.autograder.kernel_answers import answered
from tests.autograder.networks.made_up import DATA, IMAGES, network, reading

EPOCHS = 10
(DECLARED,) = (v for v in VARIANTS.values() if isinstance(v, Variant) and v.name == "mlp_784")
STEPS = -(-len(DATA.train) // 32)


def _trained(right: int = IMAGES - 20, **changes: Any) -> TrainedNetwork:
    """A network that was trained as the sheet's `train` does it, but for the changes."""
    predicted = reading(right)
    reached = float((predicted.argmax(1) == DATA.test.labels).mean())
    loss = float(-np.log(predicted[np.arange(IMAGES), DATA.test.labels]).mean())
    told = {
        "loss": tuple(np.geomspace(6.0, 0.4, EPOCHS)), "accuracy": (0.5,) * (EPOCHS - 1) + (0.97,),
        "val_loss": (loss,) * EPOCHS, "val_accuracy": (reached,) * EPOCHS,
    }  # fmt: skip
    of = network(predicted, history=changes.pop("history", told))
    updates = changes.pop("updates", EPOCHS * STEPS)
    settings = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",), 0.001, updates)
    facts = replace(of.facts, compiled=settings, steps=changes.pop("steps", STEPS))
    return replace(of, facts=facts, **changes)


def test_what_train_does_holds() -> None:
    assert otherwise_trained(_trained(), DECLARED, DATA) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"updates": 2 * EPOCHS * STEPS}, "trained another time"),
        ({"steps": 5, "updates": 5 * EPOCHS}, "in batches of 32"),
        ({"feed": "raw"}, "raw pixels"),
        ({"history": {"loss": (2.0, 1.0), "val_loss": (1.0, 1.0)}}, "for 2 epochs, where 10 were due"),
        ({"history": {"loss": tuple(np.geomspace(0.3, 0.2, 10)), "val_loss": (1.0,) * 10}}, "learnt before"),
    ],
)
def test_another_training_is_told(changes: dict[str, Any], said: str) -> None:
    assert said in str(otherwise_trained(_trained(**changes), DECLARED, DATA))


def _error(told: Any, right: int = IMAGES - 4) -> str:
    ask = Value("error")
    return str(wrong_error(Answers((ask,), answered((ask,), {"error": told})), "error", _trained(right)))


def test_the_error_is_in_per_cent() -> None:
    error = 100 * 4 / IMAGES
    assert _error(error) == _error(np.float32(error)) == "None"
    assert "as a fraction" in _error(error / 100)
    assert "the share that is read right" in _error(100 - error)
    assert "the accuracy, a fraction" in _error(1 - error / 100)
    assert "on the training images in the last epoch" in _error(3.0)
    assert f"`net` reads {error:.2f} % of the test images wrong" in _error(50.0)


def test_what_is_drawn_is_told_of_a_network_that_was_not_trained() -> None:
    """Training takes long, and would be for nothing."""
    layers = (keras.layers.Flatten(), keras.layers.Dense(100, "relu"), keras.layers.Dense(10, "softmax"))
    model = keras.Sequential([keras.Input((28, 28)), *layers])
    asked = DeclaredNetwork("mlp", "mlp_784")
    given = answered(asked.asks, {"mlp_model": model}, DATA)
    told = otherwise_made(Answers(asked.asks, given), "mlp_model", 500_000, declared_parts(DECLARED.layers))
    assert "has Dense(100, relu) where Dense(784, relu) is asked for" in str(told)
    assert otherwise_made(Answers(asked.asks, answered(asked.asks, {})), "mlp_model", 1) is None


def test_an_error_is_a_number() -> None:
    with pytest.raises(Unanswered):
        _error("4 %")


def test_one_that_reads_hidden_images_badly_is_told() -> None:
    def on_hidden(right: int) -> TrainedNetwork:
        found = _trained()
        seen = {**found.facts.predictions, ("normalise", "hidden"): reading(right)}
        return replace(found, facts=replace(found.facts, predictions=seen))

    assert reads_badly(on_hidden(IMAGES), ("larger_cnn",), DATA) is None
    assert "reaches at least 50.0%" in str(reads_badly(on_hidden(IMAGES // 4), ("larger_cnn",), DATA))


def test_what_is_no_network_is_sure_of_each_digit() -> None:
    found = sure_of("baseline", DATA.test.labels.astype(np.int64), DATA)
    assert found.accuracy == 1
    assert (found.predicted.sum(1) == 1).all()
