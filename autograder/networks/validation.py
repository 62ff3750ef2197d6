"""Which images a training was validated on, as far as what it reported can be computed anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from autograder.messages import Message, say
from autograder.networks.losses import loss_bounds
from autograder.networks.predictions import accuracy, probabilities
from autograder.networks.training_evidence import (
    agrees,
    fed_with,
    last_part_validated,
    validated_feeds,
)
from autograder.scoring.answers import ModelFacts, Unanswered
from reference.datasets import Dataset

_LEARNT = 0.3  # of an accuracy: what learnt nothing, or is another network, is told elsewhere

History = Mapping[str, Sequence[float]]


def not_on_test_images(
    name: str, model: ModelFacts, history: History, data: Dataset, feeds: Collection[str] | None = None
) -> Message | None:
    """Told where validation was not on the test images with their labels, prepared in one of these ways.

    `feeds` are all where None. Nothing is told where nobody can know: of a network without predictions, of a
    loss that is not in the table and that no accuracy stands beside, of weights that are averages, or that
    know nothing.
    """
    losses = history.get("val_loss", ())
    if not losses or len(losses) != len(history.get("loss", ())):
        return _not_each_epoch(name, history)
    validated = validated_feeds(model, history, data)
    if set(validated) & set(fed_with(model, "test") if feeds is None else feeds):
        return None
    if validated:
        return _prepared_otherwise(name, losses[-1], validated[0])
    return _on_training(name, model, history, data) or _on_others(name, model, history, data)


def _prepared_otherwise(name: str, loss: float, feed: str) -> Message:
    if feed == "raw":
        return say("What validation reported of `{name}`, {loss:.4f} in the last epoch, is its loss on the "
                   "raw test images, from 0 to 255: normalised ones were asked for.", name=name,
                   loss=loss)  # fmt: skip
    return say("What validation reported of `{name}`, {loss:.4f} in the last epoch, is its loss on the "
               "normalised test images: raw ones were asked for. Does `x_test` still hold what `load_data` "
               "gave?", name=name, loss=loss)  # fmt: skip


def _not_each_epoch(name: str, history: History) -> Message:
    losses, epochs = history.get("val_loss", ()), len(history.get("loss", ()))
    if not losses:
        return say("There is no val_loss in what training reported of `{name}`: give `fit` the test images "
                   "and their labels as validation_data.", name=name)  # fmt: skip
    return say("`{name}` was trained for {epochs} epochs, and validated after {validated} of them: leave "
               "validation to `fit`, which does it after each.", name=name, epochs=epochs,
               validated=len(losses))  # fmt: skip


def _on_training(name: str, model: ModelFacts, history: History, data: Dataset) -> Message | None:
    known = [f for f in fed_with(model, "train") if len(model.predictions[f, "train"]) == len(data.train)]
    for feed in known:
        if agrees(model, feed, "train", data.train.labels, history):
            return say("What validation reported of `{name}`, {loss:.4f} in the last epoch, is the loss on "
                       "the training images, and the test images are asked for. Give `fit` these and their "
                       "labels as validation_data.", name=name,
                       loss=history["val_loss"][-1])  # fmt: skip
        if images := last_part_validated(model, feed, history, data):
            return say("What validation reported of `{name}`, {loss:.4f} in the last epoch, is the loss on "
                       "the last {images} training images, as validation_split takes them. Give `fit` the "
                       "test images and their labels as validation_data.", name=name,
                       loss=history["val_loss"][-1], images=images)  # fmt: skip
    return None


def _on_others(name: str, model: ModelFacts, history: History, data: Dataset) -> Message | None:
    """What was reported, beside what the test images give: the cause is not known."""
    settings = model.compiled
    feeds = fed_with(model, "test")
    averaged = settings is not None and settings.options.get("use_ema")
    if set(feeds) <= {"raw"} or settings is None or averaged:  # nobody knows how else images were prepared
        return None
    measured = []
    for feed in feeds:
        try:
            least, largest = loss_bounds(model, feed, "test", data.test.labels)
            reached = accuracy(probabilities(model, feed, "test"), data.test.labels)
        except Unanswered:
            continue
        measured.append((least, largest, reached))
    if not measured or any(least == 0 and largest == float("inf") for least, largest, _ in measured):
        return None
    least, _, reached = min(measured)
    if reached < _LEARNT:
        return None
    return say("In the last epoch validation reported a loss of {told:.4f}; with the test images and their "
               "labels that of `{name}` is {loss:.4f}, its accuracy {reached:.3f}. Were these the images "
               "that validation_data holds, each with its own label? And was `{name}` trained on since?",
               told=history["val_loss"][-1], name=name, loss=least, reached=reached)  # fmt: skip
