"""Numbers that checks take from evidence: the grader's own accuracy and loss, never a claim."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.answers import Answers, ModelFacts, Unanswered
from autograder.messages import say
from reference.datasets import CLASSES, Labels

_SMALLEST_PROBABILITY = 1e-7  # Keras's own floor in its cross-entropy
_TINY = 1e-9

Probabilities = NDArray[np.float32]


def number(answers: Answers, name: str) -> float:
    """A variable that holds one number; Unanswered, with what it is instead, otherwise."""
    facts = answers.value(name)
    found = facts.get("value")
    if isinstance(found, bool) or not isinstance(found, int | float):
        array = answers.array(name)
        if array.size != 1:
            raise Unanswered(
                say("`{name}` should be one number; yours is a {type}.", name=name, type=str(facts["type"]))
            )
        found = array.item()
    return float(found)


def whole_number(answers: Answers, name: str) -> int:
    """A variable that holds one whole number."""
    found = number(answers, name)
    if not found.is_integer():
        raise Unanswered(
            say("`{name}` should be a whole number; yours is {found:g}.", name=name, found=found)
        )
    return int(found)


def probabilities(model: ModelFacts, feed: str, split: str) -> Probabilities:
    """Class probabilities (N, units) of a network on a split; raw scores are turned into them."""
    if (feed, split) not in model.predictions:
        raise Unanswered(
            say(
                "Your network could not predict: {error}",
                error=str(next(iter(model.errors.values()), "no answer")),
            )
        )
    predicted = model.predictions[feed, split]
    if predicted.ndim != 2 or predicted.shape[1] < 2:
        raise Unanswered(
            say(
                "For {images} images your network returns shape {shape}; {classes} numbers for each "
                "image are wanted.",
                images=len(predicted),
                shape=str(predicted.shape),
                classes=CLASSES,
            )
        )
    logits = model.compiled is not None and model.compiled.from_logits
    return softmax(predicted) if logits else predicted


def trained_feed(model: ModelFacts, split: str, labels: Labels, reported: float | None) -> str:
    """How the network was fed in training: raw images, or through one of the student's functions.

    Where normalisation happens is a matter of style, so the feed is found out: the one whose
    loss on training images comes closest to what training last `reported` (in nats), or the
    one with the lowest loss where nothing was reported; their own function where both agree.
    """
    feeds = sorted({feed for feed, of in model.predictions if of == split}, key="raw".__eq__) or ["raw"]
    losses = {feed: cross_entropy(probabilities(model, feed, split), labels) for feed in feeds}
    if reported is None or not np.isfinite(reported):
        return min(feeds, key=lambda feed: losses[feed])
    return min(feeds, key=lambda feed: round(_distance(losses[feed], reported), 2))


def _distance(loss: float, reported: float) -> float:
    """How far two losses are apart, as the logarithm of their ratio."""
    return abs(float(np.log(max(loss, _TINY) / max(reported, _TINY))))


def accuracy(predicted: Probabilities, labels: Labels) -> float:
    """The share of images, a fraction, whose most probable class is their label."""
    return float(np.mean(predicted.argmax(axis=1) == labels[: len(predicted)]))


def cross_entropy(predicted: Probabilities, labels: Labels) -> float:
    """Mean sparse categorical cross-entropy, in nats, with each term clipped; see `loss_range`."""
    return loss_range(predicted, labels)[0]


def loss_range(predicted: Probabilities, labels: Labels) -> tuple[float, float]:
    """The least and the largest loss, in nats, that Keras may report for these predictions.

    Keras clips probabilities at 1e-7 unless it still has the scores behind a softmax, and scales
    each row to sum to 1; for a network that is never sure of something wrong both ends agree.
    Infinite where a class is missing.
    """
    wanted = labels[: len(predicted)]
    if int(wanted.max(initial=0)) >= predicted.shape[1]:
        return float("inf"), float("inf")
    rows = np.arange(len(predicted))
    clipped = np.clip(predicted.astype(float), _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    least = -np.log(clipped[rows, wanted] / clipped.sum(axis=1)).mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        largest = -np.log(predicted[rows, wanted].astype(float)).mean()
    return _finite(least), max(_finite(largest), _finite(least))


def _finite(loss: float) -> float:
    return float(loss) if np.isfinite(loss) else float("inf")


def softmax(scores: NDArray[Any]) -> Probabilities:
    """Rows of scores as probabilities, float32."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return result
