"""Errors that Keras itself raises where a network for digits is built wrongly, and what is said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.networks.keras_errors import explained

LOSS = "sparse_categorical_crossentropy"


def _error(layers: list[Any], loss: str = LOSS, *more: Any) -> str:
    """What Keras says of these layers, by name and arguments, on images without an axis of channels."""
    import keras

    def build_and_fit() -> None:
        model = keras.Sequential([keras.Input((28, 28))])
        for kind, *arguments in layers:
            model.add(getattr(keras.layers, kind)(*arguments))
        model.compile("adam", loss, *more)
        model.fit(np.zeros((4, 28, 28), np.float32), np.zeros(4, np.uint8), verbose=0)

    with pytest.raises(ValueError, match=r".") as raised:
        build_and_fit()
    return f"ValueError: {raised.value}"


@pytest.mark.trains
@pytest.mark.parametrize(
    ("layers", "loss", "said"),
    [
        ([("Conv2D", 3, 5), ("Flatten",), ("Dense", 10)], LOSS, "an axis of channels"),
        ([("Reshape", (1, 28, 28)), ("Conv2D", 3, 5)], LOSS, "smaller than the kernel"),
        ([("Reshape", (28, 28, 1)), *[("MaxPooling2D", 2)] * 6], LOSS, "one pooling too many"),
        ([("Reshape", (28, 28, 1)), ("Conv2D", 3, 5), ("Dense", 10)], LOSS, "is there a `Flatten` before"),
        ([("Flatten",), ("Dense", 10)], "categorical_crossentropy", "begins with sparse"),
    ],
)
def test_what_keras_raises_is_explained(layers: list[Any], loss: str, said: str) -> None:
    assert said in str(explained(_error(layers, loss)))


@pytest.mark.trains
def test_metrics_in_the_place_of_weights_are_explained() -> None:
    said = str(explained(_error([("Flatten",), ("Dense", 10, "softmax")], LOSS, ["accuracy"])))
    assert "In `compile` the third place is not that of the metrics: write their name, `metrics=" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("Received a label value of 9 which is outside the valid range of [0, 9)", "ten digits need ten"),
        ("Expected shape (None, 28, 28, 1), but input has incompatible shape (None, 784)", "as (n, 28, 28)"),
        ("NameError: name 'x' is not defined", "None"),
    ],
)
def test_what_tensorflow_says_in_training_is_explained(error: str, said: str) -> None:
    assert said in str(explained(error))
