"""Ten digits in three hands, as strokes on a sheet from (0, 0) above left to (1, 1).

A stroke is a few points that a pen goes through in a smooth line; corners are points given twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = list[tuple[float, float]]

ROUND: dict[int, list[Points]] = {
    0: [[(0.5, 0.2), (0.32, 0.35), (0.32, 0.65), (0.5, 0.82), (0.68, 0.65), (0.68, 0.35), (0.5, 0.2)]],
    1: [[(0.52, 0.18), (0.5, 0.5), (0.48, 0.82)]],
    2: [[(0.32, 0.34), (0.4, 0.22), (0.6, 0.22), (0.65, 0.38), (0.5, 0.58), (0.32, 0.78), (0.32, 0.78),
         (0.5, 0.78), (0.7, 0.78)]],
    3: [[(0.34, 0.26), (0.5, 0.2), (0.64, 0.32), (0.48, 0.48), (0.48, 0.48), (0.66, 0.62), (0.54, 0.8),
         (0.34, 0.76)]],
    4: [[(0.42, 0.2), (0.34, 0.54), (0.34, 0.54), (0.5, 0.55), (0.68, 0.54)], [(0.6, 0.3), (0.58, 0.82)]],
    5: [[(0.66, 0.22), (0.4, 0.22), (0.4, 0.22), (0.38, 0.46), (0.38, 0.46), (0.56, 0.44), (0.66, 0.6),
         (0.54, 0.78), (0.34, 0.76)]],
    6: [[(0.6, 0.2), (0.42, 0.4), (0.36, 0.64), (0.48, 0.8), (0.62, 0.7), (0.58, 0.56), (0.38, 0.62)]],
    7: [[(0.32, 0.24), (0.68, 0.24), (0.68, 0.24), (0.56, 0.52), (0.46, 0.82)]],
    8: [[(0.6, 0.26), (0.44, 0.2), (0.38, 0.34), (0.5, 0.48), (0.64, 0.66), (0.52, 0.82), (0.37, 0.68),
         (0.5, 0.48), (0.62, 0.34), (0.58, 0.24)]],
    9: [[(0.62, 0.36), (0.5, 0.22), (0.37, 0.34), (0.46, 0.48), (0.62, 0.38), (0.62, 0.38), (0.6, 0.6),
         (0.54, 0.82)]],
}  # fmt: skip
#: Forms that others use.
OTHERWISE: dict[int, list[Points]] = {
    1: [[(0.4, 0.32), (0.54, 0.2), (0.54, 0.2), (0.53, 0.5), (0.52, 0.82)]],
    2: [[(0.34, 0.32), (0.46, 0.2), (0.62, 0.3), (0.52, 0.56), (0.38, 0.76), (0.34, 0.7), (0.44, 0.68),
         (0.56, 0.78), (0.7, 0.74)]],
    4: [[(0.6, 0.82), (0.6, 0.5), (0.6, 0.2), (0.6, 0.2), (0.45, 0.4), (0.32, 0.58), (0.32, 0.58),
         (0.5, 0.58), (0.72, 0.58)]],
    7: [[(0.32, 0.24), (0.68, 0.22), (0.68, 0.22), (0.56, 0.52), (0.48, 0.82)], [(0.44, 0.52), (0.68, 0.5)]],
    9: [[(0.64, 0.3), (0.5, 0.2), (0.38, 0.34), (0.48, 0.48), (0.64, 0.34), (0.64, 0.34), (0.64, 0.82)]],
}  # fmt: skip


@dataclass(frozen=True)
class Hand:
    """How somebody writes: slant (of the height), width, unsteadiness (of the sheet), breadth of the pen."""

    name: str
    otherwise: bool
    slant: float
    width: float
    unsteady: float
    pen: int

    def strokes(self, digit: int) -> list[NDArray[np.float64]]:
        """Each stroke as many points (N, 2) on the sheet."""
        forms = ROUND | OTHERWISE if self.otherwise else ROUND
        rng = np.random.default_rng(digit)
        return [self._written(np.array(points), rng) for points in forms[digit]]

    def _written(self, points: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        shaken = points + rng.normal(0, self.unsteady, points.shape)
        across = 0.5 + (shaken[:, 0] - 0.5) * self.width - (shaken[:, 1] - 0.5) * self.slant
        return smooth(np.stack([across, shaken[:, 1]], 1))


HANDS = (
    Hand("upright", False, slant=0.0, width=1.0, unsteady=0.0, pen=38),
    Hand("slanted", True, slant=0.25, width=0.9, unsteady=0.008, pen=28),
    Hand("broad", False, slant=-0.05, width=1.25, unsteady=0.015, pen=46),
)


def smooth(points: NDArray[np.float64], steps: int = 4) -> NDArray[np.float64]:
    """A line through the points (Catmull and Rom's), with corners where one stands twice."""
    around = np.concatenate([points[:1], points, points[-1:]])
    parts = np.linspace(0, 1, steps, endpoint=False)[:, None]
    found = []
    for before, start, end, behind in zip(around, around[1:], around[2:], around[3:], strict=False):
        found.append(
            start
            + 0.5 * parts * (end - before)
            + parts**2 * (before - 2.5 * start + 2 * end - 0.5 * behind)
            + 0.5 * parts**3 * (3 * (start - end) + behind - before)
        )
    return np.concatenate([*found, points[-1:]])
