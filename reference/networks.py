"""A trained network as data, and on disk: JSON and `.npz`, so that whoever opens one runs nothing."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.datasets import CLASSES, DAMAGED, SIDE

FORMAT_VERSION = 2

Weights = tuple[NDArray[np.float32], ...]
WriteWhole = Callable[[Path, bytes], None]


@dataclass(frozen=True, eq=False)
class Network:
    """What Keras says of a network in `model.to_json()`, and the weights of each layer by its name.

    Weights are float32, in the order of `layer.get_weights()`; layers that have none are left out.
    """

    description: Mapping[str, Any]
    weights: Mapping[str, Weights]


def network_of(model: Any) -> Network:
    """Of a Keras model that has been built."""
    weights = {layer.name: _as_numbers(layer.get_weights()) for layer in model.layers}
    return Network(json.loads(model.to_json()), {name: found for name, found in weights.items() if found})


def logistic_network(kernel: NDArray[Any], bias: NDArray[Any]) -> Network:
    """A multinomial logistic regression as the network that it is: one Dense layer on all pixels.

    `kernel` is (784, 10) and `bias` (10,).
    """
    layers = [
        {"class_name": "InputLayer", "config": {"name": "images", "batch_shape": [None, SIDE, SIDE]}},
        {"class_name": "Flatten", "config": {"name": "flatten"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": CLASSES, "activation": "softmax"}},
    ]
    description = {"class_name": "Sequential", "config": {"name": "logistic_regression", "layers": layers}}
    return Network(description, {"dense": _as_numbers([kernel, bias])})


def write_network(network: Network, path: Path, write_whole: WriteWhole) -> None:
    """Put `<path>.npz` and `<path>.json` there, the latter last: it names the digest of both."""
    packed = io.BytesIO()
    named = {f"{layer}/{i}": w for layer, weights in network.weights.items() for i, w in enumerate(weights)}
    np.savez(packed, allow_pickle=False, **named)
    content = packed.getvalue()
    told = {
        "format_version": FORMAT_VERSION,
        "digest": _digest(network.description, content),
        "network": network.description,
    }
    write_whole(_beside(path, ".npz"), content)
    write_whole(_beside(path, ".json"), json.dumps(told, indent=1).encode())


def read_network(path: Path) -> Network | None:
    """The network that `write_network` put there; None where it is absent, damaged, or of another format."""
    try:
        told = json.loads(_beside(path, ".json").read_text(encoding="utf-8"))
        content = _beside(path, ".npz").read_bytes()
        if (told["format_version"], told["digest"]) != (FORMAT_VERSION, _digest(told["network"], content)):
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return Network(told["network"], _by_layer({key: file[key] for key in file.files}))
    except DAMAGED:
        return None


def _digest(description: Any, weights: bytes) -> str:
    return hashlib.sha256(json.dumps(description, sort_keys=True).encode() + weights).hexdigest()


def _by_layer(named: Mapping[str, NDArray[Any]]) -> dict[str, Weights]:
    found: dict[str, Weights] = {}
    for key, weight in named.items():  # in the order in which they were written
        layer = key.rpartition("/")[0]
        found[layer] = (*found.get(layer, ()), weight)
    return found


def _as_numbers(weights: list[NDArray[Any]]) -> Weights:
    return tuple(np.asarray(weight, np.float32) for weight in weights)


def _beside(path: Path, suffix: str) -> Path:
    """The stem has dots of its own, which `with_suffix` would take for one."""
    return path.with_name(path.name + suffix)
