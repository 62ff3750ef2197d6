"""What a network was fed is found again from the images alone, or what it predicts does not count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
from msgspec.structs import replace as with_facts

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.evidence import RunStatus
from autograder.evidence.facts import Basis, WayFacts
from autograder.evidence.verification import verify
from autograder.scoring.answers import Answers
from reference.datasets import Dataset
from tests.autograder.one_network import ASK, evidence, network_of, rebuild, small_network, spoilt


@pytest.fixture(scope="module")
def network() -> Any:
    return small_network()


PREPARATIONS: dict[str, Callable[[Any], Any]] = {
    "from -1 to 1": lambda images: images / 127.5 - 1,
    "half precision": lambda images: (images / 255).astype(np.float16),
    "each position by itself": lambda images: (images - images.mean(0)) / (images.std(0) + 1),
    "by what was asked about": lambda images: (images - images.mean()) / images.std(),
    "threshold": lambda images: (images > 127).astype(float),
    "square root": lambda images: np.sqrt(images / 255),
    "keras.utils.normalize": lambda images: keras.utils.normalize(images.astype(float), axis=1),
    "each image by itself": lambda images: (
        (images - images.mean((1, 2), keepdims=True)) / images.std((1, 2), keepdims=True)
    ),
    "as a vector": lambda images: images.reshape(len(images), 784) / 255,
    "with a channel": lambda images: images[..., None] / 255,
}


@pytest.mark.parametrize("name", PREPARATIONS)
def test_the_usual_preparations_are_done_again(digits: Dataset, network: Any, name: str) -> None:
    given = evidence(digits, network, normalise=PREPARATIONS[name])
    checked = verify(given, (ASK,), rebuild)
    model = Answers((ASK,), checked).model("model")
    assert model.basis is Basis.REBUILT
    assert network_of(checked).left_out == ()
    assert {split for feed, split in model.predictions if feed == "normalise"} == {"test", "hidden"}


def test_a_border_of_zeros_is_done_again(digits: Dataset) -> None:
    layers = keras.layers
    model = keras.Sequential([keras.Input((32, 32)), layers.Flatten(), layers.Dense(10, "softmax")])
    padded = evidence(digits, model, lambda images: np.pad(images / 255, ((0, 0), (2, 2), (2, 2))))
    checked = verify(padded, (ASK,), rebuild)
    assert Answers((ASK,), checked).model("model").basis is Basis.REBUILT
    assert ("normalise", "hidden") in Answers((ASK,), checked).model("model").predictions


def test_other_predictions_after_a_preparation_of_ones_own_are_refused(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network, normalise=PREPARATIONS["from -1 to 1"])

    def other(name: ArrayName, array: Any) -> Any:
        return array[::-1] if name == ArrayName(0, Part.PREDICTIONS, 0, "normalise", "test") else array

    assert verify(spoilt(given, other), (ASK,), rebuild).status is RunStatus.REFUSED


def _smuggling(first: int) -> Callable[[Any], Any]:
    """Honest for the images before `first`; in the others it carries something along."""

    def normalise(images: Any) -> Any:
        fed = images / 255.0
        fed[first:, 0, 0] = np.arange(len(images[first:])) % 10 + 1
        return fed

    return normalise


@pytest.mark.parametrize("first", [0, 32, 39])
def test_what_follows_no_rule_does_not_count(digits: Dataset, network: Any, first: int) -> None:
    checked = verify(evidence(digits, network, _smuggling(first)), (ASK,), rebuild)
    model = Answers((ASK,), checked).model("model")
    assert {feed for feed, _ in model.predictions} <= {"raw", "scaled"}  # the grader's own ways to feed it
    assert network_of(checked).left_out == ("normalise",)


def test_a_rule_that_was_not_followed_is_refused(digits: Dataset, network: Any) -> None:
    given, honest = evidence(digits, network, _smuggling(32)), evidence(digits, network)
    ways = {name: array for name, array in honest.arrays.items() if name.part is Part.WAY}
    facts = with_facts(network_of(given), ways=network_of(honest).ways)
    forged = replace(given, values=(facts,), arrays={**given.arrays, **ways})
    assert verify(forged, (ASK,), rebuild).status is RunStatus.REFUSED


@pytest.mark.parametrize(
    "rule",
    [
        WayFacts("affine", (28, 28)),
        WayFacts("exec", (28, 28)),
        WayFacts("raw", (1 << 20, 1 << 20)),
    ],
    ids=str,
)
def test_a_rule_of_ones_own_making_does_not_count(digits: Dataset, network: Any, rule: WayFacts) -> None:
    given = evidence(digits, network)
    facts = with_facts(network_of(given), ways=dict.fromkeys(network_of(given).ways, rule))
    tables = {n: np.zeros(0, np.float32) if n.part is Part.WAY else a for n, a in given.arrays.items()}
    checked = verify(replace(given, values=(facts,), arrays=tables), (ASK,), rebuild)
    assert network_of(checked).left_out == ("normalise",)
