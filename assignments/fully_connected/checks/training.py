"""Training: exercise 6, and what counts as right."""

from __future__ import annotations

import math

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
    open_ended,
    plain,
    say,
)
from autograder.networks.architecture import CROSS_ENTROPIES, every_layer, is_plain
from autograder.networks.budget import (
    Budget,
    began_trained,
    fitted_in_a_loop,
    other_images,
    trained_before,
)
from autograder.networks.calibrated import NEAR_GUESSING, least_accuracy, too_good
from autograder.networks.histories import epochs_told
from autograder.networks.losses import cross_entropy, image_losses, loss_bounds
from autograder.networks.predictions import accuracy, probabilities
from autograder.networks.preprocessing import GUESSING, RAW, learnt_from_other, own_feed, permitted_feeds
from autograder.networks.summary import reported, summarised
from autograder.networks.trained import batch_sizes
from autograder.networks.training_evidence import contradiction, doubt, validated_feeds
from autograder.networks.validation import not_on_test_images
from reference.datasets import Dataset

REFERENCE = "dense_128_relu"  # whose calibration says what a right solution reaches
_LEAKS, _BEYOND_NOISE = 1.25, 3.0  # loss on training images over that on test images; standard errors
_EPOCHS, _BATCHES = (5, 20), (16, 64)  # as the sheet says
#: Layers that put no pixel on another scale; what is not among them may.
_NO_SCALE = frozenset(
    ("InputLayer", "Flatten", "Reshape", "Dense", "Activation", "ReLU", "Softmax", "Dropout")
)
_SOME_TRAINING_IMAGES = Images("train", 5_000)

_THROUGH = ("normalise",)
#: Whose mistakes show in a training.
_DATA = ("load_data", *(f"normalise.{name}" for name in ("shape", "range", "values", "input", "kept")))
_BUILT = (*_DATA, "build_model", "compile_model")

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


@train.criterion("history", say("`history` holds what training reported"), weight=2)
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


@train.criterion("asked", say("It was trained once, for as long as asked"), weight=2, needs=("history",))
def _as_asked(answers: Answers, data: Dataset) -> Message | None:
    history = answers.history("history")
    epochs, updates = len(history["loss"]), answers.updates_of("history")
    steps = answers.steps_of("history") or (updates and math.ceil(updates / max(epochs, 1)))
    budget = Budget(epochs, steps, updates)
    if wrong := fitted_in_a_loop("model", budget):
        return wrong
    least, most = _EPOCHS
    if not least <= budget.epochs <= most:
        return say("The epochs that `history` tells of are {found}; from {least} to {most} were asked for.",
                   found=budget.epochs, least=least, most=most)  # fmt: skip
    return (
        trained_before("model", budget, "fit")
        or (began_trained("model", history) if is_plain(answers.model("model")) else None)
        or other_images("model", budget, len(data.train), *batch_sizes(answers, *_BATCHES))
        or _not_as_fit_gives_it(answers)
    )


def _not_as_fit_gives_it(answers: Answers) -> Message | None:
    if answers.is_of_fit("history"):
        return None
    return say("`history` is not the object that `fit` returns, but a part of it or a copy: keep that object "
               "itself, which has `history.history` and more.")  # fmt: skip


@train.criterion(
    "validation",
    say("Each epoch was validated on the test images"),
    weight=2,
    needs=("history",),
    after=_DATA,
)
def _validation(answers: Answers, data: Dataset) -> Message | None:
    """Not told of a network that does not learn, whose loss on any images is much the same."""
    return not_on_test_images("model", answers.model("model"), answers.history("history"), data)


@train.criterion(
    "alike",
    say("Training and validation images are normalised"),
    weight=1,
    needs=("validation",),
    after=_DATA,
)
def _prepared_alike(answers: Answers, data: Dataset) -> Message | None:
    """Told only where known images, one way or the other, give just what validation reported."""
    model, history = answers.model("model"), answers.history("history")
    validated = validated_feeds(model, history, data)
    learnt = {learnt_from_other(model, feed, history, data) for feed in validated}
    if learnt and not learnt & {None, *validated}:
        return _prepared_apart(answers, data, RAW in learnt)
    known = all(layer.kind in _NO_SCALE for layer in every_layer(model.layers))
    if validated == (RAW,) and known:
        return say("What validation reported is the loss on raw images, from 0 to 255. Give `fit` the "
                   "normalised images, for training and for validation.")  # fmt: skip
    return None


def _prepared_apart(answers: Answers, data: Dataset, learnt_raw: bool) -> Message:
    """Two losses that cannot be those of images prepared alike; which were raw is likely, and not sure."""
    history = answers.history("history")
    first, last, validated = history["loss"][0], history["loss"][-1], history["val_loss"][-1]
    if learnt_raw and first > 2 * GUESSING:
        return say("In the first epoch the loss was {first:.4g}, where one that guesses among ten has "
                   "{guessing:.1f}: so raw pixels begin, from 0 to 255, or steps that are too large. Look at "
                   "the images that `fit` gets first.", first=first, guessing=GUESSING)  # fmt: skip
    if learnt_raw:
        return say("Training ended at a loss of {loss:.4f} and validation at {validated:.4f}: `fit` probably "
                   "learnt from raw pixels. Look at the images that it gets first.", loss=last,
                   validated=validated)  # fmt: skip
    prepared = next((feed for feed in permitted_feeds(answers, data) if feed != RAW), RAW)
    own, _ = loss_bounds(answers.model("model"), prepared, "test", data.test.labels)
    return say("Training ended at a loss of {loss:.4f} and validation at {validated:.4f}, which is the loss "
               "on the raw test images; on normalised ones it is {own:.4f}. Look at the images in "
               "validation_data.", loss=last, validated=validated, own=own)  # fmt: skip


@train.criterion("learnt", say("The loss fell"), weight=2, needs=("history",), after=_BUILT)
def _loss_fell(answers: Answers, data: Dataset) -> Message | None:
    """Measured now, on training images: so the network in `model` is the trained one.

    What `history` says of the first epoch is a claim; a network that only guesses never passes.
    """
    first = answers.history("history")["loss"][0] if _reduced_cross_entropy(answers) else GUESSING
    now = cross_entropy(
        probabilities(answers.model("model"), own_feed(answers, data), "train"), data.train.labels
    )
    if not now < min(first, GUESSING):
        return say("In the first epoch the loss was {first:.3f}; measured on training images, with `model` "
                   "as it is now, it is {now:.3f}. Was it built anew after training? Or did it not learn, "
                   "from images and labels that do not belong together, or that were not normalised?",
                   first=first, now=now)  # fmt: skip
    return None


def _reduced_cross_entropy(answers: Answers) -> bool:
    settings = answers.model("model").compiled
    return settings is not None and plain(settings.loss) in CROSS_ENTROPIES


@train.criterion("source", say("It learnt from the training images"), weight=1, needs=("learnt",))
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


@train.criterion("generalises", say("It reads digits that it never saw"), weight=4, after=_BUILT)
def _generalises(answers: Answers, data: Dataset) -> Message | None:
    if wrong := _contradicted(answers, data):
        return wrong
    reached, images = _hidden_accuracy(answers, data)
    least = least_accuracy(data, REFERENCE, "hidden_accuracy", images)
    if reached < min(least, NEAR_GUESSING):
        return _no_better_than_guessing(answers, reached)
    if reached < least:
        return say("On images that it never saw, your network is right for {reached:.1%}; networks built and "
                   "trained as described here reach {least:.1%} or more. Compare yours with what the "
                   "exercises ask for: its layers, loss, input and number of epochs.",
                   reached=reached, least=least)  # fmt: skip
    return None


def _no_better_than_guessing(answers: Answers, reached: float) -> Message:
    if answers.evidence.error:
        return say("`model` reads what it never saw no better than before it was trained, because your cell "
                   "stopped: {error}. Mend that first.",
                   error=open_ended(answers.evidence.error))  # fmt: skip
    return say("On images that it never saw, your network is right for {reached:.1%}, no better than "
               "guessing. Draw some of the images that `fit` got, with their labels: do they go together?",
               reached=reached)  # fmt: skip


@train.flag
def _history_doubted(answers: Answers, data: Dataset) -> Message | None:
    return doubt("model", answers.model("model"), answers.history("history"), data)


@train.flag
def _hidden_too_good(answers: Answers, data: Dataset) -> Message | None:
    return too_good(data, REFERENCE, "hidden_accuracy", *_hidden_accuracy(answers, data))


@train.measurement("hidden_accuracy")
def _hidden_accuracy(answers: Answers, data: Dataset) -> tuple[float, int]:
    predicted = probabilities(answers.model("model"), own_feed(answers, data), "hidden")
    return accuracy(predicted, data.hidden.labels), len(predicted)


@train.network_summary
def _own_network(answers: Answers, data: Dataset) -> NetworkSummary:
    model = answers.model("model")
    return summarised(model, own_feed(answers, data), reported(answers, "history") or model.history, data)


RUBRICS = (train,)
