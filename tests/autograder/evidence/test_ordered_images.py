"""Images whose pixels stand in a seeded order, and pairs: asked about, built anew with, told apart."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Images, Model
from autograder.evidence.evidence import RunStatus
from autograder.evidence.facts import Basis
from autograder.evidence.verification import verify
from autograder.inside.network_facts import wanted_images
from autograder.scoring.answers import Answers
from reference.datasets import Dataset, in_order
from tests.autograder.kernel_answers import answered, source_of
from tests.autograder.one_network import rebuild, small_network, spoilt

ORDERED = Images("test", 20, order=7)
ASK = Model("model", (Images("test", 20), ORDERED), ("normalise",), verify=True)


@pytest.fixture(scope="module")
def told(digits: Dataset) -> Any:
    names = {"model": small_network(), "normalise": lambda images: images / 255.0}
    return answered((ASK,), names, digits)


def test_the_order_is_that_of_the_reference(digits: Dataset) -> None:
    """The student's process, the clean one and the reference shuffle alike, and no pixel gets lost."""
    found = wanted_images(ORDERED.to_json(), source_of(digits))
    np.testing.assert_array_equal(found, in_order(digits.test.images[:20], 7))
    assert not np.array_equal(found, digits.test.images[:20])
    assert np.array_equal(np.sort(found.reshape(20, -1)), np.sort(digits.test.images[:20].reshape(20, -1)))


def test_predictions_are_told_apart_and_built_anew_in_their_order(told: Any) -> None:
    checked = verify(told, (ASK,), rebuild)
    model = Answers((ASK,), checked).model("model")
    assert model.basis is Basis.REBUILT
    assert {split for _, split in model.predictions} == {"test", ORDERED.called}
    one, two = (model.predictions["normalise", split] for split in ("test", ORDERED.called))
    assert not np.allclose(one, two)
    claimed = told.arrays[ArrayName(0, Part.PREDICTIONS, 0, "normalise", ORDERED.called)]
    np.testing.assert_allclose(two, claimed, atol=1e-4)


def test_those_of_the_other_order_in_their_place_are_refused(told: Any) -> None:
    """What a network says of images as they are is not what it says of shuffled ones."""

    def exchanged(name: ArrayName, array: Any) -> Any:
        if name.part is not Part.PREDICTIONS or name.split != ORDERED.called:
            return array
        return told.arrays[ArrayName(0, Part.PREDICTIONS, 0, name.feed, "test")]

    assert verify(spoilt(told, exchanged), (ASK,), rebuild).status is RunStatus.REFUSED


def test_a_network_is_built_anew_on_pairs(digits: Dataset) -> None:
    ask = Model("model", (Images("pairs", 4),), verify=True)
    network = keras.Sequential([keras.Input((12, 12, 1)), keras.layers.Conv2D(1, 3, use_bias=False)])
    model = Answers((ask,), verify(answered((ask,), {"model": network}, digits), (ask,), rebuild)).model(
        "model"
    )
    assert model.basis is Basis.REBUILT
    assert model.predictions["raw", "pairs"].shape == (4, 10, 10, 1)
    (layer,) = (layer for layer in model.layers if layer.kind == "Conv2D")
    assert (layer.settings["filters"], layer.settings["kernel_size"]) == ("1", "3 × 3")
