"""Names of the arrays beside answers: written by `inside/answering.py`, taken apart here and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What an array is of its answer."""

    VALUE = "value"
    INPUT = "input"  # an argument, as a call left it
    PICTURE = "picture"
    WEIGHTS = "weights"
    PREDICTIONS = "predictions"
    SCORES = "scores"  # before softmax or sigmoid: what a cross-entropy is computed from
    POOLED = "pooled"  # what comes out of the poolings of a network that was rebuilt, a row for each image
    WAY = "way"  # the table of a rule by which images were prepared


_NUMBERED = (Part.INPUT, Part.PICTURE)
_FED = (Part.PREDICTIONS, Part.SCORES, Part.POOLED, Part.WAY)
_SPELT = re.compile(
    r"(?P<position>[0-9]{1,4})\.(?:"
    r"(?P<alone>value)"
    r"|(?P<counted>input|picture)(?P<count>[0-9]{1,2})"
    r"|(?P<listed>weights)\.(?P<place>[0-9]{1,4})"
    r"|(?P<fed>predictions|scores|pooled|way)\.(?P<feed>\w{1,80})\.(?P<split>\w{1,10}))"
)


@dataclass(frozen=True)
class ArrayName:
    """An array of the answer at a position: its part, and which one of several.

    Inputs, pictures and weights have a `number`; what comes of predicting, and ways, have the `feed` and the
    `split` that they belong to.
    """

    position: int
    part: Part
    number: int = 0
    feed: str = ""
    split: str = ""

    @property
    def fed(self) -> str:
        """Feed and split, as facts name them."""
        return f"{self.feed}.{self.split}"

    @property
    def within(self) -> str:
        """The name within its answer."""
        if self.part in _FED:
            return f"{self.part}.{self.fed}"
        if self.part is Part.WEIGHTS:
            return f"{self.part}.{self.number}"
        return f"{self.part}{self.number}" if self.part in _NUMBERED else str(self.part)

    def __str__(self) -> str:
        return f"{self.position}.{self.within}"

    @staticmethod
    def read(text: str) -> ArrayName:
        """What a name says. Raises ValueError where no kernel of ours writes one like it."""
        if (found := _SPELT.fullmatch(text)) is None:
            raise ValueError(f"no name of an array: {text[:80]}")
        part = next(filter(None, found.group("alone", "counted", "listed", "fed")))
        number = int(found["count"] or found["place"] or 0)
        place = int(found["position"])
        name = ArrayName(place, Part(part), number, found["feed"] or "", found["split"] or "")
        if str(name) != text:  # one array, one name
            raise ValueError(f"no name of an array: {text[:80]}")
        return name
