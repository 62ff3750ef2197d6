"""Loading, looking, normalising: right in any style holds; near misses lose just what they miss."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.scoring.rubrics import Rubrics
from reference.datasets import Dataset
from tests.assignments.fully_connected.namespaces import Change, Failing, draws, makes, sets

RIGHT = {
    "as given": ("normalise", sets()),
    "float32": ("normalise", sets(normalise=lambda x: x.astype("float32") / 255)),
    "float16": ("normalise", sets(normalise=lambda x: (x / 255).astype("float16"))),
    "a Rescaling layer": ("normalise", sets(normalise=lambda x: keras.layers.Rescaling(1 / 255)(x))),
    "labels as int64": ("load_data", makes(y_train=lambda n: n["y_train"].astype("int64"))),
    "label as a string index": ("show_sample", makes(label=lambda n: int(n["label"]))),
    "images as int32": ("load_data", makes(x_train=lambda n: n["x_train"].astype("int32"))),
}

WRONG = {
    "test and training set exchanged": (
        "load_data", makes(x_train=lambda n: n["x_test"]), ["images", "untouched"],
    ),
    "labels left out": ("load_data", sets(y_train=None), ["labels", "untouched"]),
    "images already divided": (
        "load_data", makes(x_train=lambda n: n["x_train"] / 255), ["images", "untouched"],
    ),
    "a list of lists": ("load_data", makes(x_test=lambda n: n["x_test"].tolist()), ["images", "untouched"]),
    "labels in a tuple": ("load_data", makes(y_test=lambda n: (*n["y_test"],)), ["labels", "untouched"]),
    "images reversed": ("load_data", makes(x_train=lambda n: n["x_train"][::-1]), ["untouched"]),
    "index out of range": ("show_sample", sets(index=10**6), ["index", "label", "same"]),
    "label of another image": ("show_sample", makes(label=lambda n: (n["label"] + 1) % 10), ["label"]),
    "another image drawn": (
        "show_sample", makes(index=lambda n: 6, label=lambda n: n["y_train"][6]), ["same"],
    ),
    "nothing drawn": ("show_sample", sets(_drawn=[]), ["figure", "colours", "same"]),
    "whole numbers": ("normalise", sets(normalise=lambda x: x // 255), ["floats", "values"]),
    "not divided": ("normalise", sets(normalise=lambda x: x * 1.0), ["range", "values"]),
    "divided by 256": ("normalise", sets(normalise=lambda x: x / 256), ["values"]),
    "each image by its maximum": (
        "normalise",
        sets(normalise=lambda x: x / np.maximum(x.max(axis=(1, 2), keepdims=True), 1) * 0.9),
        ["any", "values"],  # its axes are those of a batch of pictures, and any shape may come in
    ),
    "less the least of all": ("normalise", sets(normalise=lambda x: (x - x.min()) / 255), ["values"]),
    "beyond what uint8 holds": ("normalise", sets(normalise=lambda x: x * np.uint8(2) / 510.0), ["values"]),
    "by the maximum of all": ("normalise", sets(normalise=lambda x: x / x.max()), ["values"]),
    "pictures alone": (
        "normalise", sets(normalise=lambda x: x.reshape(-1, 28, 28) / 255), ["any"],
    ),
    "the test images left as they are": (
        "normalise", makes(x_test_norm=lambda n: n["x_test"]), ["kept"],
    ),
    "normalised twice": ("normalise", makes(x_train_norm=lambda n: n["x_train_norm"] / 255), ["kept"]),
    "in other colours": ("show_sample", draws(lambda n: n["x_train"][5], cmap="viridis"), ["colours"]),
    "the negative": ("show_sample", draws(lambda n: 255 - n["x_train"][5]), ["same"]),
    "centred around zero": ("normalise", sets(normalise=lambda x: x / 127.5 - 1), ["range", "values"]),
    "flattened": ("normalise", sets(normalise=lambda x: x.reshape(len(x), -1) / 255), ["shape", "values"]),
    "nothing returned": (
        "normalise",
        sets(normalise=lambda x: None),
        ["shape", "any", "floats", "range", "values", "input", "kept"],
    ),
    "NaN": (  # whatever came in: so its form shows nothing
        "normalise",
        sets(normalise=lambda x: x * np.nan),
        ["shape", "any", "floats", "range", "values", "input", "kept"],
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


@pytest.mark.parametrize("kind", ["uint8", "int32", "int64"])
def test_data_are_as_they_came_however_wide_their_numbers(
    failing: Failing, rubrics: Rubrics, digits: Dataset, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """As numbers of several bytes a set may be too large to be looked at, which makes no value another."""
    most = digits.test.images.nbytes
    checks = rubrics["load_data"].criteria[-1].judge.__globals__
    monkeypatch.setitem(checks, "CARRIED_BYTES", most)
    monkeypatch.setattr("autograder.inside.answering.CARRIED_BYTES", most)
    assert failing("load_data", makes(x_test=lambda n: n["x_test"].astype(kind))) == []
    assert failing("load_data", makes(x_test=lambda n: n["x_test"].astype(kind)[::-1])) == ["untouched"]
