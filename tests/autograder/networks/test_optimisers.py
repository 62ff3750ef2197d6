"""Factory settings are those of the Keras that is installed; what differs from them is found."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from autograder.inside.training_facts import compile_settings
from autograder.networks.optimisers import FACTORY, as_compiled, not_as_it_comes, otherwise_set


def _options(optimiser: Any) -> dict[str, Any]:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=optimiser, loss="mse")
    settings = compile_settings(model)
    assert settings is not None
    options: dict[str, Any] = settings["options"]
    return options


@pytest.mark.parametrize("name", FACTORY)
def test_they_are_what_keras_gives(name: str) -> None:
    assert list(not_as_it_comes(name, _options(name))) == []
    known = {"name", "ema_momentum", "ema_overwrite_frequency", "loss_scale_factor"}
    assert _options(name).keys() <= FACTORY[name].keys() | known


@pytest.mark.parametrize(
    ("optimiser", "changed"),
    [
        (lambda: keras.optimizers.SGD(momentum=0.9), "momentum"),
        (lambda: keras.optimizers.SGD(nesterov=True, momentum=0.0), "nesterov"),
        (lambda: keras.optimizers.Adam(0.002), "learning_rate"),
        (lambda: keras.optimizers.Adam(weight_decay=0.01), "weight_decay"),
        (lambda: keras.optimizers.RMSprop(rho=0.5), "rho"),
        (lambda: keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.001, 9, 0.5)),
         "learning_rate"),
    ],
)  # fmt: skip
def test_what_differs_is_named(optimiser: Any, changed: str) -> None:
    made = optimiser()
    assert [name for name, *_ in not_as_it_comes(type(made).__name__.lower(), _options(made))] == [changed]


def test_the_same_number_written_otherwise_is_the_same() -> None:
    assert list(not_as_it_comes("adam", _options(keras.optimizers.Adam(1e-3, beta_1=0.9)))) == []


def test_a_rate_that_callbacks_changed_is_not_looked_at() -> None:
    options = _options(keras.optimizers.Adam(0.0001))
    assert list(not_as_it_comes("adam", as_compiled(options, {"loss": [1.0], "learning_rate": [1e-3]}))) == []
    assert list(not_as_it_comes("adam", as_compiled(options, {"loss": [1.0]}))) != []


def test_nothing_is_said_of_settings_that_nobody_knows() -> None:
    assert list(otherwise_set({}, FACTORY["adam"])) == []
