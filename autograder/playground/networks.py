"""What the page shows of each network: what it is called, how good it is, and what is needed to run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.errors import PlaygroundError
from autograder.inside.preparation import padding_of
from autograder.messages import Message, Translate
from autograder.playground.chain import chain_of
from autograder.playground.operations import Operation, operations_of
from autograder.playground.packing import Runnable, packed
from autograder.playground.preparation import Preparation
from reference.datasets import SIDE, Images
from reference.networks import Network

MAX_WEIGHTS = 5_000_000
#: For an image: what the page takes half a second for, and what a layer may have at hand at once.
MAX_MULTIPLICATIONS, MAX_NUMBERS = 500_000_000, 4_000_000
_MOST_CLASSES = 100


@dataclass(frozen=True, eq=False)
class PageNetwork:
    """One network of the page; without `network` it could not be trained, and `reason` says why.

    `accuracy` is a fraction of test images; `own` is a student's; a `note` stands beside what it says.
    """

    name: str
    title: Message
    network: Runnable | None = None
    reason: Message | None = None
    accuracy: float | None = None
    own: bool = False
    note: Message | None = None

    def to_json(self, images: Images, translate: Translate) -> dict[str, Any]:
        """The network of `page/forward.js`; its weights are tried in half precision on these images."""
        told = {
            "name": self.name,
            "title": self.title.render(translate),
            "own": self.own,
            "accuracy": self.accuracy,
            "parameters": self.network.parameters if self.network else None,
            "reason": self.reason.render(translate) if self.reason else "",
            "note": self.note.render(translate) if self.note else "",
        }
        return told | (packed(self.network, images) if self.network else {})


def runnable(network: Network, preparation: Preparation) -> Runnable:
    """A network as the page runs it.

    Raises PlaygroundError where it is of a form that the page does not know, has more than `MAX_WEIGHTS`
    or too much to compute, or computes with what is no number.
    """
    chain = chain_of(network.description, network.weights)
    found = Runnable(operations_of(chain.layers, shape_of(network.description)), preparation)
    if found.parameters > MAX_WEIGHTS:
        raise PlaygroundError(
            "this network has {count:,} weights: the page takes at most {most:,}",
            count=found.parameters, most=MAX_WEIGHTS,
        )  # fmt: skip
    _expect_little_work(found.operations)
    _expect_finite(found.operations)
    last = found.operations[-1].after
    if len(last) != 1 or not 2 <= last[0] <= _MOST_CLASSES:
        raise PlaygroundError(
            "this network gives numbers of shape {shape} for an image: the page shows one for each class",
            shape=str(last),
        )
    return found


def _expect_little_work(operations: Sequence[Operation]) -> None:
    for operation in operations:
        if operation.numbers > MAX_NUMBERS:
            raise PlaygroundError(
                "the layer {name} ({kind}) looks at {count:,} numbers of an image: the page takes at most "
                "{most:,}",
                name=operation.layer.name, kind=operation.layer.kind,
                count=operation.numbers, most=MAX_NUMBERS,
            )  # fmt: skip
    count = sum(operation.multiplications for operation in operations)
    if count > MAX_MULTIPLICATIONS:
        raise PlaygroundError(
            "this network needs {count:,} multiplications for an image: the page takes at most {most:,}",
            count=count, most=MAX_MULTIPLICATIONS,
        )  # fmt: skip


def _expect_finite(operations: Sequence[Operation]) -> None:
    for operation in operations:
        settings = np.array([value for value in operation.settings.values() if isinstance(value, float)])
        if not all(np.isfinite(numbers).all() for numbers in (*operation.weights, settings)):
            raise PlaygroundError(
                "the layer {name} ({kind}) computes with numbers that are not finite: train the network "
                "again, with a smaller learning rate",
                name=operation.layer.name, kind=operation.layer.kind,
            )  # fmt: skip


def shape_of(description: Mapping[str, Any]) -> tuple[int, ...]:
    """What comes into a network for one image; PlaygroundError where that is no image of 28x28."""
    shape = chain_of(description, {}).shape or (SIDE, SIDE)
    if padding_of((SIDE, SIDE), shape) is None:
        raise PlaygroundError(
            "this network takes images of shape {shape}: the page has images of 28x28", shape=str(shape)
        )
    return shape
