"""Networks that a student trained side by side: what each was fed, reached, and was allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.messages import Message, say
from autograder.networks.architecture import CROSS_ENTROPIES, Part, described, meant
from autograder.networks.predictions import Probabilities, accuracy, probabilities
from autograder.networks.preprocessing import trained_feed
from autograder.networks.training_evidence import contradiction, is_copy
from autograder.scoring.answers import Answers, ModelFacts, Unanswered
from autograder.scoring.choices import plain
from reference.datasets import Dataset


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
        return sum(layer.parameters or 0 for layer in self.facts.layers)

    @property
    def optimiser(self) -> str:
        settings = self.facts.compiled
        return str(settings.optimiser).lower() if settings else ""

    @property
    def epochs(self) -> int:
        """Those of its last training."""
        return len(self.facts.history.get("loss", ()))

    @property
    def updates(self) -> int | None:
        """How often training corrected its weights; None where that was not to be seen."""
        settings = self.facts.compiled
        return settings.updates if settings else None


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
    return TrainedNetwork(name, facts, feed, predicted, accuracy(predicted, labels))


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
    if not facts.history.get("loss") and not facts.compiled.updates:
        raise Unanswered(say("`{name}` has not been trained: `train` or `fit` does that.", name=name))


def named(found: Mapping[str, TrainedNetwork], key: str, where: str) -> TrainedNetwork:
    """The network under a key of a dict called `where`; Unanswered where there is none."""
    if key not in found:
        raise Unanswered(say('`{where}` has no network under "{key}"; it has {found}.',
                             where=where, key=key, found=", ".join(found)))  # fmt: skip
    return found[key]


def other_budget(variant: TrainedNetwork, control: TrainedNetwork, times: float = 1) -> Message | None:
    """Whether a network was trained longer or shorter than `times` its control, or is a copy of it."""
    mine, theirs = variant.updates, control.updates
    if mine and theirs:
        if mine != round(times * theirs):
            return say("`{variant}` corrected its weights {found} times in training, where {wanted} were "
                       "due: the same images, epochs and batch size for all, and one training for each.",
                       variant=variant.name, found=mine, wanted=round(times * theirs))  # fmt: skip
    elif variant.epochs != round(times * control.epochs):
        return say("`{variant}` was trained for {found} epochs, where {wanted} were due.",
                   variant=variant.name, found=variant.epochs,
                   wanted=round(times * control.epochs))  # fmt: skip
    return _copied(variant, control)


def _copied(variant: TrainedNetwork, control: TrainedNetwork) -> Message | None:
    """Whether two networks are one: a copy, however it was made, and no training of its own."""
    if variant.name == control.name or not is_copy(variant.facts, control.facts):
        return None
    return say("`{name}` and `{twin}` answer alike for every test image, as no two trainings do: train each "
               "of them, from weights of its own.", name=variant.name, twin=control.name)  # fmt: skip


def other_optimiser(variant: TrainedNetwork, control: TrainedNetwork) -> Message | None:
    """Whether a network learnt by another optimiser than its control, or by other steps."""
    if variant.optimiser != control.optimiser:
        return say("`{variant}` was compiled with {found}, `{control}` with {wanted}: change one thing at a "
                   "time.", variant=variant.name, found=variant.optimiser, control=control.name,
                   wanted=control.optimiser)  # fmt: skip
    return None


def other_loss(variant: TrainedNetwork, control: TrainedNetwork) -> Message | None:
    """Whether a network reduced another loss than its control; either cross-entropy over classes will do."""
    found, wanted = (t.facts.compiled.loss if t.facts.compiled else None for t in (variant, control))
    if plain(found) != plain(wanted) and not {plain(found), plain(wanted)} <= CROSS_ENTROPIES:
        return say("`{variant}` was compiled with the loss {found}, `{control}` with {wanted}: change one "
                   "thing at a time.", variant=variant.name, found=found or "none",
                   control=control.name, wanted=wanted or "none")  # fmt: skip
    return None


def other_layers(variant: TrainedNetwork, wanted: Sequence[Part]) -> Message | None:
    """Whether a network is made otherwise than the exercise wants it."""
    if variant.made_of != tuple(wanted):
        return say("`{variant}` is made of {found}; here it should be {wanted}.", variant=variant.name,
                   found=described(variant.made_of), wanted=described(wanted))  # fmt: skip
    return None
