"""What the base network does with images that it never saw: exercise `unseen_images`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    Answers,
    Call,
    Figure,
    Images,
    Message,
    Model,
    Rubric,
    Unanswered,
    Value,
    Variable,
    say,
)
from autograder.networks.misread import not_shown, otherwise_sorted, tiles, unchanged
from autograder.networks.pictures import on_each_other
from autograder.networks.predictions import probabilities
from autograder.networks.preprocessing import RAW
from autograder.networks.trained import TrainedNetwork, trained_network
from reference.datasets import CLASSES, SIDE, Dataset

_WORST = 9
_READ = 500  # so many that raw and normalised pixels are told apart by what is read in them
_OWN = 2

_OWN_READ = Call("read_digits", (Variable("own_images"),))

unseen_images = Rubric(
    "unseen_images",
    Model("base_model", (Images("test"), Images("hidden")), ("normalise",), verify=True),
    *(Value(name) for name in ("confusion", "worst_mistakes", "own_images", "own_digits")),
    Call("read_digits", (Images("hidden", _READ),)),
    Figure(),
    _OWN_READ,
    given=("base_model",),
)
unseen_images.hints(
    say("Predict all test images at once and keep the array of shape (N, 10): its `argmax` along axis 1 "
        "gives the digits, its `max` along axis 1 how sure the network is."),
    say("A confusion matrix counts pairs: for each test image, one more at [true digit, predicted digit]. "
        "What should all its numbers sum to, and what does its diagonal count?"),
    say("Keep only the images that were misread, `np.flatnonzero(predicted != y_test)`, then sort those by "
        "how sure the network was, the surest first."),
)  # fmt: skip


def _digits_counted(answers: Answers, data: Dataset) -> bool:
    """Shows that images were counted: one way or the other, the sums are those of the true digits."""
    found = answers.array("confusion").astype(float)
    wanted = np.bincount(data.test.labels, minlength=CLASSES)
    return found.ndim == 2 and any(np.array_equal(found.sum(axis=axis), wanted) for axis in (0, 1))


@unseen_images.criterion(
    "shape",
    say("`confusion` counts the test images, 10 by 10"),
    weight=1,
    shown_by=("confusion", _digits_counted),
)
def _confusion_shape(answers: Answers, data: Dataset) -> Message | None:
    found = answers.array("confusion").astype(float)
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


@unseen_images.criterion(
    "confusion", say("Each image stands in its row and column"), weight=2, needs=("shape",)
)
def _confusion(answers: Answers, data: Dataset) -> Message | None:
    base, found = trained_network(answers, "base_model", data), answers.array("confusion").astype(int)
    wanted = _counted(base.predicted, data)
    if abs(found - wanted).sum() <= 2:  # an image between two digits may tip over
        return None
    if abs(found.T - wanted).sum() <= 2:
        return say("In `confusion` rows and columns are the other way round: a row is a true digit, a column "
                   "what the network read.")  # fmt: skip
    raw = base.facts.predictions.get((RAW, "test"))
    if raw is not None and base.feed != RAW and abs(found - _counted(raw, data)).sum() <= 2:
        return say("`confusion` counts what `base_model` reads in the raw test images, from 0 to 255: give "
                   "it the normalised ones.")  # fmt: skip
    row = int(abs(found - wanted).sum(axis=1).argmax())
    return say("In `confusion` the row of the true digit {row} counts {right} right answers; on the "
               "normalised test images `base_model` has {wanted}. Other images, or another network, count "
               "otherwise.", row=row, right=int(found[row, row]), wanted=int(wanted[row, row]))  # fmt: skip


def _counted(predicted: NDArray[np.float32], data: Dataset) -> NDArray[np.int64]:
    """A row for each true digit, a column for each that is read."""
    counts = np.zeros((CLASSES, CLASSES), int)
    np.add.at(counts, (data.test.labels.astype(int), predicted.argmax(axis=1)), 1)
    return counts


@unseen_images.criterion("mistakes", say("`worst_mistakes` are images that it misread"), weight=1)
def _mistakes(answers: Answers, data: Dataset) -> Message | None:
    base, chosen = trained_network(answers, "base_model", data), _chosen(answers, data)
    wanted = min(_WORST, int((base.predicted.argmax(axis=1) != data.test.labels).sum()))
    read_right = [i for i in chosen if base.predicted[i].argmax() == data.test.labels[i]]
    if len(chosen) != wanted and read_right:
        return say("`worst_mistakes` names {right} images that `base_model` reads right, normalised. Choose "
                   "the misread ones first, then sort them.", right=len(read_right))  # fmt: skip
    if len(chosen) != wanted or len(set(chosen)) != wanted:
        return say("`worst_mistakes` names {found} different images; {wanted} are wanted.",
                   found=len(set(chosen)), wanted=wanted)  # fmt: skip
    if read_right:
        return say("The test image at position {index} is no mistake: given that image, normalised, "
                   "`base_model` reads it right. Positions are those in the whole test set.",
                   index=read_right[0])  # fmt: skip
    return None


@unseen_images.criterion(
    "worst", say("They are the worst, the surest mistake first"), weight=2, needs=("mistakes",)
)
def _worst(answers: Answers, data: Dataset) -> Message | None:
    base, chosen = trained_network(answers, "base_model", data), _chosen(answers, data)
    return otherwise_sorted("worst_mistakes", chosen, base, data)


def _chosen(answers: Answers, data: Dataset) -> Sequence[int]:
    """The positions in `worst_mistakes`."""
    found = answers.items("worst_mistakes")
    for item in found:
        whole = isinstance(item, int | float) and not isinstance(item, bool) and float(item).is_integer()
        if not whole or not 0 <= float(item) < len(data.test):  # type: ignore[arg-type]
            raise Unanswered(say("`worst_mistakes` holds {item}; positions of test images lie in 0..{last}.",
                                 item=str(item), last=len(data.test) - 1))  # fmt: skip
    return [int(item) for item in found]  # type: ignore[arg-type]


@unseen_images.criterion("figure", say("They are shown"), weight=1, needs=("mistakes",))
def _shown(answers: Answers, data: Dataset) -> Message | None:
    pictures = [tile for picture in answers.drawn_images() for tile in tiles(picture)]
    absent = not_shown(pictures, _chosen(answers, data), data.test)
    if absent and not not_shown(pictures, absent, data.train):
        return say("{count} images were drawn, and among them the training images at {absent}. Take them "
                   "from `x_test`: the positions in `worst_mistakes` are of test images.",
                   count=len(pictures), absent=", ".join(map(str, absent)))  # fmt: skip
    if absent and not pictures:
        return say("Not drawn yet: the test images at {absent}. `plt.imshow` draws one.",
                   absent=", ".join(map(str, absent)))  # fmt: skip
    if absent:
        return say("{count} images were drawn; not among them are the test images at {absent}: positions in "
                   "`worst_mistakes` are those in `x_test`.", count=len(pictures),
                   absent=", ".join(map(str, absent)))  # fmt: skip
    return on_each_other(answers)


@unseen_images.criterion("function", say("`read_digits` reads images that it never saw"), weight=2)
def _function(answers: Answers, data: Dataset) -> Message | None:
    result, _ = answers.called("read_digits")
    base = trained_network(answers, "base_model", data)
    wanted = probabilities(base.facts, base.feed, "hidden")[:_READ].argmax(axis=1)
    if result.shape != wanted.shape:
        return say("For {images} images `read_digits` returns shape {found}; one digit for each image is "
                   "wanted, shape ({images},).", images=len(wanted), found=str(result.shape))  # fmt: skip
    agreeing = int((result == wanted).sum())
    if agreeing == len(wanted):
        return None
    return _read_raw(result, base, agreeing) or (
        _read_otherwise(result, wanted, agreeing) if agreeing < len(wanted) - 1 else None
    )


def _read_raw(result: NDArray[np.int64], base: TrainedNetwork, agreeing: int) -> Message | None:
    raw = base.facts.predictions.get((RAW, "hidden"))
    if raw is None or base.feed == RAW or not np.array_equal(raw[:_READ].argmax(axis=1), result):
        return None
    return say("`read_digits` gives what `base_model` reads in images that are not normalised, for "
               "{agreeing} of {images} the same as in normalised ones. Raw images come in: normalise them in "
               "the function.", agreeing=agreeing, images=len(result))  # fmt: skip


def _read_otherwise(result: NDArray[np.int64], wanted: NDArray[np.int64], agreeing: int) -> Message:
    told = result.astype(float)
    if fractions := told[np.isfinite(told) & (told % 1 != 0)].tolist():
        return say("`read_digits` returns numbers with decimals, such as {value:.3g}: they look like "
                   "probabilities. Return the position of the largest, with `argmax`.",
                   value=fractions[0])  # fmt: skip
    return say("For {others} of {images} new images `read_digits` answers something other than `base_model` "
               "does. Does it divide by 255 just once, and ask `base_model`?",
               others=len(wanted) - agreeing, images=len(wanted))  # fmt: skip


@unseen_images.criterion(
    "own", say("Images of your own are read too"), weight=2, shown_by=("function", "confusion")
)
def _own(answers: Answers, data: Dataset) -> Message | None:
    images = answers.array("own_images")
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or not len(images):
        return say("`own_images` has shape {found}; k images are (k, 28, 28).", found=str(images.shape))
    if images.dtype != np.uint8:
        return say("`own_images` holds {found}; images are uint8, from 0 to 255.", found=str(images.dtype))
    if len(images) < _OWN:
        return say("`own_images` holds a single image; two or more are wanted.")
    if known := unchanged("own_images", images, data):
        return known
    digits = answers.array("own_digits")
    if digits.ndim == 1 and len(digits) != len(images):
        return say("`own_digits` holds {digits} digits, `own_images` {images} images. Call `read_digits` "
                   "once all images are there.", digits=len(digits), images=len(images))  # fmt: skip
    if digits.shape != (len(images),):
        return say("`own_digits` has shape {found}; one digit from 0 to 9 for each of {images} images is "
                   "wanted.", found=str(digits.shape), images=len(images))  # fmt: skip
    if others := digits[~np.isin(digits, range(CLASSES))].tolist():
        return say("`own_digits` holds {value:.3g}; one digit from 0 to 9 for each image is wanted. Keep "
                   "what `read_digits` returns, once that holds.", value=float(others[0]))  # fmt: skip
    return _not_as_read(answers, digits, data)


def _not_as_read(answers: Answers, digits: NDArray[np.int64], data: Dataset) -> Message | None:
    """Whether the digits are others than the function reads, such as those that were meant."""
    try:
        read = answers.returned(_OWN_READ)
    except Unanswered as lacking:
        return None if _misread(answers, data) else lacking.message
    if read.shape != digits.shape or not np.isin(read, range(CLASSES)).all() or (read == digits).all():
        return None  # what is wrong with the function is told where it is judged
    place = int(np.flatnonzero(read != digits)[0])
    return say("In `own_digits` the image at position {place} is a {told}; `read_digits` reads a {read} in "
               "it. What is asked for is what your network reads, right or wrong.", place=place,
               told=int(digits[place]), read=int(read[place]))  # fmt: skip


def _misread(answers: Answers, data: Dataset) -> bool:
    """Whether the function fails on other images too, where that is judged."""
    try:
        return _function(answers, data) is not None
    except Unanswered:
        return True


RUBRICS = (unseen_images,)
