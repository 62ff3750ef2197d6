"""Builds a network from its description and weights, and asks it again.

Runs in a clean process that never ran student code, behind the same wall: a description can
be hostile, too. Like `inside.py` it imports the standard library and NumPy, and Keras once
it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

PREDICT_BATCH = 1_000

Array = np.ndarray[Any, Any]
Source = Callable[[str], Array]


def rebuilt(
    description: Mapping[str, Any],
    weights: Sequence[Array],
    images: Mapping[str, Array],
    describe: Callable[[Any], dict[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """The described network's layers, each through `describe`, and its predictions, float32.

    Raises whatever Keras raises where description and weights make no network.
    """
    import keras

    model = keras.saving.deserialize_keras_object(dict(description), safe_mode=True)
    if not model.built:
        model.build((None, *next(iter(images.values())).shape[1:]))
    model.set_weights(list(weights))
    found = {name: _predict(model, batch) for name, batch in images.items()}
    return [describe(layer) for layer in model.layers], found


def answer(
    question: Mapping[str, Any],
    given: Mapping[str, Array],
    images: Source,
    describe: Callable[[Any], dict[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """`rebuilt` for a question of JSON, with weights and samples as arrays beside it.

    `question` holds `description`, the number of `weights`, and `prepared`: for each name a split
    of `images`, how many of them, and what their pixels are divided by.
    """
    weights = [given[f"weights.{i}"] for i in range(question["weights"])]
    fed = {name: _prepared(images(p["split"]), p) for name, p in question["prepared"].items()}
    samples = {n.removeprefix("given."): a for n, a in given.items() if n.startswith("given.")}
    return rebuilt(question["description"], weights, {**fed, **samples}, describe)


def _prepared(images: Array, wanted: Mapping[str, Any]) -> Array:
    return images[: wanted["count"]].astype(np.float32) / np.float32(wanted["scale"])


def _predict(model: Any, images: Array) -> Array:
    expected = model.input_shape[1:]
    fed = images.reshape(len(images), *expected) if None not in expected else images
    return np.asarray(model.predict(fed, batch_size=PREDICT_BATCH, verbose=0), np.float32)
