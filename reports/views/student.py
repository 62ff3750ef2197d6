"""A student's page as its template sees it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.page_data.student import ExerciseBlock

_OPEN_STATES = ("unscored", "needs_human", "failed", "blocked")


@dataclass(frozen=True)
class Exercise:
    """A block with the state of the whole: of its criteria's states, the one that matters most.

    `partly` says that some, not all, of the points are earned.
    """

    block: ExerciseBlock
    state: str
    partly: bool


def exercise(block: ExerciseBlock) -> Exercise:
    """A failure of ours comes before a person's turn, and that before a mistake of the student's.

    What a person has given points for is told by those.
    """
    verdicts = [line.verdict for line in block.criteria]
    partly = 0 < block.earned < block.possible
    if block.by_person:
        return Exercise(block, "passed" if block.earned >= block.possible else "failed", partly)
    found = next((state for state in _OPEN_STATES if state in verdicts), None)
    if found:
        return Exercise(block, "failed" if found == "blocked" else found, partly)
    tried = "passed" in verdicts
    if tried and "not_attempted" in verdicts:
        return Exercise(block, "failed", partly)
    return Exercise(block, "passed" if tried else "not_attempted", partly)
