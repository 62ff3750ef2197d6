"""Questions about data and learning: judged against the student's own networks and history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from tests.assignments.fully_connected.namespaces import (
    Change,
    Failing,
    Namespace,
    dense,
    makes,
    network,
    sets,
)


def _history(loss: list[float], val_loss: list[float], **answers: object) -> Change:
    """Answers about a training that went like this."""
    return sets(history={"loss": loss, "val_loss": val_loss}, **answers)


def _without_numbers(model: Any) -> Any:
    """The same network with NaN for weights, as far as a look at it shows."""
    lost = network(*dense(64, 10))
    lost.set_weights([weight * float("nan") for weight in model.get_weights()])
    lost.history = model.history
    return lost


def _trained(
    namespace: Namespace,
    make: Callable[[], Any],
    epochs: int = 5,
    scale: float = 1.0,
    shuffled: bool = False,
    validated: float = 1.0,
) -> Any:
    model, labels = make(), namespace["y_train"]
    labels = np.random.default_rng(0).permutation(labels) if shuffled else labels
    validation = (namespace["x_test"] / validated, namespace["y_test"]) if validated else None
    model.fit(namespace["x_train"] / scale, labels, epochs=epochs, validation_data=validation, verbose=0)
    return model


def _raw(make: Callable[[], Any], epochs: int = 5, **training: Any) -> Change:
    """A second network, trained on training images divided by `scale`; its true numbers reported."""

    def change(namespace: Namespace) -> None:
        model = _trained(namespace, make, epochs, **training)
        loss, accuracy = model.evaluate(namespace["x_test"], namespace["y_test"], verbose=0)
        namespace.update(raw_model=model, raw_test_loss=loss, raw_test_accuracy=accuracy)

    return change


_FALLING = [0.9, 0.5, 0.3, 0.2]

RIGHT = {
    "data as given": ("q_dataset", sets()),
    "in capitals": ("q_dataset", sets(dataset_name=" MNIST", learning_problem="D", number_of_classes=10.0)),
    "loss as given": ("q_loss", sets()),
    "the class's name": ("q_loss", sets(loss_name="SparseCategoricalCrossentropy")),
    "with spaces and a hyphen": ("q_loss", sets(loss_name="Sparse categorical cross-entropy")),
    "a metric without a list": ("q_loss", sets(metric_names="acc")),
    "the metric in full": ("q_loss", sets(metric_names=("sparse_categorical_accuracy",))),
    "another network's loss": (
        "q_loss",
        makes(
            model=lambda n: network(*dense(8, 10), loss="categorical_crossentropy", metrics=["acc", "mse"]),
            loss_name=lambda n: "CategoricalCrossentropy", metric_names=lambda n: {"mse", "accuracy"},
        ),
    ),
    "normalised as given": ("q_normalise", sets()),
    "a second network": ("q_normalise", _raw(lambda: network(*dense(64, 10)))),
    "raw pixels without a function of one's own": ("q_normalise", sets(normalise=None)),
    "a first network that was trained too shortly": (
        "q_normalise",
        makes(
            model=lambda n: _trained(n, lambda: network(*dense(64, 10)), epochs=2, scale=255.0,
            validated=255.0),
            history=lambda n: {},
        ),
    ),
    "rounded": ("q_normalise", makes(raw_test_loss=lambda n: round(n["raw_test_loss"], 3))),
    "a network that normalises by itself beside one that does not": (
        "q_normalise",
        makes(
            model=lambda n: _trained(n, lambda: network(keras.layers.Rescaling(1 / 255), *dense(64, 10))),
            history=lambda n: {},
        ),
    ),
    "epochs as given": ("q_epochs", sets()),
    "overfitting seen": (
        "q_epochs",
        _history(_FALLING, [0.8, 0.5, 0.6, 0.7], number_of_epochs=4, best_epoch=2, overfitting="Sí"),
    ),
    "not clear, called none": (
        "q_epochs", _history(_FALLING, [0.8, 0.5, 0.51, 0.53], number_of_epochs=4, best_epoch=2),
    ),
    "not clear, called overfitting": (
        "q_epochs",
        _history(_FALLING, [0.8, 0.5, 0.51, 0.53], number_of_epochs=4, best_epoch=2, overfitting="yes"),
    ),
    "two best epochs, told by four decimals": (
        "q_epochs", _history(_FALLING, [0.8, 0.50001, 0.5, 0.5], number_of_epochs=4, best_epoch=2),
    ),
}  # fmt: skip

WRONG = {
    "fashion": ("q_dataset", sets(dataset_name="fashion_mnist"), ["dataset"]),
    "regression": ("q_dataset", sets(learning_problem="a"), ["problem"]),
    "zero forgotten": ("q_dataset", sets(number_of_classes=9), ["classes"]),
    "the other labels' loss": ("q_loss", sets(loss_name="categorical_crossentropy"), ["loss"]),
    "half a name": ("q_loss", sets(loss_name="crossentropy"), ["loss"]),
    "the loss among the metrics": ("q_loss", sets(metric_names=["loss", "accuracy"]), ["metrics"]),
    "precision is another metric": ("q_loss", sets(metric_names=["precision"]), ["metrics"]),
    "both reduced": ("q_loss", sets(minimised="d"), ["minimised"]),
    "not compiled": ("q_loss", makes(model=lambda n: keras.Sequential(dense(8, 10))), ["loss", "metrics"]),
    "in per cent": (
        "q_normalise", makes(raw_test_accuracy=lambda n: 100 * n["raw_test_accuracy"]), ["accuracy"],
    ),
    "the other network's numbers": (
        "q_normalise",
        makes(raw_test_accuracy=lambda n: n["test_accuracy"] - 0.4, raw_test_loss=lambda n: n["test_loss"]),
        ["accuracy", "loss"],
    ),
    "the opposite of what was measured": ("q_normalise", sets(raw_effect="b"), ["effect"]),
    "no difference where there is one": ("q_normalise", sets(raw_effect="c"), ["effect"]),
    "nothing to compare with": (
        "q_normalise", makes(model=lambda n: _without_numbers(n["model"])), ["effect"],
    ),
    "a loss beyond all bounds": ("q_normalise", sets(raw_test_loss=float("inf")), ["loss"]),
    "less memory": ("q_normalise", sets(normalise_reason="a"), ["reason"]),
    "another width": ("q_normalise", _raw(lambda: network(*dense(16, 10))), ["twin", "trained", "effect"]),
    "another optimiser": (
        "q_normalise",
        _raw(lambda: network(*dense(64, 10), optimizer="rmsprop")),
        ["twin", "trained", "effect"],
    ),
    "it scales by itself": (
        "q_normalise",
        _raw(lambda: network(keras.layers.Rescaling(1 / 255), *dense(64, 10))),
        ["twin", "trained", "effect"],
    ),
    "an epoch more": ("q_normalise", _raw(lambda: network(*dense(64, 10)), epochs=6), ["trained", "effect"]),
    "trained on normalised images": (
        "q_normalise", _raw(lambda: network(*dense(64, 10)), scale=255.0), ["trained", "effect"],
    ),
    "trained on shuffled labels": (
        "q_normalise", _raw(lambda: network(*dense(64, 10)), shuffled=True), ["trained", "effect"],
    ),
    "not validated": (
        "q_normalise", _raw(lambda: network(*dense(64, 10)), validated=0), ["trained", "effect"],
    ),
    "validated on normalised images": (
        "q_normalise", _raw(lambda: network(*dense(64, 10)), validated=255.0), ["trained", "effect"],
    ),
    "steps of its own": (
        "q_normalise",
        _raw(lambda: network(*dense(64, 10), optimizer=keras.optimizers.Adam(0.002))),
        ["twin", "trained", "effect"],
    ),
    "the same network": (
        "q_normalise",
        makes(raw_model=lambda n: n["model"], raw_test_loss=lambda n: 0.0, raw_test_accuracy=lambda n: 0.0),
        ["twin", "trained", "accuracy", "loss", "effect", "reason"],
    ),
    "never trained": (
        "q_normalise",
        makes(raw_model=lambda n: network(*dense(64, 10))),
        ["trained", "accuracy", "loss", "effect"],
    ),
    "no second network": (
        "q_normalise", sets(raw_model=None), ["twin", "trained", "accuracy", "loss", "effect", "reason"],
    ),
    "another number of epochs": ("q_epochs", sets(number_of_epochs=6), ["count"]),
    "counted from zero": (
        "q_epochs", _history(_FALLING, [0.8, 0.5, 0.6, 0.7], best_epoch=1, overfitting="yes"),
        ["count", "best"],
    ),
    "before the first": ("q_epochs", sets(best_epoch=0), ["best"]),
    "overfitting overlooked": (
        "q_epochs", _history(_FALLING, [0.8, 0.5, 0.6, 0.7], number_of_epochs=4, best_epoch=2),
        ["overfitting"],
    ),
    "overfitting imagined": ("q_epochs", sets(overfitting="yes"), ["overfitting"]),
    "perhaps": ("q_epochs", sets(overfitting="perhaps"), ["overfitting"]),
    "the training loss still falls": ("q_epochs", sets(more_epochs="a"), ["more"]),
    "no validation": (
        "q_epochs", sets(history={"loss": [0.9, 0.5, 0.3]}, number_of_epochs=3), ["best", "overfitting"],
    ),
    "NaN": (
        "q_epochs",
        _history([1.0, 0.5, 0.2], [1.0, float("nan"), 0.5], number_of_epochs=3),
        ["best", "overfitting"],
    ),
}  # fmt: skip

FORMS = {
    "wrong letters": ("q_dataset", sets(dataset_name="imagenet", learning_problem="a"), []),
    "a wrong number": ("q_dataset", sets(number_of_classes=3), []),
    "wrong names": ("q_loss", sets(loss_name="mse", metric_names=["auc"], minimised="a"), []),
    "a wrong conclusion": ("q_normalise", sets(raw_effect="b", normalise_reason="a"), []),
    "a wrong measurement": ("q_normalise", sets(raw_test_loss=0.0), ["loss"]),
    "wrong epochs": ("q_epochs", sets(number_of_epochs=99, best_epoch=7, overfitting="yes"), []),
    "no option": ("q_epochs", sets(overfitting="maybe"), ["overfitting"]),
}


@pytest.mark.parametrize(("exercise", "change"), RIGHT.values(), ids=RIGHT)
def test_right_in_any_style(failing: Failing, exercise: str, change: Change) -> None:
    assert failing(exercise, change) == []


@pytest.mark.parametrize(("exercise", "change", "lost"), WRONG.values(), ids=WRONG)
def test_near_misses_lose_just_what_they_miss(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change) == lost


@pytest.mark.parametrize(("exercise", "change", "lost"), FORMS.values(), ids=FORMS)
def test_a_students_own_check_looks_at_the_form_alone(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change, local=True) == lost
