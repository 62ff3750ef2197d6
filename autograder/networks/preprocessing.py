"""How a network takes its images, raw or prepared: what its training reported, and its losses, tell.

A feed is `raw`, the name of a student's function that prepares images, or `scaled`: what such a
function would usually do. Where images are prepared is a matter of style, so it is found out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.networks.architecture import scales_pixels
from autograder.networks.losses import cross_entropy, loss_bounds
from autograder.networks.predictions import accuracy, probabilities
from autograder.scoring.answers import Answers, ModelFacts, Unanswered
from reference.datasets import CLASSES, Dataset, Labels

RAW = "raw"

_LATER = {"scaled": 1, RAW: 2}  # feeds that come after the student's own function
_TINY = 1e-9
GUESSING = 1.005 * float(np.log(CLASSES))  # nats: ten equal probabilities, and a little more
#: Measured on digits and MNIST, 5 to 20 epochs. Loss on raw test images over that on prepared ones: 2.1 to
#: 5.5 of networks that learnt from prepared images, 0.1 to 1.1 of those that learnt from raw ones, and up
#: to 2 where these had hardly begun. Loss of the first epoch: below GUESSING of the former; of the latter
#: 8 or more, and as little as GUESSING only on 60,000 images.
_LEARNT_PREPARED, _HARDLY_BEGUN = 1.5, 2.0
_STARTED_RAW = 2 * GUESSING
_UNTOLD = 0.2  # of an accuracy: how much more another feed must read, where training reported nothing
_FAR_ABOVE = 2.0  # a loss, over the one that training reported last
_ABOVE = 1.3  # the same, where other images are read far better

History = Mapping[str, Sequence[float]]


def trained_feed(model: ModelFacts, split: str, labels: Labels, reported: float | None) -> str:
    """How the network was fed in training: raw images, or through one of the student's functions.

    The feed whose loss on a split comes closest to what was `reported` for it (in nats). Where nothing was,
    the student's own function, unless another is read far better; networks with sigmoid or tanh may read raw
    images better than those that they learnt from.
    """
    feeds = sorted((feed for feed, of in model.predictions if of == split), key=_later) or [RAW]
    losses = {feed: _bounds(model, feed, split, labels) for feed in feeds}
    if reported is None or not np.isfinite(reported):
        best = min(feeds, key=lambda feed: losses[feed][0])
        return best if reads_far_better(model, best, feeds[0], split, labels) else feeds[0]
    return min(feeds, key=lambda feed: round(_distance(losses[feed], reported), 2))


def reads_far_better(model: ModelFacts, one: str, other: str, split: str, labels: Labels) -> bool:
    try:
        reached = [accuracy(probabilities(model, feed, split), labels) for feed in (one, other)]
    except Unanswered:
        return False
    return reached[0] > reached[1] + _UNTOLD


def _bounds(model: ModelFacts, feed: str, split: str, labels: Labels) -> tuple[float, float]:
    """`loss_bounds`, or of lost weights, which give NaN, the largest."""
    try:
        return loss_bounds(model, feed, split, labels)
    except Unanswered:
        return float("inf"), float("inf")


def _later(feed: str) -> int:
    return _LATER.get(feed, 0)


def own_feed(answers: Answers, data: Dataset) -> str:
    """How the network `model` was fed in training: known by the validation loss in `history`.

    What training reports of its own images is an average over an epoch, so it does not serve.
    """
    model = answers.model("model")
    try:
        reported = answers.history("history").get("val_loss")
    except Unanswered:
        reported = None
    splits = {split for _, split in model.predictions}
    if "test" in splits and reported:
        return trained_feed(model, "test", data.test.labels, reported[-1])
    split = next((s for s in ("train", "test") if s in splits), "test")
    labels: Labels = getattr(data, split).labels
    return trained_feed(model, split, labels, None)


def permitted_feeds(answers: Answers, data: Dataset) -> tuple[str, ...]:
    """How the network `model` may be fed where a sheet says normalised images, the likeliest first.

    Raw ones too where it learnt from them, or scales them by itself.
    """
    model, own = answers.model("model"), own_feed(answers, data)
    prepared = [feed for feed in _on_test(model) if feed != RAW]
    return tuple(dict.fromkeys([own, *prepared, *([RAW] if scales_pixels(model.layers) else [])]))


def _distance(losses: tuple[float, float], reported: float) -> float:
    """How far a loss is from the range of those that are possible, as the logarithm of their ratio."""
    least, largest = (max(loss, _TINY) for loss in losses)
    nearest = min(max(reported, least), largest)
    return abs(float(np.log(nearest / max(reported, _TINY))))


def learnt_from_other(model: ModelFacts, feed: str, history: History, data: Dataset) -> str | None:
    """The feed that a network surely learnt from instead of `feed`; None where there is none.

    Judged by its losses on the test images, and by what the first and the last epoch reported: an
    unsure network may have a lower loss on raw images too, but not one far below `feed`'s.
    """
    reported = history.get("loss") or [np.nan]
    started_raw, last = reported[0] > _STARTED_RAW, reported[-1]
    losses = {f: cross_entropy(probabilities(model, f, "test"), data.test.labels) for f in _on_test(model)}
    for other in (f for f in losses if f != feed):
        ratio = losses[other] / max(losses[feed], _TINY)
        if other != RAW:
            surely = not started_raw and ratio * _LEARNT_PREPARED < 1
        elif started_raw:
            surely = ratio < _HARDLY_BEGUN
        else:
            surely = ratio < 1 and losses[feed] > _FAR_ABOVE * last
            surely = surely or (
                losses[feed] > _ABOVE * last > losses[other]
                and reads_far_better(model, other, feed, "test", data.test.labels)
            )
        if surely:
            return other
    return None


def _on_test(model: ModelFacts) -> list[str]:
    return sorted((feed for feed, split in model.predictions if split == "test"), key=_later)
