"""Numbers that checks take from evidence: the grader's own accuracy, never a claim; see `losses` for loss."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.evidence.stopped import open_ended
from autograder.messages import Message, say
from autograder.networks.architecture import ending
from autograder.scoring.answers import ModelFacts, Unanswered
from reference.datasets import CLASSES, Labels

_NEAR = 1e-4  # two answers that are one, but for rounding
_SUM = 0.02  # what rounding may take from a sum of probabilities, or add
_HARDLY_SURE = 0.4  # the largest of ten probabilities, in a network that was not trained
_SMALLEST_PROBABILITY = 1e-7  # Keras's own floor in its cross-entropy
_DECIMALS = 5.1e-4  # accuracies may be told with three

Probabilities = NDArray[np.float32]


def probabilities(model: ModelFacts, feed: str, split: str) -> Probabilities:
    """Class probabilities (N, units) of a network on a split; raw scores are turned into them, float32.

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
                error=open_ended(str(next(iter(model.errors.values()), "no answer"))),
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
    if (feed, split) in model.scores:
        return softmax(model.scores[feed, split])
    return _as_probabilities(model, predicted)


def _as_probabilities(model: ModelFacts, predicted: Probabilities) -> Probabilities:
    """What a cross-entropy over classes takes for probabilities, which is the softmax of its scores."""
    last = ending(model)
    if last == "softmax":
        return predicted
    if last == "sigmoid":
        return softmax(_scores_behind(predicted))
    return softmax(predicted) if model.compiled is not None and model.compiled.from_logits else predicted


def _scores_behind(predicted: Probabilities) -> NDArray[np.float64]:
    """The scores of sigmoid outputs: Keras's cross-entropy over classes looks at these, too."""
    inside = np.clip(predicted.astype(float), _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    scores: NDArray[np.float64] = np.log(inside / (1 - inside))
    return scores


def of_another(
    name: str,
    network: str,
    found: NDArray[Any],
    model: ModelFacts,
    feed: str,
    index: int,
) -> Message:
    """Said of a vector that is not what a network answers for the test image at `index`.

    What it is instead, where that shows.
    """
    wanted = probabilities(model, feed, "test")[index]
    other = _answered_for(found, model, feed)
    if other is not None:
        return say("`{name}` is what `{network}` answers for the test image at position {index}, and you "
                   "name another one.", name=name, network=network, index=other)  # fmt: skip
    if found.dtype != np.float32 and (of_ones := _one_hot(name, found, wanted)):
        return of_ones  # made by hand: what `predict` returns is float32, and may be as sure of a raw image
    raw = model.predictions.get(("raw", "test"))
    if feed != "raw" and raw is not None and np.allclose(raw[index], found, atol=_NEAR):
        return say("`{name}` is what `{network}` answers for a raw image, from 0 to 255. Give it the image "
                   "prepared as in training.", name=name, network=network)  # fmt: skip
    return (
        _one_hot(name, found, wanted)
        or _multiplied(name, network, found, wanted)
        or _softmax_again(name, network, found, wanted)
        or _without_softmax(name, network, found, model.predictions[feed, "test"][index])
        or _rounded(name, network, found, wanted)
        or _not_known(name, network, found, wanted)
    )


def _one_hot(name: str, found: NDArray[Any], wanted: Probabilities) -> Message | None:
    if not (found.max() == 1 and np.count_nonzero(found) == 1):
        return None
    return say("`{name}` holds one 1 and nine 0; for this image the network gives its most probable digit "
               "{most:.3f}. Were they rounded or replaced after `predict`, or was the image raw?", name=name,
               most=float(wanted.max()))  # fmt: skip


def _multiplied(name: str, network: str, found: NDArray[Any], wanted: Probabilities) -> Message | None:
    factor = float(found[wanted.argmax()] / wanted.max())
    if abs(factor - 1) < _SUM or not np.allclose(found, factor * wanted, atol=_NEAR * max(1.0, abs(factor))):
        return None
    return say("`{name}` is {factor:.4g} times what `{network}` answers for that image. Keep the vector as "
               "`predict` returns it.", name=name, network=network, factor=factor)  # fmt: skip


def _softmax_again(name: str, network: str, found: NDArray[Any], wanted: Probabilities) -> Message | None:
    again = softmax(wanted[np.newaxis])[0]
    if not np.allclose(found, again, atol=_NEAR) or np.allclose(again, wanted, atol=_NEAR):
        return None
    return say("`{name}` is softmax of what `{network}` answers, whose output layer applies it already. Keep "
               "the numbers as `predict` returns them.", name=name, network=network)  # fmt: skip


def _without_softmax(name: str, network: str, found: NDArray[Any], returned: Probabilities) -> Message | None:
    """Whether the network returns just that, and it is no probabilities."""
    if abs(float(found.sum()) - 1) < _SUM or not np.allclose(returned, found, rtol=_NEAR, atol=_NEAR):
        return None
    return say("`{name}` is what `{network}` returns, but its numbers sum to {sum:.2f}: they are no "
               "probabilities. End the network with softmax, and compile it without `from_logits`.",
               name=name, network=network, sum=float(found.sum()))  # fmt: skip


def _rounded(name: str, network: str, found: NDArray[Any], wanted: Probabilities) -> Message | None:
    """Whether it is the right vector in steps too large to be it."""
    for step in (0.1, 1.0):
        on_steps = np.allclose(found, np.round(found / step) * step, atol=_NEAR)
        if on_steps and np.abs(found - wanted).max() <= step / 2 + _NEAR and found.any():
            return say("`{name}` is what `{network}` answers, rounded to steps of {step:g}. Keep what "
                       "`predict` returns, and round only in `print`.", name=name, network=network,
                       step=step)  # fmt: skip
    return None


def _not_known(name: str, network: str, found: NDArray[Any], wanted: Probabilities) -> Message:
    sums_to_one = abs(float(found.sum()) - 1) < _SUM
    if sums_to_one and found.max() < _HARDLY_SURE and wanted.max() > 2 * found.max():
        return say("The largest number of `{name}` is {found:.3f}, that of the trained network {wanted:.3f}: "
                   "it may have been predicted before training, or by another network. Call "
                   "`predict` of `{network}`, after its training.", network=network, name=name,
                   found=float(found.max()), wanted=float(wanted.max()))  # fmt: skip
    return say("`{name}` is not what `{network}` answers for the test image that you name: its largest "
               "number is {found:.3f}, at position {at}, that of the network {wanted:.3f}, at {where}. It "
               "may be of a training image, of an image prepared otherwise, or of another network.",
               name=name, network=network, found=float(found.max()), at=int(found.argmax()),
               wanted=float(wanted.max()), where=int(wanted.argmax()))  # fmt: skip


def _answered_for(found: NDArray[Any], model: ModelFacts, feed: str) -> int | None:
    """The test image for which a network answers that, if it is a single one."""
    if (feed, "test") not in model.predictions:
        return None
    try:
        shown = probabilities(model, feed, "test")
    except Unanswered:
        return None
    if shown.shape[1:] != found.shape:
        return None
    near = np.flatnonzero(np.abs(shown - found).max(axis=1) < _NEAR)
    return int(near[0]) if len(near) == 1 else None


def is_accuracy(told: float, measured: float, images: int) -> bool:
    """Whether a number is the accuracy measured on so many images, of which one may tip over."""
    return abs(told - measured) <= max(1.5 / images, _DECIMALS)


def accuracy(predicted: Probabilities, labels: Labels) -> float:
    """The share of images, a fraction, whose most probable class is their label."""
    return float(np.mean(predicted.argmax(axis=1) == labels[: len(predicted)]))


def softmax(scores: NDArray[Any]) -> Probabilities:
    """Rows of scores as probabilities, float32."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return result
