"""Images and the maps that one hidden kernel makes of them: what `load_pairs` gives.

The kernel follows from the labels of the hidden images, which never leave the grader, so it is another one
in each course and stands in no file of a student's. Of these labels it tells 16 bits and no more. Its nine
numbers are all different: turned by half a circle, or with rows and columns exchanged, it is another kernel.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from reference.datasets import Dataset

PAIR_SIDE = 12  # of an image of a pair
PAIRS = 1_000

_SEED_BYTES = 2
_WEIGHTS = np.linspace(-2, 2, 9)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Images (N, 12, 12) and their maps (N, 10, 10), float32: the kernel's responses without padding."""

    images: NDArray[np.float32]
    maps: NDArray[np.float32]


def hidden_kernel(data: Dataset) -> NDArray[np.float64]:
    """The kernel (3, 3) that `pairs` are made with."""
    return _rng(data).permutation(_WEIGHTS).reshape(3, 3)


def pairs(data: Dataset) -> Pairs:
    """Noise, standard normal, and what the hidden kernel makes of it."""
    images = _rng(data).standard_normal((PAIRS, PAIR_SIDE, PAIR_SIDE)).astype(np.float32)
    windows = sliding_window_view(images.astype(float), (3, 3), axis=(1, 2))
    maps = np.einsum("nijkl,kl->nij", windows, hidden_kernel(data))
    return Pairs(images, maps.astype(np.float32))


def _rng(data: Dataset) -> np.random.Generator:
    digest = hashlib.sha256(data.hidden.labels.tobytes()).digest()
    return np.random.default_rng(int.from_bytes(digest[:_SEED_BYTES], "big"))
