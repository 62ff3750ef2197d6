"""Numbers that checks take from evidence: the grader's own accuracy and loss, never a claim."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.messages import say
from autograder.networks.architecture import dense
from autograder.scoring.answers import ModelFacts, Unanswered
from reference.datasets import CLASSES, Labels

_SMALLEST_PROBABILITY = 1e-7  # Keras's own floor in its cross-entropy

Probabilities = NDArray[np.float32]


def probabilities(model: ModelFacts, feed: str, split: str) -> Probabilities:
    """Class probabilities (N, units) of a network on a split; raw scores are turned into them.

    Unanswered where there are none, or where they are no numbers.
    """
    found = class_probabilities(model, feed, split)
    if np.isnan(found).any():
        raise Unanswered(say("Your network answers NaN, which is no number: its weights are lost. Build, "
                             "compile and train it anew, with pixels between 0 and 1."))  # fmt: skip
    return found


def class_probabilities(model: ModelFacts, feed: str, split: str) -> Probabilities:
    """`probabilities`, among which there may be NaN."""
    if (feed, split) not in model.predictions:
        raise Unanswered(
            say(
                "Your network could not predict: {error}. Give it one image, `x_test[:1]`: what shape does "
                "it want?",
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
    if not logits and (layers := dense(model)) and layers[-1].activation == "sigmoid":
        return softmax(_scores_behind(predicted))
    return softmax(predicted) if logits else predicted


def _scores_behind(predicted: Probabilities) -> NDArray[np.float64]:
    """The scores of sigmoid outputs: Keras's cross-entropy over classes looks at these, too."""
    inside = np.clip(predicted.astype(float), _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    scores: NDArray[np.float64] = np.log(inside / (1 - inside))
    return scores


def accuracy(predicted: Probabilities, labels: Labels) -> float:
    """The share of images, a fraction, whose most probable class is their label."""
    return float(np.mean(predicted.argmax(axis=1) == labels[: len(predicted)]))


def cross_entropy(predicted: Probabilities, labels: Labels) -> float:
    """Mean sparse categorical cross-entropy, in nats, with each term clipped; see `loss_range`."""
    return loss_range(predicted, labels)[0]


def image_losses(predicted: Probabilities, labels: Labels) -> NDArray[np.float64]:
    """The cross-entropy of each image, in nats, clipped as Keras clips; infinite where a class is missing."""
    wanted = labels[: len(predicted)]
    if int(wanted.max(initial=0)) >= predicted.shape[1]:
        return np.full(len(predicted), np.inf)
    clipped = np.clip(predicted.astype(float), _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    losses: NDArray[np.float64] = -np.log(clipped[np.arange(len(wanted)), wanted] / clipped.sum(axis=1))
    return losses


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
    least = image_losses(predicted, labels).mean()
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
