"""The page computes what Keras computes: every variant, in whole and in half precision, on 1,000 images."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from autograder.playground import packing
from autograder.playground.chain import chain_of
from autograder.playground.forward import softmax
from autograder.playground.networks import runnable
from autograder.playground.operations import operations_of
from autograder.playground.packing import CLEAR, FULL, HALF, Runnable, packed
from autograder.playground.preparation import Preparation, followed, preparation_of
from reference.datasets import Dataset, load
from reference.models import VARIANTS, Variant
from reference.networks import Network, network_of
from reference.training import build, inputs, train
from tests.sampling import drawn

pytestmark = pytest.mark.trains
FORWARD = Path(packing.__file__).parent / "page" / "forward.js"
TRAINABLE = [
    name
    for name, variant in VARIANTS.items()
    if isinstance(variant, Variant)
    and not variant.tuned
    and name not in ("no_flatten", "outputs_5", "outputs_9")
]
_ALWAYS = ("lenet5", "dropout_cnn", "no_normalisation", "permuted_mlp")


@cache
def _data() -> Dataset:
    return load("mnist5k").first(1000)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_script_tag(content=FORWARD.read_text(encoding="utf-8"))
    yield page
    context.close()


def _scores(tab: Tab, told: Any, images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What the page's `ask` gives for each image, before a last activation."""
    pixels = base64.b64encode(images.tobytes()).decode("ascii")
    found = tab.evaluate(
        """([packed, pixels]) => {
          const network = readNetwork(JSON.parse(packed)), bytes = bytesOf(pixels), found = [];
          for (let at = 0; at < bytes.length; at += 784)
            found.push([...ask(network, bytes.subarray(at, at + 784)).scores]);
          return found;
        }""",
        [json.dumps(told), pixels],
    )
    return np.array(found)


def _keras_scores(variant: Variant, network: Network, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """By Keras itself: the network without its last activation."""
    model = build(variant)
    weighted = [layer for layer in model.layers if layer.get_weights()]
    for layer, weights in zip(weighted, network.weights.values(), strict=True):
        layer.set_weights(weights)
    model.layers[-1].activation = keras.activations.linear
    fed = inputs(variant, images)
    return np.concatenate([np.asarray(model(fed[i : i + 500], training=False)) for i in (0, 500)])


@pytest.mark.parametrize("name", drawn(TRAINABLE, 0.1, lambda name: name in _ALWAYS))
def test_a_variant_says_in_the_page_what_it_says_in_keras(name: str, tab: Tab) -> None:
    variant, data = VARIANTS[name], _data()
    assert isinstance(variant, Variant)
    network = train(variant, data, 0, epochs=2, keep_network=True).network
    assert network is not None
    images = data.test.images[:1000]
    wanted = _keras_scores(variant, network, images)
    able = runnable(network, preparation_of(variant))
    told = packed(able, images)
    kind = next(weight["type"] for each in told["operations"] for weight in each["weights"])
    for asked, close in ((told, HALF if kind == "f2" else FULL), (_in_full(able, told), FULL)):
        found = _scores(tab, asked, images)
        assert np.abs(found - wanted).max() <= close * np.abs(wanted).max()
        best = np.sort(softmax(wanted), -1)
        clear = best[:, -1] - best[:, -2] > CLEAR
        assert clear.mean() > 0.3
        assert (found.argmax(1) == wanted.argmax(1))[clear].all()


def _in_full(able: Runnable, told: dict[str, Any]) -> dict[str, Any]:
    """The same with every weight whole."""
    operations = [
        {**each, "weights": [packing.packed_array(weight, "f4") for weight in operation.weights]}
        for each, operation in zip(told["operations"], able.operations, strict=True)
    ]
    return {**told, "operations": operations}


L = keras.layers


@pytest.mark.parametrize(
    "layers",
    [
        [L.Conv2D(4, 3, strides=(2, 3), padding="same"), L.BatchNormalization(), L.ReLU(max_value=6.0)],
        [L.Conv2D(3, (2, 4), dilation_rate=2), L.LeakyReLU(negative_slope=0.1), L.GlobalAveragePooling2D()],
        [
            L.AveragePooling2D(3, strides=2, padding="same"),
            L.ELU(alpha=0.4),
            L.MaxPooling2D(3, padding="same"),
        ],
        [L.Conv2D(2, 5, activation="selu"), L.Rescaling(3, 0.5), L.Activation("softplus")],
        [L.Reshape((28, 28)), L.Dense(6, "silu"), L.Softmax(), L.Activation("softsign")],
        [L.Dense(5, "sigmoid"), L.Dense(4, "exponential"), L.GlobalMaxPooling2D()],
    ],
)
def test_other_layers_say_in_the_page_what_they_say_in_keras(layers: Sequence[Any], tab: Tab) -> None:
    model = keras.Sequential([keras.Input((28, 28, 1)), *layers, L.Flatten(), L.Dense(7)])
    rng = np.random.default_rng(2)
    model.set_weights([rng.uniform(0.05, 0.3, weight.shape) for weight in model.get_weights()])
    network, images = network_of(model), _data().test.images[:40]
    chain = chain_of(network.description, network.weights)
    assert chain.shape is not None
    able = Runnable(operations_of(chain.layers, chain.shape), Preparation())
    wanted = np.asarray(model(images.astype(np.float32)[..., None]))
    found = _scores(tab, _in_full(able, packed(able, images)), images)
    assert np.abs(found - wanted).max() <= FULL * np.abs(wanted).max()


RULES = [
    lambda images: images / 255,
    lambda images: (images.astype(float) - np.arange(784).reshape(28, 28)) / 100,
    lambda images: (images > 100) * 1.0,
    lambda images: images / np.maximum(np.sqrt((images.astype(float) ** 2).sum(1, keepdims=True)), 1e-9),
    lambda images: images / np.maximum(np.sqrt((images.astype(float) ** 2).sum(2, keepdims=True)), 1e-9),
    lambda images: images / np.sqrt((images.astype(float) ** 2).sum((1, 2), keepdims=True)),
    lambda images: images / images.max((1, 2), keepdims=True),
    lambda images: (images - images.mean((1, 2), keepdims=True)) / images.std((1, 2), keepdims=True),
    lambda images: np.pad(images / 255, ((0, 0), (2, 2), (2, 2))),
]


@pytest.mark.parametrize("through", RULES)
def test_images_are_prepared_in_the_page_as_the_rule_says(through: Any, tab: Tab) -> None:
    images = _data().test.images[:300]
    rule = followed(images, np.asarray(through(images)))
    assert rule is not None
    able = Runnable((), rule)
    told: dict[str, Any] = {
        "rule": rule.way,
        "order": None,
        "padding": rule.padding,
        "operations": [],
        "output": "scores",
    }
    told["table"] = packing.packed_array(rule.table.ravel(), "f4") if rule.table.size else None
    pixels = base64.b64encode(images[:20].tobytes()).decode("ascii")
    found = tab.evaluate(
        """([packed, pixels]) => {
          const network = readNetwork(JSON.parse(packed)), bytes = bytesOf(pixels), found = [];
          for (let at = 0; at < bytes.length; at += 784)
            found.push([...prepared(network, bytes.subarray(at, at + 784))]);
          return found;
        }""",
        [json.dumps(told), pixels],
    )
    wanted = able.preparation.of(images[:20]).reshape(20, -1)
    assert np.allclose(np.array(found), wanted, atol=1e-4 * np.abs(wanted).max())
