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
    if not (np.equal(found, np.round(found)).all() and found.sum() == len(data.test)):
        return say("The numbers in `confusion` sum to {found:g}; there are {wanted} test images, and each is "
                   "counted once.", found=float(found.sum()), wanted=len(data.test))  # fmt: skip
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
    if len(chosen) != wanted or len(set(chosen)) != wanted:
        return say("`worst_mistakes` names {found} different images; {wanted} are wanted.",
                   found=len(set(chosen)), wanted=wanted)  # fmt: skip
    for index in chosen:
        if base.predicted[index].argmax() == data.test.labels[index]:
            return say("The test image at position {index} is no mistake: given that image, normalised, "
                       "`base_model` reads it right. Positions are those in the whole test set.",
                       index=index)  # fmt: skip
    return None


@unseen_images.criterion(
    "worst", say("They are the worst, the surest mistake first"), weight=2, needs=("mistakes",)
)
def _worst(answers: Answers, data: Dataset) -> Message | None:
    base, chosen = trained_network(answers, "base_model", data), _chosen(answers, data)
    sure = base.predicted.max(axis=1)
    wrong = np.sort(sure[base.predicted.argmax(axis=1) != data.test.labels])[::-1]
    if len(chosen) > 1 and np.abs(sure[list(chosen)][::-1] - wrong[: len(chosen)]).max() <= 1e-3:
        return say("These are the worst, but the surest mistake stands last: it belongs first.")
    for place, index in enumerate(chosen):
        if abs(sure[index] - wrong[place]) > 1e-3:
            return say("Number {place} of `worst_mistakes` was read wrongly with a probability of "
                       "{found:.3f}; in the right order {wanted:.3f} would stand there. Sort by how sure the "
                       "network was.",
                       place=place + 1, found=float(sure[index]), wanted=float(wrong[place]))  # fmt: skip
    return None


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
    pictures = [tile for picture in answers.drawn_images() for tile in _tiles(picture)]
    absent = [i for i in _chosen(answers, data) if not any(_shows(t, data.test.images[i]) for t in pictures)]
    if absent:
        return say("Not drawn yet: the test images at {absent}. `plt.imshow` draws one.",
                   absent=", ".join(map(str, absent)))  # fmt: skip
    if any(figure.images > len(figure.panels) for figure in answers.figures()):
        return say("Several images lie on the same axes, one over the other, so that only the last is seen: "
                   "give each axes of its own, as `plt.subplot` makes them.")  # fmt: skip
    return None


def _tiles(picture: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The images in a picture that is one, or a mosaic of them."""
    picture = picture[..., 0] if picture.ndim == 3 else picture
    if picture.ndim != 2 or picture.shape[0] % SIDE or picture.shape[1] % SIDE:
        return []
    down, across = picture.shape[0] // SIDE, picture.shape[1] // SIDE
    tiles = picture.reshape(down, SIDE, across, SIDE).swapaxes(1, 2)
    return list(tiles.reshape(down * across, SIDE, SIDE))


def _shows(tile: NDArray[np.float64], wanted: NDArray[np.uint8]) -> bool:
    drawn, meant = tile.ravel().astype(float), wanted.ravel().astype(float)
    if drawn.std() == 0 or meant.std() == 0:
        return bool(drawn.std() == meant.std())
    return bool(abs(np.corrcoef(drawn, meant)[0, 1]) > 0.999)


@unseen_images.criterion("function", say("`read_digits` reads images that it never saw"), weight=2)
def _function(answers: Answers, data: Dataset) -> Message | None:
    result, _ = answers.called("read_digits")
    base = trained_network(answers, "base_model", data)
    wanted = probabilities(base.facts, base.feed, "hidden")[:_READ].argmax(axis=1)
    if result.shape != wanted.shape:
        return say("For {images} images `read_digits` returns shape {found}; one digit for each image is "
                   "wanted, shape ({images},).", images=len(wanted), found=str(result.shape))  # fmt: skip
    agreeing = int((result == wanted).sum())
    if agreeing < len(wanted) - 1:
        return _read_otherwise(result, wanted, base, agreeing)
    return None


def _read_otherwise(
    result: NDArray[np.int64], wanted: NDArray[np.int64], base: TrainedNetwork, agreeing: int
) -> Message:
    raw = base.facts.predictions.get((RAW, "hidden"))
    if raw is not None and base.feed != RAW and np.array_equal(raw[:_READ].argmax(axis=1), result):
        return say("`read_digits` gives what `base_model` reads in images that are not normalised, for "
                   "{agreeing} of {images} the same as in normalised ones. Raw images come in: normalise "
                   "them in the function.", agreeing=agreeing, images=len(wanted))  # fmt: skip
    return say("For {agreeing} of {images} images that it never saw, `read_digits` gives what `base_model` "
               "reads in them, normalised. Does the function normalise what comes in, once, and ask "
               "`base_model`?", agreeing=agreeing, images=len(wanted))  # fmt: skip


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
    if any(_is_known(image, data) for image in images):
        return say("One of `own_images` is blank or comes unchanged from the data: draw or change it.")
    digits = answers.array("own_digits")
    if digits.shape != (len(images),) or not np.isin(digits, range(CLASSES)).all():
        return say("`own_digits` has shape {found}; one digit from 0 to 9 for each of {images} images is "
                   "wanted.", found=str(digits.shape), images=len(images))  # fmt: skip
    return _not_as_read(answers, digits)


def _not_as_read(answers: Answers, digits: NDArray[np.int64]) -> Message | None:
    """Whether the digits are others than the function reads, such as those that were meant."""
    try:
        read = answers.returned(_OWN_READ)
    except Unanswered:
        return None
    if read.shape != digits.shape or not np.isin(read, range(CLASSES)).all() or (read == digits).all():
        return None  # what is wrong with the function is told where it is judged
    place = int(np.flatnonzero(read != digits)[0])
    return say("In `own_digits` the image at position {place} is a {told}; `read_digits` reads a {read} in "
               "it. What is asked for is what your network reads, right or wrong.", place=place,
               told=int(digits[place]), read=int(read[place]))  # fmt: skip


def _is_known(image: NDArray[np.uint8], data: Dataset) -> bool:
    """Whether an image is blank, or one of the data."""
    if image.min() == image.max():
        return True
    return any(bool((split.images == image).all(axis=(1, 2)).any()) for split in (data.train, data.test))


RUBRICS = (unseen_images,)
