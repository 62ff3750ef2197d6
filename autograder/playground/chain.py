"""The layers of a network in their order, read from what Keras writes about it.

Only a chain can be shown in the page: each layer takes what the one before it gives. Everything here is
data; no layer is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import PlaygroundError

Weights = tuple[NDArray[np.float32], ...]
_LARGEST_SHAPE = 4


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: its class in Keras (`kind`), its name, its settings, and its weights in Keras's order."""

    kind: str
    name: str
    config: Mapping[str, Any]
    weights: Weights = ()


@dataclass(frozen=True, eq=False)
class Chain:
    """Layers in order, and the shape without the batch that comes in, where the network says it."""

    layers: tuple[Layer, ...]
    shape: tuple[int, ...] | None


def chain_of(description: Mapping[str, Any], weights: Mapping[str, Sequence[NDArray[Any]]]) -> Chain:
    """Of what `model.to_json()` holds, with the weights of each layer by its name.

    Raises PlaygroundError where the network is none.
    """
    config = description["config"]
    written = config["layers"]
    ordered = written if description["class_name"] == "Sequential" else list(_in_order(written))
    layers = tuple(
        Layer(
            each["class_name"],
            each["config"]["name"],
            each["config"],
            tuple(np.asarray(w, np.float32) for w in weights.get(each["config"]["name"], ())),
        )
        for each in ordered
    )
    return Chain(layers, _shape_of(config, layers))


def _in_order(written: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The layers of a functional network from its input on, each taking the one before it."""
    behind: dict[str | None, Mapping[str, Any]] = {}
    for layer in written:
        before = _before(layer)
        if before in behind:
            raise _branching(layer)
        behind[before] = layer
    name: str | None = None
    while name in behind:
        yield (layer := behind.pop(name))
        name = layer["config"]["name"]
    for left in behind.values():
        raise _branching(left)


def _branching(layer: Mapping[str, Any]) -> PlaygroundError:
    return PlaygroundError(
        "the layers of this network do not follow one after the other (at {name}): the page shows chains of "
        "layers",
        name=layer["config"]["name"],
    )


def _before(layer: Mapping[str, Any]) -> str | None:
    """The name of the one layer that this one takes; None for the input."""
    nodes = layer.get("inbound_nodes", [])
    found = [name for node in nodes for name in _tensors(node)]
    if not nodes:
        return None
    if len(nodes) != 1 or len(found) != 1:
        raise PlaygroundError(
            "{name} takes {count} results of other layers: the page shows chains of layers, each of which "
            "takes one",
            name=layer["config"]["name"],
            count=len(found),
        )
    return found[0]


def _tensors(node: Any) -> Iterator[str]:
    """The layers whose results are named in a call."""
    if isinstance(node, Mapping):
        if node.get("class_name") == "__keras_tensor__":
            yield str(node["config"]["keras_history"][0])
        else:
            for part in node.values():
                yield from _tensors(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _tensors(part)


def _shape_of(config: Mapping[str, Any], layers: Sequence[Layer]) -> tuple[int, ...] | None:
    first = layers[0] if layers else None
    whole = first.config.get("batch_shape") if first and first.kind == "InputLayer" else None
    shape = whole or config.get("build_input_shape")
    if not isinstance(shape, list | tuple) or not all(
        isinstance(side, int) and side > 0 for side in shape[1:]
    ):
        return None
    return tuple(shape[1:]) if len(shape) <= _LARGEST_SHAPE else None
