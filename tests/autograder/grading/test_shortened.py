"""What `explain` prints of an array: all of a small one, shape and range of a large one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.grading.shortened import shortened

IMAGE = [[0.0] * 28 for _ in range(28)]
SPOT = [[0.0] * 27 + [0.5] for _ in range(28)]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([IMAGE, IMAGE], "2 × 28 × 28 numbers, each 0"),
        ([IMAGE, SPOT], "2 × 28 × 28 numbers from 0 to 0.5"),
        ({"inputs": [{"given": IMAGE, "dtype": "float32"}, {"given": 1}]},
         {"inputs": [{"given": "28 × 28 numbers, each 0", "dtype": "float32"}, {"given": 1}]}),
        ([float("nan")] * 100, "100 numbers, none of them finite"),
        ([1.0] * 99 + [float("inf")], "100 numbers from 1 to 1"),
        (list(range(60)), list(range(60))),
        ([[1, 2], [3]], [[1, 2], [3]]),
        ([[1] * 99, [1] * 98], ["99 numbers, each 1", "98 numbers, each 1"]),
        ([10**400, 1], [10**400, 1]),
        (["a"] * 99, ["a"] * 99),
        ({"units": None, "items": [None] * 99}, {"units": None, "items": [None] * 99}),
    ],
)  # fmt: skip
def test_what_a_person_cannot_read_is_told_by_shape_and_range(value: Any, told: Any) -> None:
    assert json.loads(shortened(value, str)) == told
