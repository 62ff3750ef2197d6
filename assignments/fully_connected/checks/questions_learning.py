"""Questions about learning, judged against the student's own network and history: loss, epochs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from autograder.authoring import (
    LETTERS,
    Answers,
    CompileFacts,
    History,
    Images,
    Key,
    Message,
    Model,
    Rubric,
    Unanswered,
    Value,
    chosen,
    form_of_names,
    form_of_number,
    form_of_option,
    names,
    option,
    plain,
    quoted,
    say,
    whole_number,
)
from autograder.networks.architecture import ACCURACIES, CROSS_ENTROPIES
from autograder.networks.histories import epochs_told
from autograder.networks.training_evidence import not_of_this_training
from reference.datasets import Dataset

key = Key(__file__)

_ACCURACY = ACCURACIES | {"exactitud"}

#: Overfitting is seen where the last validation loss exceeds the lowest by so much, and is not where
#: it stays below; the notebook states both. Between them either answer is accepted.
_SEEN, _NOT_SEEN = 1.10, 1.02
_YES, _NO = ("yes", "sí", "si"), ("no",)
_NETWORK = Model("model", (Images("test", 8),), ("normalise",), verify=True)
_TIE = 1e-4  # nats: Keras prints four decimals

q_loss = Rubric(
    "q_loss", *(Value(name) for name in ("loss_name", "metric_names", "minimised")), _NETWORK
)  # fmt: skip
q_loss.hints(
    say("Both names are those that you gave to `compile`; the metrics are a list there, and here too."),
    say("The loss is not a metric, even if `evaluate` reports them side by side."),
    say("For what `fit` tries to reduce, read what the text says of the two measures, and look at what you "
        "gave to `fit` and for what."),
)  # fmt: skip


@q_loss.criterion("loss", say("The loss it was compiled with"), weight=2, local=form_of_names("loss_name"))
def _loss(answers: Answers, data: Dataset) -> Message | None:
    found = names(answers, "loss_name")
    if found != (plain(_compiled(answers).loss),):
        return say("`loss_name` is {found}; your network was compiled with another loss. Its whole name, as "
                   "Keras writes it, is asked for.", found=quoted(answers, "loss_name"))  # fmt: skip
    return None


@q_loss.criterion(
    "metrics", say("The metrics it was compiled with"), weight=1, local=form_of_names("metric_names")
)
def _metrics(answers: Answers, data: Dataset) -> Message | None:
    found = {_one_accuracy(name) for name in names(answers, "metric_names")}
    own = {_one_accuracy(plain(name)) for name in _compiled(answers).metrics}
    if found < own:
        return say("`metric_names` holds {found}, and that is not all: name each metric of the list that you "
                   "gave to `compile`.", found=quoted(answers, "metric_names"))  # fmt: skip
    if found != own:
        return say("`metric_names` holds {found}; those of your network are others. Look at the list that "
                   "you gave to `compile`; the loss is not one of them.",
                   found=quoted(answers, "metric_names"))  # fmt: skip
    return None


def _one_accuracy(name: str) -> str:
    """Accuracy goes by several names, depending on how labels are written."""
    return "accuracy" if name in _ACCURACY else name


def _a_loss_by_name(answers: Answers, data: Dataset) -> bool:
    """Shows that the name of a loss is known, though the network has another, or is not compiled."""
    return not CROSS_ENTROPIES.isdisjoint(names(answers, "loss_name"))


@q_loss.criterion(
    "minimised",
    say("What learning reduces"),
    weight=1,
    local=form_of_option("minimised", LETTERS),
    shown_by=("loss", "metrics", _a_loss_by_name),
)
def _minimised(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("What can a correction of the weights go by? Read what the text says of the two measures, "
                "and look at what you gave to `fit` and for what.")  # fmt: skip
    return chosen(answers, "minimised", key["minimised"], nudge)


def _compiled(answers: Answers) -> CompileFacts:
    settings = answers.model("model").compiled
    if settings is None:
        raise Unanswered(say("`model` is not compiled yet: call `model.compile` with its settings."))
    return settings


q_epochs = Rubric(
    "q_epochs",
    *(Value(name) for name in ("number_of_epochs", "best_epoch", "overfitting", "more_epochs")),
    History("history"),
)
q_epochs.hints(
    say("`history.history` holds one number per epoch in each of its lists: how long are they?"),
    say("For the best epoch look for the lowest number of `val_loss`. `np.argmin` gives its position, "
        "counting from 0; epochs are counted from 1."),
    say("For overfitting divide the last `val_loss` by the lowest one and compare with the rule. For more "
        "epochs, ask what a network is trained for, and which curve tells of that."),
)  # fmt: skip


@q_epochs.criterion(
    "count", say("How many epochs it was trained for"), weight=2, local=form_of_number("number_of_epochs")
)
def _count(answers: Answers, data: Dataset) -> Message | None:
    found = whole_number(answers, "number_of_epochs")
    if found != len(_history(answers, data)["loss"]):
        return say("`number_of_epochs` is {found}; `history` tells of another number. How long are its "
                   "lists?", found=found)  # fmt: skip
    return None


@q_epochs.criterion(
    "best", say("The epoch with the lowest validation loss"), weight=1, local=form_of_number("best_epoch")
)
def _best(answers: Answers, data: Dataset) -> Message | None:
    found, losses = whole_number(answers, "best_epoch"), _validation(answers, data)
    if not 1 <= found <= len(losses):
        return say("`best_epoch` is {found}; epochs are counted from 1 to {last}.",
                   found=found, last=len(losses))  # fmt: skip
    if not losses[found - 1] <= min(losses) + _TIE:
        return say("In epoch {found}, counting from 1, `val_loss` is {loss:.4f}; there is a lower one.",
                   found=found, loss=losses[found - 1])  # fmt: skip
    return None


def _from_zero(answers: Answers, data: Dataset) -> bool:
    """Shows that the history was read, though counted from 0."""
    found, losses = whole_number(answers, "best_epoch"), _validation(answers, data)
    return 0 <= found < len(losses) and losses[found] <= min(losses) + _TIE


_WORK = ("best", "count", _from_zero)


@q_epochs.criterion(
    "overfitting",
    say("Whether overfitting is seen"),
    weight=2,
    local=form_of_option("overfitting", (*_YES, *_NO)),
    shown_by=_WORK,
)
def _overfitting(answers: Answers, data: Dataset) -> Message | None:
    seen = option(answers, "overfitting", (*_YES, *_NO)) in _YES
    training, validation = _history(answers, data)["loss"], _validation(answers, data)
    best = validation.index(min(validation))
    ratio = validation[-1] / max(min(validation), _TIE)
    fell = training[-1] < training[min(best, len(training) - 1)]
    if seen and ratio < _NOT_SEEN:
        return say("You say that overfitting is seen, but by the rule of the question it is not: your last "
                   "`val_loss` is {ratio:.2f} times the lowest.", ratio=ratio)  # fmt: skip
    if not seen and ratio > _SEEN and fell:
        return say("You say that no overfitting is seen, but by the rule of the question it is: your last "
                   "`val_loss` is {ratio:.2f} times the lowest.", ratio=ratio)  # fmt: skip
    return None


@q_epochs.criterion(
    "more",
    say("A good reason for more epochs"),
    weight=1,
    local=form_of_option("more_epochs", LETTERS),
    shown_by=_WORK,
)
def _more(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("What is a network trained for, and which of your curves tells of that?")
    return chosen(answers, "more_epochs", key["more_epochs"], nudge)


def _history(answers: Answers, data: Dataset) -> Mapping[str, Sequence[float]]:
    history = epochs_told(answers, "history")
    if wrong := not_of_this_training(answers, data):
        raise Unanswered(wrong)
    return history


def _validation(answers: Answers, data: Dataset) -> Sequence[float]:
    """The validation loss of each epoch, at least one and all of them finite."""
    losses = _history(answers, data).get("val_loss", [])
    if not losses or not all(math.isfinite(loss) for loss in losses):
        raise Unanswered(
            say("`history` has no val_loss to go by: give `model.fit` the test images as validation data.")
        )
    return losses


RUBRICS = (q_loss, q_epochs)
