"""Networks of this process, and rebuilding without walls: nothing here ran student code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Images, Model
from autograder.evidence.evidence import Evidence
from autograder.evidence.facts import NetworkAnswer
from autograder.evidence.rebuilding import Prepared, RebuildFailed, Rebuilt
from autograder.evidence.schema import layers_of
from autograder.inside import rebuild as rebuilding
from autograder.inside.network_facts import wanted_images
from autograder.inside.preparation import prepare
from reference.datasets import Dataset, load
from reference.training import prepare_process
from tests.autograder.kernel_answers import answered, source_of

ASK = Model("model", (Images("test"), Images("hidden", 40)), ("normalise",), verify=True)


def rebuild(
    description: Mapping[str, Any], weights: Sequence[Any], images: Mapping[ArrayName, Prepared]
) -> Rebuilt:
    """In this process, which never ran student code either."""
    digits = load("digits")
    given = {
        str(name): prepare(
            wanted_images(p.of.to_json(), source_of(digits)),
            p.way,
            p.table,
            p.shape,
        )
        for name, p in images.items()
    }
    try:
        if not weights and (count := rebuilding.counted(description, given)):
            return Rebuilt(parameters=count)
        pooled = {str(name): p.of.pooled for name, p in images.items() if p.of.pooled}
        told, found = rebuilding.rebuilt(description, weights, given, pooled)
    except Exception as error:
        raise RebuildFailed(str(error)) from error
    penalties = {ArrayName.read(name): penalty for name, penalty in told["penalties"].items()}
    return Rebuilt(layers_of(told["layers"]), dict(_named(found)), penalties)


def _named(found: Mapping[str, Any]) -> Iterator[tuple[ArrayName, Any]]:
    for text, array in found.items():
        part, _, name = text.partition(".")
        yield replace(ArrayName.read(name), part=Part(part)), array


def small_network() -> Any:
    prepare_process()
    keras.utils.set_random_seed(3)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(12, "relu"),
            layers.Dropout(0.2),
            layers.Dense(10, "softmax"),
        ]
    )


def evidence(digits: Dataset, model: Any, normalise: Any = lambda images: images / 255.0) -> Evidence:
    return answered((ASK,), {"model": model, "normalise": normalise}, digits, exercise="train")


def spoilt(given: Evidence, spoil: Callable[[ArrayName, Any], Any]) -> Evidence:
    return replace(given, arrays={name: spoil(name, array) for name, array in given.arrays.items()})


def network_of(found: Evidence) -> NetworkAnswer:
    """The only answer of evidence about a network."""
    (answer,) = found.values
    assert isinstance(answer, NetworkAnswer)
    return answer
