"""Which function a kernel was asked about when it came to no end, or ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.evidence.asks import Ask, Call, Model
from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import (
    ASKED_AND_DIED,
    ASKED_TOO_MUCH,
    ASKED_WITHOUT_END,
    Reason,
    filled,
)
from autograder.execution.kernel import CellRun, error_line

_MOST = 4  # names in one sentence
_REASONS = {
    RunStatus.TIMED_OUT: ASKED_WITHOUT_END,
    RunStatus.OUT_OF_MEMORY: ASKED_TOO_MUCH,
    RunStatus.DIED: ASKED_AND_DIED,
}


def asked_in_vain(answered: CellRun, asks: Sequence[Ask], seconds: float) -> Reason:
    """Why there are no answers to these asks, with the function that was asked; empty where none was.

    A kernel that could still be interrupted says which ask it was at, and is believed where there is one of
    that name; else it may have been any of those whose answers the student's own code calculates.
    """
    said = error_line(answered.outputs)
    at = [ask for ask in asks if f"`{ask.name}`" in said]
    names = dict.fromkeys(name for ask in at or asks for name in _functions(ask))
    if not names:
        return ""
    told = ", ".join(f"`{name}`" for name in [*names][:_MOST])
    return filled(_REASONS[answered.status], names=told, seconds=round(seconds))


def _functions(ask: Ask) -> Iterator[str]:
    """What runs of the student's own when that is answered."""
    if isinstance(ask, Call):
        yield ask.name
    elif isinstance(ask, Model) and (ask.on or ask.arguments is not None):
        yield from (ask.name, *ask.through)
