"""What comes out of the poolings of a network: of the one that was built anew, and of no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Images, Model
from autograder.evidence.facts import Basis
from autograder.evidence.verification import unverified, verify
from autograder.scoring.answers import Answers
from reference.datasets import Dataset
from reference.training import prepare_process
from tests.autograder.kernel_answers import answered
from tests.autograder.one_network import rebuild

ASK = Model("model", (Images("test", 20, pooled=5), Images("hidden", 4)), ("normalise",), verify=True)
L = keras.layers


def _normalise(images: Any) -> Any:
    return (images / 255.0).astype("float32")


def _stages() -> list[Any]:
    return [L.Reshape((28, 28, 1)), L.Conv2D(2, 5), L.AveragePooling2D(2), L.Conv2D(3, 5), L.MaxPooling2D(2)]


def _in_a_row() -> Any:
    return keras.Sequential([keras.Input((28, 28)), *_stages(), L.Flatten(), L.Dense(10, "softmax")])


def _within() -> Any:
    """With its stages in a network of their own, and one pooling object at both places."""
    image, pooling = keras.Input((28, 28)), L.AveragePooling2D(2)
    maps = pooling(L.Conv2D(2, 5)(L.Reshape((28, 28, 1))(image)))
    inner = keras.Model(image, pooling(L.Conv2D(3, 5)(maps)))
    entry = keras.Input((28, 28))
    return keras.Model(entry, keras.ops.softmax(L.Dense(10)(L.Flatten()(inner(entry)))))


@pytest.mark.parametrize("make", [_in_a_row, _within])
def test_it_is_told_of_the_network_that_was_built_anew(make: Callable[[], Any], digits: Dataset) -> None:
    prepare_process()
    network = make()
    given = answered((ASK,), {"model": network, "normalise": _normalise}, digits)
    model = Answers((ASK,), verify(given, (ASK,), rebuild)).model("model")
    assert model.basis is Basis.REBUILT
    assert set(model.pooled) == {("raw", "test"), ("normalise", "test")}
    maps = _normalise(digits.test.images[:5])
    wanted = []
    inner = network if make is _in_a_row else network.layers[1]
    for layer in (*inner.layers, *([inner.layers[3]] if make is _within else [])):
        maps = layer(maps) if not isinstance(layer, L.InputLayer) else maps
        wanted += [np.asarray(maps).reshape(5, -1)] if "Pooling" in type(layer).__name__ else []
    np.testing.assert_allclose(model.pooled["normalise", "test"], np.concatenate(wanted, 1), atol=1e-5)


def test_what_a_student_says_of_it_is_dropped(digits: Dataset) -> None:
    prepare_process()
    given = answered((ASK,), {"model": _in_a_row(), "normalise": _normalise}, digits)
    name = ArrayName(0, Part.POOLED, 0, "scaled", "test")
    lying = replace(given, arrays={**given.arrays, name: np.ones((5, 7), np.float32)})
    assert name not in verify(lying, (ASK,), rebuild).arrays
    assert name not in unverified(lying).arrays
