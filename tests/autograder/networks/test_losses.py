"""The table of losses gives what Keras reports, for every ending, loss, `from_logits` and kind of labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.evidence.descriptions import looked_over
from autograder.evidence.facts import Basis, NetworkAnswer
from autograder.evidence.schema import answer_of
from autograder.inside import network_facts, training_facts
from autograder.inside.rebuild import rebuilt
from autograder.networks.losses import loss_bounds
from autograder.scoring.answers import ModelFacts
from reference.datasets import Dataset
from reference.training import prepare_process

ENDINGS: dict[str, Any] = {
    "softmax": lambda: [keras.layers.Dense(10, "softmax")],
    "softmax layer": lambda: [keras.layers.Dense(10), keras.layers.Softmax()],
    "tf.nn.softmax": lambda: [keras.layers.Dense(10, tf.nn.softmax)],
    "scores": lambda: [keras.layers.Dense(10)],
    "sigmoid": lambda: [keras.layers.Dense(10, "sigmoid")],
    "relu": lambda: [keras.layers.Dense(10, "relu")],
    "softmax, reshaped": lambda: [keras.layers.Dense(10, "softmax"), keras.layers.Reshape((10,))],
}
LOSSES = keras.losses
#: By its name, how a loss is made, and whether its labels are one-hot.
KINDS: dict[str, tuple[Callable[[], Any], bool]] = {
    "sparse by name": (lambda: "sparse_categorical_crossentropy", False),
    "sparse function": (lambda: LOSSES.sparse_categorical_crossentropy, False),
    "sparse": (LOSSES.SparseCategoricalCrossentropy, False),
    "sparse of scores": (lambda: LOSSES.SparseCategoricalCrossentropy(from_logits=True), False),
    "categorical by name": (lambda: "categorical_crossentropy", True),
    "categorical": (LOSSES.CategoricalCrossentropy, True),
    "categorical of scores": (lambda: LOSSES.CategoricalCrossentropy(from_logits=True), True),
    "smoothed": (lambda: LOSSES.CategoricalCrossentropy(label_smoothing=0.1), True),
    "smoothed of scores": (lambda: LOSSES.CategoricalCrossentropy(True, label_smoothing=0.1), True),
}
LARGE = 6.0  # a factor on weights that makes some probabilities vanish
IMAGES = 120
KEY = ("normalise", "test")


def _network(ending: str, loss: Any, **more: Any) -> Any:
    prepare_process()
    keras.utils.set_random_seed(11)
    first = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(8, "relu", **more)]
    model = keras.Sequential([*first, *ENDINGS[ending]()])
    model.set_weights([weight * LARGE for weight in model.get_weights()])
    model.compile("adam", loss)
    return model


def _facts(digits: Dataset, model: Any) -> ModelFacts:
    """As the grader has them of a network that it rebuilt."""
    description = json.loads(json.dumps(network_facts.description_of(model)))["description"]
    described = looked_over(description, model.get_weights())
    images = digits.test.images[:IMAGES] / np.float32(255)
    told, arrays = rebuilt(described.network, model.get_weights(), {"a": images})
    settings = answer_of({
        "status": "answered", "type": "Sequential", "is_model": True, "built": True, "errors": {},
        "layers": told["layers"], "compiled": True, "compile": training_facts.compile_settings(model),
    })  # fmt: skip
    assert isinstance(settings, NetworkAnswer)
    return ModelFacts(
        settings.layers, True, settings.settings, {KEY: arrays["predictions.a"]}, {}, Basis.REBUILT,
        scores={KEY: arrays["scores.a"]} if "scores.a" in arrays else {},
        penalties={KEY: None if described.own_penalty else told["penalties"]["a"]},
    )  # fmt: skip


def _reported(digits: Dataset, model: Any, one_hot: bool) -> float:
    labels = digits.test.labels[:IMAGES]
    targets = np.eye(10, dtype=np.float32)[labels] if one_hot else labels
    return float(model.test_on_batch(digits.test.images[:IMAGES] / np.float32(255), targets))


@pytest.mark.trains
@pytest.mark.filterwarnings("ignore:.*from_logits.*")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_table_gives_what_keras_reports(digits: Dataset, ending: str, kind: str) -> None:
    make, one_hot = KINDS[kind]
    model = _network(ending, make())
    wanted, facts = _reported(digits, model, one_hot), _facts(digits, model)
    found = loss_bounds(facts, *KEY, digits.test.labels)
    assert found == pytest.approx((wanted, wanted), rel=1e-4, abs=1e-4)
    if not ending.endswith("reshaped"):  # at home predictions alone tell a range, with it inside
        least, largest = loss_bounds(replace(facts, basis=Basis.UNSEEN, scores={}), *KEY, digits.test.labels)
        assert least - 1e-3 * wanted <= wanted <= largest + 1e-3 * wanted


@pytest.mark.trains
def test_what_regularisers_add_is_part_of_it(digits: Dataset) -> None:
    more = {"kernel_regularizer": "l2", "activity_regularizer": keras.regularizers.L1(1e-3)}
    model = _network("softmax", "sparse_categorical_crossentropy", **more)
    found = loss_bounds(_facts(digits, model), *KEY, digits.test.labels)
    assert found == pytest.approx((_reported(digits, model, False),) * 2, rel=1e-3)


def test_of_a_loss_or_regulariser_of_ones_own_nothing_is_known(digits: Dataset) -> None:
    def penalty(weights: Any) -> Any:
        return 0.1 * keras.ops.sum(weights**2)

    def loss(wanted: Any, found: Any) -> Any:
        return keras.ops.mean(found)

    model = _network("softmax", "sparse_categorical_crossentropy", kernel_regularizer=penalty)
    for facts in (_facts(digits, model), _facts(digits, _network("softmax", loss))):
        assert loss_bounds(facts, *KEY, digits.test.labels) == (0.0, float("inf"))


def test_a_class_without_an_output_makes_it_infinite(digits: Dataset) -> None:
    facts = _facts(digits, _network("softmax", "sparse_categorical_crossentropy"))
    assert loss_bounds(facts, *KEY, np.full(IMAGES, 10, np.uint8)) == (float("inf"),) * 2
