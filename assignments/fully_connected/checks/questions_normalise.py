"""The question what normalising does, as the student measured it on a second network."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.authoring import (
    LETTERS,
    Answers,
    CompileFacts,
    Elsewhere,
    History,
    Images,
    Key,
    Message,
    Model,
    ModelFacts,
    Rubric,
    Unanswered,
    Value,
    chosen,
    form_of_option,
    fraction,
    number,
    option,
    plain,
    say,
)
from autograder.networks.architecture import SCALING, dense, every_layer, is_plain, is_same_loss
from autograder.networks.budget import began_trained_on_raw, other_images, trained_before
from autograder.networks.calibrated import UNCALIBRATED
from autograder.networks.losses import is_loss, loss_bounds
from autograder.networks.optimisers import Setting, not_as_it_comes, otherwise_set, shown
from autograder.networks.predictions import Probabilities, accuracy, is_accuracy, probabilities
from autograder.networks.preprocessing import RAW, learnt_from_other, own_feed
from autograder.networks.summary import reported
from autograder.networks.trained import batch_sizes, budget_of, options_of
from autograder.networks.training_evidence import contradiction, is_borne_out, is_copy
from autograder.networks.validation import not_on_test_images
from reference.datasets import Dataset

key = Key(__file__)

_EFFECTS = ("a", "b", "c")
_SIMILAR = 1.10  # the notebook's rule: losses whose ratio is smaller are similar
_BLUR = 1.02  # so near to that bound, both sides are accepted
_DATA = ("load_data", "normalise.input")
_BEFORE = (*_DATA, "train.history")
_CENTRING = frozenset(("BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization"))
_EPOCHS, _BATCHES = (5, 20), (16, 64)  # as the sheet says
_TINY = 1e-9  # nats
_FAR = 3.0  # times a loss: two splits that nobody learnt from are nearer

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
    after=("build_model", "compile_model"),
)
def _twin(answers: Answers, data: Dataset) -> Message | None:
    own, raw = answers.model("model"), answers.model("raw_model")
    if scaling := _scaling(own, raw):
        return say("`raw_model` has a layer that scales the pixels, {found}: leave that one out.",
                   found=", ".join(scaling))  # fmt: skip
    if dense(own) != dense(raw):
        return say("The Dense layers of `raw_model` are {found}; those of `model` are {wanted}. Only the "
                   "pixels should differ.", found=_told(raw), wanted=_told(own))  # fmt: skip
    if own.compiled is None or raw.compiled is None:
        return say("`raw_model` has to be compiled, with the same settings as `model`.")
    return _compiled_apart(own.compiled, raw.compiled) or _set_apart(
        str(raw.compiled.optimiser), options_of(own), options_of(raw)
    )


def _compiled_apart(own: CompileFacts, raw: CompileFacts) -> Message | None:
    for found, wanted in ((raw.optimiser, own.optimiser), (raw.loss, own.loss)):
        if not is_same_loss(found, wanted):
            return say("`raw_model` is compiled with {found}, `model` with {wanted}. Only the pixels should "
                       "differ.", found=str(found), wanted=str(wanted))  # fmt: skip
    return None


def _set_apart(optimiser: str, own: Mapping[str, Setting], raw: Mapping[str, Setting]) -> Message | None:
    """Told of another setting, but where the second network's are those that the sheet asks of both."""
    named = plain(optimiser) == "adam" and not any(not_as_it_comes("adam", raw))
    for setting, one, other in () if named else otherwise_set(raw, own):
        return say("The optimiser of `raw_model` has {setting} = {found}, that of `model` {wanted}. Only the "
                   "pixels should differ.", setting=setting, found=shown(one),
                   wanted=shown(other))  # fmt: skip
    return None


def _scaling(own: ModelFacts, raw: ModelFacts) -> list[str]:
    """Layers of the second network that put its pixels on a scale, and that the first does not have."""
    kinds = [layer.kind for layer in every_layer(raw.layers)]
    before = kinds[: kinds.index("Dense")] if "Dense" in kinds else kinds
    have = {layer.kind for layer in every_layer(own.layers)}
    return [k for k in kinds if k in SCALING] or [k for k in before if k in _CENTRING and k not in have]


def _told(model: ModelFacts) -> str:
    return ", ".join(f"{layer.units} {layer.activation}" for layer in dense(model)) or "none"


@q_normalise.criterion(
    "trained", say("It was trained alike, on raw pixels"), weight=1, needs=("twin",), after=_BEFORE
)
def _trained(answers: Answers, data: Dataset) -> Message | None:
    raw, losses = answers.model("raw_model"), answers.model("raw_model").history.get("loss", [])
    epochs = len(answers.model("model").history.get("loss", []))
    if not losses:
        return say("`raw_model` is not trained yet: call its `fit`.")
    least, most = _EPOCHS
    beside = not least <= epochs <= most and least <= len(losses) <= most  # what is wrong is in `train`
    if len(losses) not in (epochs, _epochs_then(answers)) and not beside:
        return say("`raw_model` was trained for {found} and `model` for {epochs} epochs: train both for the "
                   "same number.",
                   found=len(losses), epochs=epochs)  # fmt: skip
    if is_copy(answers.model("model"), raw):
        return say("`raw_model` and `model` are one and the same network: build a new one.")
    if wrong := contradiction("raw_model", raw, raw.history, data) or _trained_apart(answers, data):
        return wrong
    if learnt_from_other(raw, RAW, raw.history, data):
        return say("`raw_model` does not look trained on raw pixels: in its first epoch the loss was "
                   "{first:.4f}, and on the test images it is lower when they are normalised. Give its `fit` "
                   "`x_train` as it was loaded.", first=losses[0])  # fmt: skip
    reached = accuracy(_raw(answers), data.test.labels)
    if reached < UNCALIBRATED:  # what is known of raw pixels holds for one choice of epochs and width only
        return say("`raw_model` is right for {reached:.1%} of the test images, not normalised: even on raw "
                   "pixels such a network learns more. Do the images and labels that `fit` got belong "
                   "together?", reached=reached)  # fmt: skip
    return None


def _epochs_then(answers: Answers) -> int | None:
    """Of `model` at the end of its training, which another cell may have gone on with."""
    before = answers.of("train")
    try:
        return len(before.model("model").history.get("loss", [])) if before else None
    except Unanswered:
        return None


def _trained_apart(answers: Answers, data: Dataset) -> Message | None:
    """Whether it was trained more than once, on other images, or validated on others than asked."""
    own, raw = answers.model("model"), answers.model("raw_model")
    budget = budget_of(raw)
    begun = began_trained_on_raw("raw_model", raw.history) if is_plain(raw) else None
    if wrong := trained_before("raw_model", budget, "fit") or begun:
        return wrong
    sizes = batch_sizes(answers, *_BATCHES)
    if raw.steps != own.steps and (wrong := other_images("raw_model", budget, len(data.train), *sizes)):
        return wrong
    return not_on_test_images("raw_model", raw, raw.history, data, (RAW,))


@q_normalise.criterion(
    "accuracy",
    say("Its accuracy on the test images is right"),
    weight=1,
    shown_by=("loss", "trained"),
    after=_DATA,
)
def _accuracy(answers: Answers, data: Dataset) -> Message | None:
    predicted = _raw(answers)
    measured = accuracy(predicted, data.test.labels)
    reported = fraction(answers, "raw_test_accuracy", measured)
    if not is_accuracy(reported, measured, len(predicted)):
        return say("`{name}` is {reported:.4f}; measured on the test images, not normalised, `raw_model` "
                   "reaches {measured:.4f}.", name="raw_test_accuracy", reported=reported,
                   measured=measured)  # fmt: skip
    return None


@q_normalise.criterion("loss", say("Its loss on the test images is right"), weight=1, after=_DATA)
def _loss(answers: Answers, data: Dataset) -> Message | None:
    bounds = loss_bounds(answers.model("raw_model"), RAW, "test", data.test.labels)
    reported = number(answers, "raw_test_loss")
    if not is_loss(reported, bounds):
        return say("`{name}` is {reported:.4f}; measured on the test images, not normalised, the loss of "
                   "`raw_model` is {measured:.4f}.", name="raw_test_loss", reported=reported,
                   measured=bounds[0])  # fmt: skip
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
    if not own.history.get("loss") and _guesses(answers, data):
        raise Elsewhere("train", say("`model` is not trained yet, so there is nothing to compare with."))
    raw_least, raw_largest = loss_bounds(raw, RAW, "test", data.test.labels)
    own_least, own_largest = loss_bounds(own, _learnt_from(answers, data), "test", data.test.labels)
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


def _learnt_from(answers: Answers, data: Dataset) -> str:
    """How `model` was fed in training, whatever it was validated on."""
    model, feed = answers.model("model"), own_feed(answers, data)
    return learnt_from_other(model, feed, reported(answers, "history"), data) or feed


def _guesses(answers: Answers, data: Dataset) -> bool:
    """Whether `model` reads the test images as a network does that was never trained."""
    predicted = probabilities(answers.model("model"), _learnt_from(answers, data), "test")
    return accuracy(predicted, data.test.labels) < UNCALIBRATED


def _changed_since(answers: Answers, least: float, largest: float, data: Dataset) -> Message | None:
    """Whether `model` is far from what its training reported; images of another split are not as far."""
    model, history = answers.model("model"), reported(answers, "history")
    told = history.get("val_loss", [])[-1:]
    if not told or is_borne_out(model, history, data):
        return None
    if told[0] < _FAR * largest and least < _FAR * told[0]:
        return None
    if told == answers.model("raw_model").history.get("val_loss", [])[-1:]:
        return say("`history` is what the training of `raw_model` reported: keep that under another name, "
                   "and `history` as it was after `train`.")  # fmt: skip
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


RUBRICS = (q_normalise,)
