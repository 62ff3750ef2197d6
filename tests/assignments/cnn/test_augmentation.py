"""Layers that move images: by how much, to which side, and what comes where the image was."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from assignments.cnn.checks.augmentation import moved_otherwise
from autograder.messages import Message
from autograder.scoring.answers import Answers
from reference.training import prepare_process
from tests.autograder.kernel_answers import answered
from tests.autograder.one_network import ASK

SIDES = (-0.1, 0.1)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    prepare_process()


def _told(kind: str, *given: Any, **options: Any) -> Message | None:
    layer = getattr(keras.layers, kind)(*given, **options)
    ends = (keras.layers.Flatten(), keras.layers.Dense(10))
    network = keras.Sequential([keras.Input((28, 28, 1)), layer, *ends])
    facts = Answers((ASK,), answered((ASK,), {"model": network})).model("model")
    return moved_otherwise("net", facts.layers)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("RandomTranslation", (0.1, 0.1)),
        ("RandomTranslation", (SIDES, SIDES)),
        ("RandomRotation", (0.04,)),
        ("RandomRotation", ((-0.04, 0.04),)),
        ("RandomShear", (0.1, 0.1)),
    ],
)
def test_a_number_goes_to_both_sides(kind: str, given: tuple[Any, ...]) -> None:
    assert _told(kind, *given, fill_mode="constant") is None
    assert _told(kind, *given, fill_mode="constant", fill_value=0) is None


@pytest.mark.parametrize(
    ("kind", "given", "options", "said"),
    [
        ("RandomTranslation", ((0, 0.1), (0, 0.1)), {}, "draws height_factor from 0 to 0.1"),
        ("RandomTranslation", (0.1, (0.1, 0.1)), {}, "draws width_factor from 0.1 to 0.1"),
        ("RandomRotation", ((0, 0.04),), {}, "which is from -0.04 to 0.04: to both sides"),
        ("RandomShear", ((0, 0.1), 0.1), {}, "draws x_factor from 0 to 0.1"),
        ("RandomRotation", (0.4,), {}, "is made with factor = 0.4; the sheet says 0.04"),
        ("RandomRotation", (0.04,), {"fill_mode": "nearest"}, 'fill_mode "nearest", where the sheet says'),
        ("RandomShear", (0.1, 0.1), {"fill_mode": "reflect"}, 'fill_mode "reflect"'),
        ("RandomTranslation", (0.1, 0.1), {"fill_value": 1.0}, "fill_value = 1.0, where 0 is the background"),
        ("RandomFlip", ("vertical",), {"fill_mode": None}, 'made with "vertical"'),
    ],
)
def test_what_moves_images_otherwise_is_told(
    kind: str, given: tuple[Any, ...], options: dict[str, Any], said: str
) -> None:
    filled = {"fill_mode": "constant"} | options
    assert said in str(_told(kind, *given, **{n: v for n, v in filled.items() if v is not None}))
