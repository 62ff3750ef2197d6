"""What a network is made of, however it is written: its layers, its activations, and their names.

Sequential, functional and subclassed models list their layers alike, apart from the input
layer; an activation may stand inside a layer or behind it; and one setting has several names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from autograder.scoring.answers import LayerFacts, ModelFacts
from autograder.scoring.choices import plain

#: Layers that put pixels on another scale.
SCALING = frozenset(("Rescaling", "Normalization"))

#: Names of one metric and of one loss, as `plain` writes them, for labels as whole numbers or one-hot.
ACCURACIES = frozenset(("accuracy", "acc", "sparsecategoricalaccuracy", "categoricalaccuracy"))
CROSS_ENTROPIES = frozenset(("sparsecategoricalcrossentropy", "categoricalcrossentropy"))

_INPUT = "InputLayer"
_FUNCTION = "keras.ops."  # begins the name of an activation that is no layer
_PREPARES = frozenset((_INPUT, "Identity", "Flatten", "Reshape", *SCALING))  # they learn nothing
_BETWEEN = frozenset(("BatchNormalization", "LayerNormalization", "Dropout"))
_USUAL = {"kernel_initializer": "GlorotUniform", "bias_initializer": "Zeros"}
_WEIGHTED = frozenset(("Dense", "Conv2D"))
_ONE = "1 × 1"
_SIZES = ("kernel_size", "pool_size", "strides", "padding", "dilation_rate", "rate", "data_format")
#: What Keras takes where nothing is said; pooling moves on by its own size.
_TAKEN = {"padding": "valid", "dilation_rate": _ONE, "data_format": "channels_last"}
_ACTIVATES = frozenset(("ReLU", "Softmax", "LeakyReLU", "PReLU", "ELU"))


@dataclass(frozen=True)
class Part:
    """A layer that computes something, with the activation that follows it, inside it or behind it.

    `units` are a convolution's filters, too. `rows` is how often a Dense layer answers for one image: once,
    where it receives a vector. `choices` are its sizes, and its initialisers, regularisers, constraints and
    lack of a bias, those that are not what Keras takes by itself, as `argument=name`.
    """

    kind: str
    units: int | None = None
    activation: str = "linear"
    rows: int = 1
    parameters: int = field(default=0, compare=False)
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        each = f"{self.rows} × " if self.rows != 1 else ""
        told = ", ".join((f"{each}{self.units}", self.activation, *self.choices))
        if self.units is None:
            return f"{self.kind}({', '.join(self.choices)})" if self.choices else self.kind
        return f"{self.kind}({told})"

    @property
    def lacks_bias(self) -> bool:
        return "use_bias=False" in self.choices

    @property
    def however_begun(self) -> Part:
        """The same layer, whatever its initial weights are drawn from."""
        return replace(self, choices=tuple(c for c in self.choices if "_initializer=" not in c))


def listed(model: ModelFacts) -> tuple[LayerFacts, ...]:
    """The layers that every style of model lists: all but the input layer, and no functions."""
    return tuple(x for x in model.layers if x.kind != _INPUT and not x.kind.startswith(_FUNCTION))


def every_layer(layers: Iterable[LayerFacts]) -> Iterator[LayerFacts]:
    """The layers, with those of networks within in their place."""
    for layer in layers:
        if layer.inside:
            yield from every_layer(layer.inside)
        else:
            yield layer


def parts(model: ModelFacts) -> tuple[Part, ...]:
    """The layers that make the difference, in order: Dense(128) and ReLU are Dense(128, relu)."""
    found: list[Part] = []
    for layer in every_layer(model.layers):
        activation = plain(layer.activation) or "linear"
        if layer.kind == "Activation" or layer.kind.startswith(_FUNCTION):
            _activate(found, activation)
        elif layer.kind in _ACTIVATES:
            _activate(found, plain(layer.kind))
        elif layer.kind not in _PREPARES:
            rows = prod(size or 1 for size in layer.output_shape[1:-1]) if layer.kind == "Dense" else 1
            choices = _chosen(layer) if layer.kind in _WEIGHTED else ()
            made = made_with(layer.kind, layer.settings)
            units = layer.units if layer.units is not None else _filters(layer.settings)
            found.append(Part(layer.kind, units, activation, rows, layer.parameters or 0, (*made, *choices)))
    return tuple(found)


def made_with(kind: str, settings: Mapping[str, str]) -> tuple[str, ...]:
    """The sizes of a layer that are not what Keras takes by itself, as `argument=setting`."""
    own = {"strides": settings.get("pool_size", _ONE)}
    kept = (name for name in _SIZES if name in settings)
    told = {name: _square(settings[name]) for name in kept}
    usual = {name: _square(value) for name, value in (_TAKEN | own).items()}
    return tuple(f"{name}={value}" for name, value in told.items() if usual.get(name) != value)


def _square(size: str) -> str:
    """`5` as `5 × 5`, which one number stands for."""
    return f"{size} × {size}" if size.isdigit() else size


def _filters(settings: Mapping[str, str]) -> int | None:
    told = settings.get("filters", "")
    return int(told) if told.isdigit() else None


def _chosen(layer: LayerFacts) -> tuple[str, ...]:
    return tuple(
        f"{name}={found}" for name, found in sorted(layer.choices.items()) if _USUAL.get(name) != found
    )


def ending(model: ModelFacts) -> str:
    """The activation that a network's outputs come of, `linear` where there is none."""
    made_of = parts(model)
    return made_of[-1].activation if made_of else "linear"


def meant(model: ModelFacts) -> tuple[Part, ...]:
    """`parts`, with raw scores at the end taken for softmax where the loss was told that they are."""
    found = parts(model)
    logits = model.compiled is not None and model.compiled.from_logits
    if not logits or not found or found[-1].activation != "linear":
        return found
    return (*found[:-1], replace(found[-1], activation="softmax"))


def dense(model: ModelFacts) -> tuple[Part, ...]:
    """The Dense layers in order; empty where there is none."""
    return tuple(part for part in parts(model) if part.kind == "Dense")


def is_same_loss(one: str | None, other: str | None) -> bool:
    """Whether two losses, or optimisers, are one by name; either cross-entropy over classes is the other."""
    names = {plain(one), plain(other)}
    return len(names) == 1 or names <= CROSS_ENTROPIES


def is_plain(model: ModelFacts) -> bool:
    """Whether it is made of Dense layers alone, with nothing that slows learning down on purpose."""
    made_of = parts(model)
    slowed = any("_regularizer" in choice for part in made_of for choice in part.choices)
    return all(part.kind == "Dense" for part in made_of) and not slowed


def hidden(made_of: Sequence[Part]) -> tuple[Part, ...]:
    """The Dense layers before the last one."""
    return tuple(part for part in made_of if part.kind == "Dense")[:-1]


def described(made_of: Sequence[Part]) -> str:
    """As messages show it: `Dense(128, relu), Dense(10, softmax)`."""
    return ", ".join(map(str, made_of)) or "-"


def _activate(found: list[Part], activation: str) -> None:
    """Gives the layer before its activation, or adds one that stands for itself."""
    place = next((i for i in reversed(range(len(found))) if found[i].kind not in _BETWEEN), None)
    if place is not None and found[place].units and found[place].activation == "linear":
        found[place] = replace(found[place], activation=activation)
    else:
        found.append(Part(activation))
