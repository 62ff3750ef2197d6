"""Networks that were never trained: what a kernel would say of them, and the checks' verdicts on that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.course.course import Assignment, Course
from autograder.evidence.asks import Model
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.schema import malformed
from autograder.inside import answering
from autograder.networks import calibrated
from autograder.scoring.rubrics import Asked, rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from reference.datasets import Dataset, Split

IMAGES = 400  # of each split: one accuracy more or less is 0.25 points
EPOCHS = 5
UPDATES = EPOCHS * 13  # batches of 32

Facts = dict[str, Any]


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

    def facts(self, data: Dataset, splits: Sequence[str]) -> tuple[Facts, dict[str, NDArray[Any]]]:
        """What `inside/answering.py` answers about it."""
        arrays = {
            f"predictions.{feed}.{split}": self.predicted(getattr(data, split), feed)
            for feed in ("raw", "normalise")
            for split in splits
        }
        facts: Facts = {
            "status": "answered", "type": "Sequential", "is_model": True, "errors": {}, "built": True,
            "layers": self.layers(), "compiled": True, "history": self.history(data),
            "compile": {
                "optimiser": self.optimiser, "loss": "sparse_categorical_crossentropy", "from_logits": False,
                "metrics": ["accuracy"], "learning_rate": 0.01 if self.optimiser.lower() == "sgd" else 0.001,
                "updates": self.updates,
            },
        }  # fmt: skip
        return facts | dict(self.changes), arrays

    def layers(self) -> list[Facts]:
        sizes = [784, *(units for units, _ in self.hidden)]
        dense = [
            _layer("Dense", units, activation, (before + 1) * units)
            for before, (units, activation) in zip(
                sizes, (*self.hidden, (self.outputs, "softmax")), strict=True
            )
        ]
        return [*(_layer(kind) for kind in self.extra), *dense]

    @property
    def parameters(self) -> int:
        return sum(int(layer["parameters"]) for layer in self.layers())

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

    def history(self, data: Dataset) -> dict[str, list[float]]:
        falling = np.linspace(2.0, 0.4, self.epochs).tolist()
        accuracies = [self.accuracy(data)] * self.epochs
        return {"loss": falling, "val_loss": [x + 0.1 for x in falling], "val_accuracy": accuracies}

    def but(self, **changes: Any) -> Network:
        return replace(self, **changes)


def _layer(kind: str, units: int | None = None, activation: str | None = None, parameters: int = 0) -> Facts:
    return {
        "class": kind, "units": units, "activation": activation, "parameters": parameters,
        "output_shape": [None, units],
    }  # fmt: skip


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


Judged = Callable[..., dict[str, str]]


@pytest.fixture
def judged(exploration: Assignment, data: Dataset) -> Judged:
    """The criteria that do not pass, with what they say; by the name of their exercise and a namespace."""
    rubrics = rubrics_of(exploration)

    def judge(
        exercise: str, names: Mapping[str, Any], drawn: Sequence[Any] = (), local: bool = False
    ) -> dict[str, str]:
        rubric = rubrics[exercise]
        values: list[Facts] = []
        arrays: dict[str, NDArray[Any]] = {}
        for position, ask in enumerate(rubric.asks):
            if isinstance(ask, Model):
                facts, own = _model(ask, names, data)
            else:
                (facts,), own = answering.answer(
                    [ask.to_json()], names, lambda split: getattr(data, split).images, list(drawn)
                )
                own = {name.partition(".")[2]: array for name, array in own.items()}
            values.append(facts)
            arrays |= {f"{position}.{name}": array for name, array in own.items()}
        assert malformed(values, arrays) == ""
        evidence = Evidence(exercise, RunStatus.COMPLETED, tuple(values), arrays)
        score = score_exercise(Asked(rubric, 10), evidence, data, local=local)
        assert not score.unscored, [c.message for c in score.criteria]
        held = (Verdict.PASSED, Verdict.DEFERRED)
        return {
            c.name: c.message.render(str) if c.message else c.verdict.value
            for c in score.criteria
            if c.verdict not in held
        }

    return judge


def _model(ask: Model, names: Mapping[str, Any], data: Dataset) -> tuple[Facts, dict[str, NDArray[Any]]]:
    subject, key = names.get(ask.name), {}
    if ask.entry is not None:
        if not isinstance(subject, dict):
            return answering._entry(subject, ask.to_json(), names, lambda split: data.test.images)
        if ask.entry >= len(subject):
            return {"status": "missing"}, {}
        pairs = list(subject.items())
        twin = next((str(k) for k, other in pairs[: ask.entry] if other is pairs[ask.entry][1]), None)
        key = {"key": str(pairs[ask.entry][0]), "twin": twin}
        subject = pairs[ask.entry][1]
    if subject is None:
        return {"status": "missing"}, {}
    if not isinstance(subject, Network):
        return {"status": "answered", "type": type(subject).__name__, "is_model": False, **key}, {}
    facts, arrays = subject.facts(data, [images.split for images in ask.on])
    return facts | key, arrays


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
