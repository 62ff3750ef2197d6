"""What `make test` takes a part of, and `make nightly` whole: the part is always the same."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

WHOLE = os.environ.get("AUTOGRADER_WHOLE") == "1"
_SEED = 14


def drawn(found: Sequence[T], share: float, keep: Callable[[T], bool] = lambda one: False) -> list[T]:
    """A share of them, in their order, with all that are to be kept; everything where `WHOLE`."""
    if WHOLE:
        return list(found)
    rng = random.Random(_SEED)
    return [one for one in found if rng.random() < share or keep(one)]
