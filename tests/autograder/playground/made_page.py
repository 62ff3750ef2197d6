"""A drawing page with networks that nobody trained, for tests of the page alone."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.playground.likeness import likeness
from autograder.playground.page import assembled
from autograder.playground.words import WORDS


def encoded(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def packed(values: NDArray[Any]) -> dict[str, Any]:
    return {"shape": list(values.shape), "type": "f4", "data": encoded(values.astype("<f4"))}


def operation(kind: str, layer: str, start: list[int], end: list[int], *weights: Any, **more: Any) -> Any:
    written = {"kind": kind, "layer": layer, "class": layer.title(), "from": start, "to": end}
    return written | {"weights": [packed(array) for array in weights]} | more


def network(name: str, operations: list[Any], **more: Any) -> dict[str, Any]:
    about = {"name": name, "title": f"what {name} is", "own": False, "accuracy": 0.9, "parameters": 7850}
    prepared = {"rule": "affine", "table": packed(np.array([1 / 255, 0.0])), "order": None, "padding": 0}
    run = {"reason": "", "note": "", "output": "softmax", "operations": operations}
    return about | prepared | run | more


def fixed(digit: int, sureness: float = 5.0, units: int = 10) -> dict[str, Any]:
    """A network that says one digit, whatever it sees."""
    bias = np.eye(units)[digit] * sureness
    return network(f"says_{digit}", [
        operation("reshape", "flatten", [28, 28], [784]),
        operation("dense", "dense", [784], [units], np.zeros((784, units)), bias, units=units),
        operation("activation", "dense", [units], [units], name="softmax", width=units),
    ])  # fmt: skip


def convolution() -> dict[str, Any]:
    """A network of one convolution, pooling and two dense layers, with weights at random."""
    rng = np.random.default_rng(0)
    kernel, hidden, last = (rng.normal(0, 0.1, shape) for shape in ((5, 5, 1, 4), (576, 20), (20, 10)))
    shape = {"size": [5, 5], "strides": [1, 1], "dilation": [1, 1], "before": [0, 0]}
    return network("random_cnn", [
        operation("convolution", "conv2d", [28, 28, 1], [24, 24, 4], kernel, np.zeros(4), **shape),
        operation("activation", "conv2d", [24, 24, 4], [24, 24, 4], name="relu"),
        operation("maximum", "pool", [24, 24, 4], [12, 12, 4], size=[2, 2], strides=[2, 2], before=[0, 0]),
        operation("reshape", "flatten", [12, 12, 4], [576]),
        operation("dense", "hidden", [576], [20], hidden, np.zeros(20), units=20),
        operation("activation", "hidden", [20], [20], name="relu"),
        operation("dense", "dense", [20], [10], last, np.zeros(10), units=10),
        operation("activation", "dense", [10], [10], name="softmax", width=10),
    ])  # fmt: skip


def untrained() -> dict[str, Any]:
    return {
        "name": "no_flatten", "title": "without Flatten", "own": False, "accuracy": None, "parameters": None,
        "reason": "The shapes do not fit.", "note": "",
    }  # fmt: skip


#: Three that say 7 and one that says 3, one of random weights, one with twenty outputs, one without weights.
SOME = [*map(fixed, (7, 7, 7, 3)), convolution(), fixed(12, units=20), untrained()]


def stroke(digit: int) -> NDArray[np.uint8]:
    """28 × 28 greys with an upright stroke, in another place for each digit."""
    image = np.zeros((28, 28), dtype=np.uint8)
    image[4:24, 8 + digit : 11 + digit] = 255
    return image


def data(networks: list[Any]) -> dict[str, Any]:
    samples = [{"pixels": encoded(stroke(digit)), "label": digit} for digit in range(10)]
    gallery = [{**sample, "wrong": 5} for sample in samples[:3]]
    words = {key: message.template for key, message in WORDS.items()}
    return {
        "format_version": 1, "language": "en", "words": words, "dataset": "made up", "networks": networks,
        "gallery": gallery, "samples": samples, "likeness": likeness().to_json(),
    }  # fmt: skip


def written(networks: list[Any], path: Path) -> Path:
    path.write_text(assembled(data(networks)), encoding="utf-8")
    return path
