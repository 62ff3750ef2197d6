"""A Keras network as operations in order, each from one array to the next: what the page can run.

Layers become few plain kinds: `reshape`, `dense`, `convolution`, `maximum`, `mean`, `scale`, `activation`.
What Keras does in training alone becomes nothing, and what a trained layer computes from its state (a
BatchNormalization) becomes the factor and offset that it comes to. `forward.py` runs them in NumPy,
`page/forward.js` in the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import PlaygroundError
from autograder.evidence.keras_names import TENSORFLOW_FUNCTIONS
from autograder.playground.chain import Layer
from autograder.playground.windows import convolved, pooled

Shape = tuple[int, ...]
Weights = tuple[NDArray[Any], ...]


@dataclass(frozen=True, eq=False)
class Operation:
    """One step; shapes have no batch. `settings` are numbers and names that its kind needs.

    Weights are float32: `dense` a kernel (inputs, units) and a bias (units,), `convolution` a kernel
    (height, width, channels, filters) and a bias (filters,), `scale` a factor and an offset, of one number
    each or of one a channel.
    """

    kind: str
    layer: Layer
    before: Shape
    after: Shape
    settings: Mapping[str, Any] = field(default_factory=dict)
    weights: Weights = ()

    @property
    def numbers(self) -> int:
        """How many are at hand at once for an image: what its windows look at, or what comes out."""
        size = self.settings.get("size")
        seen = prod(self.after[:2]) * prod(size) * self.before[2] if size else 0
        return max(seen, prod(self.after))

    @property
    def multiplications(self) -> int:
        """For an image; of what has no weights, the numbers that it looks at."""
        if self.kind in ("dense", "convolution"):
            return prod(self.after[:-1]) * self.weights[0].size
        return self.numbers


@dataclass(frozen=True, eq=False)
class _Step:
    """What a layer does to an array of a shape, of which `_steps` makes an operation."""

    kind: str
    after: Shape
    settings: Mapping[str, Any] = field(default_factory=dict)
    weights: Weights = ()


def operations_of(layers: Sequence[Layer], shape: Shape) -> tuple[Operation, ...]:
    """What the layers do to an array of this shape, in order.

    Raises PlaygroundError, with the layer's name, for one that the page cannot run.
    """
    found: list[Operation] = []
    for layer in layers:
        for step in _steps(layer, shape):
            found.append(Operation(step.kind, layer, shape, step.after, step.settings, step.weights))
            shape = step.after
    if all(operation.kind in ("reshape", "maximum", "mean") for operation in found):
        raise PlaygroundError(
            "this network ends without a layer that gives scores: there is nothing to show of it"
        )
    return tuple(found)


def _steps(layer: Layer, shape: Shape) -> Iterator[_Step]:
    if layer.kind in _IN_TRAINING_ALONE or layer.kind.startswith("Random"):
        return
    if layer.kind not in _KINDS:
        raise PlaygroundError(
            "the page cannot run the layer {name} ({kind}); it knows {known}",
            name=layer.name, kind=layer.kind, known=", ".join(_KINDS),
        )  # fmt: skip
    try:
        yield from _KINDS[layer.kind](layer, shape)
    except (LookupError, TypeError, ValueError) as error:  # settings or weights that do not go together
        raise PlaygroundError(
            "the layer {name} ({kind}) does not fit what comes before it, or its weights: {error}",
            name=layer.name, kind=layer.kind, error=error,
        ) from error  # fmt: skip


def _unable(layer: Layer, setting: str) -> PlaygroundError:
    return PlaygroundError(
        "the page cannot run the layer {name} ({kind}) with {setting}={value}",
        name=layer.name, kind=layer.kind, setting=setting, value=str(layer.config.get(setting)),
    )  # fmt: skip


def _expect(layer: Layer, setting: str, *allowed: object) -> None:
    if layer.config.get(setting, allowed[0]) not in allowed:
        raise _unable(layer, setting)


def _with_bias(layer: Layer, shape: Shape) -> Weights:
    """Kernel of this shape and bias; a bias that was left out is zero."""
    kernel, *rest = layer.weights
    bias = rest[0] if rest else np.zeros(shape[-1], np.float32)
    if kernel.shape != shape or bias.shape != shape[-1:] or len(rest) > 1:
        raise ValueError(f"{[weight.shape for weight in layer.weights]}")
    return kernel, bias


def _dense(layer: Layer, shape: Shape) -> Iterator[_Step]:
    units = layer.config["units"]
    weights = _with_bias(layer, (shape[-1], units))
    yield _Step("dense", (*shape[:-1], units), {"units": units}, weights)
    yield from _activated(layer, (*shape[:-1], units))


def _convolution(layer: Layer, shape: Shape) -> Iterator[_Step]:
    _expect(layer, "data_format", "channels_last", None)
    _expect(layer, "groups", 1)
    filters = layer.config["filters"]
    window = convolved(layer.config, shape)
    weights = _with_bias(layer, (*window.size, shape[2], filters))
    yield _Step("convolution", (*window.after, filters), window.settings(), weights)
    yield from _activated(layer, (*window.after, filters))


def _pooling(kind: str) -> Callable[[Layer, Shape], Iterator[_Step]]:
    def steps(layer: Layer, shape: Shape) -> Iterator[_Step]:
        _expect(layer, "data_format", "channels_last", None)
        window = pooled(layer.config, shape)
        yield _Step(kind, (*window.after, shape[2]), window.settings())

    return steps


def _pooling_of_all(kind: str) -> Callable[[Layer, Shape], Iterator[_Step]]:
    def steps(layer: Layer, shape: Shape) -> Iterator[_Step]:
        _expect(layer, "data_format", "channels_last", None)
        window = pooled({"pool_size": shape[:2]}, shape)
        yield _Step(kind, (1, 1, shape[2]), window.settings())
        if not layer.config.get("keepdims"):
            yield _Step("reshape", (shape[2],))

    return steps


def _flatten(_: Layer, shape: Shape) -> Iterator[_Step]:
    yield _Step("reshape", (prod(shape),))


def _reshape(layer: Layer, shape: Shape) -> Iterator[_Step]:
    wanted = [int(side) for side in layer.config["target_shape"]]
    after = np.empty(shape, np.bool_).reshape(wanted).shape
    yield _Step("reshape", after)


def _rescaling(layer: Layer, shape: Shape) -> Iterator[_Step]:
    yield _scale(shape, layer.config["scale"], layer.config.get("offset", 0.0))


def _batch_normalised(layer: Layer, shape: Shape) -> Iterator[_Step]:
    _expect(layer, "axis", -1, len(shape), [-1], [len(shape)])
    left = list(layer.weights)
    gamma = left.pop(0) if layer.config.get("scale", True) else np.float32(1)
    beta = left.pop(0) if layer.config.get("center", True) else np.float32(0)
    mean, variance = left
    factor = gamma / np.sqrt(variance + layer.config["epsilon"])
    yield _scale(shape, factor, beta - mean * factor)


def _normalised(layer: Layer, shape: Shape) -> Iterator[_Step]:
    """By the mean and variance that it adapted to, or was given."""
    _expect(layer, "invert", False)
    _expect(layer, "axis", None, -1, len(shape), [], [-1], [len(shape)])
    mean, variance = layer.weights[:2] if layer.weights else (layer.config["mean"], layer.config["variance"])
    factor = 1 / np.maximum(np.sqrt(np.asarray(variance, np.float32)), 1e-7)  # Keras's epsilon
    yield _scale(shape, factor, -np.asarray(mean, np.float32) * factor)


def _scale(shape: Shape, factor: Any, offset: Any) -> _Step:
    """Raises ValueError where there is neither one number nor one for each channel."""
    weights = tuple(np.asarray(weight, np.float32).reshape(-1) for weight in (factor, offset))
    if any(weight.size not in (1, shape[-1]) for weight in weights):
        raise ValueError(f"{[weight.size for weight in weights]}")
    return _Step("scale", shape, weights=weights)


def _activated(layer: Layer, shape: Shape) -> Iterator[_Step]:
    """The activation that a layer takes as an argument."""
    name = layer.config.get("activation") or "linear"
    if isinstance(name, Mapping):  # Keras writes a function as an object
        name = name.get("config")
    if isinstance(name, str):
        name = TENSORFLOW_FUNCTIONS.get(name, name)
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise _unable(layer, "activation")
    if name != "linear":
        yield _named(ACTIVATIONS[name], shape)


def _relu(layer: Layer, shape: Shape) -> Iterator[_Step]:
    _expect(layer, "threshold", 0.0)
    _expect(layer, "max_value", None, 6.0)
    if slope := layer.config.get("negative_slope"):
        _expect(layer, "max_value", None)
        yield _named("leaky_relu", shape, slope=float(slope))
    else:
        yield _named("relu" if layer.config.get("max_value") is None else "relu6", shape)


def _sloped(name: str, setting: str) -> Callable[[Layer, Shape], Iterator[_Step]]:
    def steps(layer: Layer, shape: Shape) -> Iterator[_Step]:
        yield _named(name, shape, slope=float(layer.config[setting]))

    return steps


def _softmax(layer: Layer, shape: Shape) -> Iterator[_Step]:
    _expect(layer, "axis", -1, len(shape))
    yield _named("softmax", shape)


def _named(name: str, shape: Shape, **settings: float) -> _Step:
    width = {"width": shape[-1]} if name == "softmax" else {}
    return _Step("activation", shape, {"name": name, **width, **settings})


#: Keras's names of activations, with ours.
ACTIVATIONS = {
    name: name
    for name in ("linear", "relu", "relu6", "sigmoid", "tanh", "elu", "selu", "leaky_relu", "softplus",
                 "softsign", "silu", "exponential", "softmax")
} | {"swish": "silu"}  # fmt: skip

_IN_TRAINING_ALONE = frozenset((
    "InputLayer", "Dropout", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise",
    "ActivityRegularization", "Identity",
))  # fmt: skip

_KINDS: dict[str, Callable[[Layer, Shape], Iterator[_Step]]] = {
    "Dense": _dense,
    "Conv2D": _convolution,
    "MaxPooling2D": _pooling("maximum"),
    "AveragePooling2D": _pooling("mean"),
    "GlobalMaxPooling2D": _pooling_of_all("maximum"),
    "GlobalAveragePooling2D": _pooling_of_all("mean"),
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Rescaling": _rescaling,
    "BatchNormalization": _batch_normalised,
    "Normalization": _normalised,
    "Activation": _activated,
    "ReLU": _relu,
    "LeakyReLU": _sloped("leaky_relu", "negative_slope"),
    "ELU": _sloped("elu", "alpha"),
    "Softmax": _softmax,
}
