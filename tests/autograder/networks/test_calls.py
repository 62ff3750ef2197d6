"""Networks whose layers are called otherwise than their list shows: shared, merged, laid out anew, frozen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from autograder.messages import Message
from autograder.networks.architecture import described, parts, scales_pixels
from autograder.networks.calibrated import declared_parts
from autograder.networks.near_misses import AsBuilt, otherwise_built
from autograder.scoring.answers import Answers
from reference.layers import DROPOUT_CNN, LARGER_CNN, LENET5, LENET5_UNPADDED, MLP_784, SIMPLE_CNN
from reference.training import prepare_process
from tests.autograder.kernel_answers import answered
from tests.autograder.one_network import ASK

L = keras.layers
SIMPLE, LARGER, DROPOUT, MLP, LENET, UNPADDED = map(
    declared_parts, (SIMPLE_CNN, LARGER_CNN, DROPOUT_CNN, MLP_784, LENET5, LENET5_UNPADDED)
)
Make = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    prepare_process()


def _built(network: Any) -> AsBuilt:
    return AsBuilt("net", Answers((ASK,), answered((ASK,), {"model": network})).model("model"))


def _told(make: Make, *wanted: Any, shape: tuple[int, ...] = (28, 28)) -> Message | None:
    given = keras.Input(shape)
    return otherwise_built(_built(keras.Model(given, make(given))), *wanted)


def _chain(*layers: Any) -> Make:
    def called(given: Any) -> Any:
        for layer in layers:
            given = layer(given)
        return given

    return called


def _conv(filters: int, size: int, activation: str = "relu", **options: Any) -> Any:
    return L.Conv2D(filters, size, activation=activation, **options)


def _simple(first: Any = None, then: Any = None, filters: Any = None, last: Any = None) -> Make:
    """The simple network, with other layers at its places."""
    return _chain(
        first or L.Reshape((28, 28, 1)), filters or _conv(32, 5), then or L.MaxPooling2D(2), L.Dropout(0.2),
        L.Flatten(), L.Dense(128, "relu"), last or L.Dense(10, "softmax"),
    )  # fmt: skip


def _larger(middle: Any = None, pool: Any = None) -> Make:
    pool = pool or L.MaxPooling2D(2)
    return _chain(
        L.Reshape((28, 28, 1)), _conv(30, 5), pool, *([middle] if middle else []), _conv(15, 3), pool,
        L.Dropout(0.2), L.Flatten(), L.Dense(128, "relu"), L.Dense(50, "relu"), L.Dense(10, "softmax"),
    )  # fmt: skip


def test_a_layer_without_weights_may_stand_at_several_places() -> None:
    assert _told(_larger(), LARGER) is None
    pool, relu = L.MaxPooling2D(2), L.ReLU()
    stages = [x for n in (32, 64, 96) for x in (L.Conv2D(n, 3, padding="same"), relu, pool)]
    ends = (L.Dropout(0.5), L.Flatten(), L.Dense(100), relu, L.Dense(50), relu, L.Dense(10, "softmax"))
    assert _told(_chain(L.Reshape((28, 28, 1)), *stages, *ends), DROPOUT) is None


def test_a_stage_that_is_a_network_may_too() -> None:
    stage = keras.Sequential([keras.Input((None, None, None)), L.MaxPooling2D(2)])
    assert _told(_larger(pool=stage), LARGER) is None


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda: _simple(), (28, 28)),
        (lambda: _simple(), (784,)),
        (lambda: _simple(L.Identity()), (28, 28, 1)),
        (lambda: _simple(lambda x: keras.ops.expand_dims(x, -1)), (28, 28)),
        (lambda: _simple(lambda x: x[..., None] / 255.0), (28, 28)),
        (lambda: _simple(lambda x: (keras.ops.reshape(x, (-1, 28, 28, 1)) - 33.0) * 0.01), (28, 28)),
        (lambda: _simple(_chain(L.Rescaling(1 / 255), L.Reshape((28, 28, 1)))), (28, 28)),
        (lambda: _simple(L.Reshape((-1, 28, 1))), (28, 28)),
        (lambda: _simple(filters=_chain(L.Conv2D(32, 5), L.Activation("relu"))), (28, 28, 1)),
        (lambda: _simple(filters=_chain(L.Conv2D(32, 5), keras.ops.relu)), (28, 28, 1)),
    ],
)  # fmt: skip
def test_however_the_image_goes_in_it_is_the_network(
    make: Callable[[], Make], shape: tuple[int, ...]
) -> None:
    assert _told(make(), SIMPLE, shape=shape) is None


def _thrice(given: Any) -> Any:
    again = L.Dense(784, "relu")
    return L.Dense(10, "softmax")(again(again(again(L.Flatten()(given)))))


def _residual(given: Any) -> Any:
    flat = L.Flatten()(given)
    found = keras.ops.add(keras.ops.multiply(L.Dense(784)(flat), 0.001), flat)
    return L.Dense(10, "softmax")(L.ReLU()(found))


def _pooled_thrice(given: Any) -> Any:
    pool = L.MaxPooling2D(2)
    found = pool(pool(pool(_conv(32, 5)(L.Reshape((28, 28, 1))(given)))))
    return _chain(L.Dropout(0.2), L.Flatten(), L.Dense(128, "relu"), L.Dense(10, "softmax"))(found)


def _bypassed(given: Any) -> Any:
    found = L.AveragePooling2D(2)(_conv(6, 5, "tanh", padding="same")(L.Reshape((28, 28, 1))(given)))
    stage = L.Flatten()(L.AveragePooling2D(2)(_conv(16, 5, "tanh")(found)))
    other = keras.ops.add(keras.ops.multiply(L.Dense(120)(stage), 0.0), L.Flatten()(found)[:, :120])
    return L.Dense(10, "softmax")(L.Dense(84, "tanh")(L.Activation("tanh")(other)))


def _two_ends(given: Any) -> Any:
    """A stage within a network of which another output is taken."""
    start = keras.Input((28, 28))
    inner = keras.Model(start, [_chain(L.Reshape((28, 28, 1)), _conv(32, 5))(start), start])
    return _chain(L.Flatten(), L.Dense(784, "relu"), L.Dense(10, "softmax"))(inner(given)[1])


OTHERS: list[tuple[Callable[[], Make], Any, str]] = [
    (lambda: _thrice, MLP, "Dense(784, relu) is used twice"),
    (lambda: _residual, MLP, "keras.ops.multiply"),
    (lambda: _two_ends, MLP, "Functional"),
    (lambda: _pooled_thrice, SIMPLE, "MaxPooling2D(pool_size=2 × 2) more than is asked for"),
    (lambda: _simple(L.Reshape((14, 56, 1))), SIMPLE, "gives `(10, 52, 32)`, where the drawing"),
    (lambda: _simple(lambda x: x[:, ::-1, :, None]), SIMPLE, "keras.ops.get_item"),
    (lambda: _simple(lambda x: keras.ops.transpose(x, (0, 2, 1))[..., None]), SIMPLE, "keras.ops.transpose"),
    (lambda: _simple(then=_chain(L.MaxPooling2D(2), L.Rescaling(0.0))), SIMPLE, "has Rescaling more"),
    (lambda: _simple(then=_chain(L.MaxPooling2D(2), lambda x: x * 0.5)), SIMPLE, "keras.ops.multiply more"),
    (lambda: _simple(filters=_chain(L.Conv2D(32, 5), L.ReLU(max_value=1.0))), SIMPLE, "relu(max_value=1.0)"),
    (lambda: _larger(L.Reshape((30, 12, 12))), LARGER, "`(28, 10, 15)`, where the drawing has `(10"),
    (lambda: _bypassed, LENET, "keras.ops."),
]


@pytest.mark.parametrize(("make", "wanted", "said"), OTHERS, ids=[said[:30] for *_, said in OTHERS])
def test_the_same_layers_called_otherwise_are_another_network(
    make: Callable[[], Make], wanted: Any, said: str
) -> None:
    assert said in str(_told(make(), wanted))


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (lambda: _conv(15, 3, groups=15), "groups=15"),
        (lambda: L.Dropout(0.5, noise_shape=(None, 1, 1, 96)), "noise_shape=None × 1 × 1 × 96"),
    ],
)
def test_what_makes_a_layer_another_is_told(layer: Callable[[], Any], said: str) -> None:
    network = keras.Sequential([keras.Input((8, 8, 30)), layer()])
    assert said in described(parts(_built(network).facts))


def test_a_frozen_layer_learns_nothing_and_is_told() -> None:
    given = keras.Input((28, 28))
    network = keras.Model(given, _simple()(given))
    network.layers[2].trainable = False
    told = str(otherwise_built(_built(network), SIMPLE))
    assert "the Conv2D with 32 kernels of 5 × 5 is frozen (`trainable=False`)" in told


def test_of_two_drawings_the_one_that_differs_in_less_is_told() -> None:
    ends = (L.Flatten(), L.Dense(120, "tanh"), L.Dense(84, "tanh"), L.Dense(10, "softmax"))
    pool = L.AveragePooling2D(2)
    stages = (L.Reshape((28, 28, 1)), _conv(6, 5), pool, _conv(16, 5, "tanh"), pool)
    told = str(_told(_chain(*stages, *ends), LENET, UNPADDED))
    assert "the Conv2D with 6 kernels of 5 × 5 has the activation relu, where tanh is drawn" in told


def test_what_scales_pixels_by_a_number_does_what_rescaling_does() -> None:
    given = keras.Input((28, 28))
    for make, scales in ((lambda x: x / 255.0, True), (L.Rescaling(1 / 255), True), (L.Identity(), False)):
        network = keras.Model(given, L.Dense(10)(L.Flatten()(make(given))))
        assert scales_pixels(_built(network).facts.layers) is scales


def test_calls_are_bounded_and_every_weight_is_counted() -> None:
    pool, given = L.MaxPooling2D(1), keras.Input((28, 28, 1))
    found: Any = given
    for _ in range(300):
        found = pool(found)
    facts = _built(keras.Model(given, L.Dense(10)(L.Flatten()(found)))).facts
    assert len(facts.layers) == 1 + 1 + 200 + 2
    assert facts.parameters == 10 * 785


def test_weights_that_are_used_twice_are_counted_once() -> None:
    given, again = keras.Input((784,)), L.Dense(784)
    facts = _built(keras.Model(given, again(again(given)))).facts
    assert [layer.again for layer in facts.layers] == [False, False, True]
    assert facts.parameters == np.prod((784, 785))
