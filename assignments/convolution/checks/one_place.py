"""One region times one kernel: exercise 1, and what counts as right."""

from __future__ import annotations

from collections.abc import Callable
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
from reference.convolution import convolve_at as right
from reference.datasets import Dataset

_REGION = Given(((21, 16, 11), (25, 22, 18), (19, 20, 21)), "int64")
_SHARPEN = Given(((0, -1, 0), (-1, 5, -1), (0, -1, 0)), "int64")
_EXAMPLE = Call("convolve_at", (_REGION, _SHARPEN))
_SMALL = Call("convolve_at", (Drawn((3, 3), "int64", 0, 9), Drawn((3, 3), "int64", -4, 4, salt=1)))
_OBLONG = Call("convolve_at", (Drawn((2, 3), salt=2), Drawn((2, 3), salt=3)))
_BRIGHT = tuple(
    Call("convolve_at", (Drawn((2, 3), "uint8", 200, 255, salt=4), Drawn((2, 3), "uint8", *weights, salt=5)))
    for weights in ((1, 9), (130, 255))
)
_SINGLE = Call("convolve_at", (Drawn((1, 1), "int64", 1, 9, salt=15), Drawn((1, 1), "int64", 2, 9, salt=16)))
_BOOLS = Call("convolve_at", (Given(((1, 1, 0), (1, 1, 1)), "bool"), Given(((1, 1, 1), (0, 1, 1)), "bool")))
_SHAPES = say("a region and a kernel of the same shape are multiplied, number by number.")
_ODD = (
    (Call("convolve_at", (Drawn((2, 3), "int64", salt=13), Drawn((3, 2), "int64", salt=14))), _SHAPES),
    (Call("convolve_at", (Drawn((3, 3), "int64", salt=6), Drawn((2, 2), "int64", salt=7))), _SHAPES),
    (Call("convolve_at", (Drawn((3, 3), "int64", salt=6), Drawn((1, 3), "int64", salt=8))), _SHAPES),
    (Call("convolve_at", (Drawn((0, 0)), Drawn((0, 0)))), say("there is nothing to multiply.")),
    (
        Call("convolve_at", (Drawn((3, 3, 1), "int64", salt=9), Drawn((3, 3, 1), "int64", salt=10))),
        say("a region has rows and columns, and no channels."),
    ),
)  # fmt: skip

convolve_at = Rubric(
    "convolve_at", _EXAMPLE, _SMALL, _OBLONG, _SINGLE, _BOOLS, *_BRIGHT, *(ask for ask, _ in _ODD)
)
convolve_at.hints(
    say("NumPy multiplies two arrays of one shape number by number: `region * kernel`. What is left to do?"),
    say("Pixels of a digit are uint8: what passes 255 begins at 0 again. Into which type do you turn them "
        "before you multiply?"),
    say("NumPy stretches a single row over all rows without a word. Compare the two shapes first, and "
        "`raise ValueError(...)` where they differ."),
)  # fmt: skip


def _flipped(region: Any, kernel: Any) -> Any:
    return right(region, kernel[::-1, ::-1])


def _turned(region: Any, kernel: Any) -> Any:
    return right(region, kernel.T)


def _averaged(region: Any, kernel: Any) -> Any:
    return right(region, kernel) / kernel.size


def _multiplied_as_matrices(region: Any, kernel: Any) -> Any:
    return np.sum(np.asarray(region, float) @ np.asarray(kernel, float))


def _not_summed(region: Any, kernel: Any) -> Any:
    return np.asarray(region, float) * kernel


def _summed_along(axis: int) -> Callable[..., Any]:
    return lambda region, kernel: _not_summed(region, kernel).sum(axis)


def _over_the_kernels_sum(region: Any, kernel: Any) -> Any:
    total = np.asarray(kernel, float).sum()
    return right(region, kernel) / total if total else np.zeros(0)


_SLIPS = (
    Slip(_flipped, say("this is the sum with the kernel turned by half a turn. In this course, as in "
                       "Keras, each number of the kernel meets the pixel at its own place.")),
    Slip(_turned, say("this is the sum with rows and columns of the kernel exchanged.")),
    Slip(_averaged, say("this is the mean of the products. What does the sheet do with them?")),
    Slip(_multiplied_as_matrices, say("this is a product of matrices, `@`. What is wanted is each number "
                                      "times the one at its own place.")),
    Slip(_not_summed, say("these are the products, and their sum is wanted: one number.")),
    *(
        Slip(_summed_along(axis), say("these are sums of rows or of columns, and one number is wanted: the "
                                      "sum over both."))
        for axis in (0, 1)
    ),
    Slip(lambda region, kernel: np.clip(right(region, kernel), 0, 255),
         say("the sum was cut off at 0 or 255. It may be negative, and larger than a pixel.")),
    Slip(lambda region, kernel: right(region, np.trunc(np.asarray(kernel, float))),
         say("the kernel lost its decimals before it was multiplied.")),
    Slip(lambda region, kernel: np.trunc(right(region, kernel)), say("the sum lost its decimals.")),
    Slip(lambda region, kernel: right(np.trunc(region), np.trunc(kernel)),
         say("region and kernel lost their decimals before they were multiplied.")),
    Slip(_over_the_kernels_sum, say("the sum was divided by that of the kernel. Nothing is divided here.")),
)  # fmt: skip


_ORACLE = Oracle(right, _SLIPS)


@convolve_at.criterion("example", say("The worked example comes out"), weight=1, shown_by=("other",))
def _example(answers: Answers, data: Dataset) -> Message | None:
    return _ORACLE.wrong(answers, data, _EXAMPLE)


@convolve_at.criterion("other", say("So do other regions and kernels"), weight=3)
def _other(answers: Answers, data: Dataset) -> Message | None:
    return _ORACLE.wrong(answers, data, _SMALL, _OBLONG, _SINGLE, _BOOLS)


def _run_over(region: Any, kernel: Any) -> Any:
    return (region * kernel).sum(dtype=np.uint8)


def _products_run_over(region: Any, kernel: Any) -> Any:
    return (region * kernel).astype(float).sum()


_OVER = tuple(
    Slip(gives, say("bright pixels overflow. In uint8 what passes 255 begins at 0 again, so turn the "
                    "region into floating point, or whole numbers with room, before you multiply."))
    for gives in (_run_over, _products_run_over)
)  # fmt: skip


@convolve_at.criterion("bright", say("Bright uint8 pixels do not overflow"), weight=2, needs=("other",))
def _bright(answers: Answers, data: Dataset) -> Message | None:
    return Oracle(right, (*_OVER, *_SLIPS)).wrong(answers, data, *_BRIGHT)


@convolve_at.criterion("refuses", say("What cannot be multiplied is refused"), weight=2, shown_by=("other",))
def _refuses(answers: Answers, data: Dataset) -> Message | None:
    return not_refused(answers, data, _ODD)


@convolve_at.criterion("untouched", say("The inputs are left as they were"), weight=1, needs=("other",))
def _untouched(answers: Answers, data: Dataset) -> Message | None:
    return changed(answers, data, _SMALL, _OBLONG)


RUBRICS = (convolve_at,)
