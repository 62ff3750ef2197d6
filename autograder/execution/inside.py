"""Our only code beside student code: it answers asks about the student's namespace.

It runs in the student's kernel, so nothing that it says is believed without a look: answers
are plain facts and arrays, bounded, and judged elsewhere. It imports the standard library
and NumPy alone, and knows no checks, labels of hidden images, or expected results.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

CARRIED_BYTES = 8 << 20  # a larger array is answered by its digest
TEXT_LENGTH = 500
CURVE_POINTS = 2_000
ITEMS = 50  # of a list or a dict
ROWS, COLUMNS = 200, 30  # of a table
FIGURES = 8
PREDICT_BATCH = 1_000
FEW = 8  # images on which a student's function shows what it does
SAMPLE = 32  # images of each kind of feed, by which the grader knows it again
WEIGHT_BYTES = 32 << 20
DESCRIPTION_LENGTH = 200_000

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # Keras prints parts of its messages in bold

Facts = dict[str, Any]
Arrays = dict[str, np.ndarray[Any, Any]]
Source = Callable[[str], np.ndarray[Any, Any]]


def answer(
    asks: Iterable[Mapping[str, Any]], namespace: Mapping[str, Any], images: Source, drawn: list[Any]
) -> tuple[list[Facts], Arrays]:
    """One answer an ask, in order, and the arrays that belong to them (`<position>.<part>`)."""
    facts: list[Facts] = []
    arrays: Arrays = {}
    for position, ask in enumerate(asks):
        try:
            found, carried = _answer_one(ask, namespace, images, drawn)
        except Exception as error:  # the student's code raised: that is the answer
            found, carried = {"status": "raised", "error": described(error)}, {}
        facts.append(found)
        arrays |= {f"{position}.{part}": array for part, array in carried.items()}
    return facts, arrays


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


def described(error: BaseException) -> str:
    """An exception in one short line, as Python would print it."""
    try:
        text = " ".join(_COLOURS.sub("", str(error)[: 2 * TEXT_LENGTH]).split())
    except Exception:  # its own text raises
        text = ""
    return f"{type(error).__name__}: {text}"[:TEXT_LENGTH] if text else type(error).__name__


def _answer_one(
    ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source, drawn: list[Any]
) -> tuple[Facts, Arrays]:
    if ask["ask"] == "figure":
        return {"status": "answered", "figures": [_figure(f) for f in drawn[-FIGURES:]]}, _pictures(drawn)
    if namespace.get(ask["name"]) is None:
        return {"status": "missing"}, {}
    subject = namespace[ask["name"]]
    if ask["ask"] == "value":
        return _value(subject)
    if ask["ask"] == "history":
        return _history(subject), {}
    if ask["ask"] == "call":
        return _call(subject, [_images(i, images) for i in ask["inputs"]])
    if ask["entry"] is not None:
        return _entry(subject, ask, namespace, images)
    return _model(subject, ask, namespace, images)


def _images(wanted: Mapping[str, Any], images: Source) -> np.ndarray[Any, Any]:
    return images(wanted["split"])[: wanted["count"]].copy()


def _value(subject: Any) -> tuple[Facts, Arrays]:
    facts: Facts = {"status": "answered", "type": type(subject).__name__}
    if isinstance(subject, str):
        return {**facts, "value": subject[:TEXT_LENGTH]}, {}
    if isinstance(subject, Mapping):
        return {**facts, "entries": _plain_entries(subject)}, {}
    if isinstance(subject, list | tuple | set | frozenset) or _holds_texts(subject):
        facts["items"] = [_plain(item) for item in _in_order(subject)]
    if hasattr(subject, "columns"):
        facts["columns"] = [str(column)[:TEXT_LENGTH] for column in subject.columns][:100]
        facts["table"] = _table(subject)
    try:
        array = np.asarray(subject)
    except Exception:
        return facts, {}
    if array.dtype.kind not in "biuf":
        return facts, {}
    if array.ndim == 0:
        facts["value"] = array.item()
    facts |= {"shape": list(array.shape), "dtype": str(array.dtype)}
    facts["sha256"] = _digest(array)
    return facts, {"value": array} if array.nbytes <= CARRIED_BYTES else {}


def _holds_texts(subject: Any) -> bool:
    return isinstance(subject, np.ndarray) and subject.ndim == 1 and subject.dtype.kind in "UO"


def _plain(item: Any) -> str | float | bool | None:
    """A number or text as it is, NumPy's too; anything else is None."""
    if isinstance(item, np.generic):
        item = item.item()
    if isinstance(item, str):
        return item[:TEXT_LENGTH]
    return item if isinstance(item, bool | int | float) else None


def _plain_entries(subject: Mapping[Any, Any]) -> dict[str, str | float | bool | None]:
    pairs = list(subject.items())[:ITEMS]
    return {str(key)[:TEXT_LENGTH]: _plain(value) for key, value in pairs}


def _in_order(subject: Any) -> list[Any]:
    """The first items; those of a set in the order of their texts."""
    items = sorted(subject, key=str) if isinstance(subject, set | frozenset) else subject
    return list(items)[:ITEMS]


def _table(frame: Any) -> dict[str, list[str | float | bool | None]]:
    """The first rows of a pandas DataFrame, a list a column."""
    names = list(frame.columns)[:COLUMNS]
    return {str(n)[:TEXT_LENGTH]: [_plain(v) for v in list(frame[n])[:ROWS]] for n in names}


def _digest(array: np.ndarray[Any, Any]) -> str:
    """Of the values: whole numbers that fit a byte count alike, however they are stored."""
    if array.dtype.kind in "iu" and array.size and array.min() >= 0 and array.max() <= 255:
        array = array.astype(np.uint8)
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def _call(function: Any, inputs: list[np.ndarray[Any, Any]]) -> tuple[Facts, Arrays]:
    if not callable(function):
        return {"status": "answered", "callable": False, "type": type(function).__name__}, {}
    returned = function(*inputs)
    nothing = {"type": "NoneType", "stub": _is_stub(function)}
    facts, arrays = _value(returned) if returned is not None else (nothing, {})
    left = {f"input{i}": array for i, array in enumerate(inputs)}
    return {**facts, "status": "answered", "callable": True}, {**arrays, **left}


def _is_stub(function: Any) -> bool:
    """Whether a function's body does nothing at all, as the stub that was given."""
    code = getattr(function, "__code__", None)
    return code is not None and not code.co_names and len(code.co_code) <= len(_empty.__code__.co_code)


def _empty(images: Any) -> None: ...


def _history(subject: Any) -> Facts:
    columns = getattr(subject, "history", subject)
    if not isinstance(columns, Mapping):
        return {"status": "answered", "type": type(subject).__name__, "columns": None}
    numbers = {str(k)[:TEXT_LENGTH]: [float(v) for v in values] for k, values in columns.items()}
    return {"status": "answered", "type": type(subject).__name__, "columns": numbers}


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
    facts, arrays = _model(model, ask, namespace, images)
    return {**facts, "key": str(key)[:TEXT_LENGTH], "twin": twin}, arrays


def _model(
    model: Any, ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    if isinstance(model, type):
        return {"status": "answered", "type": "class", "is_model": False}, {}
    facts: Facts = {"status": "answered", "type": type(model).__name__}
    if not (hasattr(model, "layers") and hasattr(model, "predict")):
        return {**facts, "is_model": False}, {}
    facts |= {"is_model": True, "errors": {}}
    arrays: Arrays = {}
    for feed, prepare in _feeds(ask, namespace, images).items():
        try:
            arrays |= _fed_and_predicted(model, feed, prepare, ask, images)
        except Exception as error:
            facts["errors"][feed] = described(error)
    # Only now: a model made without an input shape is built by its first prediction.
    facts |= {"built": bool(model.built), "layers": [layer_facts(x) for x in model.layers]}
    facts |= {"compiled": bool(model.compiled), "compile": _compile_settings(model)}
    facts["history"] = _history(getattr(model, "history", None))["columns"]
    if ask["verify"]:
        facts |= {"description": _description(model), "sampled": ask["on"][0]["split"]}
        arrays |= _weights(model)
    return facts, arrays


def _feeds(ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source) -> dict[str, Any]:
    """The ways to feed a network: as loaded, through the student's functions, and on the usual scale.

    The last only where none of the functions gives that: whoever's function fails, which its own
    exercise tells, may have trained on images that were prepared without it.
    """
    own = {name: namespace[name] for name in ask["through"] if namespace.get(name) is not None}
    if not ask["through"] or any(_is_usual(prepare, ask, images) for prepare in own.values()):
        return {"raw": None, **own}
    return {"raw": None, **own, "scaled": _scaled}


def _scaled(images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return images / np.float32(255)


def _is_usual(prepare: Any, ask: Mapping[str, Any], images: Source) -> bool:
    few = images(ask["on"][0]["split"])[:FEW]
    try:
        fed = np.asarray(prepare(few.copy()), np.float32)
    except Exception:
        return False
    return fed.size == few.size and np.allclose(fed.reshape(few.shape), _scaled(few), atol=1e-3)


def _fed_and_predicted(model: Any, feed: str, prepare: Any, ask: Mapping[str, Any], images: Source) -> Arrays:
    """Predictions for one way of feeding, and a sample of what was fed."""
    arrays: Arrays = {}
    for position, wanted in enumerate(ask["on"]):
        raw = _images(wanted, images)
        fed = np.asarray(prepare(raw) if prepare else raw)
        arrays[f"predictions.{feed}.{wanted['split']}"] = _predict(model, fed)
        if ask["verify"] and position == 0:
            arrays[f"fed.{feed}"] = fed[:SAMPLE].astype(np.float32)
    return arrays


def _weights(model: Any) -> Arrays:
    """The weights in Keras's order, unless they are too many to be carried."""
    if not model.built or model.count_params() * 4 > WEIGHT_BYTES:
        return {}
    return {f"weights.{i}": np.asarray(weight) for i, weight in enumerate(model.get_weights())}


def _description(model: Any) -> Any:
    """How the model is built, as Keras writes it; None where that is not plain data."""
    try:
        import keras

        described_model = keras.saving.serialize_keras_object(model)
        described_model.pop("compile_config", None)
        text = json.dumps(described_model)
    except Exception:
        return None
    return json.loads(text) if len(text) <= DESCRIPTION_LENGTH else None


def _predict(model: Any, images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    fed = _as_expected(images, getattr(model, "input_shape", None))
    return np.asarray(model.predict(fed, batch_size=PREDICT_BATCH, verbose=0), np.float32)


def _as_expected(images: np.ndarray[Any, Any], expected: Any) -> np.ndarray[Any, Any]:
    """The same pixels as a vector or with a channel, where the network asks for that."""
    sizes = expected[1:] if isinstance(expected, tuple) else images.shape[1:]
    if None in sizes or np.prod(sizes) != np.prod(images.shape[1:]):
        return images
    return images.reshape(len(images), *sizes)


def layer_facts(layer: Any) -> Facts:
    """A layer as its model describes it, in plain facts."""
    config = layer.get_config()
    shape = getattr(layer.output, "shape", ()) if layer.built and hasattr(layer, "output") else ()
    return {
        "class": type(layer).__name__,
        "units": config.get("units"),
        "activation": _named(config.get("activation")),
        "parameters": int(layer.count_params()) if layer.built else None,
        "output_shape": [None if size is None else int(size) for size in shape],
    }


def _compile_settings(model: Any) -> Facts | None:
    if not model.compiled:
        return None
    config = model.get_compile_config() or {}
    loss = config.get("loss")
    options = loss.get("config", {}) if isinstance(loss, Mapping) else {}
    metrics = config.get("metrics") or []
    return {
        "optimiser": _named(config.get("optimizer")),
        "loss": _named(loss),
        "from_logits": bool(isinstance(options, Mapping) and options.get("from_logits", False)),
        "metrics": [_named(m) for m in (metrics if isinstance(metrics, list) else [metrics])],
        "learning_rate": _optimisers(model, "learning_rate", float),
        "updates": _optimisers(model, "iterations", int),
    }


def _optimisers(model: Any, name: str, kind: Callable[[Any], Any]) -> Any:
    """A number of the network's optimiser; None where it has no such number, as under a schedule."""
    try:
        return kind(np.asarray(getattr(model.optimizer, name)))
    except Exception:
        return None


def _named(setting: Any) -> str | None:
    """The name of a Keras setting given as a string, a class, a function or a serialised object."""
    if setting is None or isinstance(setting, str):
        return setting
    if isinstance(setting, Mapping):
        inner = setting.get("config")
        name = inner if setting.get("class_name") == "function" else setting.get("class_name")
        return str(name)[:TEXT_LENGTH]
    return str(getattr(setting, "__name__", type(setting).__name__))[:TEXT_LENGTH]


def _figure(figure: Any) -> Facts:
    axes = figure.axes[:20]
    return {
        "images": sum(len(ax.images) for ax in axes),
        "lines": [_line(line) for ax in axes for line in ax.lines][:50],
    }


def _line(line: Any) -> Facts:
    y = np.asarray(line.get_ydata(), float).ravel()[:CURVE_POINTS]
    return {"label": str(line.get_label())[:TEXT_LENGTH], "y": [float(v) for v in y]}


def _pictures(drawn: list[Any]) -> Arrays:
    """The pixels of images drawn, `picture<number>`, without Matplotlib's mask."""
    shown = [image for figure in drawn[-FIGURES:] for ax in figure.axes[:20] for image in ax.images]
    pixels = (np.ma.getdata(image.get_array()) for image in shown[-20:])
    return {f"picture{i}": p for i, p in enumerate(pixels) if p.nbytes <= CARRIED_BYTES}
