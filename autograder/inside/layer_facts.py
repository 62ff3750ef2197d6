"""The layers of a student's network as they are called: each call an entry, in the order of the calls.

A list of layers does not tell how often one of them is used, and what it is given there: a layer without
weights may well stand at three places, and one with weights may not. Like `network_facts.py`, for which it
does this, it runs beside student code, and in the clean process whose word counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .training_facts import TEXT_LENGTH, Facts, named

CALLS = 200  # of layers that were called before; those that are called for the first time are always told
_CHOICES = ("_initializer", "_regularizer", "_constraint")  # how the names of such arguments end
#: What else makes a layer of convolution, pooling, Dropout, activation or augmentation what it is.
_SETTINGS = ("filters", "kernel_size", "pool_size", "strides", "padding", "dilation_rate", "groups", "rate",
             "noise_shape", "data_format", "max_value", "negative_slope", "threshold", "height_factor",
             "width_factor", "factor", "x_factor", "y_factor", "mode", "fill_mode",
             "fill_value")  # fmt: skip

#: Operations of `keras.ops` by the activation that does the same.
_ACTIVATION_STEPS = {
    "Relu": "relu", "Relu6": "relu6", "LeakyRelu": "leaky_relu", "Elu": "elu", "Selu": "selu", "Gelu": "gelu",
    "Silu": "silu", "Sigmoid": "sigmoid", "HardSigmoid": "hard_sigmoid", "Tanh": "tanh", "Softmax": "softmax",
    "LogSoftmax": "log_softmax", "Softplus": "softplus", "Softsign": "softsign",
}  # fmt: skip
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass
class _Told:
    """What was called so far, by identity, and how many more calls of the same are told."""

    called: set[int] = field(default_factory=set)
    left: int = CALLS


def layers_told(model: Any, told: _Told | None = None) -> list[Facts]:
    """The layers of a model, one entry a call, and operations of `keras.ops` between them."""
    told = told or _Told()
    entries = (_entry(step, call, told) for step, call in _calls(model))
    return [facts for facts in entries if facts]


def _calls(model: Any) -> Iterator[tuple[Any, Any]]:
    """What a network does, in order, each with Keras's note of its call.

    Without a note (None) where there is none: in a class of one's own, whose layers stand in the order in
    which they were made, and in a network that was not called yet.
    """
    kind = type(model).__name__
    graph = {"Functional": model, "Sequential": getattr(model, "_functional", None)}.get(kind)
    by_depth = getattr(graph, "_nodes_by_depth", None)
    if not isinstance(by_depth, dict):
        steps = getattr(model, "operations", model.layers) if kind == "Functional" else model.layers
        yield from ((step, None) for step in steps)
        return
    calls = (call for depth in sorted(by_depth, reverse=True) for call in by_depth[depth])
    for call in calls:
        if kind == "Functional" or type(call.operation).__name__ != "InputLayer":
            yield call.operation, call


def _entry(step: Any, call: Any, told: _Told) -> Facts:
    """One call; {} of one that is left out."""
    again = id(step) in told.called
    told.called.add(id(step))
    told.left -= again
    if again and told.left < 0:
        return {}
    if not hasattr(step, "count_params"):
        return _step_facts(step, call)
    facts = layer_facts(step, told)
    if call is not None:
        facts["output_shape"] = _sizes(call.outputs[0]) if len(call.outputs) == 1 else []
    return _called_again(facts) if again else facts


def _called_again(facts: Facts) -> Facts:
    """A layer that was called before: its weights were counted there.

    What its layers gave, if it is a network, is known of its first call alone, apart from the last one's.
    """
    inside = [{**layer, "output_shape": []} for layer in facts["inside"]]
    if inside:
        inside[-1]["output_shape"] = facts["output_shape"]
    return {**facts, "parameters": 0, "again": bool(facts["parameters"]), "inside": inside}


def _step_facts(step: Any, call: Any) -> Facts:
    """A function of `keras.ops`, which is no layer to Keras; an activation does what a layer does.

    `by` is the number by which one is made: `x / 255` is `keras.ops.true_divide` by 255.
    """
    kind = type(step).__name__
    activation = _ACTIVATION_STEPS.get(kind)
    name = activation or _CAPITAL.sub("_", kind)[:TEXT_LENGTH].lower()
    others = _others(call)
    if kind == "GetItem" and others and _takes_all(others[0]):
        name = "expand_dims"  # which x[..., None] does
    by = others[0] if len(others) == 1 and _is_number(others[0]) else None
    return {
        "class": f"keras.ops.{name}", "units": None, "activation": activation, "parameters": 0,
        "output_shape": _sizes(call.outputs[0] if call is not None else getattr(step, "output", None)),
        "settings": {} if by is None else {"by": sized(by)},
    }  # fmt: skip


def _others(call: Any) -> list[Any]:
    """What a function was given besides the output of what stands before it."""
    if call is None:
        return []
    given = (*call.arguments.args, *call.arguments.kwargs.values())
    return [value for value in given if not any(value is tensor for tensor in call.input_tensors)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _takes_all(key: Any) -> bool:
    """Whether an index leaves nothing out and turns nothing round: `[..., None]`."""
    parts = key if isinstance(key, tuple | list) else (key,)
    return all(
        part is None or part is Ellipsis or (isinstance(part, slice) and part == slice(None))
        for part in parts
    )


def _sizes(output: Any) -> list[int | None]:
    return [None if size is None else int(size) for size in getattr(output, "shape", ())]


def layer_facts(layer: Any, told: _Told) -> Facts:
    """A layer as its model describes it, in plain facts."""
    config = layer.get_config()
    return {
        "class": type(layer).__name__,
        "units": config.get("units"),
        "activation": named(config.get("activation")),
        "parameters": int(layer.count_params()) if layer.built else None,
        "output_shape": _sizes(getattr(layer, "output", None)) if layer.built else [],
        "choices": _choices(config),
        "settings": {name: sized(config[name]) for name in _SETTINGS if config.get(name) is not None},
        "inside": _inside(layer, told),
        "again": False,
    }


def _inside(layer: Any, told: _Told) -> list[Facts]:
    """The layers of a network that is a layer, where one thing goes in and one comes out.

    Of another kind it cannot be said what follows what, and it is told as a layer of its own.
    """
    if not hasattr(layer, "layers") or any(len(getattr(layer, x, None) or [0]) != 1 for x in _ENDS):
        return []
    return layers_told(layer, told)


_ENDS = ("inputs", "outputs")


def _choices(config: Mapping[str, Any]) -> dict[str, str | None]:
    """What a layer's settings name besides its size and activation.

    `use_bias` where there is none, and `trainable` where its weights are to stay as they are.
    """
    told = {name: named(choice) for name, choice in config.items() if name.endswith(_CHOICES) and choice}
    return told | {name: "False" for name in ("use_bias", "trainable") if config.get(name) is False}


def sized(setting: Any) -> str:
    """A setting as it is written in words: `5 × 5` for a pair, which one number stands for, too."""
    parts = setting if isinstance(setting, list | tuple) else (setting,)
    return " × ".join(map(str, parts))[:TEXT_LENGTH]
