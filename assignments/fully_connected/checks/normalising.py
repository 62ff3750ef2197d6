"""Normalising: exercise 3, and what counts as right."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import Answers, Call, Images, Message, Rubric, Unanswered, Value, pale, say
from reference.datasets import Dataset

_SAMPLE = Images("hidden", 64)
_PALE = Call("normalise", (Images("hidden", 8, pale=True),))
_FLAT = Call("normalise", (Images("hidden", 8, flat=True),))

_FEW = 8
_FAR = 0.1  # what begins at 0 again is further off than what is divided by another number
#: What the two lines below the function keep, beside what it gives for the same images.
_KEPT = {
    f"x_{split}_norm": (
        Value(f"x_{split}_norm", spread=_FEW),
        Call("normalise", (Images(split, _FEW, spread=True),)),
    )
    for split in ("train", "test")
}

_ASKS = (Call("normalise", (_SAMPLE,)), _PALE, _FLAT, *(ask for pair in _KEPT.values() for ask in pair))

normalise = Rubric("normalise", *_ASKS, given=("x_train_norm", "x_test_norm"))  # the sheet's own lines
normalise.hints(
    say("NumPy works on whole arrays: one operation rescales all pixels at once, without any loop."),
    say("Which number turns 255 into 1.0, 0 into 0.0 and 51 into 0.2? It is the same for every image, so it "
        "does not have to be looked for in the image."),
    say("An operation like `images / 2` makes a new array of floats; `images /= 2` or `images //= 2` does "
        "something else. And a function hands nothing back without `return`."),
)  # fmt: skip


def _made_of_the_pixels(answers: Answers, data: Dataset) -> bool:
    """Shows that the pixels were worked on: brighter ones stay brighter, and they are not as they came."""
    result, _ = answers.called("normalise")
    pixels = data.hidden.images[: _SAMPLE.count]
    if result.size != pixels.size or (result.dtype == pixels.dtype and np.array_equal(result, pixels)):
        return False
    before, after = pixels.reshape(len(pixels), -1), result.reshape(len(pixels), -1)
    return _rises(before, after) or _rises(before.T, after.T) or _is_a_rule(pixels.ravel(), result.ravel())


def _is_a_rule(before: NDArray[np.uint8], after: NDArray[Any]) -> bool:
    """Whether each brightness becomes a number of its own, as where larger numbers begin at 0 again."""
    of_each = [np.unique(after[before == pixel]) for pixel in np.unique(before)]
    return all(len(found) == 1 for found in of_each) and len(np.unique(after)) > len(of_each) // 4


def _rises(before: NDArray[np.uint8], after: NDArray[Any]) -> bool:
    """Whether in each row what is larger before is no smaller after, and somewhere larger."""
    order = np.argsort(before, axis=1, kind="stable")
    brighter = np.diff(np.take_along_axis(before, order, 1)) > 0
    steps = np.diff(np.take_along_axis(after.astype(float), order, 1))[brighter]
    return bool((steps >= 0).all() and (steps > 0).any())


_WORK = ("values", _made_of_the_pixels)


@normalise.criterion("shape", say("The result has the shape of the input"), weight=1, shown_by=_WORK)
def _shape(answers: Answers, data: Dataset) -> Message | None:
    result, _ = answers.called("normalise")
    wanted = data.hidden.images[: _SAMPLE.count].shape
    if result.shape == wanted:
        return None
    if result.shape[1:] == wanted[1:] and len(result) in (len(data.train), len(data.test)):
        return say("For {images} images your function returns {found}, as many as `x_train` or `x_test` has: "
                   "does its body use `images`, or another name?", images=wanted[0],
                   found=len(result))  # fmt: skip
    return say("For an input of shape {wanted} your function returns shape {found}: keep the shape.",
               wanted=str(wanted), found=str(result.shape))  # fmt: skip


@normalise.criterion("any", say("Images of any shape may come in"), weight=1, shown_by=_WORK)
def _of_another_shape(answers: Answers, data: Dataset) -> Message | None:
    """Whether it holds for images of any shape, such as rows of pixels."""
    wanted = data.hidden.images[:8].reshape(8, -1).shape
    try:
        result = answers.returned(_FLAT)
    except Unanswered as lacking:
        return say("Given an array of shape {wanted}, one row of pixels for each image: {told} Images of any "
                   "shape may come in.", wanted=str(wanted), told=lacking.message)  # fmt: skip
    if result.shape != wanted:
        return say("For an input of shape {wanted}, one row of pixels for each image, your function returns "
                   "shape {found}: keep the shape, whichever comes in.", wanted=str(wanted),
                   found=str(result.shape))  # fmt: skip
    return None


@normalise.criterion("floats", say("It holds floating-point numbers"), weight=2, shown_by=_WORK)
def _floats(answers: Answers, data: Dataset) -> Message | None:
    result, _ = answers.called("normalise")
    if result.dtype.kind != "f":
        return say("Your function returns {dtype}; between 0 and 1 only floating-point numbers fit. "
                   "What does dividing by 255.0 give?", dtype=str(result.dtype))  # fmt: skip
    return None


@normalise.criterion("range", say("All values lie between 0 and 1"), weight=3, shown_by=_WORK)
def _range(answers: Answers, data: Dataset) -> Message | None:
    result, _ = answers.called("normalise")
    if not result.size:
        return say("Your function returns an array without any pixels.")
    low, high = float(result.min()), float(result.max())
    if not (low >= 0 and high <= 1):  # so that NaN fails too
        if low < 0 and high <= 1:
            return say("Your values run from {low:g} to {high:g}; they should run from 0 to 1. What does "
                       "your function do with a pixel of 0, which should stay 0?", low=low,
                       high=high)  # fmt: skip
        return say("Your values run from {low:g} to {high:g}; they should run from 0 to 1. Which number "
                   "is the largest that a pixel can have?", low=low, high=high)  # fmt: skip
    return None


@normalise.criterion(
    "values", say("Every pixel keeps its share of the scale"), weight=3, needs=("shape", "range")
)
def _values(answers: Answers, data: Dataset) -> Message | None:
    result, _ = answers.called("normalise")
    wanted = data.hidden.images[: _SAMPLE.count] / 255.0
    off = np.abs(result.astype(float) - wanted)
    if not off.max() <= 1e-3:  # float16 is precise enough; NaN is not
        where = int(off.argmax())
        if factor := _same_factor(result, wanted):
            return say("A pixel of 255 becomes {found:.4g}, where it is to be 1, and all others are off by "
                       "the same factor. Which number do you divide by?", found=factor)  # fmt: skip
        if off.max() > _FAR and (over := _ran_over(wanted[off > 1e-3], wanted[off <= 1e-3])):
            return say("A pixel of {pixel} becomes {found:.4g}, and in proportion it would be {share:.4g}; "
                       "those up to {most} come out right. In uint8, what passes 255 begins at 0 again: turn "
                       "the images into floating point before you calculate.",
                       pixel=int(np.rint(wanted.ravel()[where] * 255)), found=float(result.ravel()[where]),
                       share=float(wanted.ravel()[where]), most=over)  # fmt: skip
        return say("A pixel of {pixel} becomes {found:.4g}, and in proportion it would be {share:.4g}: one "
                   "scale for all images is wanted, on which 0 stays 0 and 255 becomes 1, and nothing is "
                   "rounded.", pixel=int(np.rint(wanted.ravel()[where] * 255)),
                   found=float(result.ravel()[where]), share=float(wanted.ravel()[where]))  # fmt: skip
    return _of_pale_images(answers, data)


def _same_factor(result: NDArray[Any], wanted: NDArray[Any]) -> float | None:
    """What all numbers are multiplied by that lie on the scale but for that."""
    factor = float(result.ravel()[wanted.argmax()] / wanted.max())
    same = 0 < factor <= 1 and np.allclose(result.astype(float), factor * wanted, rtol=1e-3, atol=1e-6)
    return factor if same else None


def _ran_over(wrong: NDArray[Any], right: NDArray[Any]) -> int | None:
    """The brightest pixel of those that are right, where all that are wrong are brighter."""
    if not right.size or not right.max() < wrong.min() or not right.any():
        return None
    return int(np.rint(right.max() * 255))


def _of_pale_images(answers: Answers, data: Dataset) -> Message | None:
    """Whether the scale is the same where no pixel is bright, and none is black."""
    pixels, result = pale(data.hidden.images[:8]), answers.returned(_PALE).astype(float)
    brightest = int(pixels.max())
    if result.shape != pixels.shape:
        return None  # told under "shape"
    found = float(result[pixels == brightest].max())
    if abs(found - brightest / 255.0) <= 1e-3:
        return None
    if abs(found - 1) <= 1e-3:
        return say("Of pale images, whose brightest pixel is {pixel}, that pixel becomes {found:.4g}: your "
                   "function stretches whatever it is given to the whole scale. The scale is the same for "
                   "all images, however bright.", pixel=brightest, found=found)  # fmt: skip
    return say("Of pale images, whose pixels lie between {darkest} and {brightest}, the brightest becomes "
               "{found:.4g}; on the scale on which 255 becomes 1 it is another number, whatever else is in "
               "the array.", darkest=int(pixels.min()), brightest=brightest, found=found)  # fmt: skip


@normalise.criterion("input", say("The input is left as it was"), weight=2, shown_by=_WORK)
def _input(answers: Answers, data: Dataset) -> Message | None:
    result, left = answers.called("normalise")
    if result.size and not np.array_equal(left, data.hidden.images[: _SAMPLE.count]):
        return say("Your function changes the array that it is given: return a new one instead of "
                   "writing into the old.")  # fmt: skip
    return None


@normalise.criterion(
    "kept", say("`x_train_norm` and `x_test_norm` are what it gives"), weight=2, shown_by=_WORK
)
def _kept(answers: Answers, data: Dataset) -> Message | None:
    """Not told of a function that gives other numbers in other company: it is told under "values"."""
    if _of_pale_images(answers, data):
        return None
    for name, (kept, called) in _KEPT.items():
        found, wanted = answers.some(kept).astype(float), answers.returned(called)
        if wanted.shape[:1] != found.shape[:1]:
            continue  # told under "shape": the function looks at other images than it is given
        if found.shape != wanted.shape or not np.allclose(found, wanted, atol=1e-6, equal_nan=True):
            return say("`{name}` is not what `normalise` gives for `{raw}`: it holds values from "
                       "{low:g} to {high:g}. Leave the two lines below the function as they were, and "
                       "give these names nothing else further down.", name=name,
                       raw=name.removesuffix("_norm"), low=float(found.min(initial=np.inf)),
                       high=float(found.max(initial=-np.inf)))  # fmt: skip
    return None


RUBRICS = (normalise,)
