"""Lists of what comes out of each layer, as a student predicts them: shapes and numbers of parameters.

Held against the declared layers, not against the student's network: who builds another one is told so where
it is built.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from autograder.messages import Message, plural, say
from autograder.scoring.answers import Answers, Plain, Unanswered
from reference.datasets import SIDE
from reference.models import Layer
from reference.shapes import Output, Shape, outputs

_SHAPE = re.compile(r"\((None, )?((?:\d+, ?)*\d*)\)")
_LARGEST = 1e15  # of a number that is written out
_CHANNEL = "Reshape"  # gives images an axis of channels, and is in no drawing


def drawn(layers: Sequence[Layer]) -> tuple[Output, ...]:
    """What comes out of each layer of the sheet's drawing."""
    return tuple(out for out in outputs(layers) if out.kind != _CHANNEL)


def wrong_shapes(answers: Answers, name: str, layers: Sequence[Layer]) -> Message | None:
    """What is wrong in a list of shapes, told of the first layer for which it does not hold."""
    told, wanted = _shapes(answers, name), drawn(layers)
    if wrong := _other_length(name, [str(shape) for shape in told], wanted):
        return wrong
    place = next((i for i, out in enumerate(wanted) if told[i] != out.shape), None)
    if place is None:
        return None
    before = wanted[place - 1].shape if place else (SIDE, SIDE, 1)
    cause = _cause_of_shape(told[place], wanted[place], before)
    return say("In `{name}` you say that {found} comes out of layer {number}, {kind}. {cause}", name=name,
               number=place + 1, kind=wanted[place].kind, found=_written(told[place]),
               cause=cause)  # fmt: skip


def _entries(answers: Answers, name: str) -> Sequence[Plain]:
    """The entries of a list, which may be an array; Unanswered where there is a single value instead."""
    facts = answers.value(name)
    if facts.items is None and facts.value is not None:
        told = f'"{facts.value}"' if isinstance(facts.value, str) else str(facts.value)
        raise Unanswered(say("`{name}` is {found} and no list: write one entry for each layer of the drawing "
                             "between square brackets.", name=name, found=told))  # fmt: skip
    return answers.items(name)


def _rows(answers: Answers, name: str) -> Sequence[Plain]:
    """The entries of a list of shapes; of an array of them each row is one."""
    facts = answers.value(name)
    if facts.items is None and facts.shape and len(facts.shape) == 2:
        array = answers.array(name)
        if array.ndim == 2 and array.dtype.kind in "iuf" and np.isfinite(array).all():
            return [str(tuple(row)) for row in array.astype(int).tolist()]
    return _entries(answers, name)


def _shapes(answers: Answers, name: str) -> list[Shape]:
    found: list[Shape] = []
    for number, item in enumerate(_rows(answers, name), 1):
        if isinstance(item, int | float) and not isinstance(item, bool) and float(item).is_integer():
            found.append((int(item),))  # (784) is 784
            continue
        matched = _SHAPE.fullmatch(item.strip()) if isinstance(item, str) else None
        if matched is None:
            raise Unanswered(say("Entry {number} of `{name}` is no shape: write a tuple of whole numbers, "
                                 "such as `(24, 24, 32)` or `(10,)`.", number=number, name=name))  # fmt: skip
        if matched[1]:
            raise Unanswered(say("Entry {number} of `{name}` begins with None, which stands for the batch: "
                                 "leave it out.", number=number, name=name))  # fmt: skip
        found.append(tuple(int(size) for size in matched[2].split(",") if size.strip()))
    return found


def _written(shape: Shape) -> str:
    return f"`{shape}`"


def _other_length(name: str, told: Sequence[str], wanted: Sequence[Output]) -> Message | None:
    if len(told) == len(wanted):
        return None
    if len(told) == len(wanted) + 1 and told[0] in (str((SIDE, SIDE)), str((SIDE, SIDE, 1))):
        return say("`{name}` begins with the image itself. List what comes out of each layer of the drawing, "
                   "from the first on.", name=name)  # fmt: skip
    return plural("`{name}` has 1 entry; the drawing has {wanted} layers, and each gets one, those without "
                  "parameters too.",
                  "`{name}` has {count} entries; the drawing has {wanted} layers, and each gets one, those "
                  "without parameters too.",
                  len(told), name=name, wanted=len(wanted))  # fmt: skip


def _cause_of_shape(told: Shape, wanted: Output, before: Shape) -> Message:
    if len(told) != len(wanted.shape):
        return _other_axes(told, wanted)
    if len(told) == 3 and told == (wanted.shape[2], *wanted.shape[:2]):
        return say("The depth stands last here: (height, width, depth).")
    if wanted.kind == "Conv2D":
        return _cause_of_convolution(told, wanted, before)
    if wanted.kind.endswith("Pooling2D"):
        return _cause_of_pooling(told, before)
    if wanted.kind == "Flatten":
        return say("`Flatten` keeps all numbers of the layer before it and lays them in one row: how many "
                   "are there in {before}?", before=_written(before))  # fmt: skip
    if wanted.kind == "Dropout":
        return say("`Dropout` sets some numbers to 0 in training; how many there are, and in which shape, "
                   "stays as it was.")  # fmt: skip
    return say("A Dense layer gives one number for each of its units: look at the drawing.")


def _other_axes(told: Shape, wanted: Output) -> Message:
    if len(wanted.shape) == 3 and len(told) == 2:
        return say("The depth is missing: there is one map for each kernel.")
    if len(wanted.shape) == 1:
        return say("After `Flatten` each image is a single row of numbers: its shape has one number, as in "
                   "`(10,)`.")  # fmt: skip
    return say("Maps have three sizes: height, width and depth.")


def _cause_of_convolution(told: Shape, wanted: Output, before: Shape) -> Message:
    if told[2] != wanted.shape[2]:
        return say("The depth is the number of its kernels, whatever the depth before it.")
    if told[:2] == before[:2]:
        return say("Without padding a kernel finds no place at the border: of n positions in a row, a kernel "
                   "of k leaves n − k + 1.")  # fmt: skip
    if wanted.shape[:2] == before[:2]:
        return say('With padding "same" height and width stay as they were.')
    return say("Height and width: of n positions in a row, a kernel of k leaves n − k + 1. Which n comes in, "
               "and which k does the drawing say?")  # fmt: skip


def _cause_of_pooling(told: Shape, before: Shape) -> Message:
    if told[2] != before[2]:
        return say("Pooling works in each map by itself: the depth stays as it was.")
    return say("Pooling with a window of 2 halves height and width, rounded down; {before} comes in.",
               before=_written(before))  # fmt: skip


def wrong_parameters(answers: Answers, name: str, layers: Sequence[Layer]) -> Message | None:
    """What is wrong in a list of numbers of parameters, told of the first layer where they differ."""
    wanted, told = drawn(layers), _entries(answers, name)
    if wrong := _other_length(name, [str(item) for item in told], wanted):
        return wrong
    for place, (item, out) in enumerate(zip(told, wanted, strict=True)):
        if isinstance(item, bool) or not isinstance(item, int | float):
            return _no_count(name, place + 1, item)
        if item != out.parameters:
            before = wanted[place - 1].shape if place else (SIDE, SIDE, 1)
            return say("In `{name}` your number for layer {number}, {kind}, is {found}. {cause}", name=name,
                       number=place + 1, kind=out.kind, found=_as_written(item),
                       cause=_cause_of_count(float(item), out, before))  # fmt: skip
    return None


def _no_count(name: str, number: int, item: Plain) -> Message:
    if isinstance(item, str):
        return say("Entry {number} of `{name}` is a text, {found}; a whole number is wanted, without quotes.",
                   number=number, name=name, found=f'"{item}"')  # fmt: skip
    if item is None:
        return say("Entry {number} of `{name}` is no number; a whole number is wanted.", number=number,
                   name=name)  # fmt: skip
    return say("Entry {number} of `{name}` is {found}; a whole number is wanted.", number=number, name=name,
               found=str(item))  # fmt: skip


def _as_written(number: float) -> str:
    """Without an exponent, as long as it is one that a layer may have."""
    return f"{number:.0f}" if float(number).is_integer() and abs(number) < _LARGEST else f"{number:g}"


def _cause_of_count(told: float, out: Output, before: Shape) -> Message:
    if not out.parameters:
        return say("It learns nothing, so it has none.")
    units = out.shape[-1]
    if told == out.parameters - units:
        return say("That leaves out the biases: one for each {kind}.",
                   kind=say("kernel") if out.kind == "Conv2D" else say("unit"))  # fmt: skip
    if out.kind == "Conv2D":
        area = (out.parameters // units - 1) // before[2]
        if before[2] > 1 and told in (units * area, units * (area + 1)):
            return say("A kernel is as deep as what comes in: here {depth} maps, and it has weights for each "
                       "of them.", depth=before[2])  # fmt: skip
        return say("Count for one kernel: height times width times depth of what it looks at, and one bias. "
                   "Then take that times the number of kernels.")  # fmt: skip
    return say("Each of its units has one weight for each number that comes in, and one bias: how many "
               "numbers come out of the layer before it?")  # fmt: skip
