"""Evaluating: exercise 7, and what counts as right."""

from __future__ import annotations

import numpy as np

from autograder.authoring import (
    Answers,
    History,
    Images,
    Message,
    Model,
    Rubric,
    Unanswered,
    Value,
    fraction,
    number,
    say,
)
from autograder.networks.calibrated import NEAR_GUESSING, UNCALIBRATED, too_good
from autograder.networks.losses import is_loss, loss_bounds
from autograder.networks.predictions import accuracy, class_probabilities, is_accuracy, probabilities
from autograder.networks.preprocessing import RAW, own_feed, permitted_feeds
from reference.datasets import Dataset, Labels

REFERENCE = "dense_128_relu"  # whose calibration says what a right solution reaches
_ROUNDING = 5.1e-4  # numbers may be reported with three decimals
_SPLITS = ("train", "test")
_TRAINED = (
    "load_data", "normalise.values", "normalise.input", "normalise.kept", "build_model", "compile_model",
    "train.history", "train.learnt", "train.generalises",
)  # fmt: skip

evaluate = Rubric(
    "evaluate",
    *(Value(f"{split}_{measure}") for split in _SPLITS for measure in ("loss", "accuracy")),
    History("history"),
    Model("model", (Images("test"), Images("train")), ("normalise",), verify=True),
)
evaluate.hints(
    say("`model.evaluate(images, labels)` returns two numbers, and a tuple can be unpacked into two names."),
    say("Which comes first? The loss, then the metrics in the order in which `compile` was given them."),
    say("Two calls: one with the training images, one with the test images, both prepared as for training. "
        "A fraction is what is asked for, so do not multiply by 100."),
)  # fmt: skip


def _measured_on_either(answers: Answers, data: Dataset) -> bool:
    """Shows that something was measured: an accuracy that the network has on one set or the other."""
    model, feed = answers.model("model"), own_feed(answers, data)
    sets = (("train", data.train.labels), ("test", data.test.labels))
    measured = [accuracy(class_probabilities(model, feed, split), labels) for split, labels in sets]
    told = [fraction(answers, f"{split}_accuracy", None) for split in _SPLITS]
    return any(abs(one - other) <= _ROUNDING for one in told for other in measured)


@evaluate.criterion(
    "fractions",
    say("Both accuracies are fractions"),
    weight=2,
    shown_by=("test", "train", _measured_on_either),
)
def _fractions(answers: Answers, data: Dataset) -> Message | None:
    for split in _SPLITS:
        fraction(answers, f"{split}_accuracy", _reached(answers, data, split))
    return None


def _reached(answers: Answers, data: Dataset, split: str) -> float | None:
    """The network's accuracy on a split, as the grader measures it; None where it predicts nothing."""
    try:
        predicted = probabilities(answers.model("model"), own_feed(answers, data), split)
    except Unanswered:
        return None
    return accuracy(predicted, _labels(data, split))


def _labels(data: Dataset, split: str) -> Labels:
    labels: Labels = getattr(data, split).labels
    return labels


@evaluate.criterion("test", say("The numbers for the test images are right"), weight=5, after=_TRAINED)
def _test_numbers(answers: Answers, data: Dataset) -> Message | None:
    return _trained_on(answers) or _wrong_numbers(answers, data, "test", "train")


def _trained_on(answers: Answers) -> Message | None:
    """Whether `model` was changed since its exercise, so that other weights were measured than those."""
    before = answers.of("train")
    try:
        then = before.model("model") if before else None
    except Unanswered:
        return None
    now = answers.model("model")
    if then is None or not then.weights or not now.weights or then.weights == now.weights:
        return None
    before_it, since = (facts.compiled.updates if facts.compiled else None for facts in (then, now))
    if before_it is not None and since is not None and since > before_it:
        return say("Since `train` the weights of `model` were corrected {count} times more: what is measured "
                   "is another network than the one that was trained there. Evaluate it as it is after "
                   "`train`.", count=since - before_it)  # fmt: skip
    return say(
        "`model` has other weights here than at the end of `train`: what is measured is another "
        "network than the one that was trained there. Evaluate it as it is after `train`."
    )


@evaluate.criterion("train", say("The numbers for the training images are right"), weight=5, after=_TRAINED)
def _train_numbers(answers: Answers, data: Dataset) -> Message | None:
    return _wrong_numbers(answers, data, "train", "test")


@evaluate.flag
def _test_too_good(answers: Answers, data: Dataset) -> Message | None:
    predicted = probabilities(answers.model("model"), own_feed(answers, data), "test")
    return too_good(data, REFERENCE, "test_accuracy", accuracy(predicted, data.test.labels), len(predicted))


def _wrong_numbers(answers: Answers, data: Dataset, split: str, other: str) -> Message | None:
    """What is wrong with the two numbers of a split; the cause by its name where it can be recognised."""
    feeds = permitted_feeds(answers, data)
    wrong = [_disagreement(answers, split, data, split, feed) for feed in feeds]
    if None in wrong:
        return None
    if any(_disagreement(answers, split, data, other, feed) is None for feed in feeds):
        return _OF_OTHER_IMAGES[split]
    if RAW not in feeds and _disagreement(answers, split, data, split, RAW) is None:
        return say("`{split}_loss` and `{split}_accuracy` are those of the raw images, from 0 to 255: give "
                   "`evaluate` images that are prepared as for training.", split=split)  # fmt: skip
    return (
        _swapped(answers, data, split)
        or _last_line(answers, split)
        or _mistakes_told(answers, data, split)
        or _before_training(answers, data, split)
        or wrong[0]
    )


_OF_OTHER_IMAGES = {
    "test": say("`test_loss` and `test_accuracy` are those of the training images: which images did this "
                "`evaluate` get?"),
    "train": say("`train_loss` and `train_accuracy` are those of the test images: which images did this "
                 "`evaluate` get?"),
}  # fmt: skip


def _swapped(answers: Answers, data: Dataset, split: str) -> Message | None:
    """Whether the accuracy stands where the loss belongs, and the loss where the accuracy does."""
    loss, reached = number(answers, f"{split}_loss"), _reached(answers, data, split)
    told, bounds = number(answers, f"{split}_accuracy"), _bounds(answers, data, split)
    if reached is None or abs(loss - reached) > _ROUNDING or not is_loss(told, bounds):
        return None
    return say("`{split}_loss` is the accuracy, and `{split}_accuracy` the loss: `evaluate` returns the loss "
               "first.", split=split)  # fmt: skip


def _last_line(answers: Answers, split: str) -> Message | None:
    """Whether the numbers for the training images are those that training reported of its last epoch."""
    try:
        history = answers.history("history")
    except Unanswered:
        return None
    last = [history.get(name, (np.nan,))[-1] for name in ("loss", "accuracy")]
    told = [number(answers, f"{split}_{name}") for name in ("loss", "accuracy")]
    if split != "train" or not all(abs(a - b) <= _ROUNDING for a, b in zip(told, last, strict=True)):
        return None
    return say("`{split}_loss` and `{split}_accuracy` are the last line of the training, {loss:.4f} and "
               "{accuracy:.4f}: a mean over an epoch in which the weights still changed. Measure the network "
               "as it is now, with `evaluate`.", split=split, loss=last[0], accuracy=last[1])  # fmt: skip


def _before_training(answers: Answers, data: Dataset, split: str) -> Message | None:
    """Whether the accuracy is that of a network that guesses, which this one no longer is."""
    told, reached = number(answers, f"{split}_accuracy"), _reached(answers, data, split)
    if reached is None or not told <= NEAR_GUESSING or reached < UNCALIBRATED:
        return None
    return say("`{split}_accuracy` is {told:.4f}, near what guessing gives; `model` as it is now is right "
               "for {measured:.4f}. It may have been measured before training, or on another network: call "
               "`evaluate` of `model`, after its training.",
               split=split, told=told, measured=reached)  # fmt: skip


def _mistakes_told(answers: Answers, data: Dataset, split: str) -> Message | None:
    """Whether the share of mistakes stands where that of right answers belongs."""
    told, reached = number(answers, f"{split}_accuracy"), _reached(answers, data, split)
    if reached is None or abs(told + reached - 1) > _ROUNDING or abs(told - reached) <= 2 * _ROUNDING:
        return None
    return say("`{split}_accuracy` is {told:.4f}, and your network is right for {reached:.4f}: the two make "
               "1, as a share of mistakes would. Keep the second number of `evaluate` as it comes.",
               split=split,
               told=told, reached=reached)  # fmt: skip


def _bounds(answers: Answers, data: Dataset, split: str) -> tuple[float, float]:
    return loss_bounds(answers.model("model"), own_feed(answers, data), split, _labels(data, split))


def _disagreement(answers: Answers, told: str, data: Dataset, split: str, feed: str) -> Message | None:
    """What the student reports as `told`, against what the grader computes from predictions on a split."""
    model, labels = answers.model("model"), _labels(data, split)
    predicted = probabilities(model, feed, split)
    measured = accuracy(predicted, labels)
    reported = fraction(answers, f"{told}_accuracy", measured)
    if not is_accuracy(reported, measured, len(predicted)):
        return say("`{name}` is {reported:.4f}; measured on the whole of these images, prepared as for "
                   "training, `model` as it is now reaches {measured:.4f}. Were these all of the images, "
                   "prepared so, and with their own labels? Is it this network that was evaluated?",
                   name=f"{told}_accuracy", reported=reported, measured=measured)  # fmt: skip
    lost, bounds = number(answers, f"{told}_loss"), loss_bounds(model, feed, split, labels)
    if not is_loss(lost, bounds):
        return say("`{name}` is {reported:.4f}; measured on the whole of these images, it is {measured:.4f}.",
                   name=f"{told}_loss", reported=lost, measured=bounds[0])  # fmt: skip
    return None


RUBRICS = (evaluate,)
