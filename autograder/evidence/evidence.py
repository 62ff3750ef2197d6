"""Evidence: what running a student's code showed. Untrusted, bounded, never unpickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from numpy.typing import NDArray

from autograder.evidence.array_names import ArrayName
from autograder.evidence.facts import Answer
from autograder.evidence.refusals import Reason

Arrays = Mapping[ArrayName, NDArray[Any]]


class RunStatus(StrEnum):
    COMPLETED = "completed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    DIED = "died"
    NOT_ATTEMPTED = "not_attempted"
    REFUSED = "refused"


class Sandbox(StrEnum):
    """What stood around a submission when it ran; as a text in sheets, keys of evidence and options."""

    WALLS = "walls"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class Evidence:
    """What one exercise's code showed: an answer an ask (`values`), with arrays beside them.

    `error` is the exception that the student's cells raised, in a line, or why we refused what they
    left; `seconds` is the wall time of those cells. `elsewhere` says, of an exercise whose own cell is as it
    was given, whether another cell of the student's gives something to a name that is asked for; evidence
    that was kept before does not say. `batch_size` is that of every `fit` in those
    cells, where their code says it plainly.
    """

    exercise: str
    status: RunStatus
    values: tuple[Answer, ...] = ()
    arrays: Arrays = field(default_factory=dict)
    stdout_tail: str = ""
    error: Reason = ""
    seconds: float = 0.0
    elsewhere: bool = True
    batch_size: int | None = None
