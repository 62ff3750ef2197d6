"""What a network is made of, however it is written: its layers, its activations, and their names.

Sequential, functional and subclassed models list their layers alike, apart from the input
layer; an activation may stand inside a layer or behind it; and one setting has several names.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.answers import LayerFacts, ModelFacts

INPUT = "InputLayer"

#: Layers that put pixels on another scale.
SCALING = frozenset(("Rescaling", "Normalization"))

_BETWEEN = frozenset(("BatchNormalization", "LayerNormalization", "Dropout"))
_ACTIVATION_LAYERS = frozenset(("ReLU", "Softmax", "LeakyReLU", "PReLU", "ELU"))


@dataclass(frozen=True)
class DenseFacts:
    """A Dense layer with the activation that follows it, inside it or as a layer of its own."""

    units: int
    activation: str
    parameters: int


def listed(model: ModelFacts) -> tuple[LayerFacts, ...]:
    """The layers that every style of model lists: all but the input layer."""
    return tuple(layer for layer in model.layers if layer.kind != INPUT)


def dense(model: ModelFacts) -> tuple[DenseFacts, ...]:
    """The Dense layers in order; empty where there is none."""
    layers = listed(model)
    return tuple(
        DenseFacts(layer.units or 0, _activation(layer, layers[i + 1 :]), layer.parameters or 0)
        for i, layer in enumerate(layers)
        if layer.kind == "Dense"
    )


def plain(name: str | None) -> str:
    """A setting's name without what styles differ in: case, spaces, underscores, hyphens.

    `SparseCategoricalCrossentropy` and `sparse_categorical_crossentropy` are the same, and so
    are `tf.nn.relu` (whose own name is `relu_v2`) and `keras.activations.relu`.
    """
    last = (name or "").strip().rpartition(".")[2].removesuffix("_v2")
    return "".join(c for c in last.casefold() if c.isalnum())


def _activation(layer: LayerFacts, following: tuple[LayerFacts, ...]) -> str:
    """Normalisation and dropout may stand between a layer and its activation."""
    own = plain(layer.activation) or "linear"
    after = next((x for x in following if x.kind not in _BETWEEN), None)
    if own != "linear" or after is None:
        return own
    if after.kind == "Activation":
        return plain(after.activation) or own
    return plain(after.kind) if after.kind in _ACTIVATION_LAYERS else own
