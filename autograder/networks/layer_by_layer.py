"""What a list of layers does not show: weights that are used twice or never change, and other shapes.

Of two networks with the same layers in one order these make one that is not the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.messages import Message, say
from autograder.networks.architecture import Part
from autograder.networks.layers_in_words import in_words


def used_again(name: str, found: Sequence[Part]) -> Message | None:
    """Whether a layer with weights stands at several places of a network."""
    part = next((part for part in found if part.again), None)
    if part is None:
        return None
    return say("In `{name}` {layer} is used twice, with the same weights. Each layer learns weights of its "
               "own: make a new one for each place.", name=name, layer=in_words(part))  # fmt: skip


def frozen(name: str, found: Sequence[Part]) -> Message | None:
    """Whether a layer was told to keep the weights with which it began."""
    part = next((part for part in found if part.is_frozen), None)
    if part is None:
        return None
    return say("In `{name}` {layer} is frozen (`trainable=False`): what is frozen learns nothing.",
               name=name, layer=in_words(part.thawed))  # fmt: skip


def shaped_otherwise(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether something else comes out of a layer, or goes into it, than of the one that is drawn.

    The layers are the same in number and kind. A `Reshape` between them keeps the order of all numbers, so
    that what goes in is the same where the same comes out.
    """
    for mine, due in zip(found, wanted, strict=True):
        if not _fits(mine.shape, due.shape):
            return say("In `{name}` {layer} gives {found}, where the drawing has {wanted}: something else "
                       "goes into it. The image goes in as {image}, and each layer takes what the one "
                       "before it gives.", name=name, layer=in_words(mine), found=_written(mine.shape),
                       wanted=_written(due.shape), image="`(28, 28, 1)`")  # fmt: skip
        if due.parameters and mine.parameters and mine.parameters != due.parameters:
            return say("In `{name}` {layer} has {found:d} parameters, where the drawing has {wanted:d}.",
                       name=name, layer=in_words(mine), found=mine.parameters,
                       wanted=due.parameters)  # fmt: skip
    return None


def _fits(found: Sequence[int | None], wanted: Sequence[int | None]) -> bool:
    """Whether two shapes are one, as far as they are known."""
    if not found or not wanted:
        return True
    return len(found) == len(wanted) and all(
        None in pair or pair[0] == pair[1] for pair in zip(found, wanted, strict=True)
    )


def _written(shape: Sequence[int | None]) -> str:
    return f"`{tuple(shape)}`"
