"""What was drawn of the data: which image, on whatever scale its pixels are drawn, and on which axes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Message, say
from autograder.scoring.answers import Answers

#: Names of colour maps in which what is larger is brighter.
GREYS = frozenset(("gray", "grey", "gist_gray", "gist_grey", "Greys_r", "binary_r", "gist_yarg_r"))
_LOOKED_AT = 50  # images of a figure whose axes are surely all looked at
_SAME = 0.999  # a correlation


def shows(picture: NDArray[Any], wanted: NDArray[Any], negative: bool = False) -> bool:
    """Whether a picture has the pixels of an image; with `negative` dark ones may be bright, too."""
    if picture.size != wanted.size:
        return False
    drawn, meant = picture.ravel().astype(float), wanted.ravel().astype(float)
    if drawn.std() == 0 or meant.std() == 0:
        return bool(drawn.std() == meant.std())
    alike = float(np.corrcoef(drawn, meant)[0, 1])
    return (abs(alike) if negative else alike) > _SAME


def colour_maps(answers: Answers) -> frozenset[str]:
    """Of the images that are drawn; empty where they are not known."""
    maps = [figure.colour_maps for figure in answers.figures() if figure.images]
    found = frozenset(name for names in maps for name in names or ())
    return frozenset() if None in maps or "" in found else found


def on_each_other(answers: Answers) -> Message | None:
    """Whether images lie on the same axes, where the last one covers the others."""
    for figure in answers.figures():
        most = max((panel.images or 0 for panel in figure.panels), default=0)
        if most > 1:
            return say("{images} images lie on the same axes, and the last one covers the others: give each "
                       "axes of its own, as `plt.subplot` makes them.", images=most)  # fmt: skip
        if len(figure.panels) < figure.images <= _LOOKED_AT:  # evidence of before
            return say("{images} images lie on {axes} axes: give each axes of its own, as `plt.subplot` "
                       "makes them.", images=figure.images, axes=len(figure.panels))  # fmt: skip
    return None
