"""What is said where evidence holds no answer to an ask."""

from __future__ import annotations

from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.stopped import explained, is_theirs
from autograder.messages import Message, say


def missing(name: str, evidence: Evidence) -> Message:
    if evidence.status is RunStatus.TIMED_OUT:
        return stopped(evidence)
    if evidence.error and not is_theirs(evidence.error):
        return say("`{name}` is not defined, because your cell stopped: {error}.",
                   name=name, error=evidence.error)  # fmt: skip
    if evidence.error:
        return say("`{name}` is not defined, because your cell stopped: {error}. Mend that first.",
                   name=name, error=evidence.error)  # fmt: skip
    return say("`{name}` is not defined yet: give your result that name.", name=name)


def raised(name: str, error: str) -> Message:
    """What a student's function said when it was called, or a network when it was asked."""
    why = explained(error)
    if not is_theirs(why):
        return say("`{name}` raised {error}.", name=name, error=why)
    return say("`{name}` raised {error}. Try it in a cell of its own, with a few images.",
               name=name, error=why)  # fmt: skip


def dots(name: str) -> Message:
    return say("`{name}` still holds the three dots: put your answer in their place.", name=name)


def stopped(evidence: Evidence) -> Message:
    if evidence.status is RunStatus.TIMED_OUT:
        return say("Your notebook was stopped here: a cell took longer than it may. Which cell waits, or "
                   "repeats more often than it must?")  # fmt: skip
    if evidence.status is RunStatus.DIED:
        return say("Your notebook's kernel ended before this exercise was reached. Restart it and run all "
                   "cells: where does it end?")  # fmt: skip
    if evidence.status is RunStatus.REFUSED:
        return say("The answers of your notebook could not be read here: {error}", error=evidence.error)
    return say("Your notebook gave no answer here.")
