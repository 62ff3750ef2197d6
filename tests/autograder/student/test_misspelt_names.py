from __future__ import annotations

import math
from typing import Any

import pytest

from autograder.student.misspelt_names import misspelt_name

KNOWN = ("train_accuracy", "test_accuracy", "model")


@pytest.mark.parametrize(
    ("missing", "namespace", "found"),
    [
        (["normalise"], {"normalize": 1}, ("normalise", "normalize")),
        (["model"], {"Modelo": 1}, ("model", "Modelo")),
        (["index", "label"], {"labels": 1}, ("label", "labels")),
        (["test_accuracy"], {"train_accuracy": 1}, None),  # it means something else
        (["model"], {"math": math, "_model": 1}, None),  # not the student's own
        (["open_"], {"open": open}, None),
        (["history"], {"x": 1, "zebra": 2}, None),
        ([], {"anything": 1}, None),
    ],
)
def test_a_name_that_looks_like_the_missing_one_is_found(
    missing: list[str], namespace: dict[str, Any], found: tuple[str, str] | None
) -> None:
    assert misspelt_name(missing, KNOWN, namespace) == found
