"""A digit as a drawing: layers of horizontal strokes in the colour of the text around it.

A page under the strict policy may load no image, and a drawn one follows the theme and the
printer. Grey comes from layers that lie on each other, each as see-through as is needed for
the steps between them to be even.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

SIDE = 28

_STEPS = 8  # of grey; more cannot be told apart at this size, and cost room


@dataclass(frozen=True)
class Layer:
    """Strokes of one pixel's height as the data of an SVG path; `opacity` from 0 to 1."""

    strokes: str
    opacity: float


@dataclass(frozen=True)
class Picture:
    """One digit, its faintest layer first; an empty image has none."""

    layers: tuple[Layer, ...]
    side: int = SIDE


def picture(image: NDArray[np.uint8]) -> Picture:
    """The drawing of an image (28, 28) uint8, 0 the ground and 255 full ink.

    Raises ValueError for an array of another shape or dtype.
    """
    if image.shape != (SIDE, SIDE) or image.dtype != np.uint8:
        raise ValueError(f"a picture is drawn of uint8 ({SIDE}, {SIDE}), not of {image.dtype} {image.shape}")
    levels = np.rint(image / 255 * _STEPS)
    drawn = ((step, _strokes(levels >= step)) for step in range(1, _STEPS + 1))
    return Picture(tuple(Layer(strokes, _opacity(step)) for step, strokes in drawn if strokes))


def _opacity(step: int) -> float:
    """With all layers below it, this one covers step / _STEPS of the ground."""
    return round(1 / (_STEPS + 1 - step), 3)


def _strokes(inked: NDArray[np.bool_]) -> str:
    """A stroke for every run of inked pixels in a row: `M6 4h3` covers columns 6 to 8 of row 4."""
    strokes = []
    for y, row in enumerate(inked.tolist()):
        for ink, run in groupby(range(SIDE), row.__getitem__):
            columns = list(run)
            if ink:
                strokes.append(f"M{columns[0]} {y}h{len(columns)}")
    return "".join(strokes)
