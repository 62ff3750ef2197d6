"""The windows of convolution and pooling, as Keras lays them: sizes, steps, what is padded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Pair = tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Over (height, width): `padding` is how much is put before and behind each of the two."""

    size: Pair
    strides: Pair
    dilation: Pair
    padding: tuple[Pair, Pair]
    after: Pair

    def settings(self) -> dict[str, Any]:
        return {
            "size": self.size, "strides": self.strides, "dilation": self.dilation,
            "padding": self.padding,
        }  # fmt: skip


def convolved(config: Mapping[str, Any], shape: Sequence[int]) -> Windows:
    """Those of a Conv2D over (height, width, channels); ValueError where they do not fit."""
    dilation = _pair(config.get("dilation_rate", 1))
    return _windows(_pair(config["kernel_size"]), _pair(config.get("strides", 1)), dilation, config, shape)


def pooled(config: Mapping[str, Any], shape: Sequence[int]) -> Windows:
    """Those of a pooling layer; ValueError where they do not fit."""
    size = _pair(config["pool_size"])
    return _windows(size, _pair(config.get("strides") or size), (1, 1), config, shape)


def _pair(sizes: Any) -> Pair:
    first, second = sizes if isinstance(sizes, Sequence) else (sizes, sizes)
    if not all(isinstance(size, int) and size > 0 for size in (first, second)):
        raise ValueError(f"{sizes!r}")
    return first, second


def _windows(
    size: Pair, strides: Pair, dilation: Pair, config: Mapping[str, Any], shape: Sequence[int]
) -> Windows:
    if len(shape) != 3:
        raise ValueError(f"{tuple(shape)}")
    same = {"same": True, "valid": False}[config.get("padding", "valid")]
    sides = [
        _side(shape[i], (size[i] - 1) * dilation[i] + 1, strides[i], same) for i in range(2)
    ]  # fmt: skip
    (rows, above), (columns, left) = sides
    return Windows(size, strides, dilation, (above, left), (rows, columns))


def _side(length: int, reach: int, stride: int, same: bool) -> tuple[int, Pair]:
    """How many windows lie along a side, and what is padded before and behind it."""
    if not same:
        if reach > length:
            raise ValueError(f"{reach} > {length}")
        return (length - reach) // stride + 1, (0, 0)
    count = -(-length // stride)
    lacking = max((count - 1) * stride + reach - length, 0)
    return count, (lacking // 2, lacking - lacking // 2)
