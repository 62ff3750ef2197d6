"""What running a submission showed, whole: evidence by exercise, outputs by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.evidence.evidence import Evidence


@dataclass(frozen=True, eq=False)
class Transcript:
    """The evidence of a run, and each cell's outputs (empty for check cells) for people to read.

    `memory_bytes` is the most memory that the cells held, None where it was not measured. `whole_seconds` is
    the wall time of all of it, from making the kernel to building networks anew; None in evidence of before.
    """

    evidence: Mapping[str, Evidence]
    outputs: tuple[tuple[dict[str, Any], ...], ...]
    memory_bytes: int | None = None
    whole_seconds: float | None = None

    @property
    def seconds(self) -> float:
        """What the cells took, wall time; those below the last check left out."""
        return sum(found.seconds for found in self.evidence.values())
