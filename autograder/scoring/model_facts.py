"""What evidence tells of a network, as checks read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.array_names import Part
from autograder.evidence.evidence import Arrays
from autograder.evidence.facts import Basis, CompileFacts, LayerFacts, NetworkAnswer


@dataclass(frozen=True, eq=False)
class ModelFacts:
    """A network; `predictions` maps (feed, split) to float32 (N, units).

    `basis` says what layers and predictions rest on. `history` is what `fit` left on the network, a
    value an epoch of `steps` batches: the student's process says so. Of a network that was rebuilt there are
    `scores`, as predictions are, where it ends in a softmax or sigmoid, and `penalties`: what regularisers
    add to a mean loss, None where that is unknown; `pooled`, where it was asked for, is what comes out of its
    poolings, one after the other, a row for each image; `weights` is a digest of them. `names` are the
    variables that are this very network, of one that stands in a dict.
    """

    layers: tuple[LayerFacts, ...]
    built: bool
    compiled: CompileFacts | None
    predictions: Mapping[tuple[str, str], NDArray[np.float32]]
    errors: Mapping[str, str]
    basis: Basis = Basis.UNSEEN
    history: Mapping[str, Sequence[float]] = field(default_factory=dict)
    scores: Mapping[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)
    penalties: Mapping[tuple[str, str], float | None] = field(default_factory=dict)
    weights: str = ""
    steps: int | None = None
    names: tuple[str, ...] | None = None
    pooled: Mapping[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)

    @property
    def parameters(self) -> int:
        return sum(layer.parameters or 0 for layer in self.layers)


def model_facts(position: int, answer: NetworkAnswer, arrays: Arrays) -> ModelFacts:
    def of(part: Part) -> dict[tuple[str, str], NDArray[np.float32]]:
        named = ((n, a) for n, a in arrays.items() if n.position == position and n.part is part)
        return {(name.feed, name.split): array for name, array in named}

    split = (fed.rpartition(".") for fed in answer.penalties)
    return ModelFacts(
        layers=answer.layers,
        built=answer.built,
        compiled=answer.settings,
        predictions=of(Part.PREDICTIONS),
        errors=answer.errors,
        basis=answer.basis,
        history=answer.history or {},
        steps=answer.steps,
        names=answer.names,
        scores=of(Part.SCORES),
        pooled=of(Part.POOLED),
        weights=answer.weights,
        penalties={(feed, name): answer.penalties[f"{feed}.{name}"] for feed, _, name in split},
    )
