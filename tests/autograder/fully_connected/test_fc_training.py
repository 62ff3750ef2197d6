"""Training and evaluating: right in any style holds; near misses lose just what they miss."""

from __future__ import annotations

import pytest

from tests.autograder.fully_connected.namespaces import Change, Failing, dense, makes, models, network, sets

RIGHT = {
    "rounded to three decimals": (
        "evaluate",
        makes(
            train_accuracy=lambda n: round(n["train_accuracy"], 3),
            test_loss=lambda n: round(n["test_loss"], 3),
        ),
    ),
    "history as a dictionary": ("train", makes(history=lambda n: n["history"].history)),
    "trained": ("train", sets()),
    "evaluated": ("evaluate", sets()),
}

WRONG = {
    "built anew after training": (
        "train", models(lambda: network(*dense(8, 10))), ["learnt", "source", "generalises"],
    ),
    "history not kept": ("train", sets(history=None), ["history", "validation", "learnt", "source"]),
    "a first loss that is made up": (
        "train",
        lambda n: n.update(model=network(*dense(8, 10)), history={"loss": [99.0], "val_loss": [99.0]}),
        ["learnt", "source", "generalises"],
    ),
    "no validation": (
        "train", makes(history=lambda n: {"loss": n["history"].history["loss"]}), ["validation"],
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
