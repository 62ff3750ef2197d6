"""What goes in, raw or normalised: exercise `without_normalisation`."""

from __future__ import annotations

from autograder.authoring import Answers, Figure, Images, Message, Rubric, Unanswered, Value, models, say
from autograder.networks.architecture import is_plain
from autograder.networks.base_network import BaseNetwork
from autograder.networks.budget import began_trained_on_raw
from autograder.networks.calibrated import is_normalised
from autograder.networks.comparable import Control, other_layers, other_training
from autograder.networks.learning_curves import not_together, not_told_apart
from autograder.networks.network_curves import curves_of, not_drawn_of
from autograder.networks.preprocessing import learnt_from_other
from autograder.networks.results_table import (
    Conclusion,
    add_conclusion,
    against,
    wrong_accuracies,
    wrong_first_losses,
)
from autograder.networks.table_rows import lacking_rows, rows, stray_rows
from autograder.networks.trained import TrainedNetwork, named, trained_networks
from autograder.networks.training_evidence import fits_no_pixels
from reference.datasets import Dataset

_BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")
_TABLE = ("pixel_results", "pixels")  # and its column of keys

without_normalisation = Rubric(
    "without_normalisation",
    *models("pixel_models", (Images("test"),), ("normalise",), count=4),
    *(Value(name) for name in ("pixel_results", "raw_conclusion")),
    Figure(),
)
without_normalisation.hints(
    say("The network is the base network once more. What changes is what it is fed: in training and in "
        "validation, and when it is measured."),
    say("`train(model, images=x_train, test_images=x_test)` trains on the pixels as they were loaded. Its "
        "accuracy must then be measured on `x_test` too."),
)  # fmt: skip


def _pixels(answers: Answers, data: Dataset) -> dict[str, TrainedNetwork]:
    found = trained_networks(answers, "pixel_models", data)
    return {name: named(found, name, "pixel_models") for name in ("normalised", "raw")}


@without_normalisation.criterion("networks", say("One network learnt from raw pixels"), weight=2)
def _raw(answers: Answers, data: Dataset) -> Message | None:
    found = _pixels(answers, data)
    raw, facts = found["raw"], found["raw"].facts
    other = learnt_from_other(facts, raw.feed, facts.history, data)
    if (other or is_normalised(raw)) and fits_no_pixels(facts, facts.history, data):
        return say("What training reported of `{variant}` fits neither raw nor normalised pixels: they may "
                   "have been prepared in another way. Hand `train` `x_train` and `x_test` as they were "
                   "loaded.", variant=raw.name)  # fmt: skip
    if other:
        return say("`{variant}` was validated on pixels prepared otherwise than those that it learnt from: "
                   "hand `train` both, `images=x_train` and `test_images=x_test`.",
                   variant=raw.name)  # fmt: skip
    if is_normalised(raw):
        return say("`{variant}` learnt from normalised pixels: only with those does its loss come out as "
                   "reported. Hand `train` both, `images=x_train` and `test_images=x_test`.",
                   variant=raw.name)  # fmt: skip
    if begun := began_trained_on_raw(raw.name, facts.history) if is_plain(facts) else None:
        return begun
    if not is_normalised(found["normalised"]) and not _BASE.is_it(found["normalised"], answers):
        return say("`{variant}` learnt from raw pixels: the base network belongs there.",
                   variant=found["normalised"].name)  # fmt: skip
    return None


def _other_parts(network: TrainedNetwork, control: Control) -> Message | None:
    return other_layers(network, control.made_of)


@without_normalisation.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _pixels_alike(answers: Answers, data: Dataset) -> Message | None:
    raw, control = _pixels(answers, data)["raw"], _pixels(answers, data)["normalised"]
    return _BASE.expected(control, answers) or _BASE.odd(
        raw, control, answers, data, _other_parts, other_training
    )


@without_normalisation.criterion("accuracy", say("The accuracies are those of the networks"), weight=2)
def _pixel_accuracy(answers: Answers, data: Dataset) -> Message | None:
    found = _in_the_table(answers, data)
    wrong = wrong_accuracies(answers, *_TABLE, found, data)
    if wrong and not wrong_accuracies(answers, *_TABLE, {"normalised": found["normalised"]}, data):
        return _raw(answers, data) or wrong  # a network that is not raw was measured as one
    return wrong or stray_rows(answers, *_TABLE, found)


@without_normalisation.criterion("losses", say("So are the losses of the first epoch"), weight=1)
def _first_losses(answers: Answers, data: Dataset) -> Message | None:
    return wrong_first_losses(answers, *_TABLE, _in_the_table(answers, data))


def _in_the_table(answers: Answers, data: Dataset) -> dict[str, TrainedNetwork]:
    """The networks, where the table has a row for each; Unanswered where it has not."""
    try:
        rows(answers, *_TABLE, "first_loss", "test_accuracy")
    except Unanswered:
        _BASE.expect_its_epochs(answers, _pixels(answers, data)["normalised"])
        raise
    found = _pixels(answers, data)
    if absent := lacking_rows(answers, *_TABLE, found):
        raise Unanswered(absent)
    return found


@without_normalisation.criterion("curves", say("Both loss curves are drawn, with a legend"), weight=1)
def _loss_curves(answers: Answers, data: Dataset) -> Message | None:
    found = _pixels(answers, data)
    wanted = {key: (network, "loss") for key, network in found.items()}
    curves = curves_of(wanted)
    wrong = not_drawn_of(answers, wanted, tuple(found.values()))
    if wrong:
        _BASE.expect_its_epochs(answers, found["normalised"])
    return wrong or not_together(answers, curves) or not_told_apart(answers, curves)


add_conclusion(
    without_normalisation,
    Conclusion(
        "conclusion", say("What raw pixels show"), "raw_conclusion", against(_pixels, "raw", "normalised")
    ),
    needs=("networks", "alike"),
    base=_BASE,
)


RUBRICS = (without_normalisation,)
