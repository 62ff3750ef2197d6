"""Building and compiling: right in any style holds; near misses lose just what they miss."""

from __future__ import annotations

import keras
import pytest
import tensorflow as tf

from tests.assignments.fully_connected.namespaces import Change, Failing, dense, models, network, sets

RIGHT = {
    "another width": ("build_model", models(lambda: network(*dense(300, 10)))),
    "activations as layers": (
        "build_model",
        models(
            lambda: network(
                keras.layers.Reshape((784,)),
                keras.layers.Dense(64),
                keras.layers.ReLU(),
                keras.layers.Dense(10),
                keras.layers.Softmax(),
            )
        ),
    ),
    "functions of TensorFlow": (
        "build_model",
        models(
            lambda: network(
                keras.layers.Flatten(),
                keras.layers.Dense(64, activation=tf.nn.relu),
                keras.layers.Dense(10, activation=tf.nn.softmax),
            )
        ),
    ),
    "no input shape": ("build_model", models(lambda: keras.Sequential(dense(512, 10)))),
    "batch normalisation before relu": (
        "build_model",
        models(
            lambda: network(
                keras.layers.Flatten(),
                keras.layers.Dense(64),
                keras.layers.BatchNormalization(),
                keras.layers.ReLU(),
                keras.layers.Dense(10, "softmax"),
            )
        ),
    ),
    "dropout between": (
        "build_model",
        models(lambda: network(*dense(64, 10)[:2], keras.layers.Dropout(0.2), *dense(10)[1:])),
    ),
    "a loss object": (
        "compile_model",
        models(lambda: network(*dense(8, 10), loss=keras.losses.SparseCategoricalCrossentropy())),
    ),
    "scores told to the loss": (
        "compile_model",
        models(
            lambda: network(
                *dense(8, 10, last="linear"),
                loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            )
        ),
    ),
    "softmax, and a loss that was told of scores": (
        "compile_model",
        models(
            lambda: network(*dense(8, 10), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        ),
    ),
    "a metric object": (
        "compile_model",
        models(lambda: network(*dense(8, 10), metrics=[keras.metrics.SparseCategoricalAccuracy()])),
    ),
    "adam as an object": (
        "compile_model",
        models(lambda: network(*dense(8, 10), optimizer=keras.optimizers.Adam(1e-3))),
    ),
}

WRONG = {
    "a tuple, not a model": (
        "build_model", sets(model=(1, 2)), ["flatten", "hidden", "outputs", "softmax"],
    ),
    "sigmoid hidden": (
        "build_model", models(lambda: network(*dense(64, 10, activation="sigmoid"))), ["hidden"],
    ),
    "two hidden layers": ("build_model", models(lambda: network(*dense(300, 100, 10))), ["hidden"]),
    "narrower than permitted": ("build_model", models(lambda: network(*dense(63, 10))), ["hidden"]),
    "wider than permitted": ("build_model", models(lambda: network(*dense(513, 10))), ["hidden"]),
    "no hidden layer": ("build_model", models(lambda: network(*dense(10))), ["hidden"]),
    "nine outputs": ("build_model", models(lambda: network(*dense(64, 9))), ["outputs", "softmax"]),
    "sigmoid outputs": (
        "build_model", models(lambda: network(*dense(64, 10, last="sigmoid"))), ["softmax"],
    ),
    "no Flatten": (
        "build_model", models(lambda: network(*dense(64, 10)[1:])), ["flatten", "outputs", "softmax"],
    ),
    "sgd": ("compile_model", models(lambda: network(*dense(8, 10), optimizer="sgd")), ["optimiser"]),
    "adam with another rate": (
        "compile_model",
        models(lambda: network(*dense(8, 10), optimizer=keras.optimizers.Adam(0.01))),
        ["optimiser"],
    ),
    "a metric too many": (
        "compile_model", models(lambda: network(*dense(8, 10), metrics=["accuracy", "mse"])), ["metrics"],
    ),
    "squared error": (
        "compile_model", models(lambda: network(*dense(8, 10), loss="mse")), ["loss"],
    ),
    "no metric": ("compile_model", models(lambda: network(*dense(8, 10), metrics=[])), ["metrics"]),
    "scores that no loss was told of": (
        "compile_model", models(lambda: network(*dense(8, 10, last="linear"))), ["fit"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("exercise", "change"), RIGHT.values(), ids=RIGHT)
def test_right_in_any_style(failing: Failing, exercise: str, change: Change) -> None:
    assert failing(exercise, change) == []


@pytest.mark.parametrize(("exercise", "change", "lost"), WRONG.values(), ids=WRONG)
def test_near_misses_lose_just_what_they_miss(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change) == lost
