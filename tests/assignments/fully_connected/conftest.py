"""One right solution, trained once; each test changes what a student's namespace would hold."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import keras
import pandas as pd
import pytest
from matplotlib.figure import Figure

from autograder.course.course import Assignment
from autograder.scoring.rubrics import Rubrics
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset
from reference.training import prepare_process
from tests.assignments.fully_connected.namespaces import Change, Failing, Namespace, curves, dense, network
from tests.autograder.kernel_answers import answered


def _normalise(images: Any) -> Any:
    return images / 255.0


@pytest.fixture(scope="session")
def solved(digits: Dataset) -> Namespace:
    """The namespace of a right solution."""
    prepare_process()
    keras.utils.set_random_seed(1)
    data = digits.public()
    x, x_test = _normalise(data["x_train"]), _normalise(data["x_test"])
    model, raw_model = network(*dense(64, 10)), network(*dense(64, 10))
    validation = (x_test, data["y_test"]), (data["x_test"], data["y_test"])
    history = model.fit(x, data["y_train"], epochs=5, validation_data=validation[0], verbose=0)
    raw_model.fit(data["x_train"], data["y_train"], epochs=5, validation_data=validation[1], verbose=0)
    train_loss, train_accuracy = model.evaluate(x, data["y_train"], verbose=0)
    test_loss, test_accuracy = model.evaluate(*validation[0], verbose=0)
    raw_test_loss, raw_test_accuracy = raw_model.evaluate(*validation[1], verbose=0)
    probabilities = model.predict(x_test[:1], verbose=0)[0]
    figure = Figure()
    figure.subplots().imshow(data["x_train"][5], cmap="gray")
    table = pd.DataFrame(history.history)
    return {
        **data, "normalise": _normalise, "x_train_norm": x, "x_test_norm": x_test,
        "model": model, "history": history, "history_table": table,
        "index": 5, "label": data["y_train"][5], "train_loss": train_loss, "train_accuracy": train_accuracy,
        "test_loss": test_loss, "test_accuracy": test_accuracy,
        "test_index": 0, "true_label": data["y_test"][0],
        "probabilities": probabilities, "predicted_label": probabilities.argmax(),
        "raw_model": raw_model, "raw_test_loss": raw_test_loss, "raw_test_accuracy": raw_test_accuracy,
        "_drawn": [figure, curves(table)], **_ANSWERS,
    }  # fmt: skip


_ANSWERS = {
    "dataset_name": "mnist", "learning_problem": "d", "number_of_classes": 10,
    "architecture": "c", "layer_kinds": ["Flatten", "Dense", "Dense"], "number_of_layers": 3,
    "layers_with_parameters": 2, "summary_purpose": "b", "parameters_per_layer": [0, 50240, 650],
    "total_parameters": 50890, "hidden_activation": "relu", "output_activation": "softmax",
    "softmax_promise": "a", "loss_name": "sparse_categorical_crossentropy", "metric_names": ["accuracy"],
    "minimised": "c", "raw_effect": "a", "normalise_reason": "d",
    "number_of_epochs": 5, "best_epoch": 5, "overfitting": "no", "more_epochs": "b",
}  # fmt: skip


def _run_the_lines_below(namespace: Namespace) -> None:
    """What the sheet's own lines below `normalise` make, as far as the function gives anything."""
    for split in ("train", "test"):
        with contextlib.suppress(Exception):
            namespace[f"x_{split}_norm"] = namespace["normalise"](namespace[f"x_{split}"].copy())


@pytest.fixture(scope="session")
def failing(assignment: Assignment, rubrics: Rubrics, digits: Dataset, solved: Namespace) -> Failing:
    few_epochs = replace(digits, digest="without a calibration")  # these networks are not the permitted ones

    def judge(exercise: str, change: Change, local: bool = False) -> list[str]:
        namespace = dict(solved)
        change(namespace)
        if namespace["normalise"] is not solved["normalise"]:
            _run_the_lines_below(namespace)
        rubric = rubrics[exercise]
        evidence = answered(rubric.asks, namespace, digits, namespace["_drawn"], exercise)
        score = score_exercise(Asked(rubric, 10), evidence, few_epochs, local=local)
        assert not score.unscored, [c.message for c in score.criteria]
        held = (Verdict.PASSED, Verdict.DEFERRED)
        return [c.name for c in score.criteria if c.verdict not in held]

    return judge
