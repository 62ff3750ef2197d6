"""Which networks may be built anew: of standard layers alone, and within bounds, looked at beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.refusals import Refused, filled
from autograder.messages import Message

MAX_PARAMETERS = 20_000_000
MAX_LAYERS = 100
MAX_NUMBER = 1_000_000  # in a description: units, filters, sizes

#: Layers whose work is all in their configuration and weights; none runs code of its own.
STANDARD_LAYERS = frozenset((
    "InputLayer", "Dense", "Flatten", "Reshape", "Rescaling", "Normalization", "Dropout",
    "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization",
    "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "BatchNormalization",
    "LayerNormalization", "GroupNormalization", "UnitNormalization", "Permute", "RepeatVector",
    "Conv1D", "Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose", "MaxPooling1D",
    "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "ZeroPadding2D", "Cropping2D", "UpSampling2D",
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Identity",
    "RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "RandomShear", "RandomContrast",
    "RandomBrightness", "RandomCrop", "Resizing", "CenterCrop",
))  # fmt: skip
_NETWORKS = ("Sequential", "Functional")


def not_rebuildable(description: Any, weights: Sequence[NDArray[Any]]) -> Message | None:
    """Why a network is taken at its word instead of rebuilt; None where it can be rebuilt."""
    if not isinstance(description, dict) or description.get("class_name") not in _NETWORKS:
        return refusals.OTHER_MODEL
    parameters = sum(array.size for array in weights)
    if parameters > MAX_PARAMETERS:
        raise Refused(refusals.TOO_MANY_PARAMETERS, count=parameters, most=MAX_PARAMETERS)
    layers = _layers(description)
    if layers is None:
        raise Refused(refusals.NO_LAYERS)
    if len(layers) > MAX_LAYERS:
        raise Refused(refusals.TOO_MANY_LAYERS, count=len(layers), most=MAX_LAYERS)
    own = sorted({_kind(x) for x in layers} - STANDARD_LAYERS)
    if own:
        return filled(refusals.OTHER_LAYERS, names=", ".join(own)[:80])
    if foreign := _foreign(description):
        return filled(refusals.OTHER_THINGS, names=", ".join(sorted(foreign))[:80])
    if any(not abs(number) <= MAX_NUMBER for number in _numbers(description)):
        raise Refused(refusals.TOO_LARGE)
    if not weights:
        return refusals.NO_WEIGHTS
    if not _widths(layers) <= {w.shape[-1] for w in weights if w.ndim}:
        raise Refused(refusals.OTHER_WEIGHTS)
    return None


def _layers(description: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The layers of a description; None where it is not of the form that Keras writes."""
    config = description.get("config")
    layers = config.get("layers", []) if isinstance(config, dict) else None
    whole = isinstance(layers, list) and all(isinstance(x, dict) for x in layers)
    return layers if whole else None


def _kind(layer: Mapping[str, Any]) -> str:
    """A layer's class; with its module where that is not Keras's own."""
    module = str(layer.get("module"))
    name = str(layer.get("class_name"))
    return name if module == "keras.layers" and not layer.get("registered_name") else f"{module}.{name}"


def _foreign(value: Any) -> set[str]:
    """What a description would have to import or to run from outside Keras, however deep inside."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = set().union(*(_foreign(part) for part in inner))
    if isinstance(value, dict):
        module, name = str(value.get("module") or "keras"), str(value.get("class_name"))
        hidden = name.startswith("__") and name != "__keras_tensor__"
        if hidden or module.partition(".")[0] != "keras" or name == "function":
            found.add(f"{module}.{name}")
    return found


def _widths(layers: list[Mapping[str, Any]]) -> set[Any]:
    """The units and filters that a description names: each is the last axis of some weight."""
    kinds = ("Dense", "Conv1D", "Conv2D")
    configs = (x.get("config") for x in layers if x.get("class_name") in kinds)
    named = (c.get("units", c.get("filters")) for c in configs if isinstance(c, dict))
    return {width if isinstance(width, int) else None for width in named}


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
