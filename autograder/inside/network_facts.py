"""What is said about a student's network: how it is built and compiled, and what it predicts.

Like `answering.py`, for which it does this, it runs beside student code and is not believed; it runs in
the clean process too that builds a network anew.
"""

from __future__ import annotations

import functools
import gc
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import genuine, preparation
from .layer_facts import layers_told
from .training_facts import TEXT_LENGTH, Facts, compile_settings, history

PREDICT_BATCH, TOGETHER = 1_000, 4_000  # images
FEW = 8  # images on which a student's function shows what it does
SAMPLED = 16  # images on which a network shows that it is the one it is said to be
WEIGHT_BYTES = 32_000_000
DESCRIPTION_LENGTH = 200_000

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # Keras prints parts of its messages in bold

Arrays = dict[str, np.ndarray[Any, Any]]
Source = Callable[[str], np.ndarray[Any, Any]]
Predict = Callable[[Any, np.ndarray[Any, Any]], np.ndarray[Any, Any]]


def answered(
    model: Any, ask: Mapping[str, Any], namespace: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    """The facts of a network, and its predictions, with `verify` its weights too."""
    if isinstance(model, type):
        return {"status": "answered", "type": "class", "is_model": False}, {}
    facts: Facts = {"status": "answered", "type": type(model).__name__}
    if not (hasattr(model, "layers") and hasattr(model, "predict")):
        return {**facts, "is_model": False}, {}
    facts |= {"is_model": True, "errors": {}}
    arrays: Arrays = {}
    ways: Facts = {}
    for feed, prepare in _feeds(ask, namespace, images).items():
        try:
            rules, found = _fed_and_predicted(model, feed, prepare, ask, images)
        except Exception as error:
            facts["errors"][feed] = described(error)
            continue
        arrays |= found
        ways |= rules
    if facts["errors"]:  # what failed to predict keeps its threads in a cycle, and there is an end of threads
        gc.collect()
    # Only now: a model made without an input shape is built by its first prediction.
    facts |= {"built": bool(model.built), "layers": layers_told(model)}
    facts |= {"compiled": bool(model.compiled), "compile": compile_settings(model)}
    trained = history(getattr(model, "history", None))
    facts |= {"history": trained["columns"], "steps": trained.get("steps")}
    if ask["verify"]:
        facts |= {**description_of(model), "ways": ways}
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


def _fed_and_predicted(
    model: Any, feed: str, prepare: Any, ask: Mapping[str, Any], images: Source
) -> tuple[Facts, Arrays]:
    """Predictions for one way of feeding, and the rules by which a student's function prepared it.

    With `few` in the ask they are those of `sampled` images alone.
    """
    rules: Facts = {}
    arrays: Arrays = {}
    fed: Arrays = {}
    few = bool(ask.get("few"))
    for wanted in ask["on"]:
        name, raw = f"{feed}.{wanted.get('called', wanted['split'])}", wanted_images(wanted, images)
        ready = np.asarray(prepare(raw) if prepare else raw)
        fed[f"predictions.{name}"] = sampled(ready) if few and ready.ndim else ready
        if ask["verify"] and prepare:  # which may have written into what it was given
            way, arrays[f"way.{name}"] = preparation.follow(wanted_images(wanted, images), ready)
            rules[name] = {"way": way, "shape": list(ready.shape[1:])}
    return rules, arrays | _predicted_together(model, fed, _predicted_at_once if few else predicted)


def sampled(array: Any) -> Any:
    """The rows that stand for all of an array."""
    return spread(array, SAMPLED)


def _predicted_together(model: Any, fed: Arrays, predicted: Predict) -> Arrays:
    """Few images in one call, which costs as much as 500 of them; otherwise one set after the other."""
    parts = list(fed.values())
    few = all(part.ndim for part in parts) and sum(map(len, parts)) <= TOGETHER
    if few and len({(part.shape[1:], part.dtype) for part in parts}) == 1:
        found = predicted(model, np.concatenate(parts))
        if len(found) == sum(map(len, parts)):
            ends = np.cumsum([len(part) for part in parts])[:-1]
            return dict(zip(fed, np.split(found, ends), strict=True))
    return {name: predicted(model, part) for name, part in fed.items()}


def _weights(model: Any) -> Arrays:
    """The weights in Keras's order, unless they are too many to be carried."""
    if not model.built or model.count_params() * 4 > WEIGHT_BYTES:
        return {}
    return {f"weights.{i}": _of_numpy(weight) for i, weight in enumerate(model.get_weights())}


def _of_numpy(weight: Any) -> np.ndarray[Any, Any]:
    """A weight in a type that every NumPy reads: bfloat16 is none, and loses nothing as float32."""
    array = np.asarray(weight)
    return array if array.dtype.kind in "biuf" else array.astype(np.float32)


def description_of(model: Any) -> Facts:
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


def _predicted_at_once(model: Any, images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same for few images, by a call: Keras's `predict` would trace a graph, at a far higher cost."""
    if not genuine.has_keras_predict(model):
        return predicted(model, images)
    fed = _as_expected(images, getattr(model, "input_shape", None))
    try:
        found = np.asarray(model(fed, training=False), np.float32)
    except Exception:  # what is wrong is told as `predict` tells it
        return predicted(model, images)
    return found


def asked(model: Any, images: np.ndarray[Any, Any]) -> tuple[Arrays, float]:
    """What a network built anew says of images: `predictions`, their `scores`, and its penalty.

    Scores are there where Keras has them for a cross-entropy: what stands before a softmax or sigmoid at the
    end. The penalty is what regularisers add to the mean loss of these images.
    """
    fed = _as_expected(images, getattr(model, "input_shape", None))
    outputs, scores, penalty = [], [], 0.0
    traced = functools.cache(lambda: _traced(model))  # once a network, and only where it is needed
    for start in range(0, len(fed), PREDICT_BATCH):
        batch = fed[start : start + PREDICT_BATCH]
        output = model(batch, training=False)
        penalty += float(sum(model.losses)) * len(batch) / len(fed)
        outputs.append(np.asarray(output, np.float32))
        scores.append(_behind(traced, batch, output))
    found = {"predictions": np.concatenate(outputs)}
    told = [np.asarray(score, np.float32) for score in scores if score is not None]
    return found | ({"scores": np.concatenate(told)} if len(told) == len(scores) else {}), penalty


def _behind(traced: Callable[[], Any], batch: np.ndarray[Any, Any], output: Any) -> Any:
    """What Keras's losses take for scores instead of an output; None where they take the output itself."""
    known = getattr(output, "_keras_logits", None)
    if known is not None or not _sums_to_one(output):
        return known
    found = traced()(batch)
    return found if found.shape == output.shape else None


def _traced(model: Any) -> Any:
    """What stands before a softmax at the end; in a graph losses see one of `keras.ops`, as in training."""
    import tensorflow as tf

    def before(images: Any) -> Any:
        last = model(images, training=False)
        return last.op.inputs[0] if last.op.type == "Softmax" else tf.zeros((0,))

    graph = tf.function(before)
    return lambda batch: graph(tf.convert_to_tensor(batch))


def _sums_to_one(output: Any) -> bool:
    rows = np.asarray(output, float)
    return rows.ndim == 2 and bool(rows.min(initial=0) >= 0 and np.allclose(rows.sum(axis=1), 1, atol=1e-3))


def _as_expected(images: np.ndarray[Any, Any], expected: Any) -> np.ndarray[Any, Any]:
    """The same pixels as a vector or with a channel, where the network asks for that."""
    sizes = expected[1:] if isinstance(expected, tuple) else images.shape[1:]
    if None in sizes or np.prod(sizes) != np.prod(images.shape[1:]):
        return images
    return images.reshape(len(images), *sizes)


def wanted_images(wanted: Mapping[str, Any], images: Source) -> np.ndarray[Any, Any]:
    every, count = images(wanted["split"]), wanted["count"]
    found = in_order(spread(every, count) if wanted.get("spread") else every[:count], wanted.get("order"))
    if wanted.get("pale"):
        found = pale(found)
    return found.reshape(len(found), -1) if wanted.get("flat") else found


def in_order(images: np.ndarray[Any, Any], seed: int | None) -> np.ndarray[Any, Any]:
    """A copy with the pixels of each image in one order, drawn by that seed; as they are without one."""
    if seed is None:
        return images.copy()
    rows = images.reshape(len(images), -1)
    return rows[:, np.random.default_rng(seed).permutation(rows.shape[1])].reshape(images.shape)


def spread(array: Any, count: int) -> Any:
    """So many entries along the first axis, evenly from the first on, by a slice as tensors take it, too."""
    return array[:: max(1, (len(array) - 1) // max(1, count - 1))][:count]


def pale(images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Pixels from 0 to 255 as pixels from 64 to 127."""
    return images // 4 + 64


def described(error: BaseException) -> str:
    """An exception in one short line, as Python would print it."""
    try:
        text = " ".join(_COLOURS.sub("", str(error)[: 2 * TEXT_LENGTH]).split())
    except Exception:  # its own text raises
        text = ""
    return f"{type(error).__name__}: {text}"[:TEXT_LENGTH] if text else type(error).__name__
