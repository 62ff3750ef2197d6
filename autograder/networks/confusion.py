"""A student's confusion matrix, and the mistakes that are picked from it, against a network's own answers.

The matrix is a variable `confusion`, rows for the true digits; the mistakes are positions of test images.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Message, say
from autograder.networks.misread import not_shown, tiles
from autograder.networks.pictures import on_each_other
from autograder.networks.predictions import Probabilities
from autograder.networks.preprocessing import RAW
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers, Unanswered
from reference.datasets import CLASSES, Dataset

_MATRIX = "confusion"
_WORST = 9


def digits_counted(answers: Answers, data: Dataset) -> bool:
    """Shows that images were counted: one way or the other, the sums are those of the true digits."""
    found = answers.array(_MATRIX).astype(float)
    wanted = np.bincount(data.test.labels, minlength=CLASSES)
    return found.ndim == 2 and any(np.array_equal(found.sum(axis=axis), wanted) for axis in (0, 1))


def no_counts(answers: Answers, data: Dataset) -> Message | None:
    """Why the matrix cannot count each test image once."""
    found = answers.array(_MATRIX).astype(float)
    if found.shape != (CLASSES, CLASSES):
        return say("`confusion` has shape {found}; ten true digits by ten predicted ones are (10, 10).",
                   found=str(found.shape))  # fmt: skip
    if not (found >= 0).all():
        return say("`confusion` holds {number:g}; it counts images, from 0 on.", number=float(found.min()))
    if not np.diagonal(found).any() and 0 < found.sum() < len(data.test):
        return say("The diagonal of `confusion`, where images stand that were read right, is 0 throughout. "
                   "Were they taken out after counting? They belong to it.")  # fmt: skip
    if np.isin(found, (0, 1)).all() and found.sum() < len(data.test):
        return say(
            "No number in `confusion` is above 1: `confusion[y_test, read] += 1` counts equal pairs "
            "just once. Use `np.add.at(confusion, (y_test, read), 1)`, or a loop over the images."
        )
    if not (np.equal(found, np.round(found)).all() and found.sum() == len(data.test)):
        return say("The numbers in `confusion` sum to {found:g}; there are {wanted} test images, and each "
                   "is to be counted, once.", found=float(found.sum()), wanted=len(data.test))  # fmt: skip
    return None


def miscounted(answers: Answers, network: TrainedNetwork, data: Dataset) -> Message | None:
    """Whether the matrix counts otherwise than the network reads."""
    found, wanted = answers.array(_MATRIX).astype(int), counted(network.predicted, data)
    if abs(found - wanted).sum() <= 2:  # an image between two digits may tip over
        return None
    if abs(found.T - wanted).sum() <= 2:
        return say("In `confusion` rows and columns are the other way round: a row is a true digit, a column "
                   "what the network read.")  # fmt: skip
    raw = network.facts.predictions.get((RAW, "test"))
    if raw is not None and network.feed != RAW and abs(found - counted(raw, data)).sum() <= 2:
        return say("`confusion` counts what `{network}` reads in the raw test images, from 0 to 255: give "
                   "it the normalised ones.", network=network.name)  # fmt: skip
    row = int(abs(found - wanted).sum(axis=1).argmax())
    return say("In `confusion` the row of the true digit {row} counts {right} right answers; on the "
               "normalised test images `{network}` has {wanted}. Other images, or another network, count "
               "otherwise.", row=row, right=int(found[row, row]), network=network.name,
               wanted=int(wanted[row, row]))  # fmt: skip


def counted(predicted: Probabilities, data: Dataset) -> NDArray[np.int64]:
    """A row for each true digit, a column for each that is read."""
    counts = np.zeros((CLASSES, CLASSES), int)
    np.add.at(counts, (data.test.labels.astype(int), predicted.argmax(axis=1)), 1)
    return counts


def mistakes(answers: Answers, name: str, data: Dataset) -> Sequence[int]:
    """The positions of test images in a list; Unanswered where it holds anything else."""
    found = answers.items(name)
    for item in found:
        whole = isinstance(item, int | float) and not isinstance(item, bool) and float(item).is_integer()
        if not whole or not 0 <= float(item) < len(data.test):  # type: ignore[arg-type]
            raise Unanswered(say("`{name}` holds {item}; positions of test images lie in 0..{last}.",
                                 name=name, item=str(item), last=len(data.test) - 1))  # fmt: skip
    return [int(item) for item in found]  # type: ignore[arg-type]


def not_misread(name: str, chosen: Sequence[int], network: TrainedNetwork, data: Dataset) -> Message | None:
    """Whether the positions are too few, or name images that the network reads right."""
    wanted = min(_WORST, int((network.predicted.argmax(axis=1) != data.test.labels).sum()))
    read_right = [i for i in chosen if network.predicted[i].argmax() == data.test.labels[i]]
    if len(chosen) != wanted and read_right:
        return say("`{name}` names {right} images that `{network}` reads right, normalised. Choose "
                   "the misread ones first, then sort them.", name=name, right=len(read_right),
                   network=network.name)  # fmt: skip
    if len(chosen) != wanted or len(set(chosen)) != wanted:
        return say("`{name}` names {found} different images; {wanted} are wanted.", name=name,
                   found=len(set(chosen)), wanted=wanted)  # fmt: skip
    if read_right:
        return say("The test image at position {index} is no mistake: given that image, normalised, "
                   "`{network}` reads it right. Positions are those in the whole test set.",
                   index=read_right[0], network=network.name)  # fmt: skip
    return None


def mistakes_not_drawn(answers: Answers, name: str, data: Dataset) -> Message | None:
    """Whether the images at these positions were drawn, each on axes of its own."""
    pictures = [tile for picture in answers.drawn_images() for tile in tiles(picture)]
    absent = not_shown(pictures, mistakes(answers, name, data), data.test)
    if absent and not not_shown(pictures, absent, data.train):
        return say("{count} images were drawn, and among them the training images at {absent}. Take them "
                   "from `x_test`: the positions in `{name}` are of test images.", count=len(pictures),
                   absent=", ".join(map(str, absent)), name=name)  # fmt: skip
    if absent and not pictures:
        return say("Not drawn yet: the test images at {absent}. `plt.imshow` draws one.",
                   absent=", ".join(map(str, absent)))  # fmt: skip
    if absent:
        return say("{count} images were drawn; not among them are the test images at {absent}: positions in "
                   "`{name}` are those in `x_test`.", count=len(pictures),
                   absent=", ".join(map(str, absent)), name=name)  # fmt: skip
    return on_each_other(answers)
