"""What the larger network takes for what: exercise `confusion`, and what counts as right."""

from __future__ import annotations

import numpy as np

from autograder.authoring import Answers, Figure, Images, Message, Model, Rubric, Value, say, whole_numbers
from autograder.networks.confusion import (
    counted,
    digits_counted,
    miscounted,
    mistakes,
    mistakes_not_drawn,
    no_counts,
    not_misread,
)
from autograder.networks.misread import otherwise_sorted
from autograder.networks.trained import TrainedNetwork, trained_network
from reference.datasets import CLASSES, Dataset

_NETWORK, _SUREST = "larger_model", "surest_mistakes"

confusion = Rubric(
    "confusion",
    Model(_NETWORK, (Images("test"),), ("normalise",), verify=True),
    *(Value(name) for name in ("confusion", "confused_pair", _SUREST)),
    Figure(),
    given=(_NETWORK,),
)
confusion.hints(
    say("Begin with a matrix of zeros, 10 by 10. For each test image one more at [true digit, digit read]; "
        "`np.add.at` does it for all of them at once."),
    say("To find the pair, put zeros on the diagonal of a copy and look where the largest number is left: "
        "`np.unravel_index(copy.argmax(), copy.shape)` gives its row and column."),
    say("Keep only the images that were misread, `np.flatnonzero(read != y_test)`, then sort those by how "
        "sure the network was, the surest first."),
)  # fmt: skip


def _network(answers: Answers, data: Dataset) -> TrainedNetwork:
    return trained_network(answers, _NETWORK, data)


@confusion.criterion(
    "shape",
    say("`confusion` counts the test images, 10 by 10"),
    weight=1,
    shown_by=("matrix", digits_counted),
)
def _shape(answers: Answers, data: Dataset) -> Message | None:
    return no_counts(answers, data)


@confusion.criterion("matrix", say("Each image stands in its row and column"), weight=2, needs=("shape",))
def _matrix(answers: Answers, data: Dataset) -> Message | None:
    return miscounted(answers, _network(answers, data), data)


@confusion.criterion("pair", say("`confused_pair` is the pair confused most often"), weight=2)
def _pair(answers: Answers, data: Dataset) -> Message | None:
    counts = counted(_network(answers, data).predicted, data)
    np.fill_diagonal(counts, 0)
    if not counts.any():
        return None  # without a mistake there is no pair to be found
    told = whole_numbers(answers, "confused_pair")
    if len(told) != 2 or not all(0 <= digit < CLASSES for digit in told):
        return say("`confused_pair` is {found}; two digits from 0 to 9 are wanted, the true one and the one "
                   "read.", found=", ".join(map(str, told)) or "-")  # fmt: skip
    true, read = told
    if true == read:
        return say("`confused_pair` is ({true}, {read}): an image of {true} that is read as {read} is no "
                   "mistake. Leave the diagonal out.", true=true, read=read)  # fmt: skip
    if counts[true, read] >= counts.max() - 1 and counts[true, read] > 0:  # an image may tip over
        return None
    if counts[read, true] == counts.max():
        return say("`confused_pair` is ({true}, {read}), the other way round: the true digit comes first, "
                   "then what it was read as.", true=true, read=read)  # fmt: skip
    return say("{true} was read as {read} {found} times, and some other pair was confused more often: look "
               "for the largest number off the diagonal.", true=true, read=read,
               found=int(counts[true, read]))  # fmt: skip


@confusion.criterion("mistakes", say("`surest_mistakes` are images that it misread"), weight=1)
def _mistakes(answers: Answers, data: Dataset) -> Message | None:
    return not_misread(_SUREST, mistakes(answers, _SUREST, data), _network(answers, data), data)


@confusion.criterion("surest", say("Of these it was surest, the surest first"), weight=2, needs=("mistakes",))
def _surest(answers: Answers, data: Dataset) -> Message | None:
    return otherwise_sorted(_SUREST, mistakes(answers, _SUREST, data), _network(answers, data), data)


@confusion.criterion("figure", say("They are drawn"), weight=1, needs=("mistakes",))
def _drawn(answers: Answers, data: Dataset) -> Message | None:
    return mistakes_not_drawn(answers, _SUREST, data)


RUBRICS = (confusion,)
