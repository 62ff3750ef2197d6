"""The configurations of a variant: what a student may choose, as networks that can be trained.

Calibration trains the corners of the permitted ranges, their centre (the geometric mean) and
what the variant declares itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import sqrt

from reference.models import Layer, Variant

Range = tuple[int, int]


@dataclass(frozen=True)
class Choice:
    """One choice within what is permitted; `width` is None where the network's own is kept."""

    epochs: int
    batch_size: int
    width: int | None = None


@dataclass(frozen=True)
class Configuration:
    """A variant as it is trained under one choice.

    `needed` are those without which a calibration is not complete: the declared one and the
    two extreme corners, of the least training (fewest epochs and units, largest batch) and of
    the most.
    """

    choice: Choice
    network: Variant
    needed: bool


def configurations(variant: Variant) -> tuple[Configuration, ...]:
    """The declared configuration, then the centre, then every corner; each once."""
    declared = Choice(variant.epochs, variant.batch_size)
    needed = {declared, *_extremes(variant)}
    choices = dict.fromkeys((declared, _centre(variant), *_corners(variant)))
    return tuple(
        Configuration(each, variant if each == declared else chosen(variant, each), each in needed)
        for each in choices
    )


def chosen(variant: Variant, choice: Choice) -> Variant:
    """The variant under another choice, named after it; its control is still the variant's."""
    width = "" if choice.width is None else f"-w{choice.width}"
    return replace(
        variant,
        name=f"{variant.name}-e{choice.epochs}-b{choice.batch_size}{width}",
        layers=_of_width(variant.layers, choice.width),
        epochs=choice.epochs,
        batch_size=choice.batch_size,
    )


def ranges(variant: Variant) -> tuple[Range, Range, Range | None]:
    """What may be chosen for epochs, batch size and width, each from the first to the second."""
    permitted = variant.permitted
    if permitted is None:
        raise ValueError(f"{variant.name} is not scored: it permits nothing")
    epochs = permitted.epochs or (variant.epochs, variant.epochs)
    return epochs, permitted.batch_sizes or (variant.batch_size, variant.batch_size), permitted.widths


def _corners(variant: Variant) -> tuple[Choice, ...]:
    epochs, batches, widths = ranges(variant)
    return tuple(Choice(*corner) for corner in product(epochs, batches, widths or (None,)))


def _extremes(variant: Variant) -> tuple[Choice, Choice]:
    epochs, batches, widths = ranges(variant)
    narrow, wide = widths or (None, None)
    return Choice(epochs[0], batches[1], narrow), Choice(epochs[1], batches[0], wide)


def _centre(variant: Variant) -> Choice:
    epochs, batches, widths = ranges(variant)
    return Choice(_between(epochs), _between(batches), None if widths is None else _between(widths))


def _between(ends: Range) -> int:
    """The geometric mean: twice as many count as much as half as many."""
    return round(sqrt(ends[0] * ends[1]))


def _of_width(layers: tuple[Layer, ...], width: int | None) -> tuple[Layer, ...]:
    """Every Dense layer but the last with so many units."""
    if width is None:
        return layers
    return (
        *(_resized(layer, width) if layer.kind == "Dense" else layer for layer in layers[:-1]),
        layers[-1],
    )


def _resized(layer: Layer, width: int) -> Layer:
    return replace(layer, options=tuple(sorted((dict(layer.options) | {"units": width}).items())))
