"""Which networks can be built anew from what Keras writes about them, looked at beforehand.

A description is a student's: it may name anything, in any argument. What is of Keras's own kinds, within
bounds, is built anew; what is a student's own code never is, and waits for a person; what hides something
where no honest program has it is refused. Initialisers and constraints are left out: whatever they are,
trained weights take their place, and predicting needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.keras_names import (
    ACTIVATIONS,
    CORE_OPERATIONS,
    LAYERS,
    MARKED,
    NETWORKS,
    OPERATIONS,
    REGULARIZERS,
    TAKES_A_FUNCTION,
    TENSORFLOW_FUNCTIONS,
)
from autograder.evidence.refusals import Refused

MAX_PARAMETERS = 8_000_000  # as many as a kernel hands out: `network_facts.WEIGHT_BYTES`
MAX_LAYERS = 100
MAX_NUMBER = 1_000_000  # units, filters, sizes

_COARSE = frozenset(("float16", "bfloat16"))  # of fewer digits than float32
#: Where Keras says that these are to be found: whatever module is named, it would import.
_OF_NETWORKS = frozenset(
    ("keras", "keras.models", "keras.src.models.functional", "keras.src.models.sequential")
)
_OF_POLICIES = frozenset(("keras", "keras.dtype_policies", "keras.random"))
_FILES = frozenset(("vocabulary", "idf_weights", "path", "filepath", "file_path"))


@dataclass
class _Found:
    """What comes to light on the way through a description."""

    own: set[str] = field(default_factory=set)
    own_penalty: bool = False
    precisions: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Described:
    """A description without what predicting does not need; `own` names what is not Keras's.

    With `own_penalty` a regulariser of the student's own was left out, whose part of a loss is unknown.
    `precisions` are those of `_COARSE` with which it computes somewhere.
    """

    network: Mapping[str, Any]
    own: tuple[str, ...] = ()
    own_penalty: bool = False
    precisions: frozenset[str] = frozenset()


def looked_over(description: Any, weights: Sequence[NDArray[Any]]) -> Described:
    """A description as it may be built anew. Raises Refused where no honest program gives it."""
    if not isinstance(description, dict) or description.get("class_name") not in NETWORKS:
        raise Refused(refusals.NO_LAYERS)
    layers = list(_layers(description))
    if len(layers) > MAX_LAYERS:
        raise Refused(refusals.TOO_MANY_LAYERS, count=len(layers), most=MAX_LAYERS)
    if any(not abs(number) <= MAX_NUMBER for number in _numbers(description)):
        raise Refused(refusals.TOO_LARGE)
    if sum(weight.size for weight in weights) > MAX_PARAMETERS:  # a kernel hands out none of such
        raise Refused(refusals.TOO_LARGE)
    if weights and not _widths(layers) <= {w.shape[-1] for w in weights if w.ndim}:
        raise Refused(refusals.OTHER_WEIGHTS)
    found = _Found()
    network = _object(description, "", found)
    own = tuple(sorted(found.own))
    return Described(network, own, found.own_penalty, frozenset(found.precisions))


def _layers(network: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every layer of a network, those of networks in it too."""
    config = network.get("config")
    layers = config.get("layers", []) if isinstance(config, dict) else None
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise Refused(refusals.NO_LAYERS)
    for layer in layers:
        yield layer
        if layer.get("class_name") in NETWORKS:
            yield from _layers(layer)


def _widths(layers: Iterable[Mapping[str, Any]]) -> set[Any]:
    """The units and filters that a description names: each is the last axis of some weight."""
    kinds = ("Dense", "Conv1D", "Conv2D")
    configs = (x.get("config") for x in layers if x.get("class_name") in kinds)
    named = (c.get("units", c.get("filters")) for c in configs if isinstance(c, dict))
    return {width if isinstance(width, int) else None for width in named}


def _value(value: Any, name: str, found: _Found) -> Any:
    """A value of a description under a name, as it is built anew."""
    if name.endswith("initializer"):
        return "zeros"
    if name.endswith("constraint"):
        return None
    if name.endswith("regularizer"):
        return _regularizer(value, found)
    if isinstance(value, list):
        return [_value(part, name, found) for part in value]
    if isinstance(value, dict):
        if "class_name" in value:
            return _object(value, name, found)
        return {str(key): _value(part, str(key), found) for key, part in value.items()}
    if isinstance(value, str) and name in _FILES:
        raise Refused(refusals.NAMES_A_FILE, name=name)
    if name == "dtype" and isinstance(value, str):
        _note_precision(value, found)
    return value


def _note_precision(dtype: str, found: _Found) -> None:
    """Keeps in mind that something is computed with fewer digits than float32: `mixed_bfloat16`."""
    found.precisions |= {dtype.removeprefix("mixed_")} & _COARSE


def _object(value: Mapping[str, Any], name: str, found: _Found) -> Any:
    """What Keras would make an object of: of one of its own kinds, or noted as a student's own."""
    module, kind = str(value.get("module") or ""), str(value.get("class_name"))
    if kind == "function" and value.get("config") in TENSORFLOW_FUNCTIONS and "activation" in name:
        return TENSORFLOW_FUNCTIONS[value["config"]]
    if "activation" in name and _is_network_or_layer(module, kind) and kind not in ACTIVATIONS:
        raise Refused(refusals.HIDDEN_IN_ARGUMENT, kind=kind[:80], name=name[:80])
    if not _is_of_keras(module, kind, value.get("registered_name")):
        found.own.add(_spelt(module, kind, value.get("config")))
        return None
    if kind.endswith("DTypePolicy") and isinstance(value.get("config"), dict):
        _note_precision(str(value["config"].get("name")), found)
    made = {key: _value(part, str(key), found) for key, part in value.items() if key != "compile_config"}
    return _readable(made) if kind == "RandomShear" else made


def _readable(layer: Any) -> Any:
    """A RandomShear as Keras can read it: of one number it writes a range from below 0, which it refuses."""
    if not isinstance(layer.get("config"), dict):
        return layer
    ranges = {n: x for n, x in layer["config"].items() if n.endswith("_factor") and isinstance(x, list)}
    upper = {name: max(x) for name, x in ranges.items() if x and min(x) < 0}
    return {**layer, "config": {**layer["config"], **upper}}


def _is_network_or_layer(module: str, kind: str) -> bool:
    return kind in NETWORKS or module == "keras.layers"


def _is_of_keras(module: str, kind: str, registered: Any) -> bool:
    if kind in MARKED:
        return True
    if kind in NETWORKS:
        return module in _OF_NETWORKS and registered in (None, kind)
    if module == "keras.layers":
        return kind in LAYERS and not registered
    if module in OPERATIONS:
        return kind not in TAKES_A_FUNCTION
    if module == "keras.src.ops.core":
        return kind in CORE_OPERATIONS
    return module in _OF_POLICIES and kind.endswith(("DTypePolicy", "SeedGenerator"))


def _spelt(module: str, kind: str, config: Any) -> str:
    """The name of something that is a student's own, as they wrote it where that can be told."""
    named = config if kind == "function" and isinstance(config, str) else kind
    return str(named)[:80]


def _regularizer(value: Any, found: _Found) -> Any:
    """A regulariser of Keras's, whose part of the loss can be computed; another is left out."""
    if value in (None, "l1", "l2", "l1_l2"):
        return value
    if isinstance(value, dict) and value.get("class_name") in REGULARIZERS:
        config = value.get("config")
        plain = isinstance(config, dict) and all(isinstance(x, int | float | str) for x in config.values())
        if plain and value.get("module") == "keras.regularizers" and not value.get("registered_name"):
            return dict(value)
    return _unknown(found)


def _unknown(found: _Found) -> None:
    found.own_penalty = True


def _numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON value."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner)
