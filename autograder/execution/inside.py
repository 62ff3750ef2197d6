"""Our only code beside student code: it answers asks about the student's namespace.

It runs in the student's kernel, so nothing that it says is believed without a look: answers
are plain facts and arrays, bounded, and judged elsewhere. It imports the standard library
and NumPy alone (and its neighbour, by a name that holds outside of our package too), and knows
no checks, labels of hidden images, or expected results.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import preparation

CARRIED_BYTES = 8 << 20  # a larger array is answered by its digest
TEXT_LENGTH = 500
CURVE_POINTS = 2_000
FIGURES = 8
PREDICT_BATCH = 1_000
WEIGHT_BYTES = 32 << 20
DESCRIPTION_LENGTH = 200_000

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
        text = " ".join(str(error)[: 2 * TEXT_LENGTH].split())
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
    return _model(subject, ask, namespace, images)


def _images(wanted: Mapping[str, Any], images: Source) -> np.ndarray[Any, Any]:
    return images(wanted["split"])[: wanted["count"]].copy()


def _value(subject: Any) -> tuple[Facts, Arrays]:
    facts: Facts = {"status": "answered", "type": type(subject).__name__}
    if isinstance(subject, str):
        return {**facts, "value": subject[:TEXT_LENGTH]}, {}
    if hasattr(subject, "columns"):
        facts["columns"] = [str(column)[:TEXT_LENGTH] for column in subject.columns][:100]
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


def _digest(array: np.ndarray[Any, Any]) -> str:
    """Of the values: whole numbers that fit a byte count alike, however they are stored."""
    if array.dtype.kind in "iu" and array.size and array.min() >= 0 and array.max() <= 255:
        array = array.astype(np.uint8)
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def _call(function: Any, inputs: list[np.ndarray[Any, Any]]) -> tuple[Facts, Arrays]:
    if not callable(function):
        return {"status": "answered", "callable": False, "type": type(function).__name__}, {}
    returned = function(*inputs)
    facts, arrays = _value(returned) if returned is not None else ({"type": "NoneType"}, {})
    left = {f"input{i}": array for i, array in enumerate(inputs)}
    return {**facts, "status": "answered", "callable": True}, {**arrays, **left}


def _history(subject: Any) -> Facts:
    columns = getattr(subject, "history", subject)
    if not isinstance(columns, Mapping):
        return {"status": "answered", "type": type(subject).__name__, "columns": None}
    numbers = {str(k)[:TEXT_LENGTH]: [float(v) for v in values] for k, values in columns.items()}
    return {"status": "answered", "type": type(subject).__name__, "columns": numbers}


def _model(
    model: Any, ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    facts: Facts = {"status": "answered", "type": type(model).__name__}
    if not (hasattr(model, "layers") and hasattr(model, "predict")):
        return {**facts, "is_model": False}, {}
    facts |= {"is_model": True, "errors": {}}
    arrays: Arrays = {}
    ways: Facts = {}
    feeds = {"raw": None, **{name: namespace.get(name) for name in ask["through"]}}
    for feed, prepare in feeds.items():
        if prepare is None and feed != "raw":
            continue
        try:
            rules, found = _fed_and_predicted(model, feed, prepare, ask, images)
        except Exception as error:
            facts["errors"][feed] = described(error)
            continue
        arrays |= found
        ways |= rules
    # Only now: a model made without an input shape is built by its first prediction.
    facts |= {"built": bool(model.built), "layers": [layer_facts(x) for x in model.layers]}
    facts |= {"compiled": bool(model.compiled), "compile": _compile_settings(model)}
    if ask["verify"]:
        facts |= {**_description(model), "ways": ways}
        arrays |= _weights(model)
    return facts, arrays


def _fed_and_predicted(
    model: Any, feed: str, prepare: Any, ask: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    """Predictions for one way of feeding, and the rules by which a student's function prepared it."""
    rules: Facts = {}
    arrays: Arrays = {}
    for wanted in ask["on"]:
        name, raw = f"{feed}.{wanted['split']}", _images(wanted, images)
        fed = np.asarray(prepare(raw) if prepare else raw)
        arrays[f"predictions.{name}"] = predicted(model, fed)
        if ask["verify"] and prepare:  # which may have written into what it was given
            way, arrays[f"way.{name}"] = preparation.follow(_images(wanted, images), fed)
            rules[name] = {"way": way, "shape": list(fed.shape[1:])}
    return rules, arrays


def _weights(model: Any) -> Arrays:
    """The weights in Keras's order, unless they are too many to be carried."""
    if not model.built or model.count_params() * 4 > WEIGHT_BYTES:
        return {}
    return {f"weights.{i}": np.asarray(weight) for i, weight in enumerate(model.get_weights())}


def _description(model: Any) -> Facts:
    """How the model is built, as Keras writes it (None where that is not plain data).

    `chained` says that it is the model's layers in their order: all there is of a class of one's own.
    """
    chained = type(model).__name__ not in ("Sequential", "Functional")
    try:
        import keras

        write = keras.saving.serialize_keras_object
        told = _chain([write(layer) for layer in model.layers]) if chained else write(model)
        told.pop("compile_config", None)
        text = json.dumps(told)
    except Exception:
        return {"description": None, "chained": chained}
    known = json.loads(text) if len(text) <= DESCRIPTION_LENGTH else None
    return {"description": known, "chained": chained}


def _chain(layers: list[Any]) -> Facts:
    """A Sequential of these layers, as Keras would write it."""
    config = {"name": "chain", "layers": layers}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}


def predicted(model: Any, images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
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
    }


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
