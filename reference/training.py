"""train(variant, dataset, seed) -> Run: one variant, trained once and measured.

A variant that cannot train is a result: its Run says `failed` and why. The same seed gives
the same numbers twice on one machine: one thread a process, deterministic ops, every random
number drawn from the seed.
"""

from __future__ import annotations

import gc
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.baseline import fit_baseline
from reference.datasets import SIDE, Dataset, Images, Labels, in_order
from reference.models import Baseline, Declared, Variant
from reference.networks import Network, network_of
from reference.quiet import loading_quietly
from reference.recipes import callbacks, loss, optimiser, targets

_traced: dict[tuple[Variant, int], Any] = {}  # the model that this process trained last, and its steps

Predictions = NDArray[np.int8]
Probabilities = NDArray[np.float32]

#: Raise it whenever the same variant, data and seed would come to other numbers: another way of
#: building, feeding, seeding or measuring, or a Keras that trains otherwise. Stored runs of
#: another version are trained anew, and a test asks for a new `autograder calibrate`.
TRAINING_VERSION = 1

#: Batches that TensorFlow takes at a time of a network of Dense layers, whose steps are shorter than a call
#: from Python; tests/reference hold that every number stays what it is with one.
STEPS_PER_EXECUTION = 16
_PREDICT_BATCH = 1000
_SMALLEST_PROBABILITY = 1e-7  # Keras's own floor in its cross-entropy
_MESSAGE_LENGTH = 240
_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # Keras prints what went wrong in bold


class Status(StrEnum):
    TRAINED = "trained"
    FAILED = "failed"


@dataclass(frozen=True)
class Epoch:
    """What Keras reported for one epoch; accuracies are fractions, losses in nats.

    Those of training are of the images and labels trained on, which may be moved and smoothed.
    """

    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float


@dataclass(frozen=True, eq=False)
class Run:
    """One training and what it came to; accuracies are fractions, NaN where it failed.

    `network` is there where it was to be kept and something was trained.
    """

    variant: str
    dataset: str
    seed: int
    status: Status
    epochs: int
    seconds: float
    message: str = ""
    parameters: int | None = None
    train_accuracy: float = float("nan")
    test_accuracy: float = float("nan")
    hidden_accuracy: float = float("nan")
    test_loss: float = float("nan")
    history: tuple[Epoch, ...] = ()
    test_predictions: Predictions | None = None
    hidden_predictions: Predictions | None = None
    network: Network | None = None


class _DidNotTrain(Exception):
    """Training ended without an error but without a usable network either."""


@dataclass(frozen=True, eq=False)
class _Fitted:
    """Probabilities (N, classes) for each split, and what fitting reported."""

    train: Probabilities
    test: Probabilities
    hidden: Probabilities
    parameters: int
    network: Callable[[], Network]
    history: tuple[Epoch, ...] = ()
    message: str = ""


def train(
    variant: Declared, dataset: Dataset, seed: int, epochs: int | None = None, keep_network: bool = False
) -> Run:
    """Train one variant and measure it; `epochs` overrides what the variant declares."""
    started = time.perf_counter()
    planned = _planned_epochs(variant, epochs)
    try:
        fitted = _fit(variant, dataset, seed, planned)
    except Exception as error:  # whatever the framework raises is this variant's result
        return Run(
            variant.name, dataset.name, seed, Status.FAILED, planned,
            time.perf_counter() - started, _shortened(error),
        )  # fmt: skip
    return Run(
        variant=variant.name,
        dataset=dataset.name,
        seed=seed,
        status=Status.TRAINED,
        epochs=planned,
        seconds=time.perf_counter() - started,
        message=fitted.message,
        parameters=fitted.parameters,
        train_accuracy=_accuracy(fitted.train, dataset.train.labels),
        test_accuracy=_accuracy(fitted.test, dataset.test.labels),
        hidden_accuracy=_accuracy(fitted.hidden, dataset.hidden.labels),
        test_loss=_cross_entropy(fitted.test, dataset.test.labels),
        history=fitted.history,
        test_predictions=_classes(fitted.test),
        hidden_predictions=_classes(fitted.hidden),
        network=fitted.network() if keep_network else None,
    )


def prepare_process() -> None:
    """Make this process train repeatably and on one core; call before Keras is imported.

    One thread a process keeps a seed's numbers the same however many run side by side, and
    small networks gain more from several processes than from several threads.
    """
    with loading_quietly():
        import tensorflow as tf

    tf.get_logger().setLevel("ERROR")  # many models in one process: it warns of retracing
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    import keras  # noqa: F401  (here, so that it is among what is loaded for good)

    gc.collect()
    gc.freeze()  # Keras collects garbage before each model: a third of a second over all of TensorFlow


def build(variant: Variant, steps: int = 1) -> Any:
    """The compiled, untrained Keras model of a variant; a declared schedule spans so many steps."""
    import keras

    model = keras.Sequential(name=variant.name)
    model.add(keras.Input((SIDE, SIDE)))
    for layer in variant.layers:
        model.add(getattr(keras.layers, layer.kind)(**dict(layer.options)))
    model.compile(
        optimizer=optimiser(variant.optimiser, variant.recipe, steps),
        loss=loss(variant.recipe),
        metrics=["accuracy"],
        jit_compile=False,  # compiling costs more than these small networks win back
        steps_per_execution=STEPS_PER_EXECUTION if variant.dense else 1,
    )
    return model


def inputs(variant: Variant, images: Images) -> NDArray[np.float32]:
    """The images (N, 28, 28) as this variant takes them in: float32, scaled and reordered."""
    ready = images.astype(np.float32)
    if variant.normalise:
        ready /= 255.0
    return ready if variant.pixel_order is None else in_order(ready, variant.pixel_order)


def _planned_epochs(variant: Declared, epochs: int | None) -> int:
    if isinstance(variant, Baseline):
        return 0
    return variant.epochs if epochs is None else epochs


def _fit(variant: Declared, dataset: Dataset, seed: int, epochs: int) -> _Fitted:
    if isinstance(variant, Baseline):
        return _fit_baseline(variant, dataset, seed)
    return _fit_network(variant, dataset, seed, epochs)


def _fit_baseline(variant: Baseline, dataset: Dataset, seed: int) -> _Fitted:
    model = fit_baseline(variant, dataset.train.images, dataset.train.labels, seed)
    return _Fitted(
        train=model.probabilities(dataset.train.images),
        test=model.probabilities(dataset.test.images),
        hidden=model.probabilities(dataset.hidden.images),
        parameters=model.parameters,
        network=model.network,
        message="" if model.converged else f"stopped after {variant.max_iterations} iterations",
    )


def _fit_network(variant: Variant, dataset: Dataset, seed: int, epochs: int) -> _Fitted:
    import keras

    batch_size = variant.batch_size_for(len(dataset.train))
    steps = epochs * math.ceil(len(dataset.train) / batch_size)
    model = _seeded(variant, seed, steps)
    x_train, x_test = inputs(variant, dataset.train.images), inputs(variant, dataset.test.images)
    history: list[Epoch] = []

    def look(_: int, reported: Mapping[str, float]) -> None:
        tested = _predict(model, x_test)
        labels = dataset.test.labels
        told = float(reported["loss"]), float(reported["accuracy"])
        history.append(Epoch(*told, _cross_entropy(tested, labels), _accuracy(tested, labels)))

    model.fit(
        x_train,
        targets(variant.recipe, dataset.train.labels),
        batch_size=batch_size,
        epochs=epochs,
        callbacks=[*callbacks(variant.recipe), keras.callbacks.LambdaCallback(on_epoch_end=look)],
        verbose=0,
    )
    if not all(np.isfinite((epoch.train_loss, epoch.test_loss)).all() for epoch in history):
        raise _DidNotTrain("the loss became NaN: no network came of it")
    _traced[variant, steps] = model
    return _Fitted(
        train=_predict(model, x_train),
        test=_predict(model, x_test),
        hidden=_predict(model, inputs(variant, dataset.hidden.images)),
        parameters=int(model.count_params()),
        network=partial(network_of, model),
        history=tuple(history),
    )


def _seeded(variant: Variant, seed: int, steps: int) -> Any:
    """What `build` makes right after seeding, to the bit.

    Of the variant that was trained before it is the model of then, with every variable as in a new one: to
    trace a small network's steps takes as long as to train it.
    """
    import keras

    traced = _traced.pop((variant, steps), None)
    if traced is None:
        _traced.clear()
        keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    model = build(variant, steps)
    if traced is None:
        return model
    model.optimizer.build(model.trainable_variables)
    for old, new in ((traced, model), (traced.optimizer, model.optimizer)):
        for variable, fresh in zip(old.variables, new.variables, strict=True):
            variable.assign(fresh)
    return traced


def _predict(model: Any, images: NDArray[np.float32]) -> Probabilities:
    """Called directly: `model.predict` and validation in `fit` each trace a graph first."""
    starts = range(0, len(images), _PREDICT_BATCH)
    batches = [np.asarray(model(images[i : i + _PREDICT_BATCH], training=False)) for i in starts]
    return np.concatenate(batches)


def _classes(probabilities: Probabilities) -> Predictions:
    classes: Predictions = probabilities.argmax(axis=-1).astype(np.int8)
    return classes


def _accuracy(probabilities: Probabilities, labels: Labels) -> float:
    return float(np.mean(_classes(probabilities) == labels))


def _cross_entropy(probabilities: Probabilities, labels: Labels) -> float:
    right = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(right, _SMALLEST_PROBABILITY, 1.0)).mean())


def _shortened(error: Exception) -> str:
    """The framework's message without its stacks and graph nodes, on one line."""
    text = _TERMINAL_COLOUR.sub("", str(error)).split("\n\t [[")[0]
    if text.startswith("Graph execution error"):
        text = text.splitlines()[-1]  # what went wrong stands below the stack of the graph
    text = " ".join(text.split("Arguments received by")[0].split())
    named = text if isinstance(error, _DidNotTrain) else f"{type(error).__name__}: {text}"
    return named if len(named) <= _MESSAGE_LENGTH else named[: _MESSAGE_LENGTH - 1] + "…"
