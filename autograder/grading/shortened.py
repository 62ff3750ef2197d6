"""JSON as a person reads it: large arrays told by their shape and the range of their numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Translate, say

_MOST = 60  # numbers of one array that are written out


def shortened(value: Any, translate: Translate) -> str:
    """A JSON value in a line; of an array with more numbers than can be read its shape and their range."""
    return json.dumps(_short(value, translate), ensure_ascii=False)


def _short(value: Any, translate: Translate) -> Any:
    if isinstance(value, Mapping):
        return {name: _short(part, translate) for name, part in value.items()}
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    array = _array(value)
    return [_short(part, translate) for part in value] if array is None else _told(array, translate)


def _array(value: Sequence[Any]) -> NDArray[Any] | None:
    """More numbers than can be read, in rows that are all alike; None for anything else."""
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):
        return None
    return array if array.dtype.kind in "biuf" and array.size > _MOST else None


def _told(array: NDArray[Any], translate: Translate) -> str:
    shape = " × ".join(map(str, array.shape))
    finite = array[np.isfinite(array)].astype(float)
    if not finite.size:
        return say("{shape} numbers, none of them finite", shape=shape).render(translate)
    low, high = float(finite.min()), float(finite.max())
    if low == high and finite.size == array.size:
        return say("{shape} numbers, each {value:g}", shape=shape, value=low).render(translate)
    return say("{shape} numbers from {low:g} to {high:g}", shape=shape, low=low, high=high).render(translate)
