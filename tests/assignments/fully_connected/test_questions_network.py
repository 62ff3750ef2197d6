"""Questions about the network: answers are judged against the student's own."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import pytest

from tests.assignments.fully_connected.namespaces import Change, Failing, Namespace, dense, network, sets


def _with(make: Callable[[], object], **answers: object) -> Change:
    """Answers about another network than the solution's."""

    def change(namespace: Namespace) -> None:
        namespace.update(answers, model=make())

    return change


def _functional() -> keras.Model:
    pixels = keras.Input((28, 28))
    hidden = keras.layers.Dense(8, activation="relu")(keras.layers.Flatten()(pixels))
    model = keras.Model(pixels, keras.layers.Dense(10)(hidden))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=[keras.metrics.SparseCategoricalAccuracy()])
    return model


RIGHT = {
    "layers as given": ("q_layers", sets()),
    "kinds in small letters, a tuple": ("q_layers", sets(layer_kinds=("flatten", "dense", "dense"))),
    "kinds with their module": ("q_layers", sets(layer_kinds=["keras.layers.Flatten", "Dense", "Dense"])),
    "kinds with their sizes": ("q_layers", sets(layer_kinds=["Flatten()", "Dense(32)", "Dense(10)"])),
    "kinds as an array": ("q_layers", sets(layer_kinds=np.array(["Flatten", "Dense", "Dense"]))),
    "the input layer listed": (
        "q_layers", lambda n: n.update(layer_kinds=["InputLayer", *n["layer_kinds"]]),
    ),
    "numbers of NumPy": (
        "q_layers", sets(number_of_layers=np.int64(3), layers_with_parameters=np.float32(2)),
    ),
    "a letter with its bracket": ("q_layers", sets(architecture="C)")),
    "another network's layers": (
        "q_layers",
        _with(
            lambda: network(keras.layers.Rescaling(1 / 255), *dense(8, 8, 10)),
            layer_kinds=["Rescaling", "Flatten", "Dense", "Dense", "Dense"], number_of_layers=5,
            layers_with_parameters=3,
        ),
    ),
    "a functional network's layers": ("q_layers", _with(_functional)),
    "summary as given": ("q_summary", sets()),
    "parameters as floats of an array": ("q_summary", sets(parameters_per_layer=np.array([0.0, 50240, 650]))),
    "parameters in a dict": (
        "q_summary", sets(parameters_per_layer={"flatten": 0, "dense": 50240, "dense_1": 650}),
    ),
    "parameters of the input layer, too": ("q_summary", sets(parameters_per_layer=[0, 0, 50240, 650])),
    "another network's parameters": (
        "q_summary",
        _with(lambda: network(*dense(8, 10)), parameters_per_layer=[0, 6280, 90], total_parameters=6370),
    ),
    "activations as given": ("q_activations", sets()),
    "activations otherwise spelt": (
        "q_activations", sets(hidden_activation=" ReLU", output_activation="SoftMax "),
    ),
    "softmax in the loss": ("q_activations", _with(_functional)),
    "softmax in the loss, the layer's name": (
        "q_activations", _with(_functional, output_activation="linear"),
    ),
    "a softmax layer": (
        "q_activations",
        _with(lambda: network(*dense(8, 10, last="linear"), keras.layers.Softmax())),
    ),
    "two hidden layers, two names": (
        "q_activations",
        _with(
            lambda: network(*dense(8, 10)[:2], keras.layers.Dense(8, activation="tanh"), *dense(10)[1:]),
            hidden_activation=["tanh", "relu"],
        ),
    ),
}  # fmt: skip

WRONG = {
    "a convolutional network": ("q_layers", sets(architecture="a"), ["architecture"]),
    "no option": ("q_layers", sets(architecture="d"), ["architecture"]),
    "another order": ("q_layers", sets(layer_kinds=["Dense", "Flatten", "Dense"]), ["kinds"]),
    "kinds in one text": ("q_layers", sets(layer_kinds="Flatten, Dense, Dense"), ["kinds"]),
    "a layer left out": ("q_layers", sets(layer_kinds=["Dense", "Dense"]), ["kinds"]),
    "numbers for names": ("q_layers", sets(layer_kinds=[1, 2, 3]), ["kinds"]),
    "the input layer counted": ("q_layers", sets(number_of_layers=4), ["count"]),
    "half a layer": ("q_layers", sets(number_of_layers=2.5), ["count"]),
    "a number in words": ("q_layers", sets(number_of_layers="three"), ["count"]),
    "Flatten said to learn": ("q_layers", sets(layers_with_parameters=3), ["learning"]),
    "an answer left out": ("q_layers", sets(layers_with_parameters=None), ["learning"]),
    "no model": ("q_layers", sets(model=None), ["kinds", "count", "learning"]),
    "the solution's answers for another network": (
        "q_layers", _with(lambda: network(*dense(8, 8, 10))), ["kinds", "count", "learning"],
    ),
    "biases forgotten": (
        "q_summary", sets(parameters_per_layer=[0, 50176, 640], total_parameters=50816),
        ["parameters", "total"],
    ),
    "numbers split at the thousands": (
        "q_summary", sets(parameters_per_layer=[0, 50, 240, 650]), ["parameters"],
    ),
    "zeros left out": ("q_summary", sets(parameters_per_layer=[50240, 650]), ["parameters"]),
    "exchanged": ("q_summary", sets(parameters_per_layer=[0, 650, 50240]), ["parameters"]),
    "a lone number": ("q_summary", sets(parameters_per_layer=50890), ["parameters"]),
    "parameters as texts": ("q_summary", sets(parameters_per_layer=["0", "50240", "650"]), ["parameters"]),
    "endless parameters": ("q_summary", sets(parameters_per_layer=[0, float("inf"), 650]), ["parameters"]),
    "the optimiser's, too": ("q_summary", sets(total_parameters=152672), ["total"]),
    "it trains": ("q_summary", sets(summary_purpose="c"), ["purpose"]),
    "activations exchanged": (
        "q_activations", sets(hidden_activation="softmax", output_activation="relu"), ["hidden", "output"],
    ),
    "the function itself": (
        "q_activations", sets(hidden_activation=keras.activations.relu), ["hidden"],
    ),
    "softmax where there is none": (
        "q_activations", _with(lambda: network(*dense(8, 10, last="linear"))), ["output"],
    ),
    "one name for two": (
        "q_activations",
        _with(lambda: network(*dense(8, 10)[:2], keras.layers.Dense(8, activation="tanh"), *dense(10)[1:])),
        ["hidden"],
    ),
    "no hidden layer to name": ("q_activations", _with(lambda: network(*dense(10))), ["hidden"]),
    "softmax knows best": ("q_activations", sets(softmax_promise="b"), ["softmax"]),
    "two letters at once": ("q_activations", sets(softmax_promise=["a", "b"]), ["softmax"]),
}  # fmt: skip

FORMS = {
    "a wrong letter": ("q_layers", sets(architecture="a"), []),
    "a letter that there is not": ("q_layers", sets(architecture="z"), ["architecture"]),
    "wrong numbers": ("q_layers", sets(number_of_layers=77, layers_with_parameters=0), []),
    "wrong names": ("q_layers", sets(layer_kinds=["Conv2D"]), []),
    "no names": ("q_layers", sets(layer_kinds=[]), ["kinds"]),
    "wrong counts": ("q_summary", sets(parameters_per_layer=[1, 2, 3], total_parameters=6), []),
    "counts in words": ("q_summary", sets(parameters_per_layer=["many"]), ["parameters"]),
    "wrong activations": ("q_activations", sets(hidden_activation="gelu", softmax_promise="d"), []),
}


@pytest.mark.parametrize(("exercise", "change"), RIGHT.values(), ids=RIGHT)
def test_right_in_any_style(failing: Failing, exercise: str, change: Change) -> None:
    assert failing(exercise, change) == []


@pytest.mark.parametrize(("exercise", "change", "lost"), WRONG.values(), ids=WRONG)
def test_near_misses_lose_just_what_they_miss(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change) == lost


@pytest.mark.parametrize(("exercise", "change", "lost"), FORMS.values(), ids=FORMS)
def test_a_students_own_check_looks_at_the_form_alone(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change, local=True) == lost
