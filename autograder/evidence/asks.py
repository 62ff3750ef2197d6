"""Questions put to a student's kernel, as data: inputs, never labels or expected results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reference.pairs import PAIR_SIDE

#: Height and width of the images of a split, where they are no digits.
SIDES = {"pairs": (PAIR_SIDE, PAIR_SIDE)}


@dataclass(frozen=True)
class Images:
    """The first `count` images (all, if None) of a split: train, test or hidden. uint8, (N, 28, 28).

    With `spread` they are taken from the first to the last at even distances. `pale` ones have a quarter of
    their contrast, 64 to 127; `flat` ones are rows, (N, 784). In an `order` the pixels of each image are
    shuffled, alike in all of them, by that seed. The split `pairs` are those of `load_pairs`, float32,
    (N, 12, 12). Of the first so many as `pooled` says, a network that is rebuilt tells what comes out of its
    poolings too.
    """

    split: str
    count: int | None = None
    pale: bool = False
    flat: bool = False
    spread: bool = False
    order: int | None = None
    pooled: int = 0

    @property
    def called(self) -> str:
        """What predictions of them are called by, beside their feed."""
        return self.split if self.order is None else f"{self.split}_{self.order}"

    def to_json(self) -> dict[str, Any]:
        look = {name: True for name in ("pale", "flat", "spread") if getattr(self, name)}
        order = {} if self.order is None else {"order": self.order, "called": self.called}
        pooled = {"pooled": self.pooled} if self.pooled else {}
        return {"split": self.split, "count": self.count, **look, **order, **pooled}


@dataclass(frozen=True)
class Scaled:
    """Images as the sheets normalise them: float32, their pixels from 0 to 1."""

    of: Images

    def to_json(self) -> dict[str, Any]:
        return {**self.of.to_json(), "scaled": True}


@dataclass(frozen=True)
class Variable:
    """What the student keeps under this name, as the input of a function of theirs."""

    name: str

    def to_json(self) -> dict[str, Any]:
        return {"variable": self.name}


@dataclass(frozen=True)
class Given:
    """An array or a number as it stands here, such as an example of the sheet: no secret.

    An array has a NumPy `dtype` and is written as nested tuples; without one it is a plain number or None.
    """

    value: Any
    dtype: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"given": self.value, "dtype": self.dtype}


@dataclass(frozen=True)
class Drawn:
    """An array of this shape, drawn anew for each set of hidden images: nobody knows it by heart.

    Without a shape it is a plain number.

    Its numbers lie from `low` to `high`, both included, whole ones unless `dtype` is of floats, which have
    two decimals. Another `salt` draws other ones.
    """

    shape: tuple[int, ...]
    dtype: str = "float64"
    low: int = -9
    high: int = 9
    salt: int = 0

    def to_json(self) -> dict[str, Any]:
        limits = {"low": self.low, "high": self.high, "salt": self.salt}
        return {"drawn": list(self.shape), "dtype": self.dtype, **limits}


Input = Images | Scaled | Variable | Given | Drawn


@dataclass(frozen=True)
class Value:
    """What is the value of this variable? Large arrays are answered by shape, dtype and digest.

    Lists, dicts and tables of plain values are answered item by item, up to a bound. With `spread` only so
    many entries along the first axis of an array are looked at, from the first to the last.
    """

    name: str
    spread: int | None = None

    def to_json(self) -> dict[str, Any]:
        part = {} if self.spread is None else {"spread": self.spread}
        return {"ask": "value", "name": self.name, **part}


@dataclass(frozen=True)
class Call:
    """What does this function return for these inputs, and what does it leave of them?

    `named` are inputs that are given by their names, as `stride=2` is. What it raises is an answer too.
    """

    name: str
    inputs: tuple[Input, ...]
    named: tuple[tuple[str, Input], ...] = ()

    def to_json(self) -> dict[str, Any]:
        named = {"named": {name: i.to_json() for name, i in self.named}} if self.named else {}
        return {"ask": "call", "name": self.name, "inputs": [i.to_json() for i in self.inputs], **named}


@dataclass(frozen=True)
class Model:
    """How is this network built and compiled, and what does it predict on these images?

    It is fed the raw images, and once more with each of the student's functions named in
    `through` applied first: where normalisation happens is the student's choice. With `verify`
    it hands out its weights too, so that the predictions can be checked against them. With
    `entry` the name is that of a dict of networks, and the question is about its so-manieth. With
    `arguments` it is that of a function, and the question is about the network that it builds from these.
    """

    name: str
    on: tuple[Images, ...] = ()
    through: tuple[str, ...] = ()
    verify: bool = False
    entry: int | None = None
    arguments: tuple[Any, ...] | None = None

    @property
    def call(self) -> str:
        """The builder's call, as it is written in code."""
        return f"{self.name}({', '.join(map(repr, self.arguments or ()))})"

    def to_json(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"on": [i.to_json() for i in self.on], "through": list(self.through)}
        if self.arguments is not None:
            asked["arguments"] = list(self.arguments)
        return {"ask": "model", "name": self.name, **asked, "verify": self.verify, "entry": self.entry}


def models(
    name: str, on: tuple[Images, ...] = (), through: tuple[str, ...] = (), count: int = 6
) -> tuple[Model, ...]:
    """Questions about the first `count` of a dict of trained networks, in its own order."""
    return tuple(Model(name, on, through, verify=True, entry=entry) for entry in range(count))


@dataclass(frozen=True)
class History:
    """What did training report, epoch by epoch?"""

    name: str

    def to_json(self) -> dict[str, Any]:
        return {"ask": "history", "name": self.name}


@dataclass(frozen=True)
class Figure:
    """What was drawn since the exercise before?"""

    name: str = "figure"

    def to_json(self) -> dict[str, Any]:
        return {"ask": "figure"}


Ask = Value | Call | Model | History | Figure
