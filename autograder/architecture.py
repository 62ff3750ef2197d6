"""What a network is made of, said so that two that mean the same read the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from autograder.answers import ModelFacts

#: Layers that lay the pixels out or scale them, and learn nothing.
SCALES = ("Rescaling", "Normalization")
FLATTENS = ("Flatten", "Reshape")
_PREPARES = ("InputLayer", "Identity", *SCALES, *FLATTENS)
_ACTIVATES = ("Activation", "ReLU", "Softmax")
#: What may stand between a Dense layer and its activation.
_BETWEEN = ("BatchNormalization", "LayerNormalization", "Dropout")


@dataclass(frozen=True)
class Part:
    """A layer that computes something, with the activation that belongs to it.

    `rows` is how often a Dense layer answers for one image: once, where it receives a vector.
    """

    kind: str
    units: int | None = None
    activation: str = "linear"
    rows: int = 1

    def __str__(self) -> str:
        each = f"{self.rows} × " if self.rows != 1 else ""
        return f"{self.kind}({each}{self.units}, {self.activation})" if self.units else self.kind


def parts(model: ModelFacts) -> tuple[Part, ...]:
    """The layers that make the difference, in order: Dense(128) and ReLU are Dense(128, relu).

    Raw scores at the end are softmax, where the loss was told that they are.
    """
    found: list[Part] = []
    for layer in model.layers:
        activation = (layer.activation or "linear").lower().removesuffix("_v2")
        if layer.kind in _ACTIVATES:
            _activate(found, activation if layer.kind == "Activation" else layer.kind.lower())
        elif layer.kind not in _PREPARES:
            rows = prod(size or 1 for size in layer.output_shape[1:-1]) if layer.kind == "Dense" else 1
            found.append(Part(layer.kind, layer.units, activation, rows))
    if (
        model.compiled is not None
        and model.compiled.from_logits
        and found
        and found[-1].activation == "linear"
    ):
        found[-1] = replace(found[-1], activation="softmax")
    return tuple(found)


def _activate(found: list[Part], activation: str) -> None:
    """Gives the layer before its activation, or adds one that stands for itself."""
    place = next((i for i in reversed(range(len(found))) if found[i].kind not in _BETWEEN), None)
    if place is not None and found[place].units and found[place].activation == "linear":
        found[place] = replace(found[place], activation=activation)
    else:
        found.append(Part(activation))


def hidden(made_of: Sequence[Part]) -> tuple[Part, ...]:
    """The Dense layers before the last one."""
    return tuple(part for part in made_of if part.kind == "Dense")[:-1]


def listed(made_of: Sequence[Part]) -> str:
    """As messages show it: `Dense(128, relu), Dense(10, softmax)`."""
    return ", ".join(map(str, made_of)) or "-"
