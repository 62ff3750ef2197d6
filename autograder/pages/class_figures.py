"""A class in a figure or two: its middle, and how its points are spread."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from autograder.messages import Message, plural, say
from autograder.pages.class_counts import ClassCounts, Line
from reports.page_data.class_ import Spread

#: With fewer students a middle or a spread says nothing that their rows do not.
FEW = 5


def summary(counts: ClassCounts) -> tuple[Message, ...]:
    """The class in a line, and what is to be done for it, for a page in front of several."""
    without = sum(not line.scored or bool(line.refused) for line in counts.lines)
    unread = sum(count.waiting for count in counts.exercises.values())
    said = (
        (True, headline(counts.scored)),
        (without, say("without a grade: {count:,}", count=without)),
        (unread, say("answers to read: {count:,}", count=unread)),
    )
    return tuple(message for wanted, message in said if wanted)


def headline(scored: Sequence[Line]) -> Message:
    if not scored:
        return say("No submission has a score yet")
    if _mixed(scored):
        return _headline_in_percent(_shares(scored))
    points, possible = sorted(line.points for line in scored), max(line.reachable for line in scored)
    if len(scored) == 1:
        return say("1 submission: {earned:g} of {possible:g} points", earned=points[0], possible=possible)
    if len(scored) < FEW and points[0] == points[-1]:
        return say("{count} submissions, each with {points:g} of {possible:g} points",
                   count=len(scored), points=points[0], possible=possible)  # fmt: skip
    if len(scored) < FEW:
        return say("{count} submissions, from {low:g} to {high:g} of {possible:g} points",
                   count=len(scored), low=points[0], high=points[-1], possible=possible)  # fmt: skip
    if statistics.median(points) == 0:
        return say("Half or more of {count:,} students have no points yet", count=len(scored))
    return say("Half of {count:,} students have {median:g} of {possible:g} points or more",
               count=len(scored), median=round(statistics.median(points), 2), possible=possible)  # fmt: skip


def _mixed(scored: Sequence[Line]) -> bool:
    """Whether more is given already to some than to others: then points cannot be compared."""
    return len({line.reachable for line in scored}) > 1


def _shares(scored: Sequence[Line]) -> list[float]:
    """What each has of what each could have by now, in percent, ascending."""
    return sorted(100 * line.points / line.reachable for line in scored if line.reachable)


def _headline_in_percent(shares: Sequence[float]) -> Message:
    low, median, high = round(shares[0], 1), round(statistics.median(shares), 1), round(shares[-1], 1)
    if len(shares) < FEW and low == high:
        return plural("{count} submission, with {share:g}% of what it could have so far",
                      "{count} submissions, each with {share:g}% of what it could have so far",
                      len(shares), share=low)  # fmt: skip
    if len(shares) < FEW:
        return say("{count} submissions, from {low:g}% to {high:g}% of what each could have so far",
                   count=len(shares), low=low, high=high)  # fmt: skip
    if median == 0:
        return say("Half or more of {count:,} students have no points yet", count=len(shares))
    return say("Half of {count:,} students have {median:g}% or more of what they could have so far",
               count=len(shares), median=median)  # fmt: skip


def spread(scored: Sequence[Line]) -> Spread:
    mixed = _mixed(scored)
    values = _shares(scored) if mixed else sorted(line.points for line in scored)
    return Spread(
        points=tuple(values),
        reachable=100.0 if mixed else scored[0].reachable,
        mean=round(statistics.fmean(values), 2),
        median=round(statistics.median(values), 2),
        zero=sum(value == 0 for value in values),
        full=sum(line.points >= line.reachable for line in scored),
        in_percent=mixed,
    )
