"""Training and evaluating: exercises 6 and 7, and what counts as right."""

from __future__ import annotations

import numpy as np

from autograder.authoring import (
    Answers,
    History,
    Images,
    Message,
    Model,
    NetworkSummary,
    Rubric,
    Unanswered,
    Value,
    fraction,
    number,
    say,
)
from autograder.networks.calibrated import least_accuracy, most_accuracy
from autograder.networks.histories import epochs_told
from autograder.networks.losses import cross_entropy, image_losses, loss_bounds
from autograder.networks.predictions import Probabilities, accuracy, class_probabilities, probabilities
from autograder.networks.preprocessing import GUESSING, RAW, learnt_from_other, own_feed
from autograder.networks.summary import reported, summarised
from autograder.networks.training_evidence import contradiction, doubt, validated_feeds, validated_on_training
from reference.datasets import Dataset, Labels

REFERENCE = "dense_128_relu"  # whose calibration says what a right solution reaches
_LEAKS, _BEYOND_NOISE = 1.25, 3.0  # loss on training images over that on test images; standard errors
_ROUNDING = 5.1e-4  # numbers may be reported with three decimals
_LOSS_TOLERANCE = 0.01  # relative: batches of another size round differently
_SOME_TRAINING_IMAGES = Images("train", 5_000)

_THROUGH = ("normalise",)

train = Rubric(
    "train",
    History("history"),
    Model("model", (Images("hidden"), _SOME_TRAINING_IMAGES, Images("test")), _THROUGH, verify=True),
)
train.hints(
    say("Keep what `fit` returns: `history = model.fit(...)`. The training images come first, their labels "
        "second."),
    say("`validation_data` is one tuple of two things: images and labels, both of the test set, and prepared "
        "like those that you train with."),
    say("If the loss does not fall, look at what goes in: are the images the normalised ones, and do they "
        "belong to the labels? To begin afresh, build and compile the model again before this cell."),
)  # fmt: skip


@train.criterion("history", say("`history` holds what training reported"), weight=3)
def _history(answers: Answers, data: Dataset) -> Message | None:
    history = epochs_told(answers, "history")
    if not np.isfinite(history["loss"]).all():
        return say("The loss became NaN: training did not work. Are the pixels between 0 and 1?")
    return _contradicted(answers, data)


def _contradicted(answers: Answers, data: Dataset) -> Message | None:
    """Whether the history cannot be that of this network, which at `build_model` had not learnt yet."""
    before = answers.of("build_model")
    try:
        built = before.model("model") if before else None
    except Unanswered:
        built = None
    try:
        history, updates = answers.history("history"), answers.updates_of("history")
    except Unanswered:
        return None
    return contradiction("model", answers.model("model"), history, data, built, updates)


@train.criterion("validation", say("Each epoch was validated"), weight=1, needs=("history",))
def _validation(answers: Answers, data: Dataset) -> Message | None:
    history = answers.history("history")
    if len(history.get("val_loss", ())) != len(history["loss"]):
        return say("`history` has no val_loss: give `model.fit` the test images as validation data.")
    return None


@train.criterion(
    "alike", say("Training and validation images are prepared alike"), weight=2, needs=("validation",)
)
def _prepared_alike(answers: Answers, data: Dataset) -> Message | None:
    """Told only where known images, one way or the other, give just what validation reported."""
    model, history = answers.model("model"), answers.history("history")
    if validated_on_training(model, history, data) and not _learnt_from(answers, data):
        return say("What validation reported, {loss:.4f} in the last epoch, is the loss on the training "
                   "images themselves: it says nothing of images that the network never saw. Give `fit` "
                   "the test images and their labels as validation_data.",
                   loss=history["val_loss"][-1])  # fmt: skip
    validated = validated_feeds(model, history, data)
    learnt = {learnt_from_other(model, feed, history, data) for feed in validated}
    if not learnt or learnt & {None, *validated}:
        return None
    if RAW in learnt:
        return say("The test images that `fit` got as validation_data were normalised, and the training "
                   "images seem to have been raw, from 0 to 255: prepare both alike.")  # fmt: skip
    return say("The training images that `fit` got seem to have been normalised, and the test images in "
               "validation_data were raw, from 0 to 255: prepare both alike.")  # fmt: skip


@train.criterion("learnt", say("The loss fell"), weight=2, needs=("history",))
def _loss_fell(answers: Answers, data: Dataset) -> Message | None:
    """Measured now, on training images: so the network in `model` is the trained one.

    What `history` says of the first epoch is a claim; a network that only guesses never passes.
    """
    first = answers.history("history")["loss"][0]
    now = cross_entropy(
        probabilities(answers.model("model"), own_feed(answers, data), "train"), data.train.labels
    )
    if not now < min(first, GUESSING):
        return say("In the first epoch the loss was {first:.3f}; with `model` as it is now it is {now:.3f}. "
                   "Was the network built anew after training?", first=first, now=now)  # fmt: skip
    return None


@train.criterion("source", say("It learnt from the training images"), weight=2, needs=("learnt",))
def _learnt_from(answers: Answers, data: Dataset) -> Message | None:
    """No network knows images that it never learnt from better than those that it did."""
    model, feed = answers.model("model"), own_feed(answers, data)
    on_train = image_losses(probabilities(model, feed, "train"), data.train.labels)
    on_test = image_losses(probabilities(model, feed, "test"), data.test.labels)
    noise = np.hypot(*(losses.std() / np.sqrt(len(losses)) for losses in (on_train, on_test)))
    if on_train.mean() > _LEAKS * on_test.mean() and on_train.mean() - on_test.mean() > _BEYOND_NOISE * noise:
        return say("Your network knows the test images better (loss {test:.3f}) than the training images "
                   "(loss {train:.3f}). Which images, and which labels, did `fit` get first?",
                   test=float(on_test.mean()), train=float(on_train.mean()))  # fmt: skip
    return None


@train.criterion("generalises", say("It reads digits that it never saw"), weight=4)
def _generalises(answers: Answers, data: Dataset) -> Message | None:
    if wrong := _contradicted(answers, data):
        return wrong
    reached, images = _hidden_accuracy(answers, data)
    least = least_accuracy(data, REFERENCE, "hidden_accuracy", images)
    if reached < least:
        return say("On images that it never saw, your network is right for {reached:.1%}; networks built and "
                   "trained as described here reach {least:.1%} or more. Compare yours with what the "
                   "exercises ask for: its layers, loss, input and number of epochs.",
                   reached=reached, least=least)  # fmt: skip
    return None


@train.flag
def _history_doubted(answers: Answers, data: Dataset) -> Message | None:
    return doubt("model", answers.model("model"), answers.history("history"), data)


@train.flag
def _hidden_too_good(answers: Answers, data: Dataset) -> Message | None:
    return _too_good(data, "hidden_accuracy", *_hidden_accuracy(answers, data))


def _too_good(data: Dataset, measure: str, reached: float, images: int) -> Message | None:
    """Said where no permitted choice of network and training explains such an accuracy."""
    most = most_accuracy(data, REFERENCE, measure, images)
    if reached <= most:
        return None
    return say("`{measure}` is {reached:.1%}, above the {most:.1%} that the networks permitted here reach: "
               "look at how it was trained, and on which images.",
               measure=measure, reached=reached, most=most)  # fmt: skip


@train.measurement("hidden_accuracy")
def _hidden_accuracy(answers: Answers, data: Dataset) -> tuple[float, int]:
    predicted = probabilities(answers.model("model"), own_feed(answers, data), "hidden")
    return accuracy(predicted, data.hidden.labels), len(predicted)


@train.network_summary
def _own_network(answers: Answers, data: Dataset) -> NetworkSummary:
    model = answers.model("model")
    return summarised(model, own_feed(answers, data), reported(answers, "history") or model.history, data)


_REPORTED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")

evaluate = Rubric(
    "evaluate",
    *(Value(name) for name in _REPORTED),
    History("history"),
    Model("model", (Images("test"), Images("train")), _THROUGH, verify=True),
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
    told = [fraction(answers, f"{split}_accuracy", None) for split, _ in sets]
    return any(abs(one - other) <= _ROUNDING for one in told for other in measured)


@evaluate.criterion(
    "fractions",
    say("Both accuracies are fractions"),
    weight=2,
    shown_by=("test", "train", _measured_on_either),
)
def _fractions(answers: Answers, data: Dataset) -> Message | None:
    for split in ("train", "test"):
        fraction(answers, f"{split}_accuracy", _reached(answers, data, split))
    return None


def _reached(answers: Answers, data: Dataset, split: str) -> float | None:
    """The network's accuracy on a split, as the grader measures it; None where it predicts nothing."""
    try:
        predicted, labels = _on(answers, data, split)
    except Unanswered:
        return None
    return accuracy(predicted, labels)


def _on(answers: Answers, data: Dataset, split: str) -> tuple[Probabilities, Labels]:
    """What the network predicts on a split, fed as in training, and the labels."""
    labels: Labels = getattr(data, split).labels
    return probabilities(answers.model("model"), own_feed(answers, data), split), labels


@evaluate.criterion("test", say("The numbers for the test images are right"), weight=5)
def _test_numbers(answers: Answers, data: Dataset) -> Message | None:
    wrong = _disagreement(answers, data, "test", "test")
    if wrong and not _disagreement(answers, data, "test", "train"):
        return say("`test_loss` and `test_accuracy` are those of the training images: which images did this "
                   "`evaluate` get?")  # fmt: skip
    return wrong


@evaluate.criterion("train", say("The numbers for the training images are right"), weight=5)
def _train_numbers(answers: Answers, data: Dataset) -> Message | None:
    wrong = _disagreement(answers, data, "train", "train")
    if wrong and not _disagreement(answers, data, "train", "test"):
        return say("`train_loss` and `train_accuracy` are those of the test images: which images did this "
                   "`evaluate` get?")  # fmt: skip
    return wrong


@evaluate.flag
def _test_too_good(answers: Answers, data: Dataset) -> Message | None:
    predicted, labels = _on(answers, data, "test")
    return _too_good(data, "test_accuracy", accuracy(predicted, labels), len(predicted))


def _disagreement(answers: Answers, data: Dataset, told: str, split: str) -> Message | None:
    """What the student reports as `told`, against what the grader computes from predictions on a split."""
    predicted, labels = _on(answers, data, split)
    measured = accuracy(predicted, labels)
    reported = fraction(answers, f"{told}_accuracy", measured)
    if not abs(reported - measured) <= max(1.5 / len(predicted), _ROUNDING):  # an image may tip over
        return say("`{name}` is {reported:.4f}; measured on the same images, your network reaches "
                   "{measured:.4f}. Were these images prepared as for training?",
                   name=f"{told}_accuracy", reported=reported, measured=measured)  # fmt: skip
    model, reported = answers.model("model"), number(answers, f"{told}_loss")
    least, largest = loss_bounds(model, own_feed(answers, data), split, labels)
    slack = max(_LOSS_TOLERANCE * least, _ROUNDING)
    if not (np.isfinite(reported) and least - slack <= reported <= largest + slack):
        return say("`{name}` is {reported:.4f}; measured on the same images, it is {measured:.4f}.",
                   name=f"{told}_loss", reported=reported, measured=least)  # fmt: skip
    return None


RUBRICS = (train, evaluate)
