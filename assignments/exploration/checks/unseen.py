"""What the base network does with images that it never saw: exercise `unseen_images`."""

from __future__ import annotations

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
from autograder.networks.confusion import (
    digits_counted,
    miscounted,
    mistakes,
    mistakes_not_drawn,
    no_counts,
    not_misread,
)
from autograder.networks.misread import otherwise_sorted, unchanged
from autograder.networks.predictions import probabilities
from autograder.networks.preprocessing import RAW
from autograder.networks.trained import TrainedNetwork, trained_network
from reference.datasets import CLASSES, SIDE, Dataset

_MISTAKES = "worst_mistakes"
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


@unseen_images.criterion(
    "shape",
    say("`confusion` counts the test images, 10 by 10"),
    weight=1,
    shown_by=("confusion", digits_counted),
)
def _confusion_shape(answers: Answers, data: Dataset) -> Message | None:
    return no_counts(answers, data)


@unseen_images.criterion(
    "confusion", say("Each image stands in its row and column"), weight=2, needs=("shape",)
)
def _confusion(answers: Answers, data: Dataset) -> Message | None:
    return miscounted(answers, trained_network(answers, "base_model", data), data)


@unseen_images.criterion("mistakes", say("`worst_mistakes` are images that it misread"), weight=1)
def _mistakes(answers: Answers, data: Dataset) -> Message | None:
    base = trained_network(answers, "base_model", data)
    return not_misread(_MISTAKES, mistakes(answers, _MISTAKES, data), base, data)


@unseen_images.criterion(
    "worst", say("They are the worst, the surest mistake first"), weight=2, needs=("mistakes",)
)
def _worst(answers: Answers, data: Dataset) -> Message | None:
    base = trained_network(answers, "base_model", data)
    return otherwise_sorted(_MISTAKES, mistakes(answers, _MISTAKES, data), base, data)


@unseen_images.criterion("figure", say("They are shown"), weight=1, needs=("mistakes",))
def _shown(answers: Answers, data: Dataset) -> Message | None:
    return mistakes_not_drawn(answers, _MISTAKES, data)


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
