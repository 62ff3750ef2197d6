"""Answers that nothing honest gives are known before a check sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.evidence.asks import Images, Model
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.schema import counted, malformed

PANEL: dict[str, Any] = {"legend": ["a"], "texts": [], "title": "", "x_label": "", "y_label": ""}
LINE: dict[str, Any] = {"panel": 0, "label": "a", "y": [1.0]}
HONEST: list[dict[str, Any]] = [
    {"status": "missing"},
    {"status": "raised", "error": "ValueError"},
    {"status": "answered", "type": "int", "value": 3, "shape": [], "dtype": "int64", "sha256": "0"},
    {"status": "answered", "type": "History", "columns": {"loss": [1.0, float("nan")]}},
    {"status": "answered", "type": "DataFrame", "columns": ["loss"]},
    {"status": "answered", "figures": [{"images": 0, "lines": [LINE], "panels": [PANEL], "legend": []}]},
]

SIZES = {"test": 360, "hidden": 360}


def test_honest_answers_are_well_formed() -> None:
    assert malformed(HONEST, {"0.value": np.zeros(3), "4.predictions.raw.test": np.zeros((1, 10))}) == ""


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "answered"},
        {"status": "done", "type": "int"},
        {"status": "answered", "type": ["int"]},
        {"status": "answered", "type": "int", "value": 10**400},
        {"status": "answered", "type": "int", "value": {"template": "x", "values": {}}},
        {"status": "answered", "type": "int", "shape": [1], "dtype": "i4,(2,3)f8", "sha256": ""},
        {"status": "answered", "type": "int", "shape": [1]},
        {"status": "answered", "type": "H", "columns": {"loss": "abc"}},
        {"status": "answered", "type": "M", "is_model": True},
        {"status": "answered", "figures": [3]},
        {"status": "answered", "figures": [{"lines": [LINE], "panels": [PANEL]}]},
        {"status": "answered", "figures": [{"lines": [LINE], "panels": [PANEL], "legend": [3]}]},
        {"status": "answered", "figures": [{"lines": [{"y": [1.0]}], "panels": [PANEL], "legend": []}]},
        {"status": "answered", "figures": [{"lines": [], "panels": [PANEL | {"title": 3}], "legend": []}]},
    ],
)
def test_odd_answers_are_not(facts: dict[str, Any]) -> None:
    assert malformed([facts], {})


@pytest.mark.parametrize("name", ["0.weights.x", "0.predictions.a.b.c", "0.../../x", "value", "0.fed."])
def test_arrays_of_odd_names_are_not(name: str) -> None:
    assert malformed([], {name: np.zeros(1)})


def test_predictions_of_another_number_than_asked_do_not_count() -> None:
    """Three lucky guesses would else pass for a network that reads."""
    ask = Model("model", (Images("test", 8), Images("hidden")))
    arrays = {
        "0.predictions.raw.test": np.zeros((8, 10)),
        "0.predictions.raw.hidden": np.zeros((3, 10)),
        "0.weights.0": np.zeros(3),
    }
    kept = counted(
        Evidence("train", RunStatus.COMPLETED, ({},), arrays), (ask,), {"test": 360, "hidden": 360}
    )
    assert set(kept.arrays) == {"0.predictions.raw.test", "0.weights.0"}
