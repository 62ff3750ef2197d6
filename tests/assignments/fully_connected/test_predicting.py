"""Drawing and predicting: right in any style holds; near misses lose just what they miss."""

from __future__ import annotations

import numpy as np
import pytest

from tests.assignments.fully_connected.namespaces import Change, Failing, curves, makes, sets

RIGHT = {
    "curves in per cent and rounded": (
        "plot_history",
        makes(_drawn=lambda n: [curves((n["history_table"] * [100, 1, 100, 1]).round(2))]),
    ),
    "drawn": ("plot_history", sets()),
}

WRONG = {
    "still in its batch": (
        "predict_one", makes(probabilities=lambda n: n["probabilities"][None]), ["same"],
    ),
    "a list, not a table": ("plot_history", sets(history_table=[1.0, 2.0]), ["table", "rows"]),
    "a column left out": (
        "plot_history", makes(history_table=lambda n: n["history_table"][["loss"]]), ["table", "rows"],
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
