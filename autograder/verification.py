"""Whether a network's predictions are its own: it is built anew and asked again.

A student's process may say anything about its network. Where that is made of Keras's
standard layers, description and weights are taken out, bounded, and rebuilt in a clean
process; the rebuilt network's predictions replace the claimed ones, if they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.asks import Ask, Model
from autograder.evidence import Evidence, RunStatus
from reference.datasets import Dataset, Images

MAX_PARAMETERS = 20_000_000
MAX_LAYERS = 100
MAX_NUMBER = 1_000_000  # in a description: units, filters, sizes
AGREEMENT = 1e-3  # threads and batches round differently

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
#: What reading an answer raises that is not of the form that our own code gives it.
_MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_SPLITS = ("train", "test", "hidden")

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Prepared:
    """The first `count` images of a split, float32, divided by `scale`."""

    split: str
    count: int
    scale: float


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """What a clean process found: the network's layers as facts, and its predictions by name."""

    layers: Sequence[Mapping[str, Any]]
    predictions: Arrays


#: (description, weights, images by name) -> what a clean process finds.
#: Raises RebuildFailed where no network comes of it.
Rebuild = Callable[
    [Mapping[str, Any], Sequence[NDArray[Any]], Mapping[str, Prepared | NDArray[Any]]], Rebuilt
]


class RebuildFailed(Exception):
    """Description and weights make no network; the message says why."""


class Refused(Exception):
    """Evidence that no honest run produces."""


@dataclass(frozen=True, eq=False)
class _Claim:
    """One model answer of an exercise: its facts and its arrays, by their part's name."""

    position: int
    facts: Mapping[str, Any]
    arrays: Arrays

    def parts(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Arrays `prefix.<rest>` by their rest."""
        start = f"{prefix}."
        return {k.removeprefix(start): a for k, a in self.arrays.items() if k.startswith(start)}


def verify(evidence: Evidence, asks: Sequence[Ask], dataset: Dataset, rebuild: Rebuild) -> Evidence:
    """The same evidence with layers and predictions of rebuilt networks, and without their weights.

    `asks` are those that the evidence answers: what is to be verified is not the student's choice.
    An answer's fact `verified` says what its predictions rest on: `rebuilt`, or `claimed` with
    `unverified` saying why. Predictions that are not the network's own are REFUSED.
    """
    values, arrays = list(evidence.values), dict(evidence.arrays)
    for claim in _claims(evidence, asks):
        for part in claim.arrays:
            del arrays[f"{claim.position}.{part}"]
        try:
            facts, kept = _checked(claim, dataset, rebuild)
        except (Refused, *_MALFORMED) as refusal:
            why = str(refusal) if isinstance(refusal, Refused) else "an answer about a network that is none"
            return replace(evidence, status=RunStatus.REFUSED, values=(), arrays={}, error=why)
        values[claim.position] = facts
        arrays |= {f"{claim.position}.{part}": array for part, array in kept.items()}
    return replace(evidence, values=tuple(values), arrays=arrays)


def _claims(evidence: Evidence, asks: Sequence[Ask]) -> Iterator[_Claim]:
    for position, (ask, facts) in enumerate(zip(asks, evidence.values, strict=False)):
        if isinstance(ask, Model) and ask.verify and facts.get("is_model"):
            start = f"{position}."
            own = {k.removeprefix(start): a for k, a in evidence.arrays.items() if k.startswith(start)}
            yield _Claim(position, facts, own)


def _checked(
    claim: _Claim, dataset: Dataset, rebuild: Rebuild
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    facts = {k: v for k, v in claim.facts.items() if k != "description"}
    weights = [array for _, array in sorted(claim.parts("weights").items(), key=lambda item: int(item[0]))]
    claimed = claim.parts("predictions")
    if why := _not_rebuildable(claim.facts.get("description"), weights):
        return {**facts, "verified": "claimed", "unverified": why}, _renamed(claimed)
    fed = {name: _fed(claim, name, dataset) for name in claimed}
    known = {name: prepared for name, prepared in fed.items() if prepared is not None}
    samples = {f"sample.{feed}": array for feed, array in claim.parts("fed").items()}
    try:
        found = rebuild(claim.facts["description"], weights, {**known, **samples})
    except RebuildFailed as error:
        return {**facts, "verified": "claimed", "unverified": str(error)}, _renamed(claimed)
    _compare(claimed, found.predictions, claim)
    rebuilt = {name: found.predictions.get(name, array) for name, array in claimed.items()}
    return {**facts, "layers": found.layers, "verified": "rebuilt"}, _renamed(rebuilt)


def _renamed(predictions: Arrays) -> dict[str, NDArray[Any]]:
    return {f"predictions.{name}": array for name, array in predictions.items()}


def _fed(claim: _Claim, name: str, dataset: Dataset) -> Prepared | None:
    """The images as this feed prepares them; None for a preparation of the student's own.

    A sample of what the student's function returned tells which of the usual ones it is.
    """
    feed, _, split = name.partition(".")
    count = len(claim.parts("predictions")[name])
    sample, sampled = claim.parts("fed").get(feed), str(claim.facts.get("sampled"))
    if split not in _SPLITS or sampled not in _SPLITS:
        raise Refused("predictions on images that nobody asked about")
    for scale in (1.0, 255.0):
        if feed == "raw" or (sample is not None and _is_scaled(sample, dataset, sampled, scale)):
            return Prepared(split, count, scale)
    return None


def _is_scaled(sample: NDArray[Any], dataset: Dataset, split: str, scale: float) -> bool:
    """Whether a sample is the first images of a split, divided by `scale`."""
    images: Images = getattr(dataset, split).images[: len(sample)]
    return sample.size == images.size and np.allclose(
        sample.ravel().astype(np.float32), images.ravel() / np.float32(scale), atol=1e-3
    )


def unverified(evidence: Evidence) -> Evidence:
    """The same evidence without weights, its predictions taken at their word: nobody looked."""
    values = tuple({k: v for k, v in facts.items() if k != "description"} for facts in evidence.values)
    arrays = {
        name: array
        for name, array in evidence.arrays.items()
        if not name.partition(".")[2].startswith(("weights.", "fed."))
    }
    return replace(evidence, values=values, arrays=arrays)


def _compare(claimed: Arrays, found: Arrays, claim: _Claim) -> None:
    """Raises Refused where the rebuilt network predicts otherwise than was claimed."""
    for name, own in claimed.items():
        again = found.get(name)
        if again is None:  # a preparation of the student's own: the sample stands for the rest
            feed, split = name.split(".", 1)
            again = found.get(f"sample.{feed}")
            if again is None or split != claim.facts.get("sampled"):
                continue
            own = own[: len(again)]
        if own.shape != again.shape or not np.allclose(
            own, again, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True
        ):
            raise Refused("the predictions are not those of the network that was handed out with them")


def _not_rebuildable(description: Any, weights: Sequence[NDArray[Any]]) -> str:
    """Why a network is taken at its word instead of rebuilt; empty where it can be rebuilt."""
    if not isinstance(description, dict) or description.get("class_name") not in _NETWORKS:
        return "it is no Sequential or functional model"
    parameters = sum(array.size for array in weights)
    if parameters > MAX_PARAMETERS:
        raise Refused(f"a network of {parameters} parameters; at most {MAX_PARAMETERS} are taken")
    layers = _layers(description)
    if layers is None:
        raise Refused("a network description without a list of layers")
    if len(layers) > MAX_LAYERS:
        raise Refused(f"a network of {len(layers)} layers; at most {MAX_LAYERS} are taken")
    own = sorted({_kind(x) for x in layers} - STANDARD_LAYERS)
    if own:
        return f"it has layers of another kind: {', '.join(own)[:80]}"
    if foreign := _foreign(description):
        return f"it is made with things of another kind: {', '.join(sorted(foreign))[:80]}"
    if any(not abs(number) <= MAX_NUMBER for number in _numbers(description)):
        raise Refused("a network description with a size beyond all bounds")
    if not weights:
        return "its weights were not handed out"
    if not _widths(layers) <= {w.shape[-1] for w in weights if w.ndim}:
        raise Refused("a network description that does not fit the weights handed out with it")
    return ""


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
