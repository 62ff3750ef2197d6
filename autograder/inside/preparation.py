"""How a student's function prepares images, as a rule by which the grader can do it again.

A rule is one for all images asked about: an affine map with a scale and an offset for each
position, a table of what becomes of each grey level, or one of the usual ways to scale each
image by itself. What a network was fed then follows from the images alone, so nothing else can
have travelled along in its pixels.

`follow` runs beside student code and may lie; `prepare` runs in a clean process, and what comes
of a lie is not what the student's network was fed. Both import NumPy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

RAW, AFFINE, LEVELS, NONE = "raw", "affine", "levels", "none"
MAX_PADDING = 16

_CHUNK = 1_000
_CLOSE = 1e-3  # of the largest value; float16 is precise enough
_GREYS = 256


def _divided(images: Array, by: Array) -> Array:
    result: Array = images / np.where(by == 0, 1, by)
    return result


def _unit(axis: int | tuple[int, int]) -> Callable[[Array], Array]:
    return lambda images: _divided(images, np.sqrt((images**2).sum(axis, keepdims=True)))


def _stretched(images: Array) -> Array:
    low = images.min((1, 2), keepdims=True)
    return _divided(images - low, images.max((1, 2), keepdims=True) - low)


def _standardised(images: Array) -> Array:
    return _divided(images - images.mean((1, 2), keepdims=True), images.std((1, 2), keepdims=True))


#: Of each image by itself: float32 (N, height, width) -> the same shape.
_OF_EACH: Mapping[str, Callable[[Array], Array]] = {
    RAW: lambda images: images,
    "unit columns": _unit(1),
    "unit rows": _unit(2),
    "unit image": _unit((1, 2)),
    "brightest is one": lambda images: _divided(images, images.max((1, 2), keepdims=True)),
    "stretched": _stretched,
    "standardised": _standardised,
}


def follow(images: Array, fed: Array) -> tuple[str, Array]:
    """The rule by which `fed` came of `images` (uint8), and its table; NONE where none is found.

    `fed` may have any shape with a pixel for each of theirs, or a border of zeros more.
    """
    nothing = np.zeros(0, np.float32)
    padding = padding_of(images.shape[1:], fed.shape[1:])
    if padding is None or len(fed) != len(images) or not len(images):
        return NONE, nothing
    inner = _without_border(fed, padding) if padding else fed
    if np.count_nonzero(inner) != np.count_nonzero(fed):
        return NONE, nothing
    before, after = images.reshape(len(images), -1), inner.reshape(len(images), -1)
    rules = (rule for rule in _rules(before, after) if _holds(rule, images, after))
    return next(rules, (NONE, nothing))


def known(way: str, table: Array) -> bool:
    """Whether this is a rule, with a table of the size that it needs."""
    sizes = {AFFINE: 2, LEVELS: 1}
    return way in _OF_EACH or (way in sizes and table.ndim == sizes[way] and table.dtype == np.float32)


def prepare(images: Array, way: str, table: Array, shape: tuple[int, ...]) -> Array:
    """Images (uint8, N) prepared by a rule: float32 (N, *shape)."""
    done = _ruled(images, way, table).astype(np.float32)
    if padding := padding_of(images.shape[1:], shape):
        sides = ((0, 0), (padding, padding), (padding, padding))
        done = np.pad(done.reshape(images.shape), sides)
    return done.reshape(len(images), *shape)


def padding_of(image: tuple[int, ...], fed: tuple[int, ...]) -> int | None:
    """The width of the border that makes a fed image of an image; None where none does."""
    if np.prod(image) == np.prod(fed):
        return 0
    sides = {fed_side - side for fed_side, side in zip(fed[:2], image, strict=False)}
    padding, odd = divmod(min(sides, default=0), 2)
    fits = len(sides) == 1 and not odd and 0 < padding <= MAX_PADDING
    return padding if fits and np.prod(fed) == np.prod([side + 2 * padding for side in image]) else None


def _without_border(fed: Array, padding: int) -> Array:
    return fed[:, padding:-padding, padding:-padding]


def _rules(before: Array, after: Array) -> Iterator[tuple[str, Array]]:
    """Every rule that might be the one, as the pixels suggest it; both (N, pixels)."""
    yield AFFINE, _affine(before, after)
    levels = np.zeros(_GREYS, np.float32)
    for start in range(0, len(before), _CHUNK):
        levels[before[start : start + _CHUNK]] = after[start : start + _CHUNK]
    yield LEVELS, levels
    for way in _OF_EACH:
        yield way, levels[:0]


def _affine(before: Array, after: Array) -> Array:
    """Scale and offset of each position, (2, pixels), from its darkest and its brightest pixel."""
    columns = np.arange(before.shape[1])
    dark, bright = before.argmin(0), before.argmax(0)
    low, high = (before[rows, columns].astype(float) for rows in (dark, bright))
    low_fed, high_fed = (after[rows, columns].astype(float) for rows in (dark, bright))
    scale = (high_fed - low_fed) / np.where(high > low, high - low, 1)
    return np.stack([scale, low_fed - scale * low]).astype(np.float32)


def _holds(rule: tuple[str, Array], images: Array, after: Array) -> bool:
    """Whether a rule gives what was fed, on every image."""
    for start in range(0, len(images), _CHUNK):
        fed = after[start : start + _CHUNK].astype(np.float32)
        again = _ruled(images[start : start + _CHUNK], *rule)
        most = np.nanmax(np.abs(fed), initial=0)
        if not np.allclose(fed, again.reshape(fed.shape), rtol=0, atol=_CLOSE * most, equal_nan=True):
            return False
    return True


def _ruled(images: Array, way: str, table: Array) -> Array:
    if way == LEVELS:
        return table[images]
    if way == AFFINE:
        done: Array = images.reshape(len(images), -1).astype(np.float32) * table[0] + table[1]
        return done
    return _OF_EACH[way](images.astype(np.float32))
