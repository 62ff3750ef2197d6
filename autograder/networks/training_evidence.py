"""Whether what is told of a training is borne out by the network that came of it.

A history is a claim; the weights of a network that was rebuilt are not. What validation reported is computed
anew from them, on the test images and, where all training images were asked about, on their last part. What
agrees is borne out. What does not may come of data that nobody here has, and keeps its points: the instructor
is told. Only what cannot be true fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.evidence import RunStatus
from autograder.messages import Message, say
from autograder.networks.losses import loss_bounds
from autograder.networks.predictions import accuracy, probabilities
from autograder.scoring.answers import Answers, ModelFacts, Unanswered
from reference.datasets import Dataset, Labels

_THE_SAME = 1e-3  # of a loss, relative above 1: sums of one and the same loss in other batches
_TELLING = 1.01  # the ends of a range of losses, so near that it says which loss it was
#: What people give `validation_split`.
_SHARES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.33, 0.4, 0.5)
_COPY = 0.01  # of scores, what a scale does not explain: 0.2 and more between two trainings

History = Mapping[str, Sequence[float]]


def validated_feeds(model: ModelFacts, history: History, data: Dataset) -> tuple[str, ...]:
    """The feeds with which the test images give what validation reported, of any epoch.

    Callbacks may restore the weights of an earlier epoch. A loss of which predictions tell no more than a
    range needs an accuracy beside it.
    """
    surely, perhaps = [], []
    for feed in fed_with(model, "test"):
        agreement = agrees(model, feed, "test", data.test.labels, history)
        if agreement == 1:
            surely.append(feed)
        elif agreement:
            perhaps.append(feed)
    return tuple(surely or perhaps)


def fits_no_pixels(model: ModelFacts, history: History, data: Dataset) -> bool:
    """Whether neither raw nor normalised test images give what validation reported, though one can see."""
    reported = bool(history.get("val_loss")) and len(fed_with(model, "test")) > 1
    return reported and not validated_feeds(model, history, data)


def is_borne_out(model: ModelFacts, history: History, data: Dataset) -> bool:
    """Whether the network gives what validation reported, on the test images or a last part of the others."""
    return bool(validated_feeds(model, history, data)) or any(
        last_part_validated(model, feed, history, data) for feed in fed_with(model, "train")
    )


def last_part_validated(model: ModelFacts, feed: str, history: History, data: Dataset) -> int:
    """How many of the last training images give what validation reported; 0 where no such part does.

    It is looked for where all training images were asked about.
    """
    images = len(data.train)
    if len(model.predictions[feed, "train"]) != images:
        return 0
    agreeing = (
        images - start
        for start in _starts(images)
        if agrees(model, feed, "train", data.train.labels, history, slice(start, None))
    )
    return next(agreeing, 0)


def contradiction(
    name: str,
    model: ModelFacts,
    history: History,
    data: Dataset,
    built: ModelFacts | None = None,
    updates: int | None = None,
) -> Message | None:
    """What cannot be true of a network and the history of its training; None where all of it can.

    `built` is the network as it was seen before its training, where it was; `updates` is how often that
    network was corrected that the history belongs to, which may have been replaced since.
    """
    epochs = len(history.get("loss", ()))
    if not epochs:
        return None
    if built is not None and model.weights and built.weights == model.weights:
        return say("{epochs} epochs of training are told of, but `{name}` has the very weights with which it "
                   "was built: nothing has corrected them. Call its `fit`.", name=name,
                   epochs=epochs)  # fmt: skip
    if updates is None and model.compiled:
        updates = model.compiled.updates
    if updates is None or updates >= epochs or is_borne_out(model, history, data):
        return None
    return say("{epochs} epochs of training are told of, but the weights of `{name}` were corrected "
               "{updates} times. Keep what its own `fit` returns, and build it anew only before that.",
               name=name, epochs=epochs, updates=updates)  # fmt: skip


def doubt(name: str, model: ModelFacts, history: History, data: Dataset) -> Message | None:
    """What an instructor should know of a history that the network does not bear out."""
    if not fed_with(model, "test"):
        return None
    updates = model.compiled.updates if model.compiled else None
    if not history.get("loss"):
        return None if updates else _by_nobody(name)
    if not is_borne_out(model, history, data):
        return say("What training reported of validation could not be computed from `{name}`: neither the "
                   "test images nor the last of the training images give it. It may come of other data; its "
                   "points are kept.", name=name)  # fmt: skip
    if updates is not None and not _is_of_batches(updates, len(history["loss"]), len(data.train)):
        return say("The weights of `{name}` were corrected {updates} times in {epochs} epochs, which no "
                   "batch size explains: they were trained more than once, or by other means than `fit`.",
                   name=name, updates=updates, epochs=len(history["loss"]))  # fmt: skip
    return None


def _by_nobody(name: str) -> Message:
    return say("Neither `fit` nor the optimiser tells of a training of `{name}`: it was trained by a loop "
               "with an optimiser of its own, or was given its weights.", name=name)  # fmt: skip


def _is_of_batches(updates: int, epochs: int, images: int) -> bool:
    """Whether so many corrections are as many in each epoch, one a batch of at least one image."""
    return updates % epochs == 0 and 1 <= updates // epochs <= images


def not_of_this_training(answers: Answers, data: Dataset, exercise: str = "train") -> Message | None:
    """Whether `history` cannot be what the training in an exercise before reported.

    It is held against the network that it belongs to, or else against the one that was trained there.
    """
    trained = answers.of(exercise)
    if trained is None:
        return None
    history, now = answers.history("history"), answers.updates_of("history")
    try:
        before, then = trained.history("history"), trained.updates_of("history")
        network = trained.model("model")
    except Unanswered:  # told there, unless it was refused
        untrained = (now or 0) < len(history.get("loss", ()))
        return _UNTRAINED if trained.evidence.status is RunStatus.REFUSED and untrained else None
    if now == then and not _is_same(history, before):
        return say("`history` is no longer what it was after the training, and nothing was trained "
                   "since. Keep what `fit` returned as it is.")  # fmt: skip
    updates = max((count for count in (now, then) if count is not None), default=None)  # compiling resets it
    if updates is not None and updates < len(history.get("loss", ())):
        return _UNTRAINED
    return contradiction("model", network, history, data, updates=updates)


_UNTRAINED = say("`history` tells of a training that left no trace: no network was corrected as often. Keep "
                 "what `fit` returns.")  # fmt: skip


def _is_same(one: History, other: History) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(values, other[name], equal_nan=True) for name, values in one.items()
    )


def is_copy(one: ModelFacts, other: ModelFacts) -> bool:
    """Whether two networks compute the same of the test images, however each is fed, up to a scale.

    Copies do, whole or padded, their units in another order, or scaled; networks that were trained apart
    never do.
    """
    return any(
        _same_scores(_scores(one, first), _scores(other, second))
        for first in fed_with(one, "test")
        for second in fed_with(other, "test")
    )


def fed_with(model: ModelFacts, split: str) -> list[str]:
    """The feeds for which there are predictions of a split."""
    return [f for (f, s), shown in model.predictions.items() if s == split and shown.ndim == 2]


def _starts(images: int) -> Iterator[int]:
    """Where Keras cuts off a last part for validation."""
    yield from (int(np.floor(images * (1 - share))) for share in _SHARES)


def agrees(
    model: ModelFacts, feed: str, split: str, labels: Labels, history: History, part: slice = slice(None)
) -> int:
    """How well images give what validation reported: 1 by a loss, 2 by a range and an accuracy, 0 not."""
    losses = history.get("val_loss", ())
    try:
        least, largest = loss_bounds(model, feed, split, labels, part)
        reached = accuracy(probabilities(model, feed, split)[part], labels[part])
    except Unanswered:
        return 0
    images = len(labels[part])
    for epoch, reported in enumerate(losses):
        told = _accuracies(history, epoch)
        near = not told or any(abs(reached - value) < 1.5 / images for value in told)
        if not near or not _within(reported, least, largest):
            continue
        if largest <= _TELLING * least + _THE_SAME:
            return 1
        if told:
            return 2
    return 0


def _within(reported: float, least: float, largest: float) -> bool:
    return least - _THE_SAME * max(1.0, least) <= reported <= largest + _THE_SAME * max(1.0, largest)


def _accuracies(history: History, epoch: int) -> list[float]:
    """What validation reported beside its loss in an epoch, where that can be an accuracy."""
    told = (v[epoch] for name, v in history.items() if _is_accuracy(name) and len(v) > epoch)
    return [value for value in told if 0 <= value <= 1]


def _is_accuracy(name: str) -> bool:
    return name.startswith("val_") and name.endswith(("accuracy", "acc"))


def _scores(model: ModelFacts, feed: str) -> NDArray[np.float64]:
    """Scores (N, units); of probabilities their logarithms."""
    if (feed, "test") in model.scores:
        return model.scores[feed, "test"].astype(float)
    logs: NDArray[np.float64] = np.log(np.clip(model.predictions[feed, "test"].astype(float), 1e-12, None))
    return logs


def _same_scores(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether a scale explains the difference, in the units that both have."""
    units = min(one.shape[1], other.shape[1])
    if len(one) != len(other) or units < 2:
        return False
    first, second = (s[:, :units] - s[:, :units].mean(axis=1, keepdims=True) for s in (one, other))
    norms = float((second**2).sum())
    if not (np.isfinite(norms) and norms > 0 and np.isfinite(first).all()):
        return False
    rest = first - second * float((first * second).sum()) / norms
    return bool((rest**2).sum() <= _COPY**2 * (first**2).sum())
