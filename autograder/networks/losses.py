"""The loss that Keras reports for a network's predictions: one table of what it really computes.

A cross-entropy takes the scores before a softmax or sigmoid at the end wherever there is one, whatever
`from_logits` says; those are known of a network that was rebuilt. Of one that was not, such as in a
student's own notebook, predictions alone tell a loss as a range: where a probability is nought, its score
may have been anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.facts import Basis
from autograder.networks.architecture import ending
from autograder.networks.predictions import probabilities
from autograder.scoring.answers import CompileFacts, ModelFacts
from autograder.scoring.choices import plain
from reference.datasets import Labels

_EPSILON = 1e-7  # Keras's own, by which it clips probabilities
_TOLERANCE = 0.01  # relative: batches of another size round differently
_DECIMALS = 5.1e-4  # losses may be told with three
_ENDS_IN_PROBABILITIES = frozenset(("softmax", "sigmoid"))
_OF_MEANS = (None, "sum_over_batch_size", "mean_with_sample_weight", "mean")
_UNKNOWN = (0.0, float("inf"))

Floats = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class _Outputs:
    """What a loss is computed from: outputs (N, units), or scores in their place, and one-hot targets."""

    values: Floats
    are_scores: bool
    targets: Floats


def loss_bounds(model: ModelFacts, feed: str, split: str, labels: Labels, part: slice = slice(None)) -> Range:
    """The least and the largest mean loss that Keras may report for a network on a `part` of a split.

    With what its regularisers add. Both are equal where scores are known; of a loss that is not in the table
    nothing is known but that it is finite. Unanswered where the network predicts nothing usable there.
    """
    shown = probabilities(model, feed, split)
    if int(labels[: len(shown)].max(initial=0)) >= shown.shape[1]:
        return float("inf"), float("inf")
    penalty = model.penalties.get((feed, split), 0.0)
    settings, name = model.compiled, plain(model.compiled.loss if model.compiled else None)
    if penalty is None or settings is None or name not in _LOSSES or settings.reduction not in _OF_MEANS:
        return _UNKNOWN
    with np.errstate(invalid="ignore"):  # scores that are no numbers give losses that are none
        found = [_LOSSES[name](outputs) for outputs in _read(model, feed, split, labels)]
    means = [_finite(float(losses[part].mean())) + penalty for losses in found]
    return min(means), max(means)


def is_loss(told: float, bounds: Range) -> bool:
    """Whether a number is a loss within its bounds, but for rounding."""
    least, largest = bounds
    slack = max(_TOLERANCE * least, _DECIMALS)
    return bool(np.isfinite(told) and least - slack <= told <= largest + slack)


def image_losses(predicted: NDArray[np.float32], labels: Labels) -> Floats:
    """The cross-entropy of each image, in nats, of class probabilities; infinite where a class is missing."""
    wanted = labels[: len(predicted)]
    if int(wanted.max(initial=0)) >= predicted.shape[1]:
        return np.full(len(predicted), np.inf)
    targets = _one_hot(wanted, predicted.shape[1])
    with np.errstate(invalid="ignore"):
        return _sparse_cross_entropy(_Outputs(predicted.astype(float), False, targets))


def cross_entropy(predicted: NDArray[np.float32], labels: Labels) -> float:
    """The mean of `image_losses`."""
    return _finite(float(image_losses(predicted, labels).mean()))


def _read(model: ModelFacts, feed: str, split: str, labels: Labels) -> tuple[_Outputs, ...]:
    """What the loss was computed from; two readings where predictions leave that open."""
    shown, scores = model.predictions[feed, split].astype(float), model.scores.get((feed, split))
    targets = _smoothed(_one_hot(labels[: len(shown)], shown.shape[1]), model.compiled)
    if scores is not None:
        return (_Outputs(scores.astype(float), True, targets),)
    if model.basis is Basis.REBUILT or ending(model) not in _ENDS_IN_PROBABILITIES:
        logits = model.compiled is not None and model.compiled.from_logits
        return (_Outputs(shown, logits, targets),)
    clipped = np.clip(shown, _EPSILON, 1 - _EPSILON)
    with np.errstate(divide="ignore"):
        return tuple(_Outputs(_behind(model, p), True, targets) for p in (clipped, shown))


def _behind(model: ModelFacts, shown: Floats) -> Floats:
    """Scores that give these probabilities."""
    scores: Floats = np.log(shown)
    if ending(model) == "sigmoid":
        scores = scores - np.log1p(-shown)
    return scores


def _one_hot(labels: Labels, units: int) -> Floats:
    targets: Floats = np.eye(units)[labels.astype(int)]
    return targets


def _smoothed(targets: Floats, settings: CompileFacts | None) -> Floats:
    share = settings.label_smoothing if settings else 0.0
    smoothed: Floats = targets * (1 - share) + share / targets.shape[1] if share else targets
    return smoothed


def _sparse_cross_entropy(outputs: _Outputs) -> Floats:
    if outputs.are_scores:
        return _cross_entropy(outputs)
    clipped = np.clip(outputs.values, _EPSILON, 1 - _EPSILON)
    return _cross_entropy(_Outputs(np.log(clipped), True, outputs.targets))


def _cross_entropy(outputs: _Outputs) -> Floats:
    if outputs.are_scores:
        scores = outputs.values - outputs.values.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    else:
        shares = outputs.values / outputs.values.sum(axis=1, keepdims=True)
        logs = np.log(np.clip(shares, _EPSILON, 1 - _EPSILON))
    losses: Floats = -np.where(outputs.targets > 0, outputs.targets * logs, 0.0).sum(axis=1)
    return losses


_LOSSES: dict[str, Callable[[_Outputs], Floats]] = {
    "sparsecategoricalcrossentropy": _sparse_cross_entropy,
    "categoricalcrossentropy": _cross_entropy,
}


def _finite(loss: float) -> float:
    return loss if np.isfinite(loss) else float("inf")
