"""A network as the page holds it: JSON, its weights in half precision where that is enough."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.playground.forward import scores, softmax
from autograder.playground.operations import Operation
from autograder.playground.preparation import Preparation
from reference.datasets import Images

#: Of the largest score: what half precision may change, and from which distance between the two best
#: probabilities on a network has to answer the same.
HALF, FULL = 2e-3, 1e-5
CLEAR = 0.02

Packed = Mapping[str, Any]
_HELD_AGAINST = 400  # images


@dataclass(frozen=True, eq=False)
class Runnable:
    """What the page needs to run a network."""

    operations: tuple[Operation, ...]
    preparation: Preparation

    @property
    def output(self) -> str:
        """What comes out at the end: `softmax`, `sigmoid`, or the plain `scores`."""
        last = self.operations[-1].settings.get("name", "")
        return last if last in ("softmax", "sigmoid") else "scores"

    @property
    def parameters(self) -> int:
        return sum(weight.size for operation in self.operations for weight in operation.weights)


def packed(network: Runnable, images: Images) -> dict[str, Any]:
    """What `readNetwork` of `page/forward.js` takes; half precision is tried on images (N, 28, 28) uint8."""
    halved = replace(network, operations=tuple(map(_halved, network.operations)))
    enough = _says_the_same(network, halved, images[:_HELD_AGAINST])
    kind = "f2" if enough else "f4"
    preparation = network.preparation
    return {
        "rule": preparation.way,
        "table": packed_array(preparation.table.ravel(), "f4") if preparation.table.size else None,
        "order": None if preparation.order is None else preparation.order.tolist(),
        "padding": preparation.padding,
        "output": network.output,
        "operations": [_operation(operation, kind) for operation in network.operations],
    }


def packed_array(array: NDArray[Any], kind: str) -> dict[str, Any]:
    """Little-endian numbers of `kind`, `f2` or `f4`, in base64."""
    data = np.ascontiguousarray(array, f"<{kind}").tobytes()
    return {"shape": list(array.shape), "type": kind, "data": base64.b64encode(data).decode("ascii")}


def _operation(operation: Operation, kind: str) -> dict[str, Any]:
    settings = dict(operation.settings)
    if "padding" in settings:  # behind, the page stops at the last window
        settings["before"] = [before for before, _ in settings.pop("padding")]
    return {
        "kind": operation.kind,
        "layer": operation.layer.name,
        "class": operation.layer.kind,
        "from": list(operation.before),
        "to": list(operation.after),
        **settings,
        "weights": [packed_array(weight, kind) for weight in operation.weights],
    }


def _halved(operation: Operation) -> Operation:
    with np.errstate(over="ignore"):  # told by what comes of it
        weights = tuple(w.astype(np.float16).astype(np.float32) for w in operation.weights)
    return replace(operation, weights=weights)


def _says_the_same(network: Runnable, other: Runnable, images: Images) -> bool:
    """Whether the scores of both are close, and their answers the same where they are clear."""
    with np.errstate(over="ignore", invalid="ignore"):
        wanted, found = (scores(n.operations, n.preparation.of(images)) for n in (network, other))
    close = np.abs(found - wanted).max() <= HALF * np.abs(wanted).max()
    clear = _is_clear(wanted)
    return bool(close and (found.argmax(-1) == wanted.argmax(-1))[clear].all())


def _is_clear(found: NDArray[np.float32]) -> NDArray[np.bool_]:
    best = np.sort(softmax(found), -1)
    clear: NDArray[np.bool_] = best[..., -1] - best[..., -2] > CLEAR
    return clear
