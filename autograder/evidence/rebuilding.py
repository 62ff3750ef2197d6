"""The seam to the process that builds networks anew: what goes to it, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.array_names import ArrayName
from autograder.evidence.asks import Images
from autograder.evidence.evidence import Arrays
from autograder.evidence.facts import LayerFacts
from autograder.evidence.refusals import Reason
from autograder.inside.preparation import RAW
from reference.datasets import SIDE

NO_TABLE = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Images that were asked about, prepared by a rule: see `preparation.prepare`."""

    of: Images
    way: str = RAW
    table: NDArray[Any] = field(default_factory=lambda: NO_TABLE)
    shape: tuple[int, ...] = (SIDE, SIDE)


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """What a clean process found: the network's layers, its predictions, and their scores where it has any.

    `penalties` are what regularisers add to a loss, by the predictions' names. Where no weights were given
    for a network that has some, there is only their number, `parameters`.
    """

    layers: tuple[LayerFacts, ...] = ()
    arrays: Arrays = field(default_factory=dict)
    penalties: Mapping[ArrayName, float] = field(default_factory=dict)
    parameters: int | None = None


#: (description, weights, images by what their predictions are called) -> what a clean process finds.
#: Raises RebuildFailed where no network comes of it.
Rebuild = Callable[[Mapping[str, Any], Sequence[NDArray[Any]], Mapping[ArrayName, Prepared]], Rebuilt]


class RebuildFailed(Exception):
    """Description and weights make no network; `reason` says why. With `ended`, nobody knows whether."""

    def __init__(self, reason: Reason, ended: bool = False) -> None:
        self.reason, self.ended = reason, ended
        super().__init__(str(reason))
