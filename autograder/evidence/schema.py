"""The one reader of answers: what a student's process sends, and what the store kept of it, as typed facts.

A student's process may send anything. What is not as `inside/answering.py` gives it is refused before any
check looks at it; what nobody asked for is dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import FieldInfo, fields
from numpy.typing import NDArray

from autograder.evidence import facts, refusals
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Ask, Images, Model
from autograder.evidence.evidence import Evidence
from autograder.evidence.facts import Answer
from autograder.evidence.refusals import Refused, reason_from_json, reason_to_json
from autograder.inside.answering import LARGEST_BITS
from autograder.inside.network_facts import sampled

_NUMBERS = "biuf"

_WHY = "unverified"
#: What the grader alone may say of a network.
_OURS = ("verified", _WHY, "own", "left_out", "penalties", "weights")
#: Facts that come together.
_BESIDE = {"shape": ("dtype", "sha256"), "description": ("ways",)}

Answered = tuple[tuple[Answer, ...], dict[ArrayName, NDArray[Any]]]


def answers_of(said: Any, arrays: Mapping[str, NDArray[Any]], asks: Sequence[Ask]) -> Answered:
    """What a kernel said to `asks`, with its arrays. Raises Refused where that is not as honest ones speak.

    An answer may be of another kind than its ask all the same: it answers nothing then.
    """
    if not isinstance(said, list) or not all(isinstance(one, dict) and "status" in one for one in said):
        raise Refused(refusals.NO_LIST)
    if not all(isinstance(a, np.ndarray) and a.dtype.kind in _NUMBERS for a in arrays.values()):
        raise Refused(refusals.NO_NUMBERS)
    if len(said) != len(asks):
        raise Refused(refusals.NOT_EVERY_ASK)
    return tuple(map(answer_of, said)), _named(arrays, len(said))


def answer_of(said: Mapping[str, Any]) -> Answer:
    """One answer as a kernel writes it. Raises Refused where nothing honest writes that."""
    return kept_answer({name: fact for name, fact in said.items() if name not in _OURS})


def kept_answer(said: Mapping[str, Any]) -> Answer:
    """One answer as `facts_of` writes it, what the grader found of it too."""
    known = _fields(kind := _kind(said))
    found = {known[name].name: _fact(known[name], fact) for name, fact in said.items() if name in known}
    lacking = {name for name, field in known.items() if field.required and name not in said}
    lacking |= {other for name in _BESIDE if name in said for other in _BESIDE[name] if other not in said}
    if lacking:
        raise Refused(refusals.FIELDS_LACKING, names=", ".join(sorted(lacking)))
    return kind(**found)


def facts_of(answer: Answer) -> dict[str, Any]:
    """An answer as JSON."""
    written: dict[str, Any] = msgspec.to_builtins(answer)
    why = {_WHY: reason_to_json(answer.why)} if isinstance(answer, facts.NetworkAnswer) and answer.why else {}
    return written | why


def layers_of(said: Any) -> tuple[facts.LayerFacts, ...]:
    """The layers of a network that was rebuilt. Raises Refused where they are none."""
    layers: tuple[facts.LayerFacts, ...] = _converted("layers", said, tuple[facts.LayerFacts, ...])
    return layers


def _kind(said: Mapping[str, Any]) -> type[Answer]:
    """The class that an answer is of, by what it holds."""
    status = said["status"]
    if status == "missing":
        return facts.Missing
    if status == "raised":
        return facts.Raised
    if status != "answered":
        raise Refused(refusals.FIELD_WRONG, name="status")
    if "figures" in said:
        return facts.FigureAnswer
    if "is_model" in said:
        return facts.NetworkAnswer if said["is_model"] is True else facts.ModelAnswer
    if "callable" in said:
        return facts.CallAnswer
    history = "columns" in said and "shape" not in said and not isinstance(said["columns"], list)
    return facts.HistoryAnswer if history else facts.ValueAnswer


@cache
def _fields(kind: type[Answer]) -> dict[str, FieldInfo]:
    return {field.encode_name: field for field in fields(kind)}


def _fact(field: FieldInfo, fact: Any) -> Any:
    if field.encode_name == _WHY:
        return reason_from_json(fact)
    if any(map(_beyond, _values(fact))):
        raise Refused(refusals.FIELD_WRONG, name=field.encode_name)
    return _converted(field.encode_name, fact, field.type)


def _converted(name: str, fact: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(fact, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Refused(refusals.FIELD_WRONG, name=name) from error


def _beyond(value: Any) -> bool:
    return isinstance(value, int) and value.bit_length() > LARGEST_BITS


def _values(fact: Any) -> Iterator[Any]:
    """A value, or all within lists and dicts."""
    waiting = [fact]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict | list):
            waiting.extend(part.values() if isinstance(part, dict) else part)
        else:
            yield part


def _named(arrays: Mapping[str, NDArray[Any]], answers: int) -> dict[ArrayName, NDArray[Any]]:
    try:
        found = {ArrayName.read(name): array for name, array in arrays.items()}
    except ValueError as error:
        raise Refused(refusals.ARRAY_ASTRAY) from error
    if any(name.position >= answers for name in found):
        raise Refused(refusals.ARRAY_ASTRAY)
    return found


def counted(
    evidence: Evidence, asks: Sequence[Ask], sizes: Mapping[str, int], few: Collection[int] = ()
) -> Evidence:
    """The same evidence without predictions of another number than the images that were asked about.

    `sizes` says how many images each split has; those at the positions of `few` were asked about
    `network_facts.sampled` images.
    """
    wanted = {
        (position, images.called): _count(images, sizes, position in few)
        for position, ask in enumerate(asks)
        if isinstance(ask, Model)
        for images in ask.on
    }
    arrays = {
        name: array
        for name, array in evidence.arrays.items()
        if name.part is not Part.PREDICTIONS or _length(array) == wanted.get((name.position, name.split))
    }
    return replace(evidence, arrays=arrays)


def _length(array: NDArray[Any]) -> int:
    return len(array) if array.ndim else -1


def _count(images: Images, sizes: Mapping[str, int], few: bool) -> int:
    held = sizes[images.split]
    count = held if images.count is None else min(images.count, held)
    return len(sampled(range(count))) if few else count
