"""Builds a network from its description and weights, and asks it again.

Runs in a clean process that never ran student code, behind the same wall: a description can
be hostile, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from . import network_facts, preparation

Array = np.ndarray[Any, Any]
Source = Callable[[str], Array]


def rebuilt(
    description: Mapping[str, Any], weights: Sequence[Array], images: Mapping[str, Array]
) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """The described network's layers as facts, and its predictions by the images' names, float32.

    Raises whatever Keras raises where description and weights make no network.
    """
    import keras

    model = keras.saving.deserialize_keras_object(dict(description), safe_mode=True)
    if not model.built and images:
        model.build((None, *next(iter(images.values())).shape[1:]))
    model.set_weights(list(weights))
    found = {name: network_facts.predicted(model, batch) for name, batch in images.items()}
    return [network_facts.layer_facts(layer) for layer in model.layers], found


def answer(
    question: Mapping[str, Any], given: Mapping[str, Array], images: Source
) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """`rebuilt` for a question of JSON, with weights and the tables of rules as arrays beside it.

    `question` holds `description`, the number of `weights`, and `prepared`: for each name a split
    of `images`, how many of them, and the rule by which they are prepared.
    """
    weights = [given[f"weights.{i}"] for i in range(question["weights"])]
    fed = {
        name: preparation.prepare(
            images(p["split"])[: p["count"]], p["way"], given[f"way.{name}"], tuple(p["shape"])
        )
        for name, p in question["prepared"].items()
    }
    return rebuilt(question["description"], weights, fed)
