"""Columns of accuracies by digit that are not those of their network: which numbers they are instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Message, say
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Unanswered
from autograder.scoring.numbers import is_percentage
from reference.datasets import CLASSES, Dataset

_ROUNDING = 5.1e-4  # accuracies may be told with three decimals

#: A number for each digit, 0 to 9; NaN where there is none.
ByDigit = NDArray[np.float64]
Digits = NDArray[np.integer]


def share(right: ByDigit, of: ByDigit) -> ByDigit:
    """One by the other, NaN where there is nothing to divide by."""
    found: ByDigit = np.divide(right, of, out=np.full(CLASSES, np.nan), where=of > 0)
    return found


@dataclass(frozen=True, eq=False)
class Read:
    """What was read in test images, beside their labels, both (N,)."""

    digits: Digits
    labels: Digits

    @property
    def images(self) -> ByDigit:
        """How many there are of each digit."""
        return _counted(self.labels)

    @property
    def right(self) -> ByDigit:
        """How many of these are read as what they are."""
        return _counted(self.labels[self.digits == self.labels])

    @property
    def accuracies(self) -> ByDigit:
        """The accuracy on the images of each digit, a fraction."""
        return share(self.right, self.images)

    @property
    def precisions(self) -> ByDigit:
        """Of the images that are read as each digit, the share that is one."""
        return share(self.right, _counted(self.digits[self.digits < CLASSES]))

    @property
    def one_or_not(self) -> ByDigit:
        """How often it is told rightly whether an image is of that digit, over all images."""
        right = [np.mean((self.digits == digit) == (self.labels == digit)) for digit in range(CLASSES)]
        return np.array(right)


def _counted(digits: Digits) -> ByDigit:
    return np.bincount(digits, minlength=CLASSES).astype(float)


def read_by(network: TrainedNetwork, data: Dataset) -> Read:
    """What a network reads in the test images that it was asked about."""
    digits = network.predicted.argmax(axis=1)
    return Read(digits, data.test.labels[: len(digits)].astype(int))


def others(told: ByDigit, wanted: ByDigit, images: ByDigit) -> list[int]:
    """The digits of which another number is told, to three decimals; none where that is one tipped image.

    One for all ten: a network that computes a little otherwise elsewhere reads that one otherwise, and
    numbers of another kind differ at more than one digit.
    """
    apart = np.where(np.isnan(wanted), 0.0, np.abs(told - wanted))
    off = np.flatnonzero(~(apart <= _ROUNDING)).tolist()
    tipped = len(off) == 1 and apart[off[0]] <= 1.5 / images[off[0]]
    return [] if tipped else off


def told_by_digit(
    name: str, column: str, told: ByDigit, networks: Mapping[str, TrainedNetwork], data: Dataset
) -> Message | None:
    """Said of a column that does not hold the accuracies of the network of that key; None where it does."""
    read = read_by(networks[column], data)
    wrong = others(told, read.accuracies, read.images)
    if not wrong:
        return None
    cell = _Cell(name, column, wrong[0], float(told[wrong[0]]), read)
    return (
        cell.no_fraction(told)
        or _of_all_images(name, column, told, networks[column])
        or _of_another(name, column, told, networks, data)
        or next((said for numbers, said in cell.kinds() if not others(told, numbers, read.images)), None)
        or _in_another_order(name, column, told, read)
        or _on_other_pixels(cell, told, networks[column])
        or cell.rounded(told)
        or cell.not_known()
    )


def _of_all_images(name: str, column: str, told: ByDigit, network: TrainedNetwork) -> Message | None:
    if not (np.abs(told - network.accuracy) <= _ROUNDING).all():
        return None
    return say("The column {column} of `{name}` says {told:.4f} of every digit: that is the accuracy on all "
               "test images. Of each digit, take the images whose label it is.", column=column, name=name,
               told=network.accuracy)  # fmt: skip


def _of_another(
    name: str, column: str, told: ByDigit, networks: Mapping[str, TrainedNetwork], data: Dataset
) -> Message | None:
    for other in networks:
        try:
            read = read_by(networks[other], data)
        except Unanswered:  # it is broken, which is told elsewhere
            continue
        if other != column and not others(told, read.accuracies, read.images):
            return say("The column {column} of `{name}` holds what {other} reaches. Does each column get the "
                       "numbers of its own network?", column=column, name=name, other=other)  # fmt: skip
    return None


def _in_another_order(name: str, column: str, told: ByDigit, read: Read) -> Message | None:
    if (
        np.isnan(read.accuracies).any()
        or not (np.abs(np.sort(told) - np.sort(read.accuracies)) <= _ROUNDING).all()
    ):
        return None
    return say("The column {column} of `{name}` has these ten numbers in another order than that of the "
               "digits. Is each in the row of its own digit?", column=column, name=name)  # fmt: skip


def _on_other_pixels(cell: _Cell, told: ByDigit, network: TrainedNetwork) -> Message | None:
    for (feed, split), predicted in network.facts.predictions.items():
        if split != "test" or feed == network.feed or predicted.ndim != 2:
            continue
        read = Read(predicted.argmax(axis=1), cell.read.labels[: len(predicted)])
        if not others(told, read.accuracies, read.images):
            return cell.of_other_pixels()
    return None


@dataclass(frozen=True, eq=False)
class _Cell:
    """The first wrong number of a column, in the row of a digit, and what was read."""

    name: str
    column: str
    digit: int
    told: float
    read: Read

    @property
    def measured(self) -> float:
        return float(self.read.accuracies[self.digit])

    def no_fraction(self, told: ByDigit) -> Message | None:
        if is_percentage(self.told, self.measured):
            return say("`{name}` says {told:g} as {column} of {digit}, a percentage; accuracy is "
                       "a fraction between 0 and 1, and {share:.2%} is `{share:g}`.", name=self.name,
                       told=self.told, column=self.column, digit=self.digit,
                       share=self.told / 100)  # fmt: skip
        if (told == self.read.right).all() and self.told > 1:
            return say("`{name}` says {told:g} as {column} of {digit}: so many of its images are "
                       "read rightly. Divide by how many images of that digit there are.", name=self.name,
                       told=self.told, column=self.column, digit=self.digit)  # fmt: skip
        if not 0 <= self.told <= 1:
            return say("`{name}` says {told:g} as {column} of {digit}; accuracy is a fraction "
                       "between 0 and 1.", name=self.name, told=self.told, column=self.column,
                       digit=self.digit)  # fmt: skip
        return None

    def kinds(self) -> Iterator[tuple[ByDigit, Message]]:
        """Other numbers that may be taken for accuracies by digit, and what is said of them."""
        cell = {"name": self.name, "told": self.told, "column": self.column, "digit": self.digit}
        images, all_images = int(self.read.images[self.digit]), len(self.read.labels)
        yield self.read.precisions, say(
            "`{name}` says {told:.4f} as {column} of {digit}: of the images that are read as "
            "{digit}, that share shows it. Take those whose label is {digit}, and see how many of them are "
            "read as it.", **cell
        )  # fmt: skip
        yield self.read.right / all_images, say(
            "`{name}` says {told:.4f} as {column} of {digit}: that divides by all {all_images} "
            "test images. Divide by the {images} images of that digit.", **cell, images=images,
            all_images=all_images,
        )  # fmt: skip
        yield self.read.one_or_not, say(
            "`{name}` says {told:.4f} as {column} of {digit}: over all images, so often it is "
            "told rightly whether one shows {digit}. Take the images of that digit alone.", **cell
        )  # fmt: skip
        yield 1 - self.read.accuracies, say(
            "`{name}` says {told:.4f} as {column} of {digit}: that is the share of its images "
            "that are misread. Accuracy is the share of those that are read rightly.", **cell
        )  # fmt: skip

    def of_other_pixels(self) -> Message:
        return say("`{name}` says {told:.4f} as {column} of {digit}: that is what the network "
                   "reaches on images prepared otherwise than those that it learnt from. Predict test images "
                   "that are prepared as in training.", name=self.name, told=self.told, column=self.column,
                   digit=self.digit)  # fmt: skip

    def rounded(self, told: ByDigit) -> Message | None:
        if not any(_is_rounded(told, self.read.accuracies, decimals) for decimals in (2, 1)):
            return None
        return say("`{name}` says {told:g} as {column} of {digit}, and {measured:.4f} was "
                   "measured: it seems rounded. Keep the numbers as they are, and round only in `print`.",
                   name=self.name, told=self.told, column=self.column, digit=self.digit,
                   measured=self.measured)  # fmt: skip

    def not_known(self) -> Message:
        return say("`{name}` says {told:.4f} as {column} of {digit}; on the {images} test images "
                   "of that digit this network reaches {measured:.4f}. It may be of other images, or of an "
                   "earlier training: measure at the end of the cell.", name=self.name, told=self.told,
                   column=self.column, digit=self.digit, images=int(self.read.images[self.digit]),
                   measured=self.measured)  # fmt: skip


def _is_rounded(told: ByDigit, measured: ByDigit, decimals: int) -> bool:
    near = np.isnan(measured) | (np.abs(told - measured) <= 0.5 / 10**decimals + 1e-9)
    return bool(near.all() and np.allclose(told, np.round(told, decimals), rtol=0, atol=1e-9))
