"""How long and how often a network was trained, by what was counted."""

from __future__ import annotations

import pytest

from autograder.messages import Message
from autograder.networks.budget import Budget, began_trained, other_images, trained_before


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
