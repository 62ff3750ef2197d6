"""Networks that a student trained side by side: what each was fed, reached, and was allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.messages import say
from autograder.networks.architecture import Part, meant
from autograder.networks.budget import Budget
from autograder.networks.optimisers import Setting, as_compiled
from autograder.networks.predictions import Probabilities, accuracy, probabilities
from autograder.networks.preprocessing import trained_feed
from autograder.networks.training_evidence import contradiction
from autograder.scoring.answers import Answers, ModelFacts, Unanswered
from reference.datasets import CLASSES, Dataset

_LEARNT = 0.3  # of an accuracy: no network has it by chance, with weights as they were drawn


def options_of(facts: ModelFacts) -> Mapping[str, Setting]:
    """The settings of a network's optimiser as it was compiled; empty where they are not known."""
    return as_compiled(facts.compiled.options, facts.history) if facts.compiled else {}


def budget_of(facts: ModelFacts) -> Budget:
    """Of its last training; corrections are those since it was compiled, None where not to be seen."""
    epochs = len(facts.history.get("loss", ()))
    return Budget(epochs, facts.steps, facts.compiled.updates if facts.compiled else None)


def batch_sizes(answers: Answers, least: int, most: int) -> tuple[int, int]:
    """The least and the largest that are permitted; where the code says which, that one twice."""
    told = answers.evidence.batch_size
    return (told, told) if told is not None and least <= told <= most else (least, most)


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """One trained network and its class probabilities (N, units) on the test images.

    `name` is what messages call it; `feed` is how it takes its images, as its training shows.
    """

    name: str
    facts: ModelFacts
    feed: str
    predicted: Probabilities
    accuracy: float

    @property
    def made_of(self) -> tuple[Part, ...]:
        return meant(self.facts)

    @property
    def parameters(self) -> int:
        return self.facts.parameters

    @property
    def optimiser(self) -> str:
        settings = self.facts.compiled
        return str(settings.optimiser).lower() if settings else ""

    @property
    def options(self) -> Mapping[str, Setting]:
        """The settings of its optimiser, as far as they are known."""
        return options_of(self.facts)

    @property
    def loss(self) -> str | None:
        return self.facts.compiled.loss if self.facts.compiled else None

    @property
    def budget(self) -> Budget:
        return budget_of(self.facts)

    @property
    def epochs(self) -> int:
        return self.budget.epochs

    @property
    def updates(self) -> int | None:
        return self.budget.updates


def trained_network(answers: Answers, name: str, data: Dataset) -> TrainedNetwork:
    """A trained network; Unanswered where it is none, or predicts nothing usable."""
    return _tried(name, answers.model(name), data)


class TrainedNetworks(Mapping[str, TrainedNetwork]):
    """The trained networks of a dict by their keys, in lower case.

    Each is looked at when it is asked for: one that is broken spoils what is said of it, and no more.
    """

    def __init__(self, name: str, found: Mapping[str, ModelFacts], data: Dataset) -> None:
        self._named = {key.strip().lower(): (f"{name}[{key}]", facts) for key, facts in found.items()}
        self._data = data

    def __getitem__(self, key: str) -> TrainedNetwork:
        return _tried(*self._named[key], self._data)

    def __contains__(self, key: object) -> bool:
        return key in self._named

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)


class MadeWhenAsked(Mapping[str, TrainedNetwork]):
    """Networks by their keys, of whatever kind: one that cannot be made spoils what is said of it alone."""

    def __init__(self, makers: Mapping[str, Callable[[], TrainedNetwork]]) -> None:
        self._makers = makers

    def __getitem__(self, key: str) -> TrainedNetwork:
        return self._makers[key]()

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def trained_networks(answers: Answers, name: str, data: Dataset) -> TrainedNetworks:
    """The networks of a dict; Unanswered where it is none."""
    return TrainedNetworks(name, answers.models(name), data)


def _tried(name: str, facts: ModelFacts, data: Dataset) -> TrainedNetwork:
    _expect_trained(name, facts)
    if wrong := contradiction(name, facts, facts.history, data):
        raise Unanswered(wrong)
    labels = data.test.labels
    feed = _feed(facts, data)
    predicted = probabilities(facts, feed, "test")
    if not np.isfinite(predicted).all():
        raise Unanswered(say("`{name}` predicts NaN: its training went wrong, and its weights are no "
                             "numbers any more.", name=name))  # fmt: skip
    reached = accuracy(predicted, labels)
    if not _is_told_trained(facts) and reached < _LEARNT:
        raise Unanswered(say("`{name}` has not been trained: `train` or `fit` does that.", name=name))
    return TrainedNetwork(name, facts, feed, predicted, reached)


def _is_told_trained(facts: ModelFacts) -> bool:
    """Whether `fit` or the optimiser tells of it; a loop with an optimiser of its own does not."""
    return bool(facts.history.get("loss") or (facts.compiled and facts.compiled.updates))


def _feed(facts: ModelFacts, data: Dataset) -> str:
    """How the network takes its images: as its last validation was right as often, or lost as much."""
    labels = data.test.labels
    told = [values[-1] for name, values in facts.history.items() if values and name.startswith("val_")]
    agreeing = [
        feed
        for (feed, split), predicted in facts.predictions.items()
        if split == "test"
        and predicted.ndim == 2
        and any(abs(accuracy(predicted, labels) - value) < 1e-4 for value in told)
    ]
    if len(agreeing) == 1:
        return agreeing[0]
    losses = facts.history.get("val_loss")
    return trained_feed(facts, "test", labels, losses[-1] if losses else None)


def _expect_trained(name: str, facts: ModelFacts) -> None:
    if facts.compiled is None:
        raise Unanswered(say("`{name}` is not compiled yet: let your builder call `compile`.", name=name))


def named(found: Mapping[str, TrainedNetwork], key: str, where: str) -> TrainedNetwork:
    """The network under a key of a dict called `where`; Unanswered where there is none."""
    if key not in found:
        raise Unanswered(say('`{where}` has no network under "{key}"; it has {found}.',
                             where=where, key=key, found=", ".join(found)))  # fmt: skip
    return found[key]


def sure_of(name: str, digits: NDArray[np.int64], data: Dataset) -> TrainedNetwork:
    """What reads digits (N,) of the test images and is no network, as one that is sure of each."""
    predicted = np.eye(CLASSES, dtype=np.float32)[digits]
    facts = ModelFacts(layers=(), built=False, compiled=None, predictions={}, errors={})
    return TrainedNetwork(name, facts, "", predicted, accuracy(predicted, data.test.labels))
