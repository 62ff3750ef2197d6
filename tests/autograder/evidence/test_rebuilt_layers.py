"""What is told of a network built anew: its layers call by call, and predictions of any precision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import pytest
from msgspec.structs import replace as with_facts

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.evidence import RunStatus
from autograder.evidence.verification import verify
from reference.datasets import Dataset
from tests.autograder.one_network import ASK, evidence, network_of, rebuild, spoilt


def test_what_is_called_twice_is_told_of_the_network_that_was_built_anew(digits: Dataset) -> None:
    given, pool, again = keras.Input((28, 28)), keras.layers.MaxPooling2D(2), keras.layers.Dense(49, "relu")
    found = keras.layers.Flatten()(pool(pool(given[..., None] / 255.0)))
    network = keras.Model(given, keras.layers.Dense(10, "softmax")(again(again(found))))
    claimed = evidence(digits, network)
    hidden = tuple(layer for layer in network_of(claimed).layers if not layer.again)
    forged = with_facts(network_of(claimed), layers=hidden)
    told = network_of(verify(replace(claimed, values=(forged,)), (ASK,), rebuild)).layers
    assert [(layer.kind, layer.output_shape[1:], layer.again) for layer in told] == [
        ("InputLayer", (28, 28), False),
        ("keras.ops.expand_dims", (28, 28, 1), False),
        ("keras.ops.true_divide", (28, 28, 1), False),
        ("MaxPooling2D", (14, 14, 1), False),
        ("MaxPooling2D", (7, 7, 1), False),
        ("Flatten", (49,), False),
        ("Dense", (49,), False),
        ("Dense", (49,), True),
        ("Dense", (10,), False),
    ]
    assert told[2].settings == {"by": "255.0"}


@pytest.mark.parametrize(
    ("dtype", "apart", "agree"),
    [
        ("mixed_bfloat16", 0.02, True),
        ("mixed_float16", 0.004, True),
        ("bfloat16", 0.0, True),
        ("mixed_bfloat16", 0.2, False),
        ("float32", 0.004, False),
        ("float64", 0.0, True),
    ],
)
def test_predictions_agree_as_closely_as_a_network_computes(
    digits: Dataset, dtype: str, apart: float, agree: bool
) -> None:
    layers = (keras.layers.Flatten(), keras.layers.Dense(8, "relu"), keras.layers.Dense(10, "softmax"))
    network = keras.Sequential([keras.Input((28, 28))])
    for layer in layers:
        network.add(type(layer).from_config({**layer.get_config(), "dtype": dtype}))

    def off(name: ArrayName, array: Any) -> Any:
        return array + apart if name.part is Part.PREDICTIONS else array

    checked = verify(spoilt(evidence(digits, network), off), (ASK,), rebuild)
    assert (checked.status is RunStatus.COMPLETED) is agree, checked.error


@pytest.mark.parametrize(("factor", "told"), [(0.1, "-0.1 × 0.1"), ((0, 0.1), "0 × 0.1")])
def test_a_layer_that_slants_images_keeps_its_range(digits: Dataset, factor: Any, told: str) -> None:
    slants = keras.layers.RandomShear(factor, factor)
    layers = [keras.layers.Reshape((28, 28, 1)), slants, keras.layers.Flatten(), keras.layers.Dense(10)]
    checked = verify(evidence(digits, keras.Sequential([keras.Input((28, 28)), *layers])), (ASK,), rebuild)
    assert network_of(checked).layers[1].settings["x_factor"] == told
