"""Sizes, strides, padding and rates of layers, however they are written, and what of a network is odd."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from autograder.networks.architecture import described, parts
from autograder.networks.calibrated import declared_parts
from autograder.networks.comparable import unlike_layers
from autograder.scoring.answers import Answers
from reference.models import VARIANTS, Variant
from reference.training import build, prepare_process
from tests.autograder.kernel_answers import answered
from tests.autograder.one_network import ASK

layers = keras.layers


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    prepare_process()


def _parts(network: Any) -> Any:
    return parts(Answers((ASK,), answered((ASK,), {"model": network})).model("model"))


@pytest.mark.parametrize(
    "name",
    ["simple_cnn", "larger_cnn", "lenet5", "dropout_cnn", "mlp_784", "augmented", "augmented_flip"],
)
def test_a_variant_is_what_keras_makes_of_its_declaration(name: str) -> None:
    declared = VARIANTS[name]
    assert isinstance(declared, Variant)
    assert _parts(build(declared)) == declared_parts(declared.layers)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (
            lambda: layers.Conv2D(4, 3),
            lambda: layers.Conv2D(filters=4, kernel_size=(3, 3), strides=1, padding="valid"),
            True,
        ),
        (lambda: layers.Conv2D(4, 3), lambda: layers.Conv2D(4, 5), False),
        (lambda: layers.Conv2D(4, 3), lambda: layers.Conv2D(8, 3), False),
        (lambda: layers.Conv2D(4, 3), lambda: layers.Conv2D(4, 3, strides=2), False),
        (lambda: layers.Conv2D(4, 3), lambda: layers.Conv2D(4, 3, padding="same"), False),
        (lambda: layers.Conv2D(4, 3), lambda: layers.Conv2D(4, 3, use_bias=False), False),
        (lambda: layers.MaxPooling2D(2), lambda: layers.MaxPool2D((2, 2), strides=2), True),
        (lambda: layers.MaxPooling2D(2), lambda: layers.MaxPooling2D(2, strides=1), False),
        (lambda: layers.MaxPooling2D(2), lambda: layers.AveragePooling2D(2), False),
        (lambda: layers.Dropout(0.2), lambda: layers.Dropout(0.2, seed=3), True),
        (lambda: layers.Dropout(0.2), lambda: layers.Dropout(0.5), False),
    ],
)
def test_layers_are_told_apart_by_what_they_do(one: Any, other: Any, alike: bool) -> None:
    found = [_parts(keras.Sequential([keras.Input((28, 28, 1)), make()])) for make in (one, other)]
    assert (found[0] == found[1]) is alike, [described(each) for each in found]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda made: (*made[:2], *made[3:]), "lacks Dropout(rate=0.2)"),
        (lambda made: (*made[:3], made[2], *made[3:]), "has Dropout(rate=0.2) more than is asked for"),
        (lambda made: (made[1], *made[1:]), "where the Conv2D with 32 kernels of 5 × 5 (relu) is asked"),
        (lambda made: (made[1], *made[1:-1]), "the first difference is MaxPooling2D"),
    ],
)
def test_what_is_odd_of_a_long_network_is_named(change: Any, words: str) -> None:
    declared = VARIANTS["simple_cnn"]
    assert isinstance(declared, Variant)
    wanted = declared_parts(declared.layers)

    class Network:
        name, made_of = "model", change(wanted)

    told: Any = Network()
    assert words in str(unlike_layers(told, wanted))
    told.made_of = wanted
    assert unlike_layers(told, wanted) is None
