"""Which descriptions of networks may be built anew, looked at before anything is built."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence.descriptions import MAX_LAYERS, MAX_NUMBER, MAX_PARAMETERS, looked_over
from autograder.evidence.keras_names import LAYERS
from autograder.evidence.refusals import Refused
from autograder.inside.network_facts import WEIGHT_BYTES

WEIGHTS = (np.zeros((784, 10), np.float32), np.zeros(10, np.float32))

#: Of Keras's layers, those whose result does not follow from configuration, weights and state.
OUTSIDE = {
    "Layer": "it does nothing; a student's derives from it",
    "InputSpec": "no layer",
    "Lambda": "a student's code",
    "Wrapper": "a student's wrapper derives from it",
    "FlaxLayer": "another framework's code",
    "JaxLayer": "another framework's code",
    "TorchModuleWrapper": "another framework's code",
    "TFSMLayer": "reads a file",
    "StringLookup": "works on texts, not on numbers",
    "TextVectorization": "works on texts, not on numbers",
}


def _layer(name: str = "Dense", module: str = "keras.layers", **config: Any) -> dict[str, Any]:
    return {"module": module, "class_name": name, "registered_name": None, "config": config}


def _network(*layers: Any, **more: Any) -> dict[str, Any]:
    return {"module": "keras", "class_name": "Sequential", "config": {"layers": list(layers)}, **more}


DENSE = _layer(units=10, activation="softmax", dtype={"class_name": "DTypePolicy", "module": "keras"})


def _first(description: Any) -> dict[str, Any]:
    """The configuration of the first layer as it is built anew."""
    layer: dict[str, Any] = looked_over(description, WEIGHTS).network["config"]["layers"][0]
    return dict(layer["config"])


def test_every_layer_of_keras_is_listed_or_told_why_not() -> None:
    classes = {kind.__name__ for kind in vars(keras.layers).values() if isinstance(kind, type)}
    assert classes - LAYERS == set(OUTSIDE)


def test_as_many_parameters_are_taken_as_a_kernel_hands_out() -> None:
    assert MAX_PARAMETERS * np.dtype(np.float32).itemsize == WEIGHT_BYTES


def test_layers_of_keras_that_fit_their_weights_are_built_anew() -> None:
    assert looked_over(_network(_layer("Flatten"), DENSE), WEIGHTS).own == ()
    assert looked_over(_network(_layer("Conv2D", filters=10, rates=[1, (2.5,)])), WEIGHTS).own == ()
    assert looked_over(_network(_network(DENSE), DENSE), WEIGHTS).own == ()


@pytest.mark.parametrize(
    "own",
    [
        {"module": "builtins", "class_name": "function", "config": "mine", "registered_name": "function"},
        {"module": "keras.initializers", "class_name": "HeNormal", "config": {}},
        "he_normal",
        {"module": None, "class_name": "Mine", "config": {}, "registered_name": "Mine"},
    ],
)
def test_initialisers_and_constraints_are_left_out_whatever_they_are(own: Any) -> None:
    config = _first(_network(_layer(units=10, kernel_initializer=own, bias_constraint=own)))
    assert (config["kernel_initializer"], config["bias_constraint"]) == ("zeros", None)


def test_a_regulariser_of_keras_stays_and_another_is_left_out_and_noted() -> None:
    ours = {
        "module": "keras.regularizers",
        "class_name": "L2",
        "config": {"l2": 0.01},
        "registered_name": None,
    }
    assert _first(_network(_layer(units=10, kernel_regularizer=ours)))["kernel_regularizer"] == ours
    assert not looked_over(_network(_layer(units=10, kernel_regularizer=ours)), WEIGHTS).own_penalty
    for own in ({**ours, "module": "mine"}, {**ours, "config": {"l2": {"class_name": "x"}}}, "mine"):
        described = looked_over(_network(_layer(units=10, kernel_regularizer=own)), WEIGHTS)
        assert described.own_penalty
        assert described.own == ()
        assert described.network["config"]["layers"][0]["config"]["kernel_regularizer"] is None


@pytest.mark.parametrize(
    ("function", "name"), [("softmax_v2", "softmax"), ("swish", "silu"), ("relu", "relu")]
)
def test_functions_of_tensorflow_have_their_keras_name(function: str, name: str) -> None:
    activation = {"module": "builtins", "class_name": "function", "config": function}
    assert _first(_network(_layer(units=10, activation=activation)))["activation"] == name


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (_layer("Lambda"), "Lambda"),
        (_layer("Mine", "mine"), "Mine"),
        ({**DENSE, "registered_name": "own>Dense"}, "Dense"),
        (_layer(units=10, activation={"module": "os", "class_name": "system"}), "system"),
        (_layer(units=10, activation={"class_name": "function", "config": "mine"}), "mine"),
        (_layer(units=10, more=[{"class_name": "function", "config": "relu"}]), "relu"),
        (_layer(units=10, dtype={"more": {"class_name": "__lambda__"}}), "__lambda__"),
        (_layer("JVP", "keras.src.ops.linalg"), "JVP"),
        (_layer("Map", "keras.src.ops.core"), "Map"),
        (_layer("TimeDistributed", layer=_layer("Mine", "mine")), "Mine"),
    ],
)
def test_what_is_not_of_keras_is_a_students_own(layer: Any, name: str) -> None:
    assert looked_over(_network(_layer("Flatten"), layer, DENSE), WEIGHTS).own == (name,)


@pytest.mark.parametrize(
    ("description", "why"),
    [
        (None, "without a list of layers"),
        ({"class_name": "Functional2"}, "without a list of layers"),
        ({"class_name": "Sequential"}, "without a list of layers"),
        (_network(3), "without a list of layers"),
        ({"class_name": "Sequential", "config": {"layers": {}}}, "without a list of layers"),
        (_network(*[DENSE] * (MAX_LAYERS + 1)), "101 layers; at most 100"),
        (_network(*[_network(*[DENSE] * 60)] * 2), "122 layers; at most 100"),
        (_network(_layer(units=MAX_NUMBER + 1)), "beyond all bounds"),
        (_network(DENSE, more=[{"n": float("nan")}]), "beyond all bounds"),
        (_network(_layer(units=11)), "does not fit the weights"),
        (_network(_layer()), "does not fit the weights"),
        (_network(_layer(units="10")), "does not fit the weights"),
        (_network(_layer(units=10, activation=_network(DENSE))), "a Sequential stands in a network as"),
        (_network(_layer("GRU", recurrent_activation=_layer("LSTM"))), "a LSTM stands in a network"),
        (_network(_layer("IntegerLookup", vocabulary="/etc/passwd")), "names a file"),
    ],
)  # fmt: skip
def test_what_no_honest_program_gives_is_refused(description: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        looked_over(description, WEIGHTS)
