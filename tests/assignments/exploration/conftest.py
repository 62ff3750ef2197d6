"""Networks that were never trained: what a kernel would say of them, and the checks' verdicts on that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as with_facts
from numpy.typing import NDArray

from autograder.course.course import Assignment, Course
from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.asks import Model
from autograder.evidence.evidence import Arrays, Evidence
from autograder.evidence.facts import CompileFacts, LayerFacts, NetworkAnswer
from autograder.networks import calibrated
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset, Split
from tests.autograder.kernel_answers import answered

IMAGES = 400  # of each split: one accuracy more or less is 0.25 points
EPOCHS = 5
UPDATES = EPOCHS * 13  # batches of 32


@dataclass(frozen=True)
class Network:
    """A fake network: `hidden` layers as (units, activation), how often it is right, how it was trained."""

    hidden: tuple[tuple[int, str], ...] = ((128, "relu"),)
    outputs: int = 10
    right: float = 0.9
    seed: int = 0
    optimiser: str = "adam"
    updates: int = UPDATES
    epochs: int = EPOCHS
    feed: str = "normalise"
    extra: tuple[str, ...] = ("InputLayer", "Flatten")
    changes: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, data: Dataset) -> NetworkAnswer:
        """What is answered about it."""
        told = NetworkAnswer(
            type="Sequential", is_model=True, errors={}, built=True, layers=self.layers(), compiled=True,
            settings=self.settings, history=self.history(data),
        )  # fmt: skip
        return with_facts(told, **self.changes)

    def predictions(self, data: Dataset, splits: Sequence[str], position: int = 0) -> Arrays:
        """Those on the splits asked about, as arrays of the answer at a position."""
        return {
            ArrayName(position, Part.PREDICTIONS, 0, feed, split): self.predicted(getattr(data, split), feed)
            for feed in ("raw", "normalise")
            for split in splits
        }

    @property
    def settings(self) -> CompileFacts:
        rate = 0.01 if self.optimiser.lower() == "sgd" else 0.001
        loss = "sparse_categorical_crossentropy"
        return CompileFacts(self.optimiser, loss, False, ("accuracy",), rate, self.updates)

    def layers(self) -> tuple[LayerFacts, ...]:
        sizes = [784, *(units for units, _ in self.hidden)]
        dense = [
            _layer("Dense", units, activation, (before + 1) * units)
            for before, (units, activation) in zip(
                sizes, (*self.hidden, (self.outputs, "softmax")), strict=True
            )
        ]
        return (*(_layer(kind) for kind in self.extra), *dense)

    @property
    def parameters(self) -> int:
        return sum(layer.parameters or 0 for layer in self.layers())

    def predicted(self, split: Split, feed: str) -> NDArray[np.float32]:
        """Class probabilities: as often right as said, and hardly better than guessing on another feed.

        Without a layer that makes a vector of the pixels, ten numbers for each row.
        """
        if {"Flatten", "Reshape"}.isdisjoint(self.extra):
            return np.full((len(split), 28, self.outputs), 0.1, np.float32)
        rng = np.random.default_rng(self.seed)
        right = rng.permutation(len(split)) < round((self.right if feed == self.feed else 0.2) * len(split))
        chosen = np.where(right, split.labels, (split.labels.astype(int) + 1) % 10) % self.outputs
        sure = rng.uniform(0.5, 0.9, len(split))
        found = np.repeat(((1 - sure) / (self.outputs - 1))[:, None], self.outputs, axis=1)
        found[np.arange(len(split)), chosen] = sure
        return found.astype(np.float32)

    def accuracy(self, data: Dataset) -> float:
        return float(np.mean(data.test.labels == self.predicted(data.test, self.feed).argmax(axis=-1).T))

    def history(self, data: Dataset) -> dict[str, tuple[float, ...]]:
        """Losses that fall, in validation to the one that the predictions have."""
        falling, validated = (
            tuple(np.linspace(last + 1.6, last, self.epochs).tolist()) for last in (0.4, self.loss(data.test))
        )
        return {"loss": falling, "val_loss": validated, "val_accuracy": (self.accuracy(data),) * self.epochs}

    def loss(self, split: Split) -> float:
        predicted = self.predicted(split, self.feed)
        if predicted.ndim != 2:
            return 0.5
        right = predicted[np.arange(len(split)), split.labels % self.outputs]
        return float(-np.log(right.astype(float)).mean())

    def but(self, **changes: Any) -> Network:
        return replace(self, **changes)


def _layer(
    kind: str, units: int | None = None, activation: str | None = None, parameters: int = 0
) -> LayerFacts:
    return LayerFacts(kind, units, activation, parameters, (None, units))


@pytest.fixture(scope="session")
def exploration(course: Course) -> Assignment:
    return course.assignment("exploration")


@pytest.fixture(scope="session")
def data() -> Dataset:
    """Images of noise with labels in turn: nobody has to read them."""
    rng = np.random.default_rng(0)
    labels = np.arange(IMAGES, dtype=np.uint8) % 10
    train, test, unseen = (Split(rng.integers(0, 256, (IMAGES, 28, 28), np.uint8), labels) for _ in range(3))
    return Dataset("noise", train, test, unseen, digest="noise")


#: What the builders of a right solution give.
BUILDERS: dict[str, Any] = {
    "build_base": Network,
    "build_hidden": lambda units: Network(hidden=((units, "relu"),)),
    "build_layers": lambda widths: Network(hidden=tuple((units, "relu") for units in widths)),
    "build_outputs": lambda units: Network(outputs=units),
}

Judged = Callable[..., dict[str, str]]


@pytest.fixture
def judged(exploration: Assignment, data: Dataset) -> Judged:
    """The criteria that do not pass, with what they say; by the name of their exercise and a namespace."""
    rubrics = rubrics_of(exploration)

    def judge(
        exercise: str, names: Mapping[str, Any], drawn: Sequence[Any] = (), local: bool = False
    ) -> dict[str, str]:
        rubric = rubrics[exercise]
        evidence = answered(rubric.asks, names, data, drawn, exercise)
        known = BUILDERS | dict(names) if len(names) > 1 else names  # more than what was given
        for position, ask in enumerate(rubric.asks):
            if isinstance(ask, Model):
                evidence = _about_network(evidence, position, ask, known.get(ask.name), data)
        score = score_exercise(Asked(rubric, 10), evidence, data, local=local)
        assert not score.unscored, [c.message for c in score.criteria]
        held = (Verdict.PASSED, Verdict.DEFERRED)
        return {
            c.name: c.message.render(str) if c.message else c.verdict.value
            for c in score.criteria
            if c.verdict not in held
        }

    return judge


def _network_among(
    subject: Any, entry: int | None, arguments: tuple[Any, ...] | None
) -> tuple[Network | None, dict[str, Any]]:
    """The fake network that is asked about, None where there is none, and how it stands among others."""
    if entry is None:
        found = subject(*arguments) if callable(subject) and arguments is not None else subject
        return (found if isinstance(found, Network) else None), {}
    if not isinstance(subject, dict) or entry >= len(subject):
        return None, {}
    (key, found), before = list(subject.items())[entry], list(subject.items())[:entry]
    twin = next((str(k) for k, other in before if other is found), None)
    return (found if isinstance(found, Network) else None), {"key": str(key), "twin": twin}


def _about_network(evidence: Evidence, position: int, ask: Model, subject: Any, data: Dataset) -> Evidence:
    """The same evidence with what a kernel would say, were the fake network asked about a real one."""
    network, among = _network_among(subject, ask.entry, ask.arguments)
    if network is None:
        return evidence
    values = list(evidence.values)
    values[position] = with_facts(network.answer(data), **among)
    predictions = network.predictions(data, [images.split for images in ask.on], position)
    return replace(evidence, values=tuple(values), arrays={**evidence.arrays, **predictions})


@dataclass(frozen=True)
class Measured:
    """What calibration would say of a variant."""

    low: float
    high: float
    low90: float
    high90: float
    mean: float = 0.0
    seeds: int = 30
    images: int = 360


@pytest.fixture
def calibration(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Makes calibration have measured, for whatever pair of networks, a difference from low to high."""

    def measured(low: float, high: float) -> None:
        monkeypatch.setattr(calibrated, "difference", lambda *_: Measured(low, high, low, high))

    return measured


@pytest.fixture
def base() -> Network:
    return Network()
