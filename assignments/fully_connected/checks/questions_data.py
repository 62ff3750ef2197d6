"""Questions about the data: what they are, and what normalising them does, as the student measured."""

from __future__ import annotations

import numpy as np

from autograder.authoring import (
    LETTERS,
    Answers,
    History,
    Images,
    Key,
    Message,
    Model,
    ModelFacts,
    Rubric,
    Value,
    chosen,
    form_of_number,
    form_of_option,
    fraction,
    number,
    option,
    plain,
    say,
    whole_number,
)
from autograder.networks.architecture import SCALING, dense, listed
from autograder.networks.calibrated import UNCALIBRATED
from autograder.networks.losses import loss_bounds
from autograder.networks.predictions import Probabilities, accuracy, probabilities
from autograder.networks.preprocessing import RAW, learnt_from_other, own_feed
from autograder.networks.summary import reported
from autograder.networks.training_evidence import contradiction, is_borne_out, is_copy
from reference.datasets import Dataset

key = Key(__file__)

_COLLECTIONS = ("cifar10", "fashion_mnist", "imagenet", "mnist")
_EFFECTS = ("a", "b", "c")
_SIMILAR = 1.10  # the notebook's rule: losses whose ratio is smaller are similar
_BLUR = 1.02  # so near to that bound, both sides are accepted
_ROUNDING = 5.1e-4
_LOSS_TOLERANCE = 0.01
_TINY = 1e-9  # nats
_STANDSTILL = 1e-6  # of a learning rate: no callback lowers one so far
_FAR = 3.0  # times a loss: two splits that nobody learnt from are nearer

q_dataset = Rubric(
    "q_dataset", *(Value(name) for name in ("dataset_name", "learning_problem", "number_of_classes"))
)
q_dataset.hints(
    say("The introduction of the notebook tells where these images come from, and what is on them."),
    say("Look at a few labels: `y_train[:20]`. Would a 4 be a better answer than a 1 for an image of a 5, "
        "because it is nearer? And who gave the labels, the network or a person?"),
    say("`np.unique(y_train)` lists the different labels."),
)  # fmt: skip


@q_dataset.criterion(
    "dataset",
    say("Which data set it is"),
    weight=1,
    local=form_of_option("dataset_name", _COLLECTIONS),
    shown_by=("classes", "problem"),
)
def _dataset(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Where does the introduction say that the images come from, and what do you see on them?")
    return chosen(answers, "dataset_name", key["dataset_name"], nudge, _COLLECTIONS)


@q_dataset.criterion(
    "problem",
    say("Which learning problem it is"),
    weight=2,
    local=form_of_option("learning_problem", LETTERS),
    shown_by=("classes", "dataset"),
)
def _problem(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("What does a label stand for, where does it come from, and which of them are there?")
    return chosen(answers, "learning_problem", key["learning_problem"], nudge)


@q_dataset.criterion(
    "classes",
    say("How many classes there are"),
    weight=1,
    local=form_of_number("number_of_classes"),
)
def _classes(answers: Answers, data: Dataset) -> Message | None:
    found = whole_number(answers, "number_of_classes")
    if found != len(np.unique(data.train.labels)):
        return say("`number_of_classes` is {found}. Count the different labels, the smallest one too.",
                   found=found)  # fmt: skip
    return None


q_normalise = Rubric(
    "q_normalise",
    *(Value(name) for name in ("raw_test_loss", "raw_test_accuracy", "raw_effect", "normalise_reason")),
    History("history"),
    Model("model", (Images("test"),), ("normalise",), verify=True),
    Model("raw_model", (Images("test"),), ("normalise",), verify=True),
)
q_normalise.hints(
    say("Build, compile and train once more as for `model`, under the name `raw_model`. Only the images "
        "are others: `x_train` and `x_test` as they were loaded."),
    say("Make a new network, with weights of its own: `raw_model = model` would only give the trained one a "
        "second name. Evaluate it on the same kind of images that it was trained on."),
    say("Divide `raw_test_loss` by `test_loss` to see which of the three statements fits. For the reason, "
        "put the two trainings side by side: what of them differs, and what is the same?"),
)  # fmt: skip


def _built(answers: Answers, data: Dataset) -> bool:
    """Whether there is a second network, with layers in it."""
    raw = answers.model("raw_model")
    return len(dense(raw)) > 1 and not is_copy(answers.model("model"), raw)


@q_normalise.criterion(
    "twin",
    say("`raw_model` is a second network like the first"),
    weight=1,
    shown_by=("trained", "loss", "accuracy", _built),
)
def _twin(answers: Answers, data: Dataset) -> Message | None:
    own, raw = answers.model("model"), answers.model("raw_model")
    if scaling := [layer.kind for layer in listed(raw) if layer.kind in SCALING]:
        return say("`raw_model` has a layer that scales the pixels, {found}: leave that one out.",
                   found=", ".join(scaling))  # fmt: skip
    if dense(own) != dense(raw):
        return say("The Dense layers of `raw_model` are {found}; those of `model` are {wanted}. Only the "
                   "pixels should differ.", found=_told(raw), wanted=_told(own))  # fmt: skip
    if own.compiled is None or raw.compiled is None:
        return say("`raw_model` has to be compiled, with the same settings as `model`.")
    if plain(own.compiled.optimiser) != plain(raw.compiled.optimiser):
        return say("`raw_model` is compiled with {found}, `model` with {wanted}. Only the pixels should "
                   "differ.", found=str(raw.compiled.optimiser),
                   wanted=str(own.compiled.optimiser))  # fmt: skip
    wanted, found = own.compiled.learning_rate, raw.compiled.learning_rate
    if wanted is not None and found is not None and found < _STANDSTILL <= wanted:
        return say("The learning rate of `raw_model` is {found:g}, that of `model` {wanted:g}. Only the "
                   "pixels should differ.", found=found, wanted=wanted)  # fmt: skip
    return None


def _told(model: ModelFacts) -> str:
    return ", ".join(f"{layer.units} {layer.activation}" for layer in dense(model)) or "none"


@q_normalise.criterion("trained", say("It was trained alike, on raw pixels"), weight=1, needs=("twin",))
def _trained(answers: Answers, data: Dataset) -> Message | None:
    raw, losses = answers.model("raw_model"), answers.model("raw_model").history.get("loss", [])
    epochs = len(answers.model("model").history.get("loss", []))
    if not losses:
        return say("`raw_model` is not trained yet: call its `fit`.")
    if len(losses) != epochs:
        return say("`raw_model` was trained for {found} epochs and `model` for {epochs}: give both as many.",
                   found=len(losses), epochs=epochs)  # fmt: skip
    if is_copy(answers.model("model"), raw):
        return say("`raw_model` and `model` are one and the same network: build a new one.")
    if wrong := contradiction("raw_model", raw, raw.history, data):
        return wrong
    if learnt_from_other(raw, RAW, raw.history, data):
        return say("`raw_model` seems to have been trained on normalised images: give its `fit` `x_train` as "
                   "it was loaded.")  # fmt: skip
    reached = accuracy(_raw(answers), data.test.labels)
    if reached < UNCALIBRATED:  # what is known of raw pixels holds for one choice of epochs and width only
        return say("`raw_model` is right for {reached:.1%} of the test images, not normalised: even on raw "
                   "pixels such a network learns more. Do the images and labels that `fit` got belong "
                   "together?", reached=reached)  # fmt: skip
    return None


@q_normalise.criterion(
    "accuracy", say("Its accuracy on the test images is right"), weight=1, shown_by=("loss", "trained")
)
def _accuracy(answers: Answers, data: Dataset) -> Message | None:
    predicted = _raw(answers)
    measured = accuracy(predicted, data.test.labels)
    reported = fraction(answers, "raw_test_accuracy", measured)
    if not abs(reported - measured) <= max(1.5 / len(predicted), _ROUNDING):
        return say("`{name}` is {reported:.4f}; measured on the test images, not normalised, `raw_model` "
                   "reaches {measured:.4f}.", name="raw_test_accuracy", reported=reported,
                   measured=measured)  # fmt: skip
    return None


@q_normalise.criterion("loss", say("Its loss on the test images is right"), weight=1)
def _loss(answers: Answers, data: Dataset) -> Message | None:
    least, largest = loss_bounds(answers.model("raw_model"), RAW, "test", data.test.labels)
    reported = number(answers, "raw_test_loss")
    slack = max(_LOSS_TOLERANCE * least, _ROUNDING)
    if not (np.isfinite(reported) and least - slack <= reported <= largest + slack):
        return say("`{name}` is {reported:.4f}; measured on the test images, not normalised, the loss of "
                   "`raw_model` is {measured:.4f}.", name="raw_test_loss", reported=reported,
                   measured=least)  # fmt: skip
    return None


def _raw(answers: Answers) -> Probabilities:
    return probabilities(answers.model("raw_model"), "raw", "test")


@q_normalise.criterion(
    "effect",
    say("What you conclude agrees with what you measured"),
    weight=2,
    needs=("twin", "trained"),
    local=form_of_option("raw_effect", _EFFECTS),
)
def _effect(answers: Answers, data: Dataset) -> Message | None:
    """Refuted only where no loss that Keras may have reported for the two networks agrees with it."""
    claim = option(answers, "raw_effect", _EFFECTS)
    own, raw = answers.model("model"), answers.model("raw_model")
    raw_least, raw_largest = loss_bounds(raw, RAW, "test", data.test.labels)
    own_least, own_largest = loss_bounds(own, own_feed(answers, data), "test", data.test.labels)
    if not np.isfinite(own_least):
        return say("`model` has no finite loss on the test images, so there is nothing to compare with.")
    if wrong := _changed_since(answers, own_least, own_largest, data):
        return wrong
    least, largest = raw_least / max(own_largest, _TINY), raw_largest / max(own_least, _TINY)
    refuted = {
        "a": largest < _SIMILAR / _BLUR,
        "b": least > _BLUR / _SIMILAR,
        "c": least > _SIMILAR * _BLUR or largest < 1 / (_SIMILAR * _BLUR),
    }
    if not refuted[claim]:
        return None
    return say("Your answer is {claim}; but measured on the same test images, your two networks have losses "
               "of {own:.3f} (normalised) and {raw:.3f} (raw).",
               claim=f'"{claim}"', own=own_least, raw=raw_least)  # fmt: skip


def _changed_since(answers: Answers, least: float, largest: float, data: Dataset) -> Message | None:
    """Whether `model` is far from what its training reported; images of another split are not as far."""
    model, history = answers.model("model"), reported(answers, "history")
    told = history.get("val_loss", [])[-1:]
    if not told or is_borne_out(model, history, data):
        return None
    if told[0] < _FAR * largest and least < _FAR * told[0]:
        return None
    return say("On the test images the loss of `model` is {now:.3g}, where its training last reported "
               "{told:.3g}: with other weights than those of the training nothing can be compared.",
               now=least, told=told[0])  # fmt: skip


@q_normalise.criterion(
    "reason",
    say("What is gained by normalising"),
    weight=2,
    local=form_of_option("normalise_reason", LETTERS),
    shown_by=("loss", "accuracy", "trained", _built),
)
def _reason(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Put your two networks and their trainings side by side: a reason has to do with what "
                "differs between them.")  # fmt: skip
    return chosen(answers, "normalise_reason", key["normalise_reason"], nudge)


RUBRICS = (q_dataset, q_normalise)
