"""A kernel over a whole image: exercise 2, and what counts as right."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.authoring import (
    Answers,
    Call,
    Drawn,
    Given,
    Message,
    Oracle,
    Rubric,
    Slip,
    changed,
    not_refused,
    say,
)
from reference.convolution import convolve as right
from reference.convolution import pad
from reference.datasets import Dataset

_BINARY = (1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0)
_CROSS = (1, 0, 1), (0, 1, 0), (1, 0, 1)
_EXAMPLE = Call("convolve", (Given(_BINARY, "int64"), Given(_CROSS, "int64")))
_KERNEL = Drawn((2, 3), "int64", -4, 4, salt=21)
_FOUR = Drawn((2, 2), "int64", -4, 4, salt=34)
_SMALL = Call("convolve", (Drawn((3, 5), "int64", 0, 9, salt=20), _KERNEL))
_WIDE = Call("convolve", (Drawn((9, 6), salt=22), Drawn((2, 4), salt=23)))
_WHOLE = Call("convolve", (Drawn((3, 4), salt=24), Drawn((3, 4), salt=25)))
_SINGLE = tuple(
    Call("convolve", (Drawn(image, "int64", 1, 9, salt=36), Drawn((1, 1), "int64", 2, 9, salt=37)))
    for image in ((2, 3), (1, 1))
)
_STRIDE = tuple(
    Call("convolve", (Drawn((4, 5), "int64", 0, 9, salt=26), _FOUR), (("stride", Given(stride)),))
    for stride in (2, 3, 40)
)
_BRIGHT = (
    Call("convolve", (Drawn((3, 4), "uint8", 180, 255, salt=27), Drawn((2, 2), "int64", 1, 4, salt=28))),
    Call("convolve", (Drawn((3, 4), "uint8", 180, 255, salt=27), Drawn((2, 2), "float64", -1, 1, salt=29))),
    Call("convolve", (Drawn((3, 4), "uint8", 180, 255, salt=27), Drawn((2, 2), "uint8", 130, 255, salt=35))),
    Call("convolve", (Drawn((4, 4), "bool", 0, 1, salt=30), Drawn((2, 2), "bool", 0, 1, salt=31))),
)


def _odd(image: tuple[int, ...], kernel: tuple[int, ...], stride: int = 1) -> Call:
    named = (("stride", Given(stride)),) if stride != 1 else ()
    return Call("convolve", (Drawn(image, "int64", salt=32), Drawn(kernel, "int64", salt=33)), named)


_TOO_LARGE = say("no place of the image holds the whole kernel.")
_STEPS = say("with such a stride one never gets on, or goes backwards.")
_PLACES = say("At how many places does the kernel lie within the image, downwards and across?")
_FLAT = say("image and kernel have rows and columns, and nothing else.")
_EMPTY = say("there is nothing to multiply.")
_REFUSED = (
    (_odd((3, 6), (4, 2)), _TOO_LARGE),
    (_odd((6, 3), (2, 4)), _TOO_LARGE),
    (_odd((5, 5), (2, 2), 0), _STEPS),
    (_odd((5, 5), (2, 2), -1), _STEPS),
    (_odd((5, 5), (2, 2), -9), _STEPS),
    (_odd((5, 5, 1), (2, 2)), _FLAT),
    (_odd((5,), (2,)), _FLAT),
    (_odd((5, 5), (2, 2, 1)), _FLAT),
    (_odd((0, 0), (0, 0)), _EMPTY),
    (_odd((4, 4), (0, 0)), _EMPTY),
)

_AT = ("convolve_at",)  # which it may call

convolve = Rubric(
    "convolve", _EXAMPLE, _SMALL, _WIDE, _WHOLE, *_SINGLE, *_STRIDE, *_BRIGHT, *(ask for ask, _ in _REFUSED)
)
convolve.hints(
    say("On how many rows of an image of 5 rows can a kernel of 3 rows begin? Count columns likewise, make "
        "an array of zeros of that shape first, and fill it place by place."),
    say("At the place (i, j) of the result lies the region that begins at row `i * stride` and column `j * "
        "stride`, as large as the kernel. `convolve_at` knows the rest."),
    say("Try it on an image of zeros with a single 1 in it, and a kernel whose nine numbers are all "
        "different: they turn up around that place, the last one first."),
)  # fmt: skip


def _flipped(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel[::-1, ::-1], stride)


def _turned(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel.T, stride)


def _short(image: Any, kernel: Any, stride: int = 1) -> Any:
    """The last row and column of places left out."""
    return right(image[:-1, :-1], kernel, stride)


def _framed(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(pad(image, kernel.shape[0] // 2), kernel, stride)


def _averaged(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel, stride) / kernel.size


def _cut(image: Any, kernel: Any, stride: int = 1) -> Any:
    return np.trunc(right(image, kernel, stride))


def _exchanged(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel, stride).T


def _between(image: Any, kernel: Any, stride: int = 1) -> Any:
    return np.clip(right(image, kernel, stride), 0, 255)


_SLIPS = (
    Slip(_flipped, say("this is what comes out with the kernel turned by half a turn. In this course, as "
                       "in Keras, each number of the kernel meets the pixel at its own place.")),
    Slip(_turned, say("this is what comes out with rows and columns of the kernel exchanged.")),
    Slip(_exchanged, say("rows and columns of the result are exchanged: the first index goes downwards.")),
    Slip(_short, say("places are missing at the end: the kernel still fits as a whole further down, or "
                     "further to the right.")),
    Slip(_framed, say("this is what comes out with zeros around the image. Here the kernel stays within it; "
                      "a frame comes in the next exercise.")),
    Slip(_averaged, say("these are means of products, and sums are wanted.")),
    *(
        Slip(cut_off, say("the result is cut off, below 0 or above 255. A response may be negative, and "
                          "larger than a pixel."))
        for cut_off in (_between, lambda i, k, stride=1: np.maximum(right(i, k, stride), 0))
    ),
    Slip(lambda image, kernel, stride=1: right(image, kernel[:, ::-1], stride),
         say("this is what comes out with the kernel mirrored, left for right.")),
    Slip(lambda image, kernel, stride=1: right(image, kernel[::-1], stride),
         say("this is what comes out with the kernel upside down.")),
    Slip(lambda image, kernel, stride=1: right(image, kernel, stride).ravel(),
         say("the numbers are right and stand in one row: lay them out in rows and columns, as the places "
             "lie.")),
    Slip(_cut, say("the result lost its decimals: the array that you write into holds whole numbers.")),
)  # fmt: skip


_ORACLE = Oracle(right, _SLIPS, _PLACES)


@convolve.criterion("example", say("The worked example comes out"), weight=2, shown_by=("other",), after=_AT)
def _example(answers: Answers, data: Dataset) -> Message | None:
    return _ORACLE.wrong(answers, data, _EXAMPLE)


@convolve.criterion("other", say("So do other images and kernels"), weight=4, after=_AT)
def _other(answers: Answers, data: Dataset) -> Message | None:
    return _ORACLE.wrong(answers, data, _SMALL)


@convolve.criterion(
    "shapes", say("Kernels of any height and width are applied"), weight=2, needs=("other",), after=_AT
)
def _shapes(answers: Answers, data: Dataset) -> Message | None:
    return _ORACLE.wrong(answers, data, _WIDE, _WHOLE, *_SINGLE)


def _downwards(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel)[::stride]


def _across(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel)[:, ::stride]


def _without_stride(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel)


def _unmoved(image: Any, kernel: Any, stride: int = 1) -> Any:
    """As many places as the stride leaves, but next to each other."""
    rows, columns = right(image, kernel, stride).shape
    return right(image, kernel)[:rows, :columns]


_STRIDE_SLIPS = (
    Slip(_without_stride, say("the kernel moves by one pixel at a time, whatever `stride` says.")),
    Slip(_downwards, say("the stride counts downwards, and across the kernel moves by one pixel.")),
    Slip(_across, say("the stride counts across, and downwards the kernel moves by one pixel.")),
    Slip(_unmoved, say("there are as many places as the stride leaves, but they lie next to each other: "
                       "where does the region of the place (i, j) begin?")),
)  # fmt: skip


@convolve.criterion(
    "stride", say("The stride counts in both directions"), weight=2, needs=("other",), after=_AT
)
def _strides(answers: Answers, data: Dataset) -> Message | None:
    return Oracle(right, (*_STRIDE_SLIPS, *_SLIPS), _PLACES).wrong(answers, data, *_STRIDE)


def _run_over(image: Any, kernel: Any, stride: int = 1) -> Any:
    return right(image, kernel, stride).astype(np.int64).astype(np.uint8)


def _products_run_over(image: Any, kernel: Any, stride: int = 1) -> Any:
    """Products of bytes, summed in a wider type."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return (windows * kernel).sum((2, 3), dtype=float)


_NUMBER_SLIPS = (
    Slip(_products_run_over, say("the products overflow. In uint8 what passes 255 begins at 0 again: turn "
                                 "the image into floating point before you multiply.")),
    Slip(_run_over, say("the result overflows. In uint8 what passes 255, or falls below 0, begins anew at "
                        "the other end: of what type is the array that you write into?")),
)  # fmt: skip


@convolve.criterion("numbers", say("Pixels of every type are taken"), weight=2, needs=("other",), after=_AT)
def _numbers(answers: Answers, data: Dataset) -> Message | None:
    return Oracle(right, (*_SLIPS, *_NUMBER_SLIPS), _PLACES).wrong(answers, data, *_BRIGHT)


@convolve.criterion("refuses", say("What has no place is refused"), weight=2, shown_by=("other",), after=_AT)
def _refuses(answers: Answers, data: Dataset) -> Message | None:
    return not_refused(answers, data, _REFUSED)


@convolve.criterion(
    "untouched", say("Image and kernel are left as they were"), weight=1, needs=("other",), after=_AT
)
def _untouched(answers: Answers, data: Dataset) -> Message | None:
    return changed(answers, data, _SMALL, _WIDE)


RUBRICS = (convolve,)
