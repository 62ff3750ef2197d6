"""Right solutions in every style hold; near misses lose just what they miss.

One small network is trained; each case changes what a student's namespace would hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from matplotlib.figure import Figure

from autograder.course import Assignment
from autograder.evidence import Evidence, RunStatus
from autograder.execution import inside
from autograder.scores import Verdict
from autograder.scoring import Asked, score_exercise
from reference.datasets import Dataset
from reference.training import prepare_process

Namespace = dict[str, Any]
Change = Callable[[Namespace], None]


def _network(*layers: Any, loss: Any = "sparse_categorical_crossentropy", **settings: Any) -> Any:
    model = keras.Sequential([keras.Input((28, 28)), *layers])
    model.compile(**{"optimizer": "adam", "metrics": ["accuracy"], **settings}, loss=loss)
    return model


def _dense(*units: int, activation: str = "relu", last: str = "softmax") -> list[Any]:
    hidden = [keras.layers.Dense(u, activation=activation) for u in units[:-1]]
    return [keras.layers.Flatten(), *hidden, keras.layers.Dense(units[-1], activation=last)]


def _curves(table: pd.DataFrame) -> Figure:
    figure = Figure()
    table.plot(ax=figure.subplots())
    return figure


@pytest.fixture(scope="module")
def solved(digits: Dataset) -> Namespace:
    """The namespace of a right solution."""
    prepare_process()
    keras.utils.set_random_seed(1)
    data = digits.public()

    def normalise(images: Any) -> Any:
        return images / 255.0

    x, x_test = normalise(data["x_train"]), normalise(data["x_test"])
    model = _network(*_dense(64, 10))
    history = model.fit(x, data["y_train"], epochs=5, validation_data=(x_test, data["y_test"]), verbose=0)
    train_loss, train_accuracy = model.evaluate(x, data["y_train"], verbose=0)
    test_loss, test_accuracy = model.evaluate(x_test, data["y_test"], verbose=0)
    probabilities = model.predict(x_test[:1], verbose=0)[0]
    figure = Figure()
    figure.subplots().imshow(data["x_train"][5])
    table = pd.DataFrame(history.history)
    return {
        **data, "normalise": normalise, "model": model, "history": history, "history_table": table,
        "index": 5, "label": data["y_train"][5], "train_loss": train_loss, "train_accuracy": train_accuracy,
        "test_loss": test_loss, "test_accuracy": test_accuracy,
        "test_index": 0, "true_label": data["y_test"][0],
        "probabilities": probabilities, "predicted_label": probabilities.argmax(),
        "_drawn": [figure, _curves(table)],
    }  # fmt: skip


@pytest.fixture(scope="module")
def failing(assignment: Assignment, digits: Dataset, solved: Namespace) -> Callable[[str, Change], list[str]]:
    """The criteria of an exercise that do not pass once the namespace is changed."""

    def judge(exercise: str, change: Change) -> list[str]:
        namespace = dict(solved)
        change(namespace)
        rubric = assignment.rubrics[exercise]
        facts, arrays = inside.answer(
            [ask.to_json() for ask in rubric.asks],
            namespace,
            lambda split: getattr(digits, split).images,
            namespace["_drawn"],
        )
        evidence = Evidence(exercise, RunStatus.COMPLETED, tuple(facts), arrays)
        score = score_exercise(Asked(rubric, 10), evidence, digits)
        assert not score.unscored, [c.message for c in score.criteria]
        return [c.name for c in score.criteria if c.verdict is not Verdict.PASSED]

    return judge


def _sets(**values: Any) -> Change:
    return lambda namespace: namespace.update(values)


def _makes(**made: Callable[[Namespace], Any]) -> Change:
    return lambda namespace: namespace.update({name: make(namespace) for name, make in made.items()})


def _models(make: Callable[[], Any]) -> Change:
    return lambda namespace: namespace.update(model=make())


RIGHT = {
    "as given": ("normalise", _sets()),
    "float32": ("normalise", _sets(normalise=lambda x: x.astype("float32") / 255)),
    "float16": ("normalise", _sets(normalise=lambda x: (x / 255).astype("float16"))),
    "a Rescaling layer": ("normalise", _sets(normalise=lambda x: keras.layers.Rescaling(1 / 255)(x))),
    "labels as int64": ("load_data", _makes(y_train=lambda n: n["y_train"].astype("int64"))),
    "label as a string index": ("show_sample", _makes(label=lambda n: int(n["label"]))),
    "other widths": ("build_model", _models(lambda: _network(*_dense(300, 100, 10)))),
    "activations as layers": (
        "build_model",
        _models(
            lambda: _network(
                keras.layers.Reshape((784,)),
                keras.layers.Dense(64),
                keras.layers.ReLU(),
                keras.layers.Dense(10),
                keras.layers.Softmax(),
            )
        ),
    ),
    "functions of TensorFlow": (
        "build_model",
        _models(
            lambda: _network(
                keras.layers.Flatten(),
                keras.layers.Dense(16, activation=tf.nn.relu),
                keras.layers.Dense(10, activation=tf.nn.softmax),
            )
        ),
    ),
    "no input shape": ("build_model", _models(lambda: keras.Sequential(_dense(16, 10)))),
    "batch normalisation before relu": (
        "build_model",
        _models(
            lambda: _network(
                keras.layers.Flatten(),
                keras.layers.Dense(16),
                keras.layers.BatchNormalization(),
                keras.layers.ReLU(),
                keras.layers.Dense(10, "softmax"),
            )
        ),
    ),
    "images as int32": ("load_data", _makes(x_train=lambda n: n["x_train"].astype("int32"))),
    "rounded to three decimals": (
        "evaluate",
        _makes(
            train_accuracy=lambda n: round(n["train_accuracy"], 3),
            test_loss=lambda n: round(n["test_loss"], 3),
        ),
    ),
    "curves in per cent and rounded": (
        "plot_history",
        _makes(_drawn=lambda n: [_curves((n["history_table"] * [100, 1, 100, 1]).round(2))]),
    ),
    "dropout between": (
        "build_model",
        _models(lambda: _network(*_dense(64, 10)[:2], keras.layers.Dropout(0.2), *_dense(10)[1:])),
    ),
    "a loss object": (
        "compile_model",
        _models(lambda: _network(*_dense(8, 10), loss=keras.losses.SparseCategoricalCrossentropy())),
    ),
    "scores told to the loss": (
        "compile_model",
        _models(
            lambda: _network(
                *_dense(8, 10, last="linear"),
                loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            )
        ),
    ),
    "a metric object": (
        "compile_model",
        _models(lambda: _network(*_dense(8, 10), metrics=[keras.metrics.SparseCategoricalAccuracy()])),
    ),
    "adam with another rate": (
        "compile_model",
        _models(lambda: _network(*_dense(8, 10), optimizer=keras.optimizers.Adam(0.01))),
    ),
    "history as a dictionary": ("train", _makes(history=lambda n: n["history"].history)),
    "trained": ("train", _sets()),
    "evaluated": ("evaluate", _sets()),
    "drawn": ("plot_history", _sets()),
    "predicted with its batch": ("predict_one", _makes(probabilities=lambda n: n["probabilities"][None])),
}

WRONG = {
    "test and training set exchanged": (
        "load_data", _makes(x_train=lambda n: n["x_test"]), ["images", "untouched"],
    ),
    "labels left out": ("load_data", _sets(y_train=None), ["labels", "untouched"]),
    "images already divided": (
        "load_data", _makes(x_train=lambda n: n["x_train"] / 255), ["images", "untouched"],
    ),
    "images reversed": ("load_data", _makes(x_train=lambda n: n["x_train"][::-1]), ["untouched"]),
    "index out of range": ("show_sample", _sets(index=10**6), ["index", "label", "same"]),
    "label of another image": ("show_sample", _makes(label=lambda n: (n["label"] + 1) % 10), ["label"]),
    "another image drawn": (
        "show_sample", _makes(index=lambda n: 6, label=lambda n: n["y_train"][6]), ["same"],
    ),
    "nothing drawn": ("show_sample", _sets(_drawn=[]), ["figure", "same"]),
    "whole numbers": ("normalise", _sets(normalise=lambda x: x // 255), ["floats", "values"]),
    "not divided": ("normalise", _sets(normalise=lambda x: x * 1.0), ["range", "values"]),
    "divided by 256": ("normalise", _sets(normalise=lambda x: x / 256), ["values"]),
    "each image by its maximum": (
        "normalise",
        _sets(normalise=lambda x: x / np.maximum(x.max(axis=(1, 2), keepdims=True), 1) * 0.9),
        ["values"],
    ),
    "centred around zero": ("normalise", _sets(normalise=lambda x: x / 127.5 - 1), ["range", "values"]),
    "flattened": ("normalise", _sets(normalise=lambda x: x.reshape(len(x), -1) / 255), ["shape", "values"]),
    "nothing returned": (
        "normalise", _sets(normalise=lambda x: None), ["shape", "floats", "range", "values", "input"],
    ),
    "NaN": ("normalise", _sets(normalise=lambda x: x * np.nan), ["range", "values"]),
    "a tuple, not a model": (
        "build_model", _sets(model=(1, 2)), ["flatten", "hidden", "outputs", "softmax"],
    ),
    "sigmoid hidden": (
        "build_model", _models(lambda: _network(*_dense(8, 10, activation="sigmoid"))), ["hidden"],
    ),
    "no hidden layer": ("build_model", _models(lambda: _network(*_dense(10))), ["hidden"]),
    "nine outputs": ("build_model", _models(lambda: _network(*_dense(8, 9))), ["outputs", "softmax"]),
    "sigmoid outputs": (
        "build_model", _models(lambda: _network(*_dense(8, 10, last="sigmoid"))), ["softmax"],
    ),
    "no Flatten": (
        "build_model", _models(lambda: _network(*_dense(8, 10)[1:])), ["flatten", "outputs", "softmax"],
    ),
    "sgd": ("compile_model", _models(lambda: _network(*_dense(8, 10), optimizer="sgd")), ["optimiser"]),
    "squared error": (
        "compile_model", _models(lambda: _network(*_dense(8, 10), loss="mse")), ["loss"],
    ),
    "no metric": ("compile_model", _models(lambda: _network(*_dense(8, 10), metrics=[])), ["metrics"]),
    "softmax twice": (
        "compile_model",
        _models(
            lambda: _network(
                *_dense(8, 10), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            )
        ),
        ["fit"],
    ),
    "built anew after training": (
        "train", _models(lambda: _network(*_dense(8, 10))), ["learnt", "generalises"],
    ),
    "history not kept": ("train", _sets(history=None), ["history", "validation", "learnt"]),
    "no validation": (
        "train", _makes(history=lambda n: {"loss": n["history"].history["loss"]}), ["validation"],
    ),
    "loss and accuracy exchanged": (
        "evaluate",
        _makes(test_loss=lambda n: n["test_accuracy"], test_accuracy=lambda n: n["test_loss"] + 1),
        ["fractions", "test"],
    ),
    "train and test exchanged": (
        "evaluate",
        _makes(test_loss=lambda n: n["train_loss"], test_accuracy=lambda n: n["train_accuracy"]),
        ["test"],
    ),
    "in per cent": (
        "evaluate", _makes(test_accuracy=lambda n: n["test_accuracy"] * 100), ["fractions", "test"],
    ),
    "made up": ("evaluate", _sets(test_accuracy=0.5), ["test"]),
    "a list, not a table": ("plot_history", _sets(history_table=[1.0, 2.0]), ["table", "rows"]),
    "a column left out": (
        "plot_history", _makes(history_table=lambda n: n["history_table"][["loss"]]), ["table", "rows"],
    ),
    "an epoch left out": ("plot_history", _makes(history_table=lambda n: n["history_table"][1:]), ["rows"]),
    "only the loss drawn": (
        "plot_history", _makes(_drawn=lambda n: [_curves(n["history_table"][["loss"]])]), ["curves"],
    ),
    "the raw image predicted": (
        "predict_one",
        _makes(
            probabilities=lambda n: n["model"].predict(n["x_test"][:1] * 50, verbose=0)[0],
            predicted_label=lambda n: n["model"].predict(n["x_test"][:1] * 50, verbose=0)[0].argmax(),
        ),
        ["same"],
    ),
    "the smallest taken": (
        "predict_one", _makes(predicted_label=lambda n: n["probabilities"].argmin()), ["predicted"],
    ),
    "the prediction taken for the truth": (
        "predict_one", _makes(true_label=lambda n: (n["true_label"] + 3) % 10), ["true"],
    ),
    "all test images": (
        "predict_one", _sets(probabilities=np.full((5, 10), 0.1)), ["ten", "same", "predicted"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("exercise", "change"), RIGHT.values(), ids=RIGHT)
def test_right_in_any_style(
    failing: Callable[[str, Change], list[str]], exercise: str, change: Change
) -> None:
    assert failing(exercise, change) == []


@pytest.mark.parametrize(("exercise", "change", "lost"), WRONG.values(), ids=WRONG)
def test_near_misses_lose_just_what_they_miss(
    failing: Callable[[str, Change], list[str]], exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change) == lost
