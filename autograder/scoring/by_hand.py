"""Functions that calculate with arrays, held against a right one: how a result is off, and by which slip.

A slip is a wrong way to calculate that people take. Where one gives just what the student's function gives,
it is named; else a message shows one small input, the place, and what was found there: never what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.asks import Call
from autograder.evidence.facts import VALUE_ERROR, Raised
from autograder.evidence.stopped import explained, open_ended
from autograder.messages import Message, say
from autograder.scoring.answers import Answers
from autograder.scoring.called import inputs_of
from reference.datasets import Dataset

_NEAR = 1e-4  # of the largest number: float32 is precise enough
_LONGEST = 118  # of a call, as messages show it
_AXES = 2  # of an array that is written out
_LISTS = ("list", "tuple")

Calculates = Callable[..., Any]


@dataclass(frozen=True)
class Slip:
    """A mistake: what it `gives` for the same inputs, and what is `said` of it."""

    gives: Calculates
    said: Message


@dataclass(frozen=True)
class Oracle:
    """What is `right`, and the slips that are known.

    `of_shape` is what to think about where a result has another shape, and by no slip that is known.
    """

    right: Calculates
    slips: tuple[Slip, ...] = ()
    of_shape: Message | None = None

    def wrong(self, answers: Answers, data: Dataset, *asks: Call) -> Message | None:
        """What is said of the first of these calls for which a function returns something else.

        A slip that explains every one of them is likelier than one that explains this one.
        """
        ask = next((ask for ask in asks if not self._is_right(answers, data, ask)), None)
        if ask is None:
            return None
        call = called_with(ask, data)
        if (error := answers.raised(ask)) is not None:
            return _stopped(error, call)
        if returned := _error_returned(answers, ask, call):
            return returned
        if (kind := answers.type_returned(ask)) in _LISTS and self._wanted(ask, data).ndim:
            return say("{call} returns a {kind}, and an array is asked for: `np.array(...)` makes one of it.",
                       call=call, kind=kind)  # fmt: skip
        found = answers.returned(ask)
        fitting = [slip for slip in self.slips if agrees(found, _given(slip, ask, data))]
        everywhere = [s for s in fitting if all(_fits(s, answers, data, other) for other in asks)]
        causes = {slip.said: None for slip in everywhere or fitting}
        if len(causes) == 1:  # of two that explain it, nobody knows which it was
            return say("{call}: {said}", call=call, said=next(iter(causes)))
        if found.shape == (wanted := self._wanted(ask, data)).shape:
            return _off(call, found, _worst(found, wanted))
        told = say("{call}: the result has shape {found}, and another is wanted.", call=call,
                   found=str(found.shape))  # fmt: skip
        return say("{told} {next}", told=told, next=self.of_shape) if self.of_shape else told

    def _wanted(self, ask: Call, data: Dataset) -> NDArray[Any]:
        inputs, named = inputs_of(ask, data)
        return np.asarray(self.right(*inputs, **named))

    def _is_right(self, answers: Answers, data: Dataset, ask: Call) -> bool:
        if answers.raised(ask) is not None or _error_returned(answers, ask, ""):
            return False
        found, wanted = answers.returned(ask), self._wanted(ask, data)
        return agrees(found, wanted) and not (wanted.ndim and answers.type_returned(ask) in _LISTS)


def _error_returned(answers: Answers, ask: Call, call: str) -> Message | None:
    kind = answers.type_returned(ask)
    if not kind.endswith("Error"):
        return None
    return say("{call} returns a {kind} instead of raising it: write `raise`, not `return`.", call=call,
               kind=kind)  # fmt: skip


def _fits(slip: Slip, answers: Answers, data: Dataset, ask: Call) -> bool:
    if answers.raised(ask) is not None or _error_returned(answers, ask, ""):
        return True
    return agrees(answers.returned(ask), _given(slip, ask, data))


def _off(call: str, found: NDArray[Any], place: tuple[int, ...]) -> Message:
    value = float(found[place])
    if not place:
        return say("{call}: your function gives {value:g}. Calculate it by hand, number by number, and see "
                   "where it goes another way.", call=call, value=value)  # fmt: skip
    return say("{call}: at {place} your function gives {value:g}. Calculate that one by hand, number by "
               "number, and see where your function goes another way.", call=call, place=str(list(place)),
               value=value)  # fmt: skip


def _stopped(error: Raised, call: str) -> Message:
    if error.kind == VALUE_ERROR:
        return say("{call} raises {error}, and there is a result for it. Either your function refuses more "
                   "than the sheet says, or NumPy cannot do what it asks: try just this call in a cell of "
                   "its own.", call=call, error=explained(error.error))  # fmt: skip
    return say("{call} raises {error}. Try just this call in a cell of its own.", call=call,
               error=open_ended(explained(error.error)))  # fmt: skip


def agrees(found: NDArray[Any], wanted: NDArray[Any]) -> bool:
    """Whether two results are one, up to rounding."""
    if found.shape != wanted.shape:
        return False
    near = _NEAR * max(1.0, float(np.abs(wanted).max(initial=0)))
    return bool((_apart(found, wanted) <= near).all())


def _apart(found: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.float64]:
    with np.errstate(all="ignore"):  # a student's result holds whatever it does
        apart: NDArray[np.float64] = np.abs(found.astype(float) - wanted)
    return apart


def _given(slip: Slip, ask: Call, data: Dataset) -> NDArray[Any]:
    inputs, named = inputs_of(ask, data)
    try:
        return np.asarray(slip.gives(*inputs, **named))
    except (ValueError, IndexError):  # this mistake stops on such inputs
        return np.zeros(0)


def _worst(found: NDArray[Any], wanted: NDArray[Any]) -> tuple[int, ...]:
    off = np.nan_to_num(_apart(found, wanted), nan=np.inf)
    return tuple(int(i) for i in np.unravel_index(int(off.argmax()), off.shape))


def not_refused(answers: Answers, data: Dataset, refused: Iterable[tuple[Call, Message]]) -> Message | None:
    """What is said of the first of these calls that gives no ValueError; beside each stands why it should."""
    return next(filter(None, (_not_refused(answers, ask, data, why) for ask, why in refused)), None)


def _not_refused(answers: Answers, ask: Call, data: Dataset, why: Message) -> Message | None:
    call = called_with(ask, data)
    if (error := answers.raised(ask)) is not None:
        if error.kind == VALUE_ERROR:
            return None
        return say("{call} raises {error}, and a ValueError is asked for: {why}", call=call,
                   error=explained(error.error), why=why)  # fmt: skip
    if returned := _error_returned(answers, ask, call):
        return returned
    if answers.type_returned(ask) == "NoneType":
        return say("{call} returns None, and a ValueError is asked for: {why} `raise ValueError(...)` ends "
                   "the function there.", call=call, why=why)  # fmt: skip
    answers.returned(ask)
    return say("{call} returns something, and a ValueError is asked for: {why}", call=call, why=why)


def changed(answers: Answers, data: Dataset, *asks: Call) -> Message | None:
    """What is said where a function leaves other numbers in what it was given."""
    return next(filter(None, (_changed(answers, ask, data) for ask in asks)), None)


def _changed(answers: Answers, ask: Call, data: Dataset) -> Message | None:
    inputs, _ = inputs_of(ask, data)
    for number, before in enumerate(inputs):
        if isinstance(before, np.ndarray) and not np.array_equal(answers.left(ask, number), before):
            return say("{call} writes into the array that it is given, which its caller still needs as it "
                       "was: write into an array of your own.", call=called_with(ask, data))  # fmt: skip
    return None


def called_with(ask: Call, data: Dataset) -> str:
    """The call as it is written in code; where it is too long for a message, of large arrays the shape."""
    inputs, named = inputs_of(ask, data)
    values = {str(number): value for number, value in enumerate(inputs)} | named
    whole = {name: _told(value) for name, value in values.items()}
    for name in sorted(whole, key=lambda name: -len(whole[name])):
        if len(call := _call(ask.name, whole)) <= _LONGEST:
            break
        whole[name] = _shape(values[name])
        call = _call(ask.name, whole)
    return call


def _call(function: str, inputs: Mapping[str, str]) -> str:
    told = (text if name.isdigit() else f"{name}={text}" for name, text in inputs.items())
    return f"`{function}({', '.join(told)})`"


def _told(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    if value.size == 0 or value.ndim > _AXES:
        return _shape(value)
    text = np.array2string(value, separator=", ", threshold=_LONGEST).replace("\n", "")
    return " ".join([text, *_kind(value)])


def _shape(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    return f"<{' '.join([' × '.join(map(str, value.shape)), *_kind(value)])}>"


def _kind(value: NDArray[Any]) -> list[str]:
    """The type of an array, but for those that numbers have as they are typed."""
    return [] if value.dtype in (np.float64, np.int64) else [str(value.dtype)]
