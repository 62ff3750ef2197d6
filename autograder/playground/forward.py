"""Operations run in NumPy: what the page's networks say of many images, without Keras.

The page is made with it: it chooses weights in half precision where they do, and images that many networks
get wrong. The page itself runs `page/forward.js`; tests hold both against Keras.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from autograder.playground.operations import Operation

Values = NDArray[np.float32]
_AT_ONCE = 20_000_000  # numbers that an operation works on, some 100 MB
_SELU = (1.6732632423543772, 1.0507009873554805)


def scores(operations: Sequence[Operation], values: Values) -> Values:
    """What stands before a last activation, float32 (N, classes), of prepared images float32 (N, ...)."""
    last = len(operations) - (operations[-1].kind == "activation")
    return ran(operations[:last], values)


def ran(operations: Sequence[Operation], values: Values) -> Values:
    """What comes out of the operations, float32; of few images at a time where these become many numbers."""
    most = max((operation.numbers for operation in operations), default=1)
    together = max(1, _AT_ONCE // max(most, 1))
    parts = [values[at : at + together] for at in range(0, len(values), together)] or [values]
    return np.concatenate([_ran(operations, part) for part in parts])


def _ran(operations: Sequence[Operation], values: Values) -> Values:
    for operation in operations:
        values = _KINDS[operation.kind](values.reshape(len(values), *operation.before), operation)
    return values


def _reshape(values: Values, operation: Operation) -> Values:
    return values.reshape(len(values), *operation.after)


def _dense(values: Values, operation: Operation) -> Values:
    kernel, bias = operation.weights
    found: Values = values @ kernel + bias
    return found


def _convolution(values: Values, operation: Operation) -> Values:
    kernel, bias = operation.weights
    found: Values = np.tensordot(_windows(values, operation, 0.0), kernel, ((4, 5, 3), (0, 1, 2))) + bias
    return found


def _maximum(values: Values, operation: Operation) -> Values:
    found: Values = _windows(values, operation, -np.inf).max((4, 5))
    return found


def _mean(values: Values, operation: Operation) -> Values:
    """Of what lies inside the image, as Keras has it."""
    counted = _windows(np.ones_like(values[:1]), operation, 0.0).sum((4, 5))
    found: Values = _windows(values, operation, 0.0).sum((4, 5)) / counted
    return found


def _windows(values: Values, operation: Operation, empty: float) -> Values:
    """(N, rows, columns, channels, height, width): what each window looks at."""
    size, dilation = operation.settings["size"], operation.settings["dilation"]
    sides = ((0, 0), *operation.settings["padding"], (0, 0))
    padded = np.pad(values, sides, constant_values=empty)
    reach = [(length - 1) * step + 1 for length, step in zip(size, dilation, strict=True)]
    steps = operation.settings["strides"]
    seen = sliding_window_view(padded, reach, (1, 2))
    return seen[:, :: steps[0], :: steps[1], :, :: dilation[0], :: dilation[1]]


def _scale(values: Values, operation: Operation) -> Values:
    factor, offset = operation.weights
    found: Values = values * factor + offset
    return found


def _activation(values: Values, operation: Operation) -> Values:
    name, slope = operation.settings["name"], operation.settings.get("slope")
    with np.errstate(over="ignore"):
        found: Values = ACTIVATIONS[name](values, slope).astype(np.float32)
    return found


def softmax(values: Values) -> Values:
    """Along the last axis."""
    powers = np.exp(values - values.max(-1, keepdims=True))
    found: Values = powers / powers.sum(-1, keepdims=True)
    return found


def _elu(values: Values, slope: float | None) -> Any:
    factor = 1.0 if slope is None else slope
    return np.where(values > 0, values, factor * np.expm1(np.minimum(values, 0)))


def _leaky_relu(values: Values, slope: float | None) -> Any:
    return np.where(values > 0, values, (0.2 if slope is None else slope) * values)


def _sigmoid(values: Values) -> Any:
    return 1 / (1 + np.exp(-values))


#: By our names for them, `operations.ACTIVATIONS`; a slope is of those that have one.
ACTIVATIONS: dict[str, Callable[[Values, float | None], Any]] = {
    "relu": lambda values, _: np.maximum(values, 0),
    "relu6": lambda values, _: np.clip(values, 0, 6),
    "sigmoid": lambda values, _: _sigmoid(values),
    "tanh": lambda values, _: np.tanh(values),
    "elu": _elu,
    "selu": lambda values, _: _SELU[1] * _elu(values, _SELU[0]),
    "leaky_relu": _leaky_relu,
    "softplus": lambda values, _: np.logaddexp(values, 0),
    "softsign": lambda values, _: values / (1 + np.abs(values)),
    "silu": lambda values, _: values * _sigmoid(values),
    "exponential": lambda values, _: np.exp(values),
    "softmax": lambda values, _: softmax(values),
}

_KINDS: dict[str, Callable[[Values, Operation], Values]] = {
    "reshape": _reshape,
    "dense": _dense,
    "convolution": _convolution,
    "maximum": _maximum,
    "mean": _mean,
    "scale": _scale,
    "activation": _activation,
}
