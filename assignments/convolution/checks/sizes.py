"""A frame of zeros, and how large maps become: exercise 3, and what counts as right."""

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
    Value,
    changed,
    form_of_number,
    not_refused,
    number,
    say,
)
from reference import convolution as right
from reference.datasets import Dataset

_SMALL = Call("pad", (Drawn((2, 3), "int64", 1, 9, salt=41), Given(2)))
_BYTES = Call("pad", (Drawn((3, 3), "uint8", 1, 255, salt=42), Given(1)))
_NONE = Call("pad", (Drawn((3, 2), salt=43), Given(0)))
_EMPTY = tuple(Call("pad", (Drawn(shape, "int64"), Given(1))) for shape in ((0, 0), (0, 3)))
_NEGATIVE = say("the width of a frame cannot be negative.")
_FLAT = say("an image has rows and columns, and no channels.")
_REFUSED_PADS = (
    (Call("pad", (Drawn((3, 3), "int64", salt=44), Given(-1))), _NEGATIVE),
    (Call("pad", (Drawn((3, 3, 1), "int64", salt=45), Given(1))), _FLAT),
)  # fmt: skip


def _size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> Call:
    named = {"stride": stride, "padding": padding}
    usual = {"stride": 1, "padding": 0}
    return Call(
        "output_size",
        (Given(size), Given(kernel)),
        tuple((name, Given(value)) for name, value in named.items() if value != usual[name]),
    )


_SIZES = (
    _size(28, 5), _size(5, 3), _size(7, 7), _size(28, 3, stride=2),
    _size(9, 4, stride=3),
    _size(28, 5, padding=2), _size(6, 4, stride=2, padding=1), _size(3, 2, stride=5, padding=1),
    _size(3, 5, padding=1),
)  # fmt: skip
_DRAWN_SIZES = tuple(
    Call(
        "output_size",
        (Drawn((), "int64", 20, 40, salt=salt), Drawn((), "int64", 2, 7, salt=salt + 1)),
        (
            ("stride", Drawn((), "int64", 1, 5, salt=salt + 2)),
            ("padding", Drawn((), "int64", 0, 4, salt=salt + 3)),
        ),
    )
    for salt in (70, 75, 80, 85, 90, 95)
)
_NO_ROOM = say("a kernel that is larger than the padded image has no place.")
_STEPS = say("with such a stride one never gets on, or goes backwards.")
_REFUSED_SIZES = (
    (_size(4, 5), _NO_ROOM),
    (_size(2, 7, padding=2), _NO_ROOM),
    (_size(8, 3, stride=0), _STEPS),
    (_size(8, 3, stride=-2), _STEPS),
    (_size(8, 3, padding=-1), _NEGATIVE),
)

padding = Rubric(
    "padding",
    *(_SMALL, _BYTES, _NONE, *_EMPTY),
    *(ask for ask, _ in _REFUSED_PADS),
    *_SIZES,
    *_DRAWN_SIZES,
    *(ask for ask, _ in _REFUSED_SIZES),
    Value("same_padding"),
)
padding.hints(
    say("A frame of zeros: make an array of zeros that is larger by the width on every side, with the "
        "image's `dtype`, and write the image into its middle. NumPy has a function for it, too."),
    say("Count places: the kernel's first row can lie on rows 0, stride, 2 · stride ... as long as its last "
        "row still lies on the padded image. How many are these?"),
    say("The size stays what it was where the frame gives back exactly what the kernel takes away, half of "
        "it on each side."),
)  # fmt: skip


def _one_side(image: Any, width: int) -> Any:
    return np.pad(image, ((0, 2 * width), (0, 2 * width)))


def _once(image: Any, width: int) -> Any:
    return np.pad(image, ((0, width), (0, width)))


_DECIMALS = say("the result lost its decimals: the array that you write into holds whole numbers.")
_PAD_SLIPS = (
    Slip(lambda image, width: np.pad(image, width, mode="edge"),
         say("the frame repeats the pixels at the border. It is to hold zeros.")),
    Slip(lambda image, width: np.pad(image, width, mode="reflect"),
         say("the frame mirrors the pixels. It is to hold zeros.")),
    Slip(lambda image, width: np.pad(image, width, constant_values=1),
         say("the frame holds ones, not zeros.")),
    Slip(_one_side, say("the zeros stand below and at the right alone. The image belongs in the middle.")),
    Slip(lambda image, width: np.pad(image, ((width, 0), (width, 0))),
         say("there are zeros above and at the left alone, and as many are wanted on each of the four "
             "sides.")),
    Slip(lambda image, width: np.trunc(np.pad(image, width)), _DECIMALS),
    Slip(_once, say("there are zeros below and at the right alone, and as many are wanted on each of the "
                    "four sides.")),
    Slip(lambda image, width: np.pad(image, ((width, width), (0, 0))),
         say("there are zeros above and below, and none at the left and right.")),
    Slip(lambda image, width: np.pad(image, ((0, 0), (width, width))),
         say("there are zeros at the left and right, and none above and below.")),
    Slip(lambda image, width: np.asarray(image), say("no frame was added.")),
    Slip(lambda image, width: np.pad(image, width).T, say("rows and columns are exchanged.")),
    Slip(lambda image, width: np.pad(image, ((width // 2, width - width // 2),) * 2),
         say("`width` zeros are shared out between two sides. As many are wanted on each side.")),
)  # fmt: skip


@padding.criterion("frame", say("`pad` lays a frame of zeros around the image"), weight=3)
def _frame(answers: Answers, data: Dataset) -> Message | None:
    return Oracle(right.pad, _PAD_SLIPS).wrong(answers, data, _SMALL, _BYTES, _NONE)


@padding.criterion("dtype", say("Its numbers stay of the type that they were"), weight=1, needs=("frame",))
def _dtype(answers: Answers, data: Dataset) -> Message | None:
    found = answers.returned(_BYTES).dtype
    if found != np.uint8:
        return say("For an image of uint8 `pad` returns {found}: give the array of zeros the image's "
                   "`dtype`.", found=str(found))  # fmt: skip
    return None


@padding.criterion(
    "refuses",
    say("It frames an empty image, and refuses what cannot be framed"),
    weight=1,
    shown_by=("frame",),
)
def _refuses_pads(answers: Answers, data: Dataset) -> Message | None:
    return Oracle(right.pad, _PAD_SLIPS).wrong(answers, data, *_EMPTY) or not_refused(
        answers, data, _REFUSED_PADS
    )


@padding.criterion("untouched", say("The image is left as it was"), weight=1, needs=("frame",))
def _pad_untouched(answers: Answers, data: Dataset) -> Message | None:
    return changed(answers, data, _SMALL)


_SIZE_SLIPS = (
    Slip(lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) // stride,
         say("one place is missing. Where the kernel covers the whole padded image the difference is 0, "
             "and it fits once.")),
    Slip(lambda size, kernel, stride=1, padding=0: (size + padding - kernel) // stride + 1,
         say("the padding is counted once, and it lies on both sides.")),
    Slip(lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 1,
         say("the padding is not counted.")),
    Slip(lambda size, kernel, stride=1, padding=0: size + 2 * padding - kernel + 1,
         say("the stride is not counted.")),
    Slip(lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) / stride + 1,
         say("there are no halves of places: what does not fit any more is left out.")),
    Slip(lambda size, kernel, stride=1, padding=0: -(-(size + 2 * padding - kernel) // stride) + 1,
         say("the last place would stand out over the border: what does not fit any more is left out.")),
    Slip(lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + 1) // stride,
         say("the first place, at the border, counts by itself; the stride counts from there on.")),
)  # fmt: skip


@padding.criterion("sizes", say("`output_size` counts the places"), weight=4)
def _sizes(answers: Answers, data: Dataset) -> Message | None:
    if wrong := Oracle(right.output_size, _SIZE_SLIPS).wrong(answers, data, *_SIZES, *_DRAWN_SIZES):
        return wrong
    if answers.returned(_SIZES[0]).dtype.kind not in "iu":
        return say("`output_size` returns {found}, and an int is asked for: `//` divides whole numbers into "
                   "whole numbers.", found=str(answers.returned(_SIZES[0])))  # fmt: skip
    return None


@padding.criterion("no_room", say("It refuses what has no place"), weight=1, shown_by=("sizes",))
def _refuses_sizes(answers: Answers, data: Dataset) -> Message | None:
    return not_refused(answers, data, _REFUSED_SIZES)


@padding.criterion(
    "same", say("With which padding the size stays"), weight=1, local=form_of_number("same_padding"),
    shown_by=("sizes",),
)  # fmt: skip
def _same(answers: Answers, data: Dataset) -> Message | None:
    if 2 * number(answers, "same_padding") != 5 - 1:
        return say("With `same_padding` zeros on each side, what does your `output_size` say of 28 pixels "
                   "and a kernel of 5?")  # fmt: skip
    return None


RUBRICS = (padding,)
