"""Which criteria hold without any work behind them, and so wait for one that shows some."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.scoring.rubrics import Criterion, Work
from autograder.scoring.score_sheet import CriterionScore, Verdict

_PASSING = (Verdict.PASSED, Verdict.UNCONFIRMED)
_LACKING = (Verdict.FAILED, Verdict.BLOCKED, Verdict.NOT_ATTEMPTED)


def waiting(
    criteria: Sequence[Criterion], scores: Sequence[CriterionScore], shows: Callable[[Work], bool]
) -> dict[str, CriterionScore]:
    """The criteria that pass though nothing that they are `shown_by` holds, each with what it waits for.

    One that waits itself shows nothing; of two that vouch for each other, both count where both pass.
    `shows` takes a look that is no criterion.
    """
    found = {score.name: score for score in scores}
    held = {name for name, score in found.items() if score.verdict not in _LACKING}
    cheap = [c for c in criteria if c.shown_by and found[c.name].verdict in _PASSING]
    waits: dict[str, CriterionScore] = {}
    while idle := [c for c in cheap if c.name in held and not _is_shown(c, held, shows)]:
        held -= {c.name for c in idle}
        waits |= {c.name: found[c.others[0]] for c in idle}
    return waits


def _is_shown(criterion: Criterion, held: set[str], shows: Callable[[Work], bool]) -> bool:
    looks = (work for work in criterion.shown_by if not isinstance(work, str))
    return not held.isdisjoint(criterion.others) or any(map(shows, looks))
