"""What a student has, in words that pages and commands share."""

from __future__ import annotations

from datetime import timedelta

from autograder.gradebook.given import Given
from autograder.gradebook.standing import ExerciseStanding, Standing
from autograder.messages import Message, joined, plural, say


def so_far(standing: Standing | ExerciseStanding) -> Message:
    """The figure with its denominator, as every command says it: what nobody has given yet is no zero."""
    earned, waiting = standing.earned, standing.waiting
    if not waiting:
        return say("{earned:g} of {possible:g} points", earned=earned, possible=standing.possible)
    waits = plural("{count:g} point waits", "{count:g} points wait", waiting)
    if not standing.reachable and not earned:
        return waits
    reached = standing.reachable
    return say(
        "{earned:g} of {reachable:g} points so far, {waits}", earned=earned, reachable=reached, waits=waits
    )


def earlier(given: Given) -> Message:
    """What counts no longer, and why."""
    parts: list[Message | str] = []
    if given.points is not None:
        parts.append(plural("{count:g} point", "{count:g} points", given.points))
    if given.extra:
        parts.append(
            plural("{count:g} point of extra credit", "{count:g} points of extra credit", given.extra)
        )
    if given.comment:
        parts.append(f"“{given.comment}”")
    told = joined(", ", parts)
    if given.superseded:
        return say("Before, your instructor had given: {given}", given=told)
    return say("For an earlier version of this your instructor had given: {given}", given=told)


def duration(late: timedelta) -> Message:
    """To the minute, begun ones whole: nobody is late by nothing."""
    minutes = -(-late // timedelta(minutes=1))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    told = (
        (days, say("{n} d", n=days)),
        (hours, say("{n} h", n=hours)),
        (minutes, say("{n} min", n=minutes)),
    )
    return joined(" ", [part for count, part in told if count])
