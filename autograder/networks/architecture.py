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
#: What leaves all numbers as they are, in the order of their rows.
_KEEPS = frozenset((
    _INPUT, "Identity", "Flatten", "Reshape",
    *(f"{_FUNCTION}{x}" for x in ("reshape", "expand_dims", "squeeze", "cast", "convert_to_tensor", "copy")),
))  # fmt: skip
#: Functions that put pixels on another scale, by one number.
_SCALES = frozenset(f"{_FUNCTION}{x}" for x in ("add", "subtract", "multiply", "divide", "true_divide"))
_BETWEEN = frozenset(("BatchNormalization", "LayerNormalization", "Dropout"))
_USUAL = {"kernel_initializer": "GlorotUniform", "bias_initializer": "Zeros"}
_WEIGHTED = frozenset(("Dense", "Conv2D"))
_ONE = "1 × 1"
_FROZEN = "trainable=False"
_SIZES = ("kernel_size", "pool_size", "strides", "padding", "dilation_rate", "groups", "rate", "noise_shape",
          "data_format")  # fmt: skip
_PAIRS = frozenset(("kernel_size", "pool_size", "strides", "dilation_rate"))
#: What Keras takes where nothing is said; pooling moves on by its own size.
_TAKEN = {"padding": "valid", "dilation_rate": _ONE, "groups": "1", "data_format": "channels_last"}
_ACTIVATES = frozenset(("ReLU", "Softmax", "LeakyReLU", "PReLU", "ELU"))


@dataclass(frozen=True)
class Part:
    """A layer that computes something, with the activation that follows it, inside it or behind it.

    `units` are a convolution's filters, too. `rows` is how often a Dense layer answers for one image: once,
    where it receives a vector. `choices` are its sizes, and its initialisers, regularisers, constraints and
    lack of a bias, those that are not what Keras takes by itself, as `argument=name`; `trainable=False` where
    it is frozen. With `again` its weights are those of an earlier layer. `shape` is what comes out of it for
    one image, without sizes where it is not known, as `parameters` is none of what makes a layer this one.
    """

    kind: str
    units: int | None = None
    activation: str = "linear"
    rows: int = 1
    parameters: int = field(default=0, compare=False)
    choices: tuple[str, ...] = ()
    again: bool = False
    shape: tuple[int | None, ...] = field(default=(), compare=False)

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
    def is_frozen(self) -> bool:
        return _FROZEN in self.choices

    @property
    def thawed(self) -> Part:
        """The same layer, were it to learn."""
        return replace(self, choices=tuple(choice for choice in self.choices if choice != _FROZEN))

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


def scales_pixels(layers: Iterable[LayerFacts]) -> bool:
    """Whether a network puts pixels on another scale by itself, by a layer or as in `images / 255`."""
    return any(map(_scales, every_layer(layers)))


def parts(model: ModelFacts) -> tuple[Part, ...]:
    """The layers that make the difference, in order: Dense(128) and ReLU are Dense(128, relu)."""
    found: list[Part] = []
    for layer in every_layer(model.layers):
        activation = plain(layer.activation) or "linear"
        if layer.kind == "Activation" or (layer.kind.startswith(_FUNCTION) and layer.activation):
            _activate(found, activation)
        elif layer.kind in _ACTIVATES:
            _activate(found, plain(layer.kind) + _otherwise_bent(layer))
        elif layer.kind not in _KEEPS and not (_scales(layer) and not _convolved(found)):
            found.append(_part(layer, activation))
    return tuple(found)


def _part(layer: LayerFacts, activation: str) -> Part:
    rows = prod(size or 1 for size in layer.output_shape[1:-1]) if layer.kind == "Dense" else 1
    choices = _chosen(layer) if layer.kind in _WEIGHTED else ()
    units = layer.units if layer.units is not None else _filters(layer.settings)
    made = (*made_with(layer.kind, layer.settings), *choices)
    shape = layer.output_shape[1:]
    return Part(layer.kind, units, activation, rows, layer.parameters or 0, made, layer.again, shape)


def _scales(layer: LayerFacts) -> bool:
    return layer.kind in SCALING or (layer.kind in _SCALES and "by" in layer.settings)


def _convolved(found: Iterable[Part]) -> bool:
    """Whether it is no image any more that comes out of these layers."""
    return any(part.kind in _WEIGHTED for part in found)


def _otherwise_bent(layer: LayerFacts) -> str:
    """What makes a layer ReLU another function than relu."""
    told = ("max_value", "negative_slope", "threshold") if layer.kind == "ReLU" else ()
    set_to = {name: layer.settings[name] for name in told if name in layer.settings}
    odd = [f"{name}={value}" for name, value in set_to.items() if value not in ("0", "0.0")]
    return f"({', '.join(odd)})" if odd else ""


def made_with(kind: str, settings: Mapping[str, str]) -> tuple[str, ...]:
    """The sizes of a layer that are not what Keras takes by itself, as `argument=setting`."""
    own = {"strides": settings.get("pool_size", _ONE)}
    told = {name: _paired(name, settings[name]) for name in _SIZES if name in settings}
    usual = {name: _paired(name, value) for name, value in (_TAKEN | own).items()}
    return tuple(f"{name}={value}" for name, value in told.items() if usual.get(name) != value)


def _paired(name: str, size: str) -> str:
    """`5` as `5 × 5`, which one number stands for, where it is said for rows and columns."""
    return f"{size} × {size}" if name in _PAIRS and size.isdigit() else size


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
