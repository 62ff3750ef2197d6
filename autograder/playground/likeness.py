"""How like a digit a drawing is, whatever networks say of it: they have no answer for what is none.

Each digit's images, made smaller, vary in a few directions (their principal components). What those cannot
make of a drawing, for the digit that it is likest to, is how unlike it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.playground.packing import packed_array
from reference.datasets import CLASSES, DEFAULT, SIDE, Images, load

#: Directions of each digit: with fewer a 9 is as odd as an X, with more an X is as like as a 9.
DIRECTIONS = 25
#: Of the test images, none of which was learnt from, such a share is unlike all digits.
UNLIKE = 0.005
_WINDOW, _STRIDE = 4, 2  # of the means that a smaller image is made of: the pen's width is to matter little
_SMALL = SIDE // _STRIDE

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Likeness:
    """`means` (10, 196) and orthonormal `directions` (10, 25, 196) of small images; `most` is the bound."""

    means: Vectors
    directions: Vectors
    most: float

    def to_json(self) -> dict[str, Any]:
        """What `Likeness` of `page/likeness.js` takes."""
        return {
            "means": packed_array(self.means, "f2"),
            "directions": packed_array(self.directions, "f2"),
            "most": self.most,
        }


@cache
def likeness() -> Likeness:
    """Of MNIST's digits, whatever the networks learnt from: the page prepares what is drawn as MNIST was."""
    data = load(DEFAULT)
    vectors = small(data.train.images)
    digits = [_of_digit(vectors[data.train.labels == digit]) for digit in range(CLASSES)]
    means, directions = map(np.array, zip(*digits, strict=True))
    found = Likeness(means, directions, 1.0)
    most = float(np.quantile(unlikeness(found, data.test.images), 1 - UNLIKE))
    return replace(found, most=round(most, 4))


def unlikeness(likeness: Likeness, images: Images) -> NDArray[np.float32]:
    """Of each image (N, 28, 28) uint8 the share that the likest digit's directions cannot make."""
    vectors = small(images)
    whole = np.maximum((vectors**2).sum(1), np.finfo(np.float32).tiny)
    digits = zip(likeness.means, likeness.directions, strict=True)
    left = [_left(vectors - mean, directions) for mean, directions in digits]
    share: NDArray[np.float32] = np.min(left, axis=0) / whole
    return share


def small(images: Images) -> Vectors:
    """(N, 196) float32 in 0..1: means of overlapping windows of 4 × 4 pixels, zeros around."""
    rim = (_WINDOW - _STRIDE) // 2
    framed = np.pad(images.astype(np.float32) / 255, ((0, 0), (rim, rim), (rim, rim)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (_WINDOW, _WINDOW), (1, 2))
    vectors: Vectors = windows[:, ::_STRIDE, ::_STRIDE].mean((3, 4), dtype=np.float32)
    return vectors.reshape(len(images), _SMALL**2)


def _of_digit(vectors: Vectors) -> tuple[Vectors, Vectors]:
    mean = vectors.mean(0)
    return mean, np.linalg.svd(vectors - mean, full_matrices=False)[2][:DIRECTIONS]


def _left(vectors: Vectors, directions: Vectors) -> NDArray[np.float32]:
    """The squared length of what is left of each, orthogonal to all directions."""
    rest: NDArray[np.float32] = (vectors**2).sum(1) - ((vectors @ directions.T) ** 2).sum(1)
    return rest
