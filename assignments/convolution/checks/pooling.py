"""The largest number of each window: exercise 4, and what counts as right."""

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
from reference import convolution as right
from reference.datasets import Dataset

_FLAT = say("an image has rows and columns, and no channels.")
_STEPS = say("with such a stride one never gets on, or goes backwards.")


def _pool(image: Drawn | Given, window: int, stride: int | None = None) -> Call:
    named = (("stride", Given(stride)),) if stride is not None else ()
    return Call("max_pool", (image, Given(window)), named)


_THREE = Given(((0.3, 0.6, 1.0), (0.5, 0.1, 0.3), (1.0, 0.5, 0.9)), "float64")
_POOLED = _pool(_THREE, 2, 1)
_EDGE_TO_EDGE = (
    _pool(Drawn((4, 6), "int64", 0, 9, salt=51), 2),
    _pool(Drawn((3, 5), salt=52), 3),
    _pool(Drawn((5, 7), "int64", 0, 9, salt=53), 2),
    _pool(Drawn((5, 3), "int64", 0, 9, salt=63), 3),
    Call("max_pool", (Drawn((4, 7), "int64", 0, 9, salt=65),)),
)
_STRIDES = (
    _pool(Drawn((5, 6), "int64", 0, 9, salt=54), 2, 1),
    _pool(Drawn((7, 8), "int64", 0, 9, salt=55), 2, 3),
    _pool(Drawn((7, 8), "int64", 0, 9, salt=56), 3, 2),
    _pool(Drawn((3, 5), "int64", 0, 9, salt=64), 1, 2),
)
_OF_TYPES = (
    _pool(Drawn((2, 6), "uint8", 0, 255, salt=60), 2),
    _pool(Drawn((4, 4), "bool", 0, 1, salt=62), 2),
)
_BELOW_ZERO = _pool(Drawn((5, 5), "float64", -9, -1, salt=57), 2, 2)
_REFUSED_POOLS = (
    (_pool(Drawn((2, 9), "int64", salt=58), 4), say("no place of the image holds the whole window.")),
    (_pool(Drawn((9, 2), "int64", salt=58), 4), say("no place of the image holds the whole window.")),
    (_pool(Drawn((4, 4), "int64", salt=58), 0), say("a window without pixels has no largest pixel.")),
    (_pool(Drawn((4, 4), "int64", salt=58), 2, 0), _STEPS),
    (_pool(Drawn((4, 4), "int64", salt=58), 2, -1), _STEPS),
    (_pool(Drawn((4, 4, 3), "int64", salt=59), 2), _FLAT),
)

max_pool = Rubric(
    "max_pool",
    _POOLED,
    *_EDGE_TO_EDGE,
    *_STRIDES,
    _BELOW_ZERO,
    *_OF_TYPES,
    *(ask for ask, _ in _REFUSED_POOLS),
)
max_pool.hints(
    say("It is as for `convolve`: places, and at each of them a region. Only what is made of the region is "
        "something else."),
    say("`stride=None` in the first line of a function stands for nothing said: what is the stride then? "
        "`output_size` counts the places."),
    say("A window that would stand out over the border is left out: nothing is added to the image."),
)  # fmt: skip


def _windows(image: Any, window: int = 2, stride: int | None = None) -> Any:
    step = stride or window
    every = np.lib.stride_tricks.sliding_window_view(np.asarray(image, float), (window, window))
    return every[::step, ::step]


def _padded(image: Any, window: int = 2, stride: int | None = None) -> Any:
    """What stands out at the border is filled up with zeros."""
    step = stride or window
    short = [(-(size - window)) % step for size in image.shape]
    return right.max_pool(np.pad(np.asarray(image, float), [(0, s) for s in short]), window, stride)


def _without_sign(image: Any, window: int = 2, stride: int | None = None) -> Any:
    windows = _windows(image, window, stride)
    rows = windows.reshape(*windows.shape[:2], -1)
    furthest = np.abs(rows).argmax(-1)[..., None]
    return np.take_along_axis(rows, furthest, -1)[..., 0]


_PLACES = say("At how many places does the window lie within the image, downwards and across?")
_POOL_SLIPS = (
    Slip(lambda image, window=2, stride=None: _windows(image, window, stride).mean((2, 3)),
         say("these are means. Which number of a window does max pooling keep?")),
    Slip(lambda image, window=2, stride=None: _windows(image, window, stride).min((2, 3)),
         say("these are the smallest numbers of the windows, and the largest are wanted.")),
    Slip(lambda image, window=2, stride=None: _windows(image, window, stride).sum((2, 3)),
         say("these are sums, and the largest numbers are wanted.")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image, window, 1),
         say("the windows lie one pixel apart. Where no stride is given they lie edge to edge; where one is "
             "given it counts.")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image, window, window),
         say("the windows lie edge to edge, whatever `stride` says.")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image, window, 2),
         say("the windows lie two pixels apart. Where no stride is given they lie edge to edge; where one is "
             "given it counts.")),
    Slip(_padded, say("windows that stand out over the border count too, or zeros were added there. Only "
                      "whole windows count.")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image, window, stride).T,
         say("rows and columns of the result are exchanged.")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image, window, 1)[:: stride or window],
         say("the windows move on downwards alone, and across by one pixel.")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image, window, 1)[:, :: stride or window],
         say("the windows move on across alone, and downwards by one pixel.")),
    Slip(_without_sign, say("these are the numbers furthest from 0, whatever their sign. Which one is the "
                            "largest?")),
    Slip(lambda image, window=2, stride=None: np.maximum(right.max_pool(image, window, stride), 0),
         say("where all numbers are negative the largest is not 0. With what does your search begin?")),
    Slip(lambda image, window=2, stride=None: right.max_pool(image[:-1, :-1], window, stride),
         say("the last row and column of pixels are left out, though a window fits there.")),
    Slip(lambda image, window=2, stride=None: np.trunc(right.max_pool(image, window, stride)),
         say("the result lost its decimals: the array that you write into holds whole numbers.")),
)  # fmt: skip


_POOLING = Oracle(right.max_pool, _POOL_SLIPS, _PLACES)


@max_pool.criterion("example", say("The worked example comes out"), weight=2, shown_by=("stride",))
def _pool_example(answers: Answers, data: Dataset) -> Message | None:
    return _POOLING.wrong(answers, data, _POOLED)


@max_pool.criterion("windows", say("Without a stride the windows lie edge to edge"), weight=3)
def _pool_windows(answers: Answers, data: Dataset) -> Message | None:
    return _POOLING.wrong(answers, data, *_EDGE_TO_EDGE)


@max_pool.criterion("stride", say("A stride counts in both directions"), weight=3)
def _pool_stride(answers: Answers, data: Dataset) -> Message | None:
    return _POOLING.wrong(answers, data, *_STRIDES)


@max_pool.criterion(
    "negative",
    say("Numbers of every type, and negative ones, have a largest one"),
    weight=1,
    needs=("windows",),
)
def _negative(answers: Answers, data: Dataset) -> Message | None:
    return _POOLING.wrong(answers, data, _BELOW_ZERO, *_OF_TYPES)


@max_pool.criterion("refuses", say("What has no window is refused"), weight=1, shown_by=("windows",))
def _refuses_pools(answers: Answers, data: Dataset) -> Message | None:
    return not_refused(answers, data, _REFUSED_POOLS)


@max_pool.criterion("untouched", say("The image is left as it was"), weight=1, needs=("windows",))
def _pool_untouched(answers: Answers, data: Dataset) -> Message | None:
    return changed(answers, data, *_EDGE_TO_EDGE)


RUBRICS = (max_pool,)
