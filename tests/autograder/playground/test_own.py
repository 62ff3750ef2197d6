"""A student's own network beside the reference: as it lives in a notebook, or out of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from autograder.playground.own import live_networks, stored_networks
from reference.datasets import Dataset
from reference.errors import Told

pytestmark = pytest.mark.trains
L = keras.layers


def _model(*shape: int) -> Any:
    model = keras.Sequential([keras.Input(shape or (28, 28)), L.Flatten(), L.Dense(10, "softmax")])
    model.set_weights([np.random.default_rng(0).normal(size=w.shape) for w in model.get_weights()])
    return model


class Chained(keras.Model):  # type: ignore[misc]
    """A class of a student's own that does its layers in order."""

    def __init__(self, twice: bool = False) -> None:
        super().__init__()
        self.flat, self.out, self._twice = L.Flatten(), L.Dense(10, "softmax"), twice

    def call(self, images: Any) -> Any:
        found = self.out(self.flat(images))
        return found * found if self._twice else found


def _normalise(images: Any) -> Any:
    return images / 255.0


@pytest.mark.parametrize(
    ("shape", "through"),
    [
        ((28, 28), _normalise),
        ((28, 28, 1), lambda images: images[..., None] / 255),
        ((784,), lambda images: images.reshape(-1, 784) / 255),
        ((784,), _normalise),  # the network's own shape is what counts
        ((32, 32, 1), lambda images: np.pad(images / 255, ((0, 0), (2, 2), (2, 2)))[..., None]),
    ],
)
def test_a_network_stands_there_as_it_is_fed(
    shape: tuple[int, ...], through: Callable[[Any], Any], digits: Dataset
) -> None:
    model = _model(*shape)
    (shown,) = live_networks(model, through, digits.test)
    said = np.asarray(model(np.asarray(through(digits.test.images)).reshape(-1, *shape))).argmax(1)
    assert shown.accuracy == np.mean(said == digits.test.labels)
    assert (shown.own, shown.note) == (True, None)


@pytest.mark.parametrize("through", [None, lambda images: np.cumsum(images / 255.0, 1)])
def test_without_a_rule_it_stands_there_twice_and_says_why(
    through: Callable[[Any], Any] | None, digits: Dataset
) -> None:
    raw, scaled = live_networks(_model(), through, digits.test)
    assert ("raw" in str(raw.note)) == (through is not None)
    assert [str(each.title) for each in (raw, scaled)] == [
        "your network, fed with pixels from 0 to 255", "your network, fed with pixels from 0 to 1",
    ]  # fmt: skip
    assert raw.network is not None
    assert scaled.network is not None
    images = digits.test.images[:2]
    assert raw.network.preparation.of(images).max() == images.max()
    assert scaled.network.preparation.of(images).max() <= 1


def test_a_class_of_ones_own_is_shown_where_it_is_its_layers(digits: Dataset) -> None:
    model = Chained()
    model(digits.test.images[:1].astype(np.float32))
    (shown,) = live_networks(model, _normalise, digits.test)
    assert shown.network is not None
    assert [each.kind for each in shown.network.operations] == ["reshape", "dense", "activation"]


def _dies(images: Any) -> Any:
    raise ZeroDivisionError("by hand")


def _unbuilt(_: Dataset) -> Any:
    return keras.Sequential([L.Flatten(), L.Dense(10)])


def _twice(digits: Dataset) -> Any:
    model = Chained(twice=True)
    model(digits.test.images[:1].astype(np.float32))
    return model


def _stops(digits: Dataset) -> Any:
    model = Chained()
    model(digits.test.images[:1].astype(np.float32))
    model.out = None
    return model


def _not_finite(_: Dataset) -> Any:
    model = _model()
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    return model


def _with_lambda(_: Dataset) -> Any:
    return keras.Sequential(
        [keras.Input((28, 28)), L.Lambda(lambda x: x, name="odd"), L.Flatten(), L.Dense(10)]
    )


@pytest.mark.parametrize(
    ("make", "through", "said"),
    [
        (lambda _: "model", _normalise, "shows Keras models, and this is a str"),
        (lambda _: keras.Sequential, _normalise, "this is a type"),
        (_unbuilt, _normalise, "no weights yet"),
        (_twice, _normalise, "something besides its layers"),
        (_with_lambda, _normalise, r"the layer odd \(Lambda\)"),
        (_not_finite, _normalise, "numbers that are not finite: train the network again"),
        (_stops, _normalise, "this network stopped: TypeError"),
        (lambda _: _model(), lambda _: None, "`through` gives nothing back"),
        (lambda _: _model(), lambda images: images * np.nan, "`through` gives numbers that are not finite"),
        (lambda _: _model(), _dies, "`through` stopped: ZeroDivisionError: by hand"),
        (
            lambda _: _model(30, 30),
            _normalise,
            r"images of shape \(28, 28\), and the network takes \(30, 30\)",
        ),
        (lambda _: _model(14, 14), _normalise, "28x28"),
    ],
)
def test_what_cannot_be_shown_is_said(
    make: Callable[[Dataset], Any], through: Callable[[Any], Any], said: str, digits: Dataset
) -> None:
    with pytest.raises(Told, match=said):
        live_networks(make(digits), through, digits.test)


def test_a_file_is_shown_with_raw_and_with_scaled_pixels(tmp_path: Path, digits: Dataset) -> None:
    model = _model(32, 32, 1)
    model.save(tmp_path / "mine.keras")
    raw, scaled = stored_networks(tmp_path / "mine.keras", digits.test)
    assert (raw.name, scaled.name) == ("mine", "mine")
    padded = np.pad(digits.test.images / 255.0, ((0, 0), (2, 2), (2, 2)))[..., None]
    said = np.asarray(model(padded)).argmax(1)
    assert scaled.accuracy == np.mean(said == digits.test.labels)
    assert raw.note is not None
