"""A layer, and a few of them, as sentences name them: in words where its arguments would not be read.

Dense(128, relu) stands as it is written in a notebook; a convolution has too many arguments for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.messages import Message, joined, say
from autograder.networks.architecture import Part

_NAMED = "kernel_size="  # which the words say


def in_words(part: Part) -> Message | str:
    """`the Conv2D with 32 kernels of 5 × 5`, of any other layer how it is written."""
    if part.kind != "Conv2D":
        return str(part)
    return say("the Conv2D with {filters} kernels of {size}", filters=part.units or 0, size=_size(part))


def in_full(part: Part) -> Message | str:
    """The same with all by which two convolutions of one size differ."""
    if part.kind != "Conv2D":
        return str(part)
    others = [choice for choice in part.choices if not choice.startswith(_NAMED)]
    return say("{layer} ({settings})", layer=in_words(part), settings=", ".join((part.activation, *others)))


def _size(part: Part) -> str:
    told = (choice.removeprefix(_NAMED) for choice in part.choices if choice.startswith(_NAMED))
    return next(told, "1 × 1")


def listed_in_full(parts: Sequence[Part]) -> Message | str:
    return joined(", ", map(in_full, parts)) if parts else say("no layer")


def same_but_for_activation(one: Part, other: Part) -> bool:
    return replace(one, activation=other.activation) == other
