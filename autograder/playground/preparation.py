"""How images are prepared for a network in the page: one of the rules that the grader knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.inside.preparation import AFFINE, NONE, RAW, follow, padding_of, prepare
from reference.datasets import SIDE, Images, in_order
from reference.models import Declared, Variant

_CLOSE = 1e-3  # of the largest value, as the rules have it
_NO_TABLE = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Preparation:
    """A rule of `autograder.inside.preparation`, then an order of all pixels, then a border of zeros.

    An affine `table` is (2, 1) where scale and offset are the same everywhere, else (2, 784).
    """

    way: str = RAW
    table: NDArray[np.float32] = field(default_factory=lambda: _NO_TABLE)
    order: NDArray[Any] | None = None
    padding: int = 0

    def of(self, images: Images) -> NDArray[np.float32]:
        """Images (N, 28, 28) uint8 as they are fed: float32 (N, side, side)."""
        side = SIDE + 2 * self.padding
        done = prepare(images, self.way, self.table, (side, side))
        return done if self.order is None else done.reshape(len(done), -1)[:, self.order].reshape(done.shape)


SCALED = Preparation(AFFINE, np.array([[1 / 255], [0]], np.float32))


def preparation_of(variant: Declared) -> Preparation:
    """How a variant is fed: `reference.training.inputs`, and scaled for the baseline."""
    if not isinstance(variant, Variant):
        return SCALED
    plain = SCALED if variant.normalise else Preparation()
    if variant.pixel_order is None:
        return plain
    places = np.arange(SIDE * SIDE, dtype=np.float32).reshape(1, SIDE, SIDE)
    order = in_order(places, variant.pixel_order).astype(int).ravel()
    return Preparation(plain.way, plain.table, order)


def followed(images: Images, fed: NDArray[Any]) -> Preparation | None:
    """The rule by which `fed` came of images (N, 28, 28) uint8; None where the grader knows none."""
    padding = padding_of(images.shape[1:], fed.shape[1:])
    way, table = follow(images, np.asarray(fed, np.float32))
    if way == NONE or padding is None:
        return None
    found = Preparation(way, table, padding=padding)
    return _alike_everywhere(found, images) if way == AFFINE else found


def _alike_everywhere(found: Preparation, images: Images) -> Preparation:
    """With one scale and offset for all positions, where that is what these images show.

    A pixel that is black in all of them tells nothing of its scale, and in the page somebody draws there.
    """
    pixels = images.reshape(len(images), -1)
    telling = np.ptp(pixels, axis=0) > 0
    if not telling.any():
        return found
    one = np.median(found.table[:, telling], axis=1, keepdims=True)
    alike = replace(found, table=one)
    wanted = found.of(images)
    close = np.abs(alike.of(images) - wanted).max() <= _CLOSE * np.abs(wanted).max()
    return alike if close else found
