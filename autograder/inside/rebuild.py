"""Builds a network from its description and weights, and asks it again.

Runs in a clean process that never ran student code, behind the same wall: a description can
be hostile, too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from . import layer_facts, network_facts, preparation

Array = np.ndarray[Any, Any]
Facts = dict[str, Any]
Source = Callable[[str], Array]


@dataclass
class Kept:
    """The network that was built last, for one of the same description; none where there is to be none."""

    network: Any = None


def rebuilt(
    description: Mapping[str, Any],
    weights: Sequence[Array],
    images: Mapping[str, Array],
    pooled: Mapping[str, int] = MappingProxyType({}),
    kept: Kept | None = None,
) -> tuple[Facts, dict[str, Array]]:
    """The described network's layers as facts, and what it predicts by the images' names, float32.

    Beside `predictions.<name>` stand `scores.<name>`, where Keras computes a cross-entropy from what is
    before a softmax or sigmoid, and in the facts the `penalties` of regularisers. With `pooled`, by the
    images' names, there is what comes out of the poolings for the first so many. Raises whatever Keras raises
    where description and weights make no network.
    """
    kept = kept or Kept()
    model = kept.network = _built(description, images, kept.network)
    model.set_weights(list(weights))
    for layer in _layers_of(model):
        if isinstance(layer, _keras().layers.Normalization):  # what it uses follows from its weights
            layer.finalize_state()
    arrays: dict[str, Array] = {}
    penalties = {}
    for name, batch in images.items():
        found, penalties[name] = network_facts.asked(model, batch)
        arrays |= {f"{part}.{name}": array for part, array in found.items()}
    told = {"layers": layer_facts.layers_told(model), "penalties": penalties}
    return told, arrays | {f"pooled.{n}": _pooled(model, images[n][:most]) for n, most in pooled.items()}


def _pooled(model: Any, images: Array) -> Array:
    """What comes out of each pooling, in the order in which they are passed, a row for each image."""
    seen: list[Array] = []
    poolings = {id(layer): layer for layer in _layers_of(model) if "Pooling" in type(layer).__name__}
    kept = {place: layer.call for place, layer in poolings.items()}
    for place, layer in poolings.items():
        layer.call = _recorded(kept[place], seen)
    network_facts.asked(model, images)
    for place, layer in poolings.items():
        layer.call = kept[place]
    rows = [found for found in seen if len(found) == len(images)]
    return np.concatenate([np.zeros((len(images), 0)), *rows], axis=1, dtype=np.float32)


def _recorded(call: Callable[..., Any], seen: list[Array]) -> Callable[..., Any]:
    """The same call, which keeps what comes out; where a graph is traced there are no numbers yet."""

    @functools.wraps(call)
    def recording(*given: Any, **named: Any) -> Any:
        found = call(*given, **named)
        if hasattr(found, "numpy"):
            seen.append(np.asarray(found).reshape(len(found), -1))
        return found

    return recording


def _layers_of(model: Any) -> Iterator[Any]:
    """Every layer, those within networks and wrappers too."""
    for layer in (*getattr(model, "layers", ()), *filter(None, [getattr(model, "layer", None)])):
        yield layer
        yield from _layers_of(layer)


def counted(description: Mapping[str, Any], images: Mapping[str, Array]) -> int:
    """How many parameters the described network has; none of them takes any memory."""
    with _keras().StatelessScope(initialize_variables=False):
        model = _built(description, images)
        return int(model.count_params()) if model.built else 0  # one that was never built has none yet


def _keras() -> Any:
    """Loaded only where a network is built: most submissions have none."""
    import keras

    return keras


def _built(description: Mapping[str, Any], images: Mapping[str, Array], model: Any = None) -> Any:
    """`model` is one that was built of the same description, if there is one."""
    if model is None:
        model = _keras().saving.deserialize_keras_object(dict(description), safe_mode=True)
    if not model.built and images:
        model.build((None, *next(iter(images.values())).shape[1:]))
    return model


def answer(
    question: Mapping[str, Any], given: Mapping[str, Array], images: Source, kept: Kept | None = None
) -> tuple[Facts, dict[str, Array]]:
    """`rebuilt` for a question of JSON, with weights and the tables of rules as arrays beside it.

    `question` holds `description`, the number of `weights`, and `prepared`: for each name a split
    of `images`, how many of them, their order, the rule by which they are prepared, and of how many of them
    what comes out of the poolings is wanted, `pooled`. Without any weights the answer is the number of
    `parameters`, where there should be some.
    """
    weights = [given[f"weights.{i}"] for i in range(question["weights"])]
    fed = {
        name: preparation.prepare(
            network_facts.wanted_images(p, images), p["way"], given[f"way.{name}"], tuple(p["shape"])
        )
        for name, p in question["prepared"].items()
    }
    if not weights and (count := counted(question["description"], fed)):
        return {"parameters": count}, {}
    pooled = {name: p["pooled"] for name, p in question["prepared"].items() if p.get("pooled")}
    return rebuilt(question["description"], weights, fed, pooled, kept)
