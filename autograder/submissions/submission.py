"""A submission, read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.messages import Message


@dataclass(frozen=True)
class Cell:
    """A code cell to run, or (`check` set) the place where an exercise's asks are put.

    It is a student's `own` where it is not as it was given.
    """

    source: str
    check: str | None = None
    own: bool = False


@dataclass(frozen=True)
class Submission:
    """What a student handed in; `untouched` lists exercises whose stub is as it was given.

    `bound` are the names that cells of the student's own give something to, wherever they stand.
    `remarks` name what is odd about the file; they change nothing. `texts` are digests of what each exercise
    was answered with, in code or in words; `blank` are the exercises in words without an answer, and `gone`
    those of either kind whose cell is not there.
    """

    student: str
    assignment: str
    cells: tuple[Cell, ...]
    untouched: frozenset[str]
    remarks: tuple[Message, ...] = ()
    bound: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """Identifies the code that would run, whoever handed it in."""
        content = [[cell.source, cell.check] for cell in self.cells]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()
