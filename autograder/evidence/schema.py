"""Whether answers are as `inside/answering.py` gives them: a student's process may send anything.

What is not well-formed is refused before any check looks at it, so that a check may trust types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from autograder.evidence import refusals
from autograder.evidence.asks import Ask, Images, Model
from autograder.evidence.evidence import Evidence
from autograder.evidence.refusals import kept

Facts = Mapping[str, Any]
Test = Callable[[Any], bool]

_DTYPE = re.compile(r"bool|u?int(8|16|32|64)|float(16|32|64|96|128)|longdouble")
_PART = re.compile(
    r"value|input\d{1,2}|picture\d{1,2}|weights\.\d{1,4}|(predictions|way)\.\w{1,80}\.\w{1,10}"
)


def malformed(values: Sequence[Facts], arrays: Mapping[str, NDArray[Any]]) -> str:
    """What is wrong with answers; empty where nothing is."""
    for facts in values:
        for name, value in facts.items():
            if name in _FIELDS and not _FIELDS[name](value):
                return kept(refusals.FIELD_WRONG, name=name)
        if lacking := sorted(_needed(facts) - facts.keys()):
            return kept(refusals.FIELDS_LACKING, names=", ".join(lacking))
    if any(not _PART.fullmatch(name.partition(".")[2]) for name in arrays):
        return kept(refusals.ARRAY_ASTRAY)
    return ""


def counted(evidence: Evidence, asks: tuple[Ask, ...], sizes: Mapping[str, int]) -> Evidence:
    """The same evidence without predictions of another number than the images that were asked about.

    `sizes` says how many images each split has.
    """
    arrays = dict(evidence.arrays)
    for position, ask in enumerate(asks):
        if not isinstance(ask, Model):
            continue
        wanted = {images.split: _count(images, sizes) for images in ask.on}
        for name in list(arrays):
            number, _, part = name.partition(".")
            if number != str(position) or not part.startswith("predictions."):
                continue
            found = arrays[name]
            if not found.ndim or len(found) != wanted.get(part.rpartition(".")[2]):
                del arrays[name]
    return replace(evidence, arrays=arrays)


def _count(images: Images, sizes: Mapping[str, int]) -> int:
    held = sizes[images.split]
    return held if images.count is None else min(images.count, held)


def _needed(facts: Facts) -> set[str]:
    """The fields that an answer of its kind has."""
    if facts.get("status") == "raised":
        return {"status", "error"}
    if facts.get("status") == "missing" or "figures" in facts:
        return {"status"}
    needed = {"status", "type"}
    if "shape" in facts:
        needed |= {"dtype", "sha256"}
    if facts.get("is_model"):
        needed |= {"built", "layers", "compiled", "compile", "errors"}
    if "description" in facts:
        needed |= {"ways"}
    return needed


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, bool | float) or (isinstance(value, int) and value.bit_length() <= 1_000)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 63


def _optional(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _list_of(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(test(item) for item in value)


def _table_of(test: Test) -> Test:
    return lambda value: isinstance(value, dict) and all(test(item) for item in value.values())


def _record(**tests: Test) -> Test:
    return lambda value: (
        isinstance(value, dict)
        and tests.keys() <= value.keys()
        and all(test(value[name]) for name, test in tests.items())
    )


def _plain(value: Any) -> bool:
    return value is None or _text(value) or _number(value)


def _columns(value: Any) -> bool:
    """A table's names, or a history."""
    return value is None or _list_of(_text)(value) or _table_of(_list_of(_number))(value)


_LAYER = _record(
    **{"class": _text},
    units=_optional(_whole),
    activation=_optional(_text),
    parameters=_optional(_whole),
    output_shape=_list_of(_optional(_whole)),
)
_COMPILED = _record(
    optimiser=_optional(_text),
    loss=_optional(_text),
    from_logits=lambda value: isinstance(value, bool),
    metrics=_list_of(_optional(_text)),
)


_PANEL = _record(legend=_list_of(_text), texts=_list_of(_text), title=_text, x_label=_text, y_label=_text)
_FIGURE = _record(
    lines=_list_of(_record(panel=_whole, label=_text, y=_list_of(_number))),
    panels=_list_of(_PANEL),
    legend=_list_of(_text),
)


def _optimised(value: Any) -> bool:
    """What else compile settings may hold."""
    return _optional(_number)(value.get("learning_rate")) and _optional(_whole)(value.get("updates"))


_FIELDS: Mapping[str, Test] = {
    "status": lambda value: value in ("answered", "missing", "raised"),
    "type": _text,
    "error": _text,
    "value": lambda value: _text(value) or _number(value),
    "shape": _list_of(_whole),
    "dtype": lambda value: _text(value) and _DTYPE.fullmatch(value) is not None,
    "sha256": _text,
    "columns": _columns,
    "items": _list_of(_plain),
    "entries": _table_of(_plain),
    "table": _table_of(_list_of(_plain)),
    "history": _optional(_table_of(_list_of(_number))),
    "key": _text,
    "twin": _optional(_text),
    "callable": lambda value: isinstance(value, bool),
    "stub": lambda value: isinstance(value, bool),
    "is_model": lambda value: isinstance(value, bool),
    "built": lambda value: isinstance(value, bool),
    "compiled": lambda value: isinstance(value, bool),
    "errors": _table_of(_text),
    "layers": _list_of(_LAYER),
    "compile": _optional(lambda value: _COMPILED(value) and _optimised(value)),
    "figures": _list_of(_FIGURE),
    "description": _optional(lambda value: isinstance(value, dict)),
    "chained": lambda value: isinstance(value, bool),
    "ways": _table_of(_record(way=_text, shape=_list_of(_whole))),
}
