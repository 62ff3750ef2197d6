"""Drawing and predicting: right in any style holds; near misses lose just what they miss."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.assignments.fully_connected.namespaces import Change, Failing, Namespace, curves, makes, sets


def noting(in_table: bool = False, **noted: Any) -> Change:
    """What callbacks of a student's own leave in the history, epoch by epoch."""

    def change(namespace: Namespace) -> None:
        history = copy.copy(namespace["history"])
        epochs = len(history.history["loss"])
        history.history = {**history.history, **{name: [value] * epochs for name, value in noted.items()}}
        namespace["history"] = history
        if in_table:
            namespace["history_table"] = pd.DataFrame(history.history)

    return change


RIGHT = {
    "curves in per cent and rounded": (
        "plot_history",
        makes(_drawn=lambda n: [curves((n["history_table"] * [100, 1, 100, 1]).round(2))]),
    ),
    "drawn": ("plot_history", sets()),
    "four columns, and a callback noted more": ("plot_history", noting(learning_rate=1e-3)),
    "all columns of what a callback noted": (
        "plot_history",
        noting(True, learning_rate=1e-3, seconds=2.5, val_f1=0.5, f1=0.5),
    ),
    "a callback's texts beside the numbers": ("plot_history", noting(True, when="now")),
}

WRONG = {
    "still in its batch": (
        "predict_one", makes(probabilities=lambda n: n["probabilities"][None]), ["same"],
    ),
    "a list, not a table": ("plot_history", sets(history_table=[1.0, 2.0]), ["table", "rows"]),
    "a column left out": (
        "plot_history", makes(history_table=lambda n: n["history_table"][["loss"]]), ["table", "rows"],
    ),
    "a column left out, and a callback's there": (
        "plot_history",
        makes(history_table=lambda n: n["history_table"].drop(columns="val_loss").assign(learning_rate=0.1)),
        ["table", "rows"],
    ),
    "an epoch left out": ("plot_history", makes(history_table=lambda n: n["history_table"][1:]), ["rows"]),
    "only the loss drawn": (
        "plot_history", makes(_drawn=lambda n: [curves(n["history_table"][["loss"]])]), ["curves", "legend"],
    ),
    "the raw image predicted": (
        "predict_one",
        makes(
            probabilities=lambda n: n["model"].predict(n["x_test"][:1] * 50, verbose=0)[0],
            predicted_label=lambda n: n["model"].predict(n["x_test"][:1] * 50, verbose=0)[0].argmax(),
        ),
        ["same"],
    ),
    "four curves and no legend": (
        "plot_history",
        makes(_drawn=lambda n: [curves(n["history_table"], legend=False)]),
        ["legend"],
    ),
    "NaN for an answer": (
        "predict_one",
        sets(probabilities=np.full(10, np.nan), predicted_label=0),
        ["ten", "same", "predicted"],
    ),
    "the smallest taken": (
        "predict_one", makes(predicted_label=lambda n: n["probabilities"].argmin()), ["predicted"],
    ),
    "the prediction taken for the truth": (
        "predict_one", makes(true_label=lambda n: (n["true_label"] + 3) % 10), ["true"],
    ),
    "all test images": (
        "predict_one", sets(probabilities=np.full((5, 10), 0.1)), ["ten", "same", "predicted"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("exercise", "change"), RIGHT.values(), ids=RIGHT)
def test_right_in_any_style(failing: Failing, exercise: str, change: Change) -> None:
    assert failing(exercise, change) == []


@pytest.mark.parametrize(("exercise", "change", "lost"), WRONG.values(), ids=WRONG)
def test_near_misses_lose_just_what_they_miss(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change) == lost
