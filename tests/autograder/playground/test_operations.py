"""Layers as operations: NumPy comes to what Keras comes to, and what is unknown is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from autograder.errors import PlaygroundError
from autograder.playground.chain import Layer
from autograder.playground.operations import ACTIVATIONS, operations_of
from autograder.playground.windows import convolved, pooled
from tests.autograder.playground.keras_networks import assert_the_same, operations

pytestmark = pytest.mark.trains
L = keras.layers
SHAPE = (9, 8, 3)


@pytest.fixture
def images() -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(size=(4, *SHAPE)).astype(np.float32)


def _sequential(*layers: Any, shape: tuple[int, ...] = SHAPE) -> Any:
    """With weights and state drawn at random: as if trained."""
    model = keras.Sequential([keras.Input(shape), *layers, L.Flatten(), L.Dense(4)])
    rng = np.random.default_rng(1)
    model.set_weights([rng.uniform(0.1, 1, w.shape) for w in model.get_weights()])
    return model


@pytest.mark.parametrize(
    "make",
    [
        lambda: L.Dense(5, "relu"),
        lambda: L.Dense(5, use_bias=False),
        lambda: L.Dense(5, tf.nn.softmax),
        lambda: L.Conv2D(4, 3),
        lambda: L.Conv2D(4, (2, 3), padding="same", activation="tanh"),
        lambda: L.Conv2D(4, 3, strides=(2, 3), padding="same"),
        lambda: L.Conv2D(4, 3, strides=2, use_bias=False),
        lambda: L.Conv2D(4, 2, dilation_rate=2, padding="same"),
        lambda: L.Conv2D(4, 2, dilation_rate=(2, 3)),
        lambda: L.MaxPooling2D(),
        lambda: L.MaxPooling2D(3, strides=1, padding="same"),
        lambda: L.MaxPooling2D((2, 3), strides=2),
        lambda: L.AveragePooling2D(2, padding="same"),
        lambda: L.AveragePooling2D(3, strides=2, padding="same"),
        lambda: L.GlobalAveragePooling2D(),
        lambda: L.GlobalMaxPooling2D(keepdims=True),
        lambda: L.Flatten(),
        lambda: L.Reshape((-1, 3)),
        lambda: L.Rescaling(1 / 255, offset=-0.5),
        lambda: L.BatchNormalization(),
        lambda: L.BatchNormalization(scale=False),
        lambda: L.BatchNormalization(center=False, epsilon=0.1),
        lambda: L.Normalization(mean=1.0, variance=4.0),
        lambda: L.ReLU(),
        lambda: L.ReLU(max_value=6.0),
        lambda: L.ReLU(negative_slope=0.3),
        lambda: L.LeakyReLU(negative_slope=0.1),
        lambda: L.ELU(alpha=0.5),
        lambda: L.Softmax(),
        lambda: L.Dropout(0.5),
        lambda: L.GaussianNoise(1.0),
        lambda: L.RandomRotation(0.2),
    ],
)
def test_a_layer_comes_to_what_keras_comes_to(make: Callable[[], Any], images: NDArray[np.float32]) -> None:
    assert_the_same(_sequential(make()), images)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("as_argument", [True, False])
def test_an_activation_is_keras_own(name: str, as_argument: bool, images: NDArray[np.float32]) -> None:
    layers = [L.Dense(6, activation=name)] if as_argument else [L.Dense(6), L.Activation(name)]
    assert_the_same(_sequential(*layers), images)


def test_a_normalization_that_adapted(images: NDArray[np.float32]) -> None:
    layer = L.Normalization(axis=-1)
    layer.adapt(images)
    model = keras.Sequential([keras.Input(SHAPE), layer, L.Flatten(), L.Dense(4)])
    assert_the_same(model, images)


def test_layers_along_the_last_axis(images: NDArray[np.float32]) -> None:
    """As where a student leaves Flatten out of a network that takes rows."""
    assert_the_same(_sequential(L.Reshape((9, 24)), L.Dense(7, "relu"), L.Softmax()), images)


def test_a_functional_network_is_read_in_its_order(images: NDArray[np.float32]) -> None:
    start = keras.Input(SHAPE)
    found = L.Conv2D(3, 3, name="z")(start)
    found = L.MaxPooling2D(name="a")(found)
    model = keras.Model(start, L.Dense(4, "softmax", name="b")(L.Flatten(name="y")(found)))
    assert_the_same(model, images)
    assert [each.layer.name for each in operations(model)] == ["z", "a", "y", "b", "b"]


def test_a_network_that_branches_is_no_chain() -> None:
    start = keras.Input((4,))
    model = keras.Model(start, L.Dense(4)(L.Add()([L.Dense(3)(start), L.Dense(3)(start)])))
    with pytest.raises(PlaygroundError, match="do not follow one after the other"):
        operations(model)


def test_what_takes_two_results_is_no_chain() -> None:
    start = keras.Input((4,))
    model = keras.Model(start, L.Add(name="both")([start, start]))
    with pytest.raises(PlaygroundError, match="both takes 2 results"):
        operations(model)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (lambda: L.Conv2DTranspose(3, 2, name="up"), r"the layer up \(Conv2DTranspose\)"),
        (lambda: L.Conv2D(6, 2, groups=3, name="grouped"), r"grouped \(Conv2D\) with groups=3"),
        (lambda: L.MaxPooling2D(data_format="channels_first", name="first"), "data_format=channels_first"),
        (lambda: L.Dense(3, activation="hard_sigmoid", name="hard"), "hard.*activation=hard_sigmoid"),
        (lambda: L.ReLU(threshold=1.0, name="late"), r"late \(ReLU\) with threshold=1.0"),
        (lambda: L.Softmax(axis=1, name="rows"), "axis=1"),
        (lambda: L.BatchNormalization(axis=1, name="of_rows"), "axis=1"),
        (lambda: L.PReLU(name="learnt"), r"the layer learnt \(PReLU\)"),
    ],
)
def test_what_the_page_cannot_run_is_refused_by_name(layer: Callable[[], Any], said: str) -> None:
    with pytest.raises(PlaygroundError, match=said):
        operations(_sequential(layer()))


@pytest.mark.parametrize("last", [lambda: L.Flatten(), lambda: L.MaxPooling2D()])
def test_a_network_without_scores_is_none(last: Callable[[], Any]) -> None:
    with pytest.raises(PlaygroundError, match="without a layer that gives scores"):
        operations(keras.Sequential([keras.Input(SHAPE), last()]))


@pytest.mark.parametrize(
    "weights",
    [(), (np.zeros((3, 2)),), (np.zeros((4, 2)), np.zeros(3)), (np.zeros((4, 2)), np.zeros(2), np.zeros(2))],
)
def test_weights_of_another_form_are_refused(weights: tuple[NDArray[Any], ...]) -> None:
    """A file may hold any."""
    with pytest.raises(PlaygroundError, match=r"odd \(Dense\) does not fit"):
        operations_of([Layer("Dense", "odd", {"units": 2}, weights)], (4,))


@pytest.mark.parametrize(
    "config",
    [
        {"kernel_size": [40, 40]}, {"kernel_size": [0, 3]}, {"kernel_size": ["3", 3]},
        {"kernel_size": [3, 3], "padding": "causal"}, {"kernel_size": [3, 3], "strides": [-1, 1]},
    ],
)  # fmt: skip
def test_windows_that_do_not_fit_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        convolved(config, (28, 28, 1))


def test_windows_need_an_image() -> None:
    with pytest.raises(ValueError, match="784"):
        pooled({"pool_size": 2}, (784,))


def test_a_network_may_end_in_the_mean_of_its_maps() -> None:
    layers = [L.Conv2D(4, 3), L.GlobalAveragePooling2D()]
    model = keras.Sequential([keras.Input(SHAPE), *layers])
    assert_the_same(model, np.random.default_rng(0).normal(size=(4, *SHAPE)).astype(np.float32))


def test_an_activation_that_is_a_layer_is_refused_by_the_name_of_its_layer() -> None:
    with pytest.raises(PlaygroundError, match=r"layer dense.* with activation="):
        operations(_sequential(L.Dense(5, activation=L.LeakyReLU())))
