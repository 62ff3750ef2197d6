"""Networks are asked about few images, and about all where that turns out to be needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.evidence.asks import Ask, Model
from autograder.evidence.evidence import Evidence
from autograder.evidence.rebuilding import Rebuild
from autograder.evidence.schema import counted
from autograder.evidence.verification import verify, verify_few

#: Puts these asks to the kernel once more: evidence with their answers alone.
AskAgain = Callable[[Sequence[Ask]], Evidence]


@dataclass(frozen=True)
class Networks:
    """Verifies networks while the kernel that trained them is there.

    A network that is built anew predicts all images itself: of the student's process a few are asked, which
    guard an honest student against a fault of our rebuilding. `sizes` says how many images each split has.
    """

    rebuild: Rebuild
    sizes: Mapping[str, int]

    def put(self, asks: Sequence[Ask]) -> list[dict[str, Any]]:
        """The asks as they go to the kernel at first."""
        return [{**ask.to_json(), "few": True} if _sparing(ask) else ask.to_json() for ask in asks]

    def verified(self, evidence: Evidence, asks: Sequence[Ask], again: AskAgain) -> Evidence:
        """The evidence of an exercise, verified; `again` is used where few predictions do not do."""
        few = [position for position, ask in enumerate(asks) if _sparing(ask)]
        found, wanted = verify_few(counted(evidence, asks, self.sizes, few), asks, self.rebuild)
        if not wanted:
            return found
        whole = again([asks[position] for position in wanted])
        if not whole.values:  # its kernel ended, or nobody honest answers so
            return whole
        merged = counted(_merged(found, whole, tuple(wanted)), asks, self.sizes)
        return verify(merged, asks, self.rebuild, wanted)


def _sparing(ask: Ask) -> bool:
    return isinstance(ask, Model) and ask.verify


def _merged(found: Evidence, whole: Evidence, positions: Sequence[int]) -> Evidence:
    """`found` with the answers of `whole` at these positions, one after the other."""
    values = list(found.values)
    for position, answer in zip(positions, whole.values, strict=True):
        values[position] = answer
    kept = {name: array for name, array in found.arrays.items() if name.position not in positions}
    asked = {replace(n, position=positions[n.position]): array for n, array in whole.arrays.items()}
    return replace(found, values=tuple(values), arrays=kept | asked)
