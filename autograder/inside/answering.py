"""Our only code beside student code: it answers asks about the student's namespace.

It runs in the student's kernel, so nothing that it says is believed without a look: answers
are plain facts and arrays, bounded, and judged elsewhere. It imports the standard library,
NumPy and its neighbours (by names that hold outside of our package too), and knows no checks, labels of
hidden images, or expected results.
"""

from __future__ import annotations

import contextlib
import dis
import hashlib
import io
import json
import logging
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import drawn as drawings
from . import genuine, network_facts
from .network_facts import Arrays, Source, described, spread, wanted_images
from .small_arrays import small_array
from .training_facts import TEXT_LENGTH, Facts, history

CARRIED_BYTES = 8 << 20  # a larger array is answered by its digest
ITEMS = 500  # of a list or a dict
ROWS, COLUMNS = 200, 100  # of a table
LARGEST_BITS = 1_000  # of a whole number: a larger one, beyond any float, is told as a text
_NAMES = 10  # of one network
_AXES, _SIZES = 5, (int, np.integer, type(None))  # of a shape

# As they are before student code, which may call other things so.
_VALUE_ERROR, _ANY_ERROR, _INTERRUPT = ValueError, BaseException, KeyboardInterrupt

_RETRACING = "triggered tf.function retracing"


keep_libraries = genuine.keep


def silence_retracing() -> None:
    """Keep TensorFlow's warning that some small networks in one notebook bring on, and no other.

    Each network predicts by a function of its own; from the fifth on TensorFlow takes them for one
    that is made again and again, and says so at length and in red. Calling this again changes nothing.
    """
    logging.getLogger("tensorflow").addFilter(_is_not_of_retracing)


def _is_not_of_retracing(record: logging.LogRecord) -> bool:
    return _RETRACING not in str(record.msg)


def answer(
    asks: Iterable[Mapping[str, Any]], namespace: Mapping[str, Any], images: Source, drawn: list[Any]
) -> tuple[list[Facts], Arrays]:
    """One answer an ask, in order, and the arrays that belong to them (`<position>.<part>`)."""
    facts: list[Facts] = []
    arrays: Arrays = {}
    for position, ask in enumerate(asks):
        try:
            with _progress_kept_back():
                found, carried = _answer_one(ask, namespace, images, drawn)
        except _ANY_ERROR as error:  # the student's code raised, or wanted to leave: that is the answer
            if _is_from_outside(error):
                error.args = (f"`{ask.get('name', '')}`",)  # whoever interrupted learns what came to no end
                raise
            is_value_error = {"kind": "ValueError"} if isinstance(error, _VALUE_ERROR) else {}
            found, carried = {"status": "raised", "error": described(error), **is_value_error}, {}
        facts.append(found)
        arrays |= {f"{position}.{part}": array for part, array in carried.items()}
    return facts, arrays


def _is_from_outside(error: BaseException) -> bool:
    """Whether somebody interrupted, and no code said `raise`: that comes at any other instruction."""
    if not isinstance(error, _INTERRUPT) or (place := error.__traceback__) is None:
        return False
    while place.tb_next is not None:
        place = place.tb_next
    return dis.opname[place.tb_frame.f_code.co_code[place.tb_lasti]] != "RAISE_VARARGS"


@contextlib.contextmanager
def _progress_kept_back() -> Iterator[None]:
    """Keras draws no progress bar of what a check alone calls; what student code prints is still shown.

    Who prints in a function wants to see what it is called with, from a check too.
    """
    bars: Any = getattr(sys.modules.get("keras"), "config", None)
    try:
        shown = bool(bars and bars.is_interactive_logging_enabled())
        if shown:
            bars.disable_interactive_logging()
    except Exception:  # a module of the student's by that name, or a changed one
        shown = False
    try:
        yield
    finally:
        if shown:
            bars.enable_interactive_logging()


def write_answers(folder: str, facts: list[Facts], arrays: Arrays) -> None:
    """Leave the answers in a folder: `facts.json` and `arrays.npz`."""
    written = zip(("facts.json", "arrays.npz"), packed(facts, arrays), strict=True)
    for name, content in written:
        Path(folder, name).write_bytes(content)


def packed(facts: list[Facts], arrays: Arrays) -> tuple[bytes, bytes]:
    """The answers as the bytes of a JSON and of an .npz file."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return json.dumps(facts).encode(), file.getvalue()


def _answer_one(
    ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source, drawn: list[Any]
) -> tuple[Facts, Arrays]:
    if ask["ask"] == "figure":
        found = drawings.figures(drawn)
        return {"status": "answered", "figures": found}, drawings.pictures(drawn, CARRIED_BYTES)
    if namespace.get(ask["name"]) is None:
        return {"status": "missing"}, {}
    subject = namespace[ask["name"]]
    if ask["ask"] == "value":
        return _value(subject if ask.get("spread") is None else spread(subject, ask["spread"]))
    if ask["ask"] == "history":
        return history(subject), {}
    if ask["ask"] == "call":
        return _called(subject, ask, namespace, images)
    if ask["entry"] is not None:
        return _entry(subject, ask, namespace, images)
    if ask.get("arguments") is not None:
        if not callable(subject):
            return {"status": "answered", "type": type(subject).__name__, "is_model": False}, {}
        subject = subject(*ask["arguments"])
    return network_facts.answered(subject, ask, namespace, images)


def _value(subject: Any) -> tuple[Facts, Arrays]:
    facts: Facts = {"status": "answered", "type": type(subject).__name__[:TEXT_LENGTH]}
    if isinstance(subject, str) or _is_beyond(subject):
        return {**facts, "value": _plain_item(subject)}, {}
    if isinstance(subject, Mapping):
        return {**facts, "entries": _plain_entries(subject), "length": len(subject)}, {}
    if isinstance(subject, list | tuple | set | frozenset) or _holds_texts(subject):
        facts["length"] = len(subject)
        facts["items"] = [_plain_item(item) for item in _in_order(subject)]
    if tables := genuine.tables_for(subject):
        facts["columns"] = [str(column)[:TEXT_LENGTH] for column in tables.columns(subject)][:100]
        facts["table"] = _table(subject, tables)
    try:
        array = tables.array(subject) if tables else np.asarray(subject)
    except Exception:
        return facts, {}
    if tables:
        facts["length"] = len(array)
    if array.dtype.kind not in "biuf":
        return facts, {}
    if array.ndim == 0:
        facts["value"] = array.item()
    facts |= {"shape": list(array.shape), "dtype": str(array.dtype.newbyteorder("="))}
    facts["sha256"] = _digest(array)
    return facts, {"value": _copy(array)} if array.nbytes <= CARRIED_BYTES else {}


def _copy(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """As it is now, whatever a later call writes into it; in the byte order of this machine."""
    return np.array(array, array.dtype.newbyteorder("="))


def _holds_texts(subject: Any) -> bool:
    return isinstance(subject, np.ndarray) and subject.ndim == 1 and subject.dtype.kind in "UO"


def _plain_item(item: Any) -> str | float | bool | None:
    """A number or text as it is, NumPy's too; a shape as its text, `(24, 24, 32)`; anything else is None."""
    if isinstance(item, np.generic):
        item = item.item()
    if isinstance(item, list | tuple) and len(item) <= _AXES and all(isinstance(n, _SIZES) for n in item):
        return str(tuple(None if size is None else int(size) for size in item))[:TEXT_LENGTH]
    if isinstance(item, str):
        return item[:TEXT_LENGTH]
    if _is_beyond(item):
        return _in_short(item)
    return item if isinstance(item, bool | int | float) else None


def _is_beyond(item: Any) -> bool:
    return isinstance(item, int) and item.bit_length() > LARGEST_BITS


def _in_short(number: int) -> str:
    """A whole number that is beyond any float, as 1.0000e+400: all its digits would be a long text."""
    exponent = math.log10(abs(number))
    return f"{'-' if number < 0 else ''}{10 ** (exponent % 1):.4f}e+{int(exponent)}"


def _plain_entries(subject: Mapping[Any, Any]) -> dict[str, str | float | bool | None]:
    pairs = list(subject.items())[:ITEMS]
    return {str(key)[:TEXT_LENGTH]: _plain_item(value) for key, value in pairs}


def _in_order(subject: Any) -> list[Any]:
    """The first items; those of a set in the order of their texts."""
    items = sorted(subject, key=str) if isinstance(subject, set | frozenset) else subject
    return list(items)[:ITEMS]


def _table(frame: Any, tables: genuine.Tables) -> dict[str, list[str | float | bool | None]]:
    """The first rows of a pandas DataFrame, a list a column."""
    names, rows = tables.columns(frame)[:COLUMNS], tables.rows(frame, ROWS)
    return {str(n)[:TEXT_LENGTH]: [_plain_item(row[i]) for row in rows] for i, n in enumerate(names)}


def _digest(array: np.ndarray[Any, Any]) -> str:
    """Of the values: whole numbers that fit a byte count alike, however they are stored."""
    if array.dtype.kind in "iu" and array.size and array.min() >= 0 and array.max() <= 255:
        array = array.astype(np.uint8)
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def _called(
    function: Any, ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    """What a function returns for images and small arrays, or for what the student keeps under a name."""
    wanted, named = ask["inputs"], ask.get("named", {})
    kept = [of["variable"] for of in (*wanted, *named.values()) if "variable" in of]
    if any(namespace.get(name) is None for name in kept):
        return {"status": "missing"}, {}
    inputs = [_input(of, namespace, images) for of in wanted]
    facts, arrays = _call(function, inputs, {n: _input(of, namespace, images) for n, of in named.items()})
    return facts, {part: array for part, array in arrays.items() if part == "value" or not kept}


def _input(wanted: Mapping[str, Any], namespace: Mapping[str, Any], images: Source) -> Any:
    if "variable" in wanted:
        return np.array(namespace[wanted["variable"]])
    if "given" in wanted or "drawn" in wanted:
        return small_array(wanted, images("hidden") if "drawn" in wanted else None)
    found = wanted_images(wanted, images)
    return (found / 255.0).astype(np.float32) if wanted.get("scaled") else found


def _call(function: Any, inputs: list[Any], named: Mapping[str, Any]) -> tuple[Facts, Arrays]:
    if not callable(function):
        return {"status": "answered", "callable": False, "type": type(function).__name__}, {}
    returned = function(*inputs, **named)
    nothing = {"type": "NoneType", "stub": _is_stub(function)}
    facts, arrays = _value(returned) if returned is not None else (nothing, {})
    left = {f"input{i}": _copy(array) for i, array in enumerate(inputs) if isinstance(array, np.ndarray)}
    return {**facts, "status": "answered", "callable": True}, {**arrays, **left}


def _is_stub(function: Any) -> bool:
    """Whether a function's body does nothing at all, as the stub that was given."""
    code = getattr(function, "__code__", None)
    return code is not None and not code.co_names and len(code.co_code) <= len(_empty.__code__.co_code)


def _empty(images: Any) -> None: ...


def _entry(
    subject: Any, ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    """One network of a dict of networks, with its key."""
    if not isinstance(subject, Mapping) or not subject:
        kind = "empty dict" if isinstance(subject, Mapping) else type(subject).__name__
        return {"status": "answered", "type": kind, "is_model": False}, {}
    pairs = list(subject.items())
    if ask["entry"] >= len(pairs):
        return {"status": "missing"}, {}
    key, model = pairs[ask["entry"]]
    twin = next((str(k)[:TEXT_LENGTH] for k, other in pairs[: ask["entry"]] if other is model), None)
    facts, arrays = network_facts.answered(model, ask, namespace, images)
    names = [name[:TEXT_LENGTH] for name, other in namespace.items() if other is model][:_NAMES]
    return {**facts, "key": str(key)[:TEXT_LENGTH], "twin": twin, "names": names}, arrays
