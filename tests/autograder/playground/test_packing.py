"""Half precision where it is enough, whole weights where not; and what is too large or of another form."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from autograder.errors import PlaygroundError
from autograder.messages import say
from autograder.playground.chain import Layer
from autograder.playground.networks import PageNetwork, runnable
from autograder.playground.operations import operations_of
from autograder.playground.packing import Runnable, packed
from autograder.playground.preparation import SCALED
from reference.datasets import Dataset
from reference.networks import Network, logistic_network

rng = np.random.default_rng(0)


def _network(kernel: Any) -> Network:
    return logistic_network(kernel, np.zeros(10))


def _types(told: dict[str, Any]) -> set[str]:
    return {weight["type"] for operation in told["operations"] for weight in operation["weights"]}


def test_half_precision_is_taken_where_it_says_the_same(digits: Dataset) -> None:
    told = packed(runnable(_network(rng.normal(size=(784, 10))), SCALED), digits.test.images)
    assert _types(told) == {"f2"}
    dense = next(each for each in told["operations"] if each["kind"] == "dense")
    assert (dense["from"], dense["to"], dense["units"]) == ([784], [10], 10)
    assert len(base64.b64decode(dense["weights"][0]["data"])) == 2 * 7840


@pytest.mark.parametrize(
    "kernel",
    [
        np.full((784, 10), 1e6),  # beyond half precision
        1e4 + rng.normal(size=(784, 10)),  # scores whose differences it loses
    ],
)
def test_whole_weights_are_kept_where_half_precision_says_otherwise(kernel: Any, digits: Dataset) -> None:
    told = packed(runnable(_network(kernel), SCALED), digits.test.images)
    assert _types(told) == {"f4"}
    dense = next(each for each in told["operations"] if each["kind"] == "dense")
    found = np.frombuffer(base64.b64decode(dense["weights"][0]["data"]), "<f4")
    assert np.array_equal(found, kernel.ravel().astype(np.float32))


@pytest.mark.parametrize(
    ("name", "output"),
    [("softmax", "softmax"), ("sigmoid", "sigmoid"), ("linear", "scores"), ("relu", "scores")],
)
def test_what_comes_out_is_told(name: str, output: str) -> None:
    layer = Layer(
        "Dense",
        "dense",
        {"units": 2, "activation": name},
        (np.ones((784, 2), np.float32), np.ones(2, np.float32)),
    )
    assert Runnable(operations_of([layer], (784,)), SCALED).output == output


def _described(units: int, shape: tuple[int, ...] = (28, 28), flatten: bool = True) -> Network:
    inputs = int(np.prod(shape)) if flatten else shape[-1]
    layers = [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, *shape]}},
        *([{"class_name": "Flatten", "config": {"name": "flat"}}] if flatten else []),
        {"class_name": "Dense", "config": {"name": "wide", "units": units}},
    ]
    description = {"class_name": "Sequential", "config": {"layers": layers}}
    return Network(
        description, {"wide": (np.zeros((inputs, units), np.float32), np.zeros(units, np.float32))}
    )


def test_a_network_too_large_for_the_page_is_told_with_both_numbers() -> None:
    with pytest.raises(PlaygroundError, match="5,024,000 weights: the page takes at most 5,000,000"):
        runnable(_described(6400), SCALED)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (_described(1), r"shape \(1,\)"),
        (_described(10, flatten=False), r"shape \(28, 10\)"),
        (_described(101), r"shape \(101,\)"),
    ],
)
def test_what_gives_no_number_for_each_class_is_told(network: Network, said: str) -> None:
    with pytest.raises(PlaygroundError, match=said):
        runnable(network, SCALED)


def test_a_network_of_other_images_is_told() -> None:
    with pytest.raises(PlaygroundError, match=r"\(32, 33\).*28x28"):
        runnable(_described(10, (32, 33)), SCALED)


def test_one_that_could_not_be_trained_has_its_reason_and_nothing_else(digits: Dataset) -> None:
    told = PageNetwork("odd", say("an odd one"), reason=say("It could not.")).to_json(digits.test.images, str)
    assert (told["reason"], told["parameters"]) == ("It could not.", None)
    assert "operations" not in told
