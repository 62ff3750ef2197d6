"""Loading and looking: exercises 1 and 2, and what counts as right."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    CARRIED_BYTES,
    Answers,
    Figure,
    Message,
    Rubric,
    Unanswered,
    Value,
    say,
    whole_number,
)
from autograder.networks.pictures import GREYS, colour_maps, shows
from reference.datasets import SIDE, Dataset

_FEW, _GRID = 4, 25  # images drawn where one is asked for: as good as it, and with it among them

load_data = Rubric(
    "load_data", *(Value(name) for name in ("x_train", "y_train", "x_test", "y_test")), dictated=True
)
load_data.hints(
    say("`load_data()` returns two pairs. See what you have: `pair = load_data()`, and then `len(pair)` and "
        "`len(pair[0])`."),
    say("Pairs can be unpacked on the left of the equals sign, with brackets that mirror what comes back: "
        "first the training pair, then the test pair."),
    say("In each pair the images come first. `x_train.shape` has three numbers then, `y_train.shape` one."),
)  # fmt: skip


def _some_are_the_data(answers: Answers, data: Dataset) -> bool:
    """Shows that something was loaded: an array with the values of the data, in whatever order."""
    public = data.public()
    return any(_holds(answers, name, wanted) for name, wanted in public.items())


def _holds(answers: Answers, name: str, wanted: NDArray[np.uint8]) -> bool:
    try:
        return bool(np.array_equal(np.sort(answers.array(name), axis=None), np.sort(wanted, axis=None)))
    except Unanswered:  # such as a set too large to be carried
        return False


@load_data.criterion(
    "images",
    say("Two sets of images, 28 by 28 pixels each"),
    weight=3,
    shown_by=("untouched", _some_are_the_data),
)
def _images(answers: Answers, data: Dataset) -> Message | None:
    for name, split in (("x_train", data.train), ("x_test", data.test)):
        wrong = _wrong_array(answers, name, split.images)
        if wrong:
            return wrong
    return None


@load_data.criterion(
    "labels", say("One label for each image"), weight=3, shown_by=("untouched", _some_are_the_data)
)
def _labels(answers: Answers, data: Dataset) -> Message | None:
    for name, split in (("y_train", data.train), ("y_test", data.test)):
        wrong = _wrong_array(answers, name, split.labels)
        if wrong:
            return wrong
    return None


@load_data.criterion("untouched", say("The data are as they came"), weight=2, needs=("images", "labels"))
def _as_they_came(answers: Answers, data: Dataset) -> Message | None:
    for name, wanted in data.public().items():
        if not _same_values(answers, name, wanted) and _holds(answers, name, wanted):
            return say("`{name}` holds the values of the data set in another order, so that images and "
                       "labels no longer go together. Leave the order that `load_data()` gives.",
                       name=name)  # fmt: skip
        if not _same_values(answers, name, wanted):
            return say("`{name}` does not hold what `load_data()` returns for it: leave its values, its two "
                       "parts and their order as they are.", name=name)  # fmt: skip
    return None


def _same_values(answers: Answers, name: str, wanted: NDArray[np.uint8]) -> bool:
    facts = answers.value(name)
    if wanted.size * np.dtype(facts.dtype).itemsize > CARRIED_BYTES:  # as they are held, such as int64
        return bool(facts.sha256 == hashlib.sha256(wanted.tobytes()).hexdigest())
    return bool(np.array_equal(answers.array(name), wanted))


def _wrong_array(answers: Answers, name: str, wanted: NDArray[np.uint8]) -> Message | None:
    facts = answers.value(name)
    if facts.shape is None or facts.items is not None:  # a list of lists can be made an array, and is none
        return say("`{name}` is a {type}, not an array of numbers.", name=name, type=facts.type)
    if facts.shape != wanted.shape:
        return say("`{name}` has shape {found}; {wanted} was expected.", name=name,
                   found=str(facts.shape), wanted=str(wanted.shape))  # fmt: skip
    if np.dtype(facts.dtype).kind not in "ui":
        return say("`{name}` holds {found}; the data come as whole numbers (uint8). Leave out what changes "
                   "their type or scale: normalising is the third step.", name=name,
                   found=facts.dtype)  # fmt: skip
    return None


show_sample = Rubric("show_sample", Value("index"), Value("label"), Figure())
show_sample.hints(
    say("Choose a whole number for `index`, and use that one name for both: to take the label and to take "
        "the image."),
    say("The label of an image stands in `y_train` at the same position as the image in `x_train`."),
    say("`plt.imshow` wants one image, of shape (28, 28). Draw it in the cell of this exercise, so that it "
        "is clear which figure is meant."),
)  # fmt: skip


@show_sample.criterion("index", say("`index` names a training image"), weight=2, shown_by=("label", "same"))
def _index(answers: Answers, data: Dataset) -> Message | None:
    index = whole_number(answers, "index")
    if not 0 <= index < len(data.train):
        return say("`index` is {index}; it must lie in 0..{last}.", index=index, last=len(data.train) - 1)
    return None


@show_sample.criterion(
    "label", say("`label` is that image's label"), weight=3, needs=("index",), after=("load_data",)
)
def _label(answers: Answers, data: Dataset) -> Message | None:
    label, index = whole_number(answers, "label"), whole_number(answers, "index")
    if label != data.train.labels[index]:
        return say("`label` is {label}, but that is not the label at position {index} of `y_train`.",
                   label=label, index=index)  # fmt: skip
    return None


def _of_the_data(answers: Answers, data: Dataset) -> bool:
    """Whether an image was chosen and drawn: one of the training images, and not all that there are."""
    drawn = answers.drawn_images()
    known = (data.train.images.reshape(-1, *p.shape) == p for p in drawn if p.shape == (SIDE, SIDE))
    return len(drawn) <= _FEW and any(bool(same.all(axis=(1, 2)).any()) for same in known)


@show_sample.criterion("figure", say("An image is drawn"), weight=2, shown_by=("same", "label", _of_the_data))
def _figure(answers: Answers, data: Dataset) -> Message | None:
    if answers.drawn_images():
        return None
    if answers.evidence.error:
        return say("No image was drawn, because your cell stopped before that: mend what stops it first.")
    return say("No image was drawn in this exercise: `plt.imshow` draws one.")


@show_sample.criterion(
    "colours",
    say("It is drawn in shades of grey"),
    weight=1,
    needs=("figure",),
    shown_by=("same", "label", _of_the_data),
)
def _colours(answers: Answers, data: Dataset) -> Message | None:
    found = colour_maps(answers)
    if not found or not GREYS.isdisjoint(found):
        return None
    return say("The image is drawn with the colour map {found}; the sheet asks for gray, in which 0 is black "
               "and 255 white: `cmap=\"gray\"`.", found=", ".join(sorted(found)))  # fmt: skip


@show_sample.criterion(
    "same",
    say("The image drawn is the one at `index`"),
    weight=2,
    needs=("index", "figure"),
    after=("load_data",),
)
def _same_image(answers: Answers, data: Dataset) -> Message | None:
    wanted, drawn = data.train.images[whole_number(answers, "index")], answers.drawn_images()
    unclear = len(drawn) > _FEW and _label(answers, data) is not None  # nothing says which is meant
    if len(drawn) > _GRID or unclear:
        return say("{drawn} images were drawn: draw the one at `index`, so that it is clear which is meant.",
                   drawn=max(len(drawn), sum(f.images for f in answers.figures())))  # fmt: skip
    if any(shows(picture, wanted) for picture in drawn):
        return None
    if any(shows(picture.T, wanted) for picture in drawn if picture.ndim == 2):
        return say("The image at position {index} was drawn with rows and columns exchanged: draw it as "
                   "it was loaded.", index=whole_number(answers, "index"))  # fmt: skip
    if any(shows(picture, wanted, negative=True) for picture in drawn):
        return say("The image at position {index} was drawn with dark and bright exchanged: draw its values "
                   "as they were loaded.", index=whole_number(answers, "index"))  # fmt: skip
    return say("An image was drawn, but not the one at position {index} of `x_train`.",
               index=whole_number(answers, "index"))  # fmt: skip


RUBRICS = (load_data, show_sample)
