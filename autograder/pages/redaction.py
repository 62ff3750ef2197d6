"""What a student's page quotes of what their process said: words, and numbers that mean something.

Student code can read the hidden images, as they are asked about, and could say their pixels again:
in an exception's text, the name of a class, a key or a column. So a text of theirs is told
without the numbers that neither the notebook as it was given nor the data's own sizes explain,
and without any where they are many; it was cut to 120 characters before.

Not covered: what is spelt in words, or sent through a number that a check itself tells (a
shape, a mean, a history). That is little at a time, of images that carry no label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from autograder.course.course import Assignment
from autograder.evidence.keras_names import LAYERS
from autograder.messages import Message
from reference.datasets import CLASSES, SIDE, Dataset

_MOST = 8  # numbers in one text
_GAP = "…"
_NUMBER = re.compile(r"(?<!\w)[^\W\d]*\d(?:[\w.]*\w)?")
_SHAPE = re.compile(r"\((\d{1,6}|None)?(, ?(\d{1,6}|None)){0,4},?\)")
_GAPS = re.compile(rf"{_GAP}(?:[\s.,;:()\[\]{{}}'\"-]*{_GAP})+")
_TYPES = ("uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")

Known = frozenset[str]


def known_numbers(assignment: Assignment, data: Dataset | None) -> Known:
    """Every number and name with a number in it that says nothing of a hidden image."""
    given = _NUMBER.findall(assignment.notebook.read_text(encoding="utf-8"))
    sizes = [len(data.train), len(data.test), len(data.hidden)] if data else []
    widths = [2**power for power in range(12)]
    counted = (0, 1, CLASSES, SIDE, SIDE * SIDE, *widths, *sizes)
    return frozenset((*given, *map(str, counted), *_TYPES, *_with_numbers(LAYERS)))


def _with_numbers(names: Iterable[str]) -> Iterable[str]:
    return (name for name in names if any(character.isdigit() for character in name))


def redacted(message: Message, known: Known) -> Message:
    """The same message; in the texts that fill it, numbers that are not `known` are left out."""
    values = tuple((name, _redacted_value(value, known)) for name, value in message.values)
    return replace(message, values=values)


def _redacted_value(value: Any, known: Known) -> Any:
    if isinstance(value, Message):
        return redacted(value, known)
    return redacted_text(value, known) if isinstance(value, str) else value


def redacted_text(text: str, known: Known) -> str:
    """Gaps in the place of numbers that are not `known`, of all where they are many; a shape stays whole."""
    if _SHAPE.fullmatch(text):
        return text
    kept = known if len(_NUMBER.findall(text)) <= _MOST else frozenset[str]()
    return _GAPS.sub(_GAP, _NUMBER.sub(lambda found: found[0] if found[0] in kept else _GAP, text))
