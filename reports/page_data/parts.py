"""What several pages are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class ReferenceLine:
    """A reference network on hidden images: its mean accuracy over `runs`, and the range around it if known.

    `about` is what the page says of it.
    """

    name: str
    accuracy: float
    interval: Interval | None
    runs: int
    is_baseline: bool
    about: str
