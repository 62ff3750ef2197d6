"""Page data of what a student's page shows of their own network, finished.

Accuracies and probabilities are fractions of 1, losses in nats; texts are sentences in the
reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.digit_pictures import Picture
from reports.page_data.parts import Interval, ReferenceLine


@dataclass(frozen=True)
class Measured:
    """The student's network, as it is called here; `about` says what the range is."""

    name: str
    accuracy: float
    interval: Interval
    about: str


@dataclass(frozen=True)
class Standing:
    """The student's network on the hidden images beside others; `words` says it in a sentence."""

    words: str
    own: Measured
    references: tuple[ReferenceLine, ...]
    images: int


@dataclass(frozen=True)
class Learning:
    """A value an epoch, None where it is no number; as the student's notebook says."""

    accuracy: tuple[float | None, ...]
    val_accuracy: tuple[float | None, ...]
    loss: tuple[float | None, ...]
    val_loss: tuple[float | None, ...]
    words: str


@dataclass(frozen=True)
class Mistake:
    """A test image that was misread, and how surely; `words` tells it all in a sentence."""

    picture: Picture
    label: int
    read_as: int
    probability: float
    words: str


@dataclass(frozen=True)
class StudentNetwork:
    """`words` says how many test images were misread, or why that is not known.

    `which` names the network where there are several; empty where it is the only one.
    """

    standing: Standing | None
    learning: Learning | None
    mistakes: tuple[Mistake, ...]
    words: str
    which: str = ""
