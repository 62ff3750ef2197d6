"""Networks that learnt from images whose pixels stand in an order of their own, one for all images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from autograder.evidence.asks import Images
from autograder.networks.predictions import accuracy, probabilities
from autograder.networks.trained import TrainedNetwork, TrainedNetworks
from autograder.networks.training_evidence import fed_with, validated_feeds
from autograder.scoring.answers import ModelFacts, Unanswered
from reference.datasets import Dataset

T = TypeVar("T")

_SEPARATOR = re.compile(r"[\s_-]+")  # of the words of a key


class InOrder(Mapping[str, TrainedNetwork]):
    """The trained networks of a dict, each judged on images in the order that it is to read.

    `orders` are seeds by key, None for images as they are; of each order, and without one, the test images
    were asked about. What is called `test` in a network's facts are the test images in its own order.
    """

    def __init__(
        self, name: str, found: Mapping[str, ModelFacts], orders: Mapping[str, int | None], data: Dataset
    ) -> None:
        spelt = {_SEPARATOR.sub(" ", key.strip().lower()): facts for key, facts in found.items()}
        seeds = {order for order in orders.values() if order is not None}
        self._data = data
        self._other = {
            key: [_seen(facts, order) for order in (None, *seeds) if order != orders.get(key)]
            for key, facts in spelt.items()
        }
        own = {key: _seen(facts, orders.get(key)) for key, facts in spelt.items()}
        self._astray = {key for key, facts in own.items() if self._is_astray(key, facts)}
        told = {key: _unvalidated(facts) if key in self._astray else facts for key, facts in own.items()}
        self._networks = TrainedNetworks(name, told, data)

    def __getitem__(self, key: str) -> TrainedNetwork:
        return self._networks[key]

    def __contains__(self, key: object) -> bool:
        return key in self._networks

    def __iter__(self) -> Iterator[str]:
        return iter(self._networks)

    def __len__(self) -> int:
        return len(self._networks)

    def read_in_other_order(self, key: str) -> float:
        """The best accuracy that a network has on test images in another order than its own."""
        return max((_accuracy(facts, self._data) for facts in self._other[key]), default=0.0)

    def validated_in_other_order(self, key: str) -> bool:
        """Whether what its training reported of validation is of test images in another order."""
        return key in self._astray

    def _is_astray(self, key: str, facts: ModelFacts) -> bool:
        if validated_feeds(facts, facts.history, self._data):
            return False
        return any(validated_feeds(of, of.history, self._data) for of in self._other[key])


def _unvalidated(facts: ModelFacts) -> ModelFacts:
    """Without what was reported of validation: it tells nothing of how the network takes its images."""
    kept = {name: told for name, told in facts.history.items() if not name.startswith("val_")}
    return replace(facts, history=kept)


def _seen(facts: ModelFacts, order: int | None) -> ModelFacts:
    """The network as it answers for test images in that order, which are called `test`."""
    called = Images("test", order=order).called

    def of(told: Mapping[tuple[str, str], T]) -> dict[tuple[str, str], T]:
        kept = {of: one for of, one in told.items() if not of[1].startswith("test")}
        return kept | {(feed, "test"): one for (feed, split), one in told.items() if split == called}

    return replace(
        facts,
        predictions=of(facts.predictions),
        scores=of(facts.scores),
        penalties=of(facts.penalties),
    )


def _accuracy(facts: ModelFacts, data: Dataset) -> float:
    reached = []
    for feed in fed_with(facts, "test"):
        try:
            reached.append(accuracy(probabilities(facts, feed, "test"), data.test.labels))
        except Unanswered:
            continue
    return max(reached, default=0.0)
