"""Training, evaluating, drawing, predicting: exercises 6 to 9, and what counts as right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from autograder.answers import Answers, Unanswered
from autograder.asks import Figure, History, Images, Model, Value
from autograder.measuring import (
    accuracy,
    cross_entropy,
    loss_range,
    number,
    probabilities,
    trained_feed,
    whole_number,
)
from autograder.messages import Message, say
from autograder.scoring import Rubric
from reference.datasets import CLASSES, Dataset

_LUCK = 1e-3  # how often mere guessing may pass for learning
_ROUNDING = 5.1e-4  # numbers may be reported with three decimals
_DRAWN_TOLERANCE = 5.1e-3  # and curves drawn with two, or in per cent
_LOSS_TOLERANCE = 0.01  # relative: batches of another size round differently
_PROBABILITY_TOLERANCE = 1e-3
_SOME_TRAINING_IMAGES = Images("train", 5_000)

_THROUGH = ("normalise",)

train = Rubric(
    "train",
    History("history"),
    Model("model", (Images("hidden"), _SOME_TRAINING_IMAGES), _THROUGH, verify=True),
)


@train.criterion("history", say("`history` holds what training reported"), weight=3)
def _history(answers: Answers, data: Dataset) -> Message | None:
    history = answers.history("history")
    if not history.get("loss"):
        return say("`history` has no loss: keep what `model.fit` returns.")
    if not np.isfinite(history["loss"]).all():
        return say("The loss became NaN: training did not work. Are the pixels between 0 and 1?")
    return None


@train.criterion("validation", say("Each epoch was validated"), weight=3, needs=("history",))
def _validation(answers: Answers, data: Dataset) -> Message | None:
    history = answers.history("history")
    if len(history.get("val_loss", ())) != len(history["loss"]):
        return say("`history` has no val_loss: give `model.fit` the test images as validation data.")
    return None


@train.criterion("learnt", say("The loss fell"), weight=4, needs=("history",))
def _loss_fell(answers: Answers, data: Dataset) -> Message | None:
    """Measured now, on training images: so the network in `model` is the trained one."""
    first = answers.history("history")["loss"][0]
    now = cross_entropy(
        probabilities(answers.model("model"), _feed(answers, data, "train"), "train"), data.train.labels
    )
    if not now < first:
        return say("In the first epoch the loss was {first:.3f}; with `model` as it is now it is {now:.3f}. "
                   "Was the network built anew after training?", first=first, now=now)  # fmt: skip
    return None


@train.criterion("generalises", say("It reads digits that it never saw"), weight=4)
def _generalises(answers: Answers, data: Dataset) -> Message | None:
    reached, images = _hidden_accuracy(answers, data)
    if binom.sf(round(reached * images) - 1, images, 1 / CLASSES) > _LUCK:
        return say("On images that it never saw, the network is right for {reached:.1%}: guessing gives "
                   "10%. Is it trained on the same kind of images that it is asked about?",
                   reached=reached)  # fmt: skip
    return None


@train.measurement("hidden_accuracy")
def _hidden_accuracy(answers: Answers, data: Dataset) -> tuple[float, int]:
    predicted = probabilities(answers.model("model"), _feed(answers, data, "train"), "hidden")
    return accuracy(predicted, data.hidden.labels), len(predicted)


def _feed(answers: Answers, data: Dataset, split: str) -> str:
    """How the student's network takes its images, as its own training shows."""
    labels = data.train.labels if split == "train" else data.test.labels
    try:
        history = answers.history("history")
    except Unanswered:
        history = {}
    reported = history.get("loss" if split == "train" else "val_loss")
    return trained_feed(answers.model("model"), split, labels, reported[-1] if reported else None)


_REPORTED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")

evaluate = Rubric(
    "evaluate",
    *(Value(name) for name in _REPORTED),
    History("history"),
    Model("model", (Images("test"), Images("train")), _THROUGH, verify=True),
)


@evaluate.criterion("fractions", say("Both accuracies are fractions"), weight=2)
def _fractions(answers: Answers, data: Dataset) -> Message | None:
    for name in ("train_accuracy", "test_accuracy"):
        found = number(answers, name)
        if not 0 <= found <= 1:
            return say("`{name}` is {found:g}; `model.evaluate` returns the loss first, and accuracy as a "
                       "fraction between 0 and 1.", name=name, found=found)  # fmt: skip
    return None


@evaluate.criterion("test", say("The numbers for the test images are right"), weight=5)
def _test_numbers(answers: Answers, data: Dataset) -> Message | None:
    return _disagreement(answers, data, "test")


@evaluate.criterion("train", say("The numbers for the training images are right"), weight=5)
def _train_numbers(answers: Answers, data: Dataset) -> Message | None:
    return _disagreement(answers, data, "train")


def _disagreement(answers: Answers, data: Dataset, split: str) -> Message | None:
    """What the student reports, against what the grader computes from the predictions."""
    labels = data.train.labels if split == "train" else data.test.labels
    predicted = probabilities(answers.model("model"), _feed(answers, data, "train"), split)
    reported = number(answers, f"{split}_accuracy")
    measured = accuracy(predicted, labels)
    if not abs(reported - measured) <= max(1.5 / len(predicted), _ROUNDING):  # an image may tip over
        return say("`{name}` is {reported:.4f}; measured on the same images, your network reaches "
                   "{measured:.4f}. Were these images prepared as for training?",
                   name=f"{split}_accuracy", reported=reported, measured=measured)  # fmt: skip
    reported, (least, largest) = number(answers, f"{split}_loss"), loss_range(predicted, labels)
    slack = max(_LOSS_TOLERANCE * least, _ROUNDING)
    if not least - slack <= reported <= largest + slack:
        return say("`{name}` is {reported:.4f}; measured on the same images, it is {measured:.4f}.",
                   name=f"{split}_loss", reported=reported, measured=least)  # fmt: skip
    return None


plot_history = Rubric("plot_history", Value("history_table"), History("history"), Figure())


@plot_history.criterion("table", say("`history_table` has a column for each metric"), weight=3)
def _table(answers: Answers, data: Dataset) -> Message | None:
    facts, history = answers.value("history_table"), answers.history("history")
    if facts["type"] != "DataFrame" or not facts.get("shape"):
        return say("`history_table` is a {type}; make a pandas DataFrame of `history.history`.",
                   type=facts["type"])  # fmt: skip
    missing = sorted(history.keys() - set(facts.get("columns", ())))
    if missing:
        return say("`history_table` lacks {missing}.", missing=", ".join(missing))
    return None


@plot_history.criterion("rows", say("It has a row for each epoch"), weight=2, needs=("table",))
def _rows(answers: Answers, data: Dataset) -> Message | None:
    found, epochs = answers.value("history_table")["shape"][0], len(answers.history("history")["loss"])
    if found != epochs:
        return say(
            "`history_table` has {found} rows; you trained for {epochs} epochs.", found=found, epochs=epochs
        )
    return None


@plot_history.criterion("curves", say("Training and validation curves are drawn"), weight=3)
def _curves(answers: Answers, data: Dataset) -> Message | None:
    history, lines = answers.history("history"), answers.drawn_lines()
    if not lines:
        return say("No line was drawn in this exercise: `history_table.plot()` draws the columns.")
    absent = [name for name in _wanted_curves(history) if not _is_drawn(history[name], lines)]
    if absent:
        return say("These curves are not drawn: {absent}.", absent=", ".join(absent))
    return None


def _wanted_curves(history: Mapping[str, list[float]]) -> list[str]:
    """Loss and accuracy, for training and validation: whatever of them there is."""
    return [name for name in history if name.removeprefix("val_") in ("loss", "accuracy")]


def _is_drawn(curve: list[float], lines: tuple[tuple[float, ...], ...]) -> bool:
    drawn = [np.asarray(line) for line in lines if len(line) == len(curve)]
    return any(
        np.allclose(line / scale, curve, rtol=1e-3, atol=_DRAWN_TOLERANCE)
        for line in drawn
        for scale in (1, 100)
    )


predict_one = Rubric(
    "predict_one",
    *(Value(name) for name in ("test_index", "probabilities", "predicted_label", "true_label")),
    History("history"),
    Model("model", (Images("test"),), _THROUGH, verify=True),
)


@predict_one.criterion("ten", say("Ten probabilities that sum to 1"), weight=4)
def _ten(answers: Answers, data: Dataset) -> Message | None:
    vector = _vector(answers)
    if vector.shape != (CLASSES,):
        return say("`probabilities` has shape {found}; ten numbers for one image were expected.",
                   found=str(vector.shape))  # fmt: skip
    total = float(vector.sum())
    if not (vector.min() >= 0 and abs(total - 1) <= _PROBABILITY_TOLERANCE):  # so that NaN fails too
        return say("Your ten numbers sum to {total:.3g}, the smallest is {low:.3g}: probabilities are never "
                   "negative and sum to 1. Does the output layer have softmax?",
                   total=total, low=float(vector.min()))  # fmt: skip
    return None


@predict_one.criterion("same", say("They are the network's answer for that image"), weight=2, needs=("ten",))
def _same(answers: Answers, data: Dataset) -> Message | None:
    index = _test_index(answers, data)
    if isinstance(index, Message):
        return index
    wanted = probabilities(answers.model("model"), _feed(answers, data, "test"), "test")[index]
    if wanted.shape != (CLASSES,) or not np.allclose(_vector(answers), wanted, atol=1e-2):
        return say("For the image at position {index} of the test set your network gives other numbers. "
                   "Was the image normalised as in training?", index=index)  # fmt: skip
    return None


@predict_one.criterion("predicted", say("`predicted_label` is the most probable digit"), weight=2)
def _predicted(answers: Answers, data: Dataset) -> Message | None:
    found, vector = whole_number(answers, "predicted_label"), _vector(answers)
    if not vector.size:
        return say("`probabilities` has shape {found}; ten numbers for one image were expected.",
                   found=str(vector.shape))  # fmt: skip
    wanted = int(vector.argmax())
    if found != wanted:
        return say("`predicted_label` is {found}; the largest of your numbers stands at position {wanted}.",
                   found=found, wanted=wanted)  # fmt: skip
    return None


@predict_one.criterion("true", say("`true_label` is the image's label"), weight=2)
def _true(answers: Answers, data: Dataset) -> Message | None:
    index = _test_index(answers, data)
    if isinstance(index, Message):
        return index
    found = whole_number(answers, "true_label")
    if found != data.test.labels[index]:
        return say("`true_label` is {found}, but that is not the label at position {index} of `y_test`.",
                   found=found, index=index)  # fmt: skip
    return None


def _test_index(answers: Answers, data: Dataset) -> int | Message:
    index = whole_number(answers, "test_index")
    if 0 <= index < len(data.test):
        return index
    return say("`test_index` is {index}; it must lie in 0..{last}.", index=index, last=len(data.test) - 1)


def _vector(answers: Answers) -> NDArray[np.float64]:
    """`probabilities`, without the batch of one that `model.predict` puts around it."""
    found = answers.array("probabilities")
    return found[0] if found.ndim == 2 and len(found) == 1 else found


RUBRICS = (train, evaluate, plot_history, predict_one)
