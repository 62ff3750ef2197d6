"""How long and how often a network was trained, by what was counted."""

from __future__ import annotations

import pytest

from autograder.messages import Message
from autograder.networks.budget import (
    Budget,
    began_trained,
    began_trained_on_raw,
    other_images,
    trained_before,
)


def _told(message: Message | None) -> str:
    return message.render(str) if message else ""


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (Budget(5, 34, 170), ""),
        (Budget(5, 34, 340), "corrected 340 times"),
        (Budget(5, 34, 204), "corrected 204 times"),
        (Budget(5, 34, 34), ""),  # another training's history: told elsewhere
        (Budget(5, None, 340), ""),
        (Budget(5, 34, None), ""),
    ],
)
def test_a_second_training_is_seen(budget: Budget, said: str) -> None:
    assert said in _told(trained_before("model", budget))
    assert bool(said) is bool(trained_before("model", budget))


def test_what_trains_in_a_sheet_is_named() -> None:
    twice = Budget(5, 34, 340)
    assert _told(trained_before("model", twice)).endswith("compile it again, and call `train` once.")
    assert _told(trained_before("model", twice, "fit")).endswith("compile it again, and call `fit` once.")


@pytest.mark.parametrize(
    ("losses", "trained"),
    [
        ([1.84, 1.01], False),  # 64 units in batches of 64, digits
        ([0.27, 0.129], False),  # 64 units in batches of 16, MNIST
        ([0.159, 0.133], True),
        ([0.0399, 0.0242], True),  # 512 units, MNIST's first 10,000
        ([2.31, 2.3], False),  # it learns nothing
        ([0.2], False),
        ([], False),
        ([float("nan"), float("nan")], False),
    ],
)
def test_a_first_epoch_that_is_no_beginning(losses: list[float], trained: bool) -> None:
    assert bool(began_trained("model", {"loss": losses})) is trained


@pytest.mark.parametrize(
    ("steps", "smallest", "largest", "odd"),
    [
        (34, 16, 64, False), (68, 16, 64, False), (17, 16, 64, False), (69, 16, 64, True), (15, 16, 64, True),
        (16, 16, 64, False), (33, 32, 32, False),  # a last part may be left out
        (34, 32, 32, False), (45, 32, 32, True), (None, 32, 32, False),
    ],
)  # fmt: skip
def test_batches_that_the_training_images_do_not_make(
    steps: int | None, smallest: int, largest: int, odd: bool
) -> None:
    told = other_images("model", Budget(5, steps, None), 1077, smallest, largest)
    assert bool(told) is odd
    assert (f"had {steps} batches" in _told(told)) is odd


@pytest.mark.parametrize(
    ("losses", "right", "trained"),
    [
        ([9.28, 4.73], 0.964, True),  # weights of 60,000 normalised images, on raw ones
        ([11.5, 10.0], 0.934, True),  # the least right, of few images in large batches
        ([7.5, 4.4], 0.968, True),
        ([1.7, 0.43], 0.794, False),  # from the start, on 60,000
        ([16.2, 4.0], 0.801, False),
        ([13.3, 2.1], 0.725, False),
        ([2.3, 2.3], 0.11, False),  # guesses
        ([0.3, 0.28], 0.95, False),  # not sure of itself, as nothing is that learnt from small pixels
        ([9.28], 0.964, False),  # one epoch tells too little
    ],
)
def test_weights_that_learnt_from_normalised_images_show_on_raw_ones(
    losses: list[float], right: float, trained: bool
) -> None:
    history = {"loss": losses, "accuracy": [right] * len(losses)}
    assert bool(began_trained_on_raw("raw_model", history)) is trained
    assert began_trained_on_raw("raw_model", {"loss": losses}) is None
