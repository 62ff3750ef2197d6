"""Small arrays that functions are called with: as they stand in an ask, or drawn by the hidden images.

What is drawn follows from the hidden images, which the grader has too and which are others in each course:
nobody knows it by heart, and nobody has to be told. NumPy alone is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

DECIMALS = 2  # of numbers that are drawn, so that a message can tell them
_FEW = 4  # hidden images that the draw follows from


def small_array(asked: Mapping[str, Any], hidden: Array | None) -> Any:
    """The array, or the plain number, that an ask describes; a new one each time."""
    if "given" in asked:
        value = asked["given"]
        return np.array(value, asked["dtype"]) if asked["dtype"] else value
    if hidden is None:
        raise LookupError("an array is drawn by hidden images, and there are none")
    rng = np.random.default_rng([asked["salt"], _seed(hidden[:_FEW].tobytes())])
    dtype, low, high = np.dtype(asked["dtype"]), asked["low"], asked["high"]
    if dtype.kind == "f":
        drawn = rng.uniform(low, high, asked["drawn"]).round(DECIMALS)
    else:
        drawn = rng.integers(low, high, asked["drawn"], endpoint=True)
    return np.asarray(drawn, dtype) if asked["drawn"] else drawn.item()


@cache
def _seed(images: bytes) -> int:
    return int.from_bytes(hashlib.sha256(images).digest()[:8], "big")
