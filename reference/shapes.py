"""What comes out of each declared layer: shapes and numbers of parameters, worked out without Keras.

They follow from the four rules that the sheet of `cnn` gives; tests/reference hold them against Keras.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from reference.datasets import SIDE
from reference.models import Layer

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Output:
    """What comes out of one layer for a single image; `shape` has no batch."""

    kind: str
    shape: Shape
    parameters: int = 0


def outputs(layers: Sequence[Layer], shape: Shape = (SIDE, SIDE)) -> Iterator[Output]:
    """Of each layer in turn, images of this shape coming in."""
    for layer in layers:
        found = _output(layer.kind, dict(layer.options), shape)
        shape = found.shape
        yield found


def _output(kind: str, options: dict[str, object], shape: Shape) -> Output:
    if kind == "Dense":
        units = _whole(options["units"])
        return Output(kind, (*shape[:-1], units), units * (shape[-1] + 1))
    if kind == "Conv2D":
        filters, size = _whole(options["filters"]), _whole(options["kernel_size"])
        lost = 0 if options.get("padding") == "same" else size - 1
        made = (shape[0] - lost, shape[1] - lost, filters)
        return Output(kind, made, filters * (size * size * shape[2] + 1))
    if kind.endswith("Pooling2D"):
        window = _whole(options["pool_size"])
        return Output(kind, (shape[0] // window, shape[1] // window, shape[2]))
    if kind == "Flatten":
        return Output(kind, (prod(shape),))
    return Output(kind, (*shape, 1) if kind == "Reshape" else shape)


def _whole(option: object) -> int:
    assert isinstance(option, int), "declared sizes are one number for both directions"
    return option
