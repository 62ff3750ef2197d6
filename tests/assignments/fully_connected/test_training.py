"""Training and evaluating: right in any style holds; near misses lose just what they miss."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from tests.assignments.fully_connected.namespaces import (
    Change,
    Failing,
    Namespace,
    dense,
    makes,
    models,
    network,
    sets,
)


def _fitted(
    x_train: str, x_test: str, epochs: int = 5, split: float = 0.0, times: int = 1, **options: Any
) -> Change:
    """Another training, on images `normalised` or `raw`; with `split` validated on a part of them."""

    def change(namespace: Namespace) -> None:
        keras.utils.set_random_seed(2)
        model, scale = network(*dense(64, 10)), {"normalised": 255.0, "raw": 1.0}
        train = namespace["x_train"] / scale[x_train], namespace["y_train"]
        validation = None if split else (namespace["x_test"] / scale[x_test], namespace["y_test"])
        for _ in range(times):
            history = model.fit(
                *train,
                epochs=epochs,
                validation_data=validation,
                validation_split=split,
                verbose=0,
                **options,
            )
        namespace.update(model=model, history=history)

    return change


RIGHT = {
    "normalised all the way, for long": ("train", _fitted("normalised", "normalised", 20)),
    "in batches of 64": ("train", _fitted("normalised", "normalised", batch_size=64)),
    "in batches of 16": ("train", _fitted("normalised", "normalised", batch_size=16)),
    "rounded to three decimals": (
        "evaluate",
        makes(
            train_accuracy=lambda n: round(n["train_accuracy"], 3),
            test_loss=lambda n: round(n["test_loss"], 3),
        ),
    ),
    "trained": ("train", sets()),
    "evaluated": ("evaluate", sets()),
}

WRONG = {
    "built anew after training": (
        "train",
        models(lambda: network(*dense(8, 10))),
        ["learnt", "source", "generalises"],
    ),
    "history not kept": (
        "train", sets(history=None), ["history", "asked", "validation", "alike", "learnt", "source"],
    ),
    "a first loss that is made up": (
        "train",
        lambda n: n.update(
            model=network(*dense(8, 10)), history={"loss": [99.0, 98.0], "val_loss": [99.0, 98.0]}
        ),
        ["history", "asked", "validation", "alike", "learnt", "source", "generalises"],
    ),
    "raw all the way": ("train", _fitted("raw", "raw"), ["alike"]),
    "validated on a part": (
        "train", _fitted("normalised", "normalised", split=0.2), ["validation", "alike"],
    ),
    "history as a dictionary": ("train", makes(history=lambda n: n["history"].history), ["asked"]),
    "two epochs": ("train", _fitted("normalised", "normalised", 2), ["asked"]),
    "21 epochs": ("train", _fitted("normalised", "normalised", 21), ["asked"]),
    "twice": ("train", _fitted("normalised", "normalised", times=2), ["asked"]),
    "in batches of 128": ("train", _fitted("normalised", "normalised", batch_size=128), ["asked"]),
    "raw training images, normalised validation images": (
        "train", _fitted("raw", "normalised"), ["alike"],
    ),
    "the same for long": ("train", _fitted("raw", "normalised", 20), ["alike"]),
    "normalised training images, raw validation images": (
        "train", _fitted("normalised", "raw"), ["alike"],
    ),
    "no validation": (
        "train", makes(history=lambda n: {"loss": n["history"].history["loss"]}),
        ["asked", "validation", "alike"],
    ),
    "loss and accuracy exchanged": (
        "evaluate",
        makes(test_loss=lambda n: n["test_accuracy"], test_accuracy=lambda n: n["test_loss"] + 1),
        ["fractions", "test"],
    ),
    "train and test exchanged": (
        "evaluate",
        makes(test_loss=lambda n: n["train_loss"], test_accuracy=lambda n: n["train_accuracy"]),
        ["test"],
    ),
    "in per cent": (
        "evaluate", makes(test_accuracy=lambda n: n["test_accuracy"] * 100), ["fractions", "test"],
    ),
    "made up": ("evaluate", sets(test_accuracy=0.5), ["test"]),
}  # fmt: skip


@pytest.mark.parametrize(("exercise", "change"), RIGHT.values(), ids=RIGHT)
def test_right_in_any_style(failing: Failing, exercise: str, change: Change) -> None:
    assert failing(exercise, change) == []


@pytest.mark.parametrize(("exercise", "change", "lost"), WRONG.values(), ids=WRONG)
def test_near_misses_lose_just_what_they_miss(
    failing: Failing, exercise: str, change: Change, lost: list[str]
) -> None:
    assert failing(exercise, change) == lost
