"""A recipe does what it declares, and what it leaves out stays as Keras has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reference import training
from reference.datasets import CLASSES, Dataset
from reference.models import FLATTEN, SOFTMAX, VARIANTS, Variant
from reference.recipes import PLAIN, CosineDecay, Recipe, callbacks, optimiser
from reference.training import Run, Status, build, inputs, train

pytestmark = pytest.mark.usefixtures("_prepared")

Weights = list[NDArray[np.float32]]
SOFTMAX_REGRESSION = Variant("softmax", "", (FLATTEN, SOFTMAX), optimiser="sgd", epochs=2)
MOMENTUM = 0.8


def test_a_plain_recipe_is_keras_as_it_comes() -> None:
    import keras

    for name in ("adam", "sgd", "rmsprop"):
        made, known = optimiser(name, PLAIN, 7), keras.optimizers.get(name)
        assert type(made) is type(known)
        assert made.get_config() | {"name": ""} == known.get_config() | {"name": ""}
    assert callbacks(PLAIN) == ()


def test_the_rate_rises_to_its_peak_and_falls_along_a_cosine_to_zero() -> None:
    schedule = optimiser("adam", Recipe(CosineDecay(peak=0.01, warmup=0.1)), 100)._learning_rate
    rates = [float(schedule(step)) for step in range(101)]
    assert rates[:11] == pytest.approx(np.linspace(0, 0.01, 11))
    assert rates[55] == pytest.approx(0.005)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[99] < 0.01 * 0.001
    assert rates[100] == pytest.approx(0, abs=1e-9)


def test_without_warm_up_the_peak_comes_first() -> None:
    schedule = optimiser("sgd", Recipe(CosineDecay(peak=0.5)), 40)._learning_rate
    assert [float(schedule(step)) for step in (0, 20, 40)] == pytest.approx([0.5, 0.25, 0], abs=1e-7)


@pytest.mark.parametrize(("declared", "asked"), [(2, None), (9, 3)])
def test_a_schedule_ends_when_training_does(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, declared: int, asked: int | None
) -> None:
    variant = _with(Recipe(CosineDecay(0.01)), epochs=declared)
    model = _trained(variant, tiny, monkeypatch, epochs=asked)[1]
    assert int(model.optimizer.iterations) == 10 * (asked or declared), "ten batches of 32 hold 300 images"
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-8)


def test_averaged_weights_are_what_is_measured(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each epoch as at the end, and training goes on from the weights themselves."""
    steps: list[Weights] = []
    _recording(steps, monkeypatch)
    run, model = _trained(_with(Recipe(ema_momentum=MOMENTUM)), tiny, monkeypatch)
    assert len(steps) == 20
    averages = _averages(steps)
    for mine, kept in zip(averages[-1], model.get_weights(), strict=True):
        np.testing.assert_allclose(kept, mine, atol=1e-5)
    measured = [epoch.test_loss for epoch in run.history]
    assert measured == pytest.approx([_test_loss(averages[i], tiny) for i in (9, 19)], rel=1e-4)
    assert measured != pytest.approx([_test_loss(steps[i], tiny) for i in (9, 19)], rel=1e-2)
    assert run.test_loss == pytest.approx(measured[-1])


def test_training_goes_on_from_the_weights_and_not_from_their_average(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    averaged: list[Weights] = []
    plain: list[Weights] = []
    for steps, recipe in ((averaged, Recipe(ema_momentum=MOMENTUM)), (plain, PLAIN)):
        with monkeypatch.context() as patch:
            _recording(steps, patch)
            train(_with(recipe), tiny, 0)
    for one, other in zip(averaged, plain, strict=True):
        np.testing.assert_allclose(one[0], other[0], atol=1e-5)


def test_smoothed_labels_are_what_the_reported_loss_is_of(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a learning rate of zero, so that one network explains the whole epoch."""
    still = Recipe(CosineDecay(peak=0.0), label_smoothing=0.1)
    run, model = _trained(_with(still, epochs=1), tiny, monkeypatch)
    logs = np.log(np.asarray(model(inputs(SOFTMAX_REGRESSION, tiny.train.images))))
    smoothed = 0.9 * np.eye(CLASSES)[tiny.train.labels] + 0.1 / CLASSES
    (epoch,) = run.history
    assert epoch.train_loss == pytest.approx(-(smoothed * logs).sum(axis=1).mean(), rel=1e-5)
    assert epoch.train_accuracy == pytest.approx(run.train_accuracy)
    assert run.test_loss == pytest.approx(_test_loss(model.get_weights(), tiny), rel=1e-5), "of true labels"


@pytest.mark.parametrize("name", [name for name, variant in VARIANTS.items() if variant.tuned])
def test_outside_training_a_tuned_network_is_its_control(name: str, tiny: Dataset) -> None:
    tuned, control = (build(_network(each)) for each in (name, str(VARIANTS[name].control)))
    tuned.set_weights(control.get_weights())
    images = inputs(_network(name), tiny.test.images)
    np.testing.assert_array_equal(tuned(images, training=False), control(images, training=False))
    assert not np.allclose(tuned(images, training=True), control(images, training=False))


def test_a_tuned_variant_trains_to_the_same_numbers_again(tiny: Dataset) -> None:
    first, again, other = (train(VARIANTS["mlp_784_tuned"], tiny, seed, epochs=1) for seed in (1, 1, 2))
    assert first.status is Status.TRAINED
    assert first.history == again.history != other.history


def _with(recipe: Recipe, epochs: int = 2) -> Variant:
    return replace(SOFTMAX_REGRESSION, recipe=recipe, epochs=epochs)


def _network(name: str) -> Variant:
    variant = VARIANTS[name]
    assert isinstance(variant, Variant)
    return variant


def _trained(
    variant: Variant, data: Dataset, monkeypatch: pytest.MonkeyPatch, epochs: int | None = None
) -> tuple[Run, Any]:
    """A run, and the Keras model that it left."""
    built: list[Any] = []

    def kept(variant: Variant, steps: int) -> Any:
        built.append(build(variant, steps))
        return built[-1]

    monkeypatch.setattr(training, "build", kept)
    monkeypatch.setattr(training, "_traced", {})
    run = train(variant, data, 0, epochs)
    assert run.status is Status.TRAINED, run.message
    return run, built[0]


def _recording(steps: list[Weights], monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the weights after every single batch are kept in `steps`."""
    import keras

    class Recorder(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:
            steps.append(self.model.get_weights())

    others: Callable[[Recipe], tuple[Any, ...]] = callbacks
    monkeypatch.setattr(training, "callbacks", lambda recipe: (*others(recipe), Recorder()))
    monkeypatch.setattr(training, "STEPS_PER_EXECUTION", 1)


def _averages(steps: list[Weights]) -> list[Weights]:
    """The moving average after each step; it begins with the weights after the first."""
    averages = [steps[0]]
    for weights in steps[1:]:
        pairs = zip(averages[-1], weights, strict=True)
        averages.append([MOMENTUM * average + (1 - MOMENTUM) * new for average, new in pairs])
    return averages


def _test_loss(weights: Weights, data: Dataset) -> float:
    """Cross-entropy of softmax regression, by hand."""
    kernel, bias = weights
    logits = inputs(SOFTMAX_REGRESSION, data.test.images).reshape(len(data.test), -1) @ kernel + bias
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(logs)), data.test.labels].mean())
