"""What a student's namespace would hold, and how it is changed for one test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import keras
import pandas as pd
from matplotlib.figure import Figure

Namespace = dict[str, Any]
Change = Callable[[Namespace], None]


class Failing(Protocol):
    """The criteria of an exercise that do not hold once the namespace is changed."""

    def __call__(self, exercise: str, change: Change, local: bool = False) -> list[str]: ...


def network(*layers: Any, loss: Any = "sparse_categorical_crossentropy", **settings: Any) -> Any:
    """A compiled network of images."""
    model = keras.Sequential([keras.Input((28, 28)), *layers])
    model.compile(**{"optimizer": "adam", "metrics": ["accuracy"], **settings}, loss=loss)
    return model


def dense(*units: int, activation: str = "relu", last: str = "softmax") -> list[Any]:
    """Flatten, hidden Dense layers, an output layer."""
    hidden = [keras.layers.Dense(u, activation=activation) for u in units[:-1]]
    return [keras.layers.Flatten(), *hidden, keras.layers.Dense(units[-1], activation=last)]


def curves(table: pd.DataFrame, legend: bool = True) -> Figure:
    figure = Figure()
    table.plot(ax=figure.subplots(), legend=legend)
    return figure


def sets(**values: Any) -> Change:
    """Puts these values in the place of the right ones."""
    return lambda namespace: namespace.update(values)


def makes(**made: Callable[[Namespace], Any]) -> Change:
    """Puts what is made from the right namespace in the place of the right values."""
    return lambda namespace: namespace.update({name: make(namespace) for name, make in made.items()})


def draws(make: Callable[[Namespace], Any], cmap: str = "gray") -> Change:
    """Puts a figure of one image in the place of what was drawn."""

    def change(namespace: Namespace) -> None:
        figure = Figure()
        figure.subplots().imshow(make(namespace), cmap=cmap)
        namespace["_drawn"] = [figure]

    return change


def models(make: Callable[[], Any]) -> Change:
    """Puts another network in the place of the right one."""
    return lambda namespace: namespace.update(model=make())
