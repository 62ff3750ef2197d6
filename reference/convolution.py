"""Convolution, padding and pooling of one image, as Keras means them: no kernel is flipped.

What students write by hand is held against this, so it is short, in float64, and itself held against
SciPy and Keras (`tests/reference/test_convolution.py`). Inputs are two-dimensional, of any numeric dtype.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Image = NDArray[Any]


def convolve_at(region: Image, kernel: Image) -> float:
    """The products of a region and a kernel of its shape, summed."""
    return float((_wide(region) * _wide(kernel)).sum())


def convolve(image: Image, kernel: Image, stride: int = 1) -> NDArray[np.float64]:
    """The kernel at every place where it lies within the image, `stride` pixels apart in both directions."""
    windows = sliding_window_view(_wide(image), kernel.shape)[::stride, ::stride]
    result: NDArray[np.float64] = np.einsum("ijkl,kl->ij", windows, _wide(kernel))
    return result


def pad(image: Image, width: int) -> Image:
    """The image in a frame of so many zeros; dtype as it was."""
    return np.pad(image, width)


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """At how many places a kernel lies within an image, in one direction."""
    return (size + 2 * padding - kernel) // stride + 1


def max_pool(image: Image, window: int = 2, stride: int | None = None) -> NDArray[np.float64]:
    """The largest number of each window, which lie `stride` pixels apart, or edge to edge."""
    step = stride or window
    result: NDArray[np.float64] = sliding_window_view(_wide(image), (window, window))[::step, ::step].max(
        (2, 3)
    )
    return result


def _wide(array: Image) -> NDArray[np.float64]:
    return np.asarray(array, np.float64)
