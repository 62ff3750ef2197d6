"""A hidden kernel that a network learns: any ordinary training finds it, and what is no learning is told."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from reference.datasets import Dataset
from reference.pairs import hidden_kernel, pairs
from tests.assignments.convolution.conftest import Said

pytestmark = pytest.mark.trains

LAYER = "keras.layers.Conv2D(1, 3, use_bias=False)"
CELL = f"""
keras.utils.set_random_seed(1)
kernel_model = keras.Sequential([keras.Input((12, 12, 1)), {LAYER}])
kernel_model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mean_squared_error")
kernel_model.fit(pairs_in[..., None], pairs_out[..., None], epochs=8, verbose=0)
found_kernel = kernel_model.get_weights()[0][:, :, 0, 0]
"""


def _said(said: Said, digits: Dataset, code: str) -> dict[str, str]:
    made = pairs(digits)
    given: dict[str, Any] = {"keras": keras, "pairs_in": made.images, "pairs_out": made.maps}
    return said("learned_kernel", code, **given)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LAYER, LAYER),
        (LAYER, 'keras.layers.Conv2D(filters=1, kernel_size=(3, 3), use_bias=False, padding="valid")'),
        (LAYER, 'keras.layers.Conv2D(1, 3, use_bias=False, kernel_initializer="zeros", activation="linear")'),
        ("Adam(0.05)", "SGD(0.05)"),
        ('"mean_squared_error"', "keras.losses.MeanSquaredError()"),
        ('"mean_squared_error"', '"mse"'),
        ("[:, :, 0, 0]", ".squeeze().round(3)"),
        ("(12, 12, 1)", "(None, None, 1)"),
    ],
)  # fmt: skip
def test_any_ordinary_training_finds_it(said: Said, digits: Dataset, old: str, new: str) -> None:
    assert old in CELL
    assert _said(said, digits, CELL.replace(old, new)) == {}


@pytest.mark.parametrize(
    ("old", "new", "criterion", "words"),
    [
        (", use_bias=False", "", "network", "a tenth weight"),
        ("Conv2D(1, 3", "Conv2D(4, 3", "network", "4 filters"),
        ("3, use_bias", '3, activation="relu", use_bias', "network", "activation relu"),
        ("3, use_bias", '3, padding="same", use_bias', "network", "12 by 12"),
        ("Conv2D(1, 3", "Conv2D(1, 5", "network", "kernel_size=5 × 5"),
        (LAYER, f"{LAYER}, {LAYER}", "network", "made of"),
        ("Input((12, 12, 1))", "Input((13, 12, 1))", "network", "images of another size"),
        ("mean_squared_error", "mean_absolute_error", "loss", "mean_squared_error, which is 0"),
        ("epochs=8", "epochs=1", "learnt", "in the last of 1 epochs"),
        ("0.05", "0.0001", "learnt", "larger learning rate"),
        ("pairs_in[..., None], pairs_out[..., None]", "-pairs_in[..., None], pairs_out[..., None]",
         "learnt", "Were those the pairs"),
        ("kernel_model.fit(pairs_in[..., None], pairs_out[..., None], epochs=8, verbose=0)", "", "learnt",
         "has not been trained"),
        ("[:, :, 0, 0]", "", "found", "(3, 3, 1, 1)"),
        ("[:, :, 0, 0]", "[:, :, 0, 0].T", "found", "rows and columns exchanged"),
        ("[:, :, 0, 0]", "[::-1, ::-1, 0, 0]", "found", "turned by half a turn"),
        ("kernel_model.get_weights()[0][:, :, 0, 0]", "np.ones((3, 3))", "found", "not what `kernel_model`"),
    ],
)  # fmt: skip
def test_what_is_no_kernel_yet_is_told(
    said: Said, digits: Dataset, old: str, new: str, criterion: str, words: str
) -> None:
    assert old in CELL
    found = _said(said, digits, CELL.replace(old, new))
    assert words in found.get(criterion, ""), found


def test_no_message_tells_the_kernel(said: Said, digits: Dataset) -> None:
    found = _said(said, digits, CELL.replace("kernel_model.get_weights()[0][:, :, 0, 0]", "np.ones((3, 3))"))
    numbers = {f"{weight:g}" for weight in hidden_kernel(digits).ravel()} - {"0", "1", "2", "-1", "-2"}
    assert not any(number in " ".join(found.values()) for number in numbers)


def test_weights_of_another_kernel_are_off_by_far(digits: Dataset) -> None:
    """What is taken for the kernel lies nowhere near another one of the kind."""
    from assignments.convolution.checks.learned import NEAR

    distances = np.diff(np.unique(hidden_kernel(digits)))
    assert distances.min() / 20 > NEAR
