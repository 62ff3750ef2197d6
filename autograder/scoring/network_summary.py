"""What a score sheet keeps of a student's network, for their page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.messages import Message

MISTAKES = 12


EPOCHS = 200


Series = tuple[float | None, ...]


@dataclass(frozen=True)
class Learning:
    """A value an epoch, None where it is no number; accuracies are fractions, losses in nats."""

    accuracy: Series
    val_accuracy: Series
    loss: Series
    val_loss: Series


@dataclass(frozen=True)
class Mistake:
    """A test image by its position, its label, and as what it was read, how surely (0 to 1)."""

    image: int
    label: int
    read_as: int
    probability: float


@dataclass(frozen=True)
class Misread:
    """How many of the test images of some data a network misread, and its surest mistakes of these.

    `unknown` says why nothing is known; the numbers are 0 then.
    """

    data_digest: str
    images: int = 0
    wrong: int = 0
    mistakes: tuple[Mistake, ...] = ()
    unknown: Message | None = None


@dataclass(frozen=True)
class NetworkSummary:
    learning: Learning | None
    misread: Misread


def from_json(data: Mapping[str, Any]) -> NetworkSummary:
    """A summary out of a score sheet. Raises KeyError or TypeError where it is none."""
    learning, misread = data["learning"], data["misread"]
    unknown, mistakes = misread["unknown"], misread["mistakes"]
    return NetworkSummary(
        Learning(**{name: tuple(values) for name, values in learning.items()}) if learning else None,
        Misread(
            misread["data_digest"],
            misread["images"],
            misread["wrong"],
            tuple(Mistake(**mistake) for mistake in mistakes),
            Message.from_json(unknown) if unknown else None,
        ),
    )
