"""What is said where evidence holds no answer to an ask."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import (
    Answer,
    Basis,
    CallAnswer,
    FigureAnswer,
    Missing,
    ModelAnswer,
    NetworkAnswer,
    Raised,
    ValueAnswer,
)
from autograder.evidence.refusals import (
    ASKED_AND_DIED,
    ASKED_TOO_MUCH,
    ASKED_WITHOUT_END,
    Reason,
    filled,
)
from autograder.evidence.stopped import explained, is_theirs, open_ended
from autograder.messages import Message, say

_LARGEST = 16  # bytes of a number
_BYTES = {"bool": 1, **{f"{kind}{8 * n}": n for kind in ("uint", "int", "float") for n in (1, 2, 4, 8, 12)}}


_TOO_LONG = say("Your notebook was stopped here: a cell took longer than it may. Which cell waits, or "
                "repeats more often than it must?")  # fmt: skip
_GONE = say("Your notebook's kernel ended before this exercise was reached. Restart it and run all cells: "
            "where does it end?")  # fmt: skip
_ASKED = say("Your notebook was stopped: {error}. Try just that call in a cell of its own. What comes after "
             "it could not be looked at.")  # fmt: skip
#: By their templates: what says that a notebook was ended.
ENDED = frozenset((_TOO_LONG.template, _GONE.template, _ASKED.template))
#: And why, where the grader's own question brought it about.
_IN_VAIN = frozenset(r.template for r in (ASKED_WITHOUT_END, ASKED_TOO_MUCH, ASKED_AND_DIED))


class Unanswered(Exception):
    """A criterion needs an answer that the evidence does not hold; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


class Elsewhere(Unanswered):
    """What a criterion needs is to be made in another exercise, which it waits for."""

    def __init__(self, exercise: str, message: Message) -> None:
        super().__init__(message)
        self.exercise = exercise


def size_of(answer: ValueAnswer) -> int:
    """How many bytes the array takes that an answer tells of; 0 where it tells of none."""
    return 0 if answer.shape is None else prod(answer.shape) * _BYTES.get(answer.dtype, _LARGEST)


def missing(name: str, evidence: Evidence) -> Message:
    if evidence.status is RunStatus.TIMED_OUT:
        return stopped(evidence)
    error = open_ended(evidence.error)
    if error and not is_theirs(error):
        return say("`{name}` is not defined, because your cell stopped: {error}.",
                   name=name, error=error)  # fmt: skip
    if error:
        return say("`{name}` is not defined, because your cell stopped: {error}. Mend that first.",
                   name=name, error=error)  # fmt: skip
    return say("`{name}` is not defined yet: give your result that name.", name=name)


def raised(name: str, error: str) -> Message:
    """What a student's function said when it was called, or a network when it was asked."""
    why = open_ended(explained(error))
    if not is_theirs(why):
        return say("`{name}` raised {error}.", name=name, error=why)
    return say("`{name}` raised {error}. Try it in a cell of its own, with a few images.",
               name=name, error=why)  # fmt: skip


def dots(name: str) -> Message:
    return say("`{name}` still holds the three dots: put your answer in their place.", name=name)


def asked_in_vain(error: Reason) -> bool:
    """Whether it was the grader's own question that a function did not survive."""
    return isinstance(error, Message) and error.template in _IN_VAIN


def stopped(evidence: Evidence) -> Message:
    if asked_in_vain(evidence.error):
        return filled(_ASKED, error=evidence.error)
    if evidence.status is RunStatus.TIMED_OUT:
        return _TOO_LONG
    if evidence.status is RunStatus.DIED:
        return _GONE
    if evidence.status is RunStatus.REFUSED:
        return say("The answers of your notebook could not be read here: {error}", error=evidence.error)
    return say("Your notebook gave no answer here.")


def own_network(name: str, answer: ModelAnswer) -> NetworkAnswer:
    """An entry of a dict of networks, where it is a network of its own."""
    if answer.type in ("NoneType", "ellipsis"):
        raise Unanswered(dots(name))
    if answer.key is None:
        raise Unanswered(say("`{name}` should be a dict of networks; yours is a {type}.",
                             name=name, type=answer.type))  # fmt: skip
    if not isinstance(answer, NetworkAnswer):
        raise Unanswered(say("`{name}` holds under {key} a {type}, not a Keras model.",
                             name=name, key=answer.key, type=answer.type))  # fmt: skip
    if answer.twin is not None:
        raise Unanswered(say("In `{name}`, {twin} and {key} are one and the same network: build a new one "
                             "for {key}. If that of {twin} was made in another cell, run it again: the "
                             "network was trained on.", name=name, twin=answer.twin,
                             key=answer.key))  # fmt: skip
    return answer


def no_array(name: str, answer: ValueAnswer) -> Message:
    if answer.type == "ndarray" and not answer.dtype:
        return say("`{name}` is an array, but not of plain numbers: complex numbers, texts and lists are "
                   "none. Which line made it so?", name=name)  # fmt: skip
    return say("`{name}` is a {type}, not an array of numbers. Which line made it so?", name=name,
               type=answer.type)  # fmt: skip


def type_of(answer: Answer) -> str:
    """The type's name of what was asked about; empty where that says nothing."""
    return "" if isinstance(answer, Missing | Raised | FigureAnswer) else answer.type


def is_empty(answer: Answer) -> bool:
    """Whether it says that nothing was begun: a name without a value, a stub, no figure."""
    if isinstance(answer, FigureAnswer):
        return not answer.figures
    if isinstance(answer, CallAnswer) and answer.callable:
        return answer.stub or answer.type == "ellipsis"
    return isinstance(answer, Missing) or type_of(answer) in ("NoneType", "ellipsis")


def expect_all(name: str, answer: ValueAnswer, told: int) -> None:
    """What is said of the first items would be said of all: Unanswered where there are more."""
    if answer.length is not None and answer.length > told:
        raise Unanswered(say("`{name}` holds {count:,} items, and only the first {told:,} are looked at. "
                             "Were so many meant?", name=name, count=answer.length, told=told))  # fmt: skip


def unclaimed(evidence: Evidence) -> Evidence:
    """The same evidence, but that networks which nobody could verify are not there."""
    claimed = (isinstance(a, NetworkAnswer) and a.basis is Basis.CLAIMED for a in evidence.values)
    values = (Missing() if out else a for out, a in zip(claimed, evidence.values, strict=True))
    return replace(evidence, values=tuple(values))
