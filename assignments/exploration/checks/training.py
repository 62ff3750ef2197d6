"""How the network is trained: exercises `optimisers`, `epochs`, `without_normalisation`."""

from __future__ import annotations

import math

from autograder.authoring import (
    Answers,
    Figure,
    Images,
    Message,
    Model,
    Rubric,
    Unanswered,
    Value,
    models,
    say,
    whole_number,
)
from autograder.networks.calibrated import is_normalised
from autograder.networks.learning_curves import not_drawn, not_told_apart
from autograder.networks.preprocessing import learnt_from_other
from autograder.networks.results_table import (
    Conclusion,
    Results,
    add_comparison,
    add_conclusion,
    against,
    rows,
    same_key,
    wrong_accuracies,
    wrong_measures,
)
from autograder.networks.trained import (
    TrainedNetwork,
    TrainedNetworks,
    named,
    other_budget,
    other_layers,
    other_loss,
    other_optimiser,
    trained_networks,
)
from reference.datasets import Dataset

_LONGER = 4  # how many times the epochs of the base network


def _networks(name: str, count: int = 4) -> tuple[Model, ...]:
    return models(name, (Images("test"),), ("normalise",), count=count)


_OTHERS = ("sgd", "rmsprop")
#: What Keras gives them where nothing is said.
_LEARNING_RATES = {"sgd": 0.01, "rmsprop": 0.001}


def _by_optimiser(answers: Answers, data: Dataset) -> TrainedNetworks:
    return trained_networks(answers, "optimiser_models", data)


optimisers = Rubric(
    "optimisers",
    *_networks("optimiser_models"),
    *(Value(name) for name in ("optimiser_results", "sgd_conclusion", "rmsprop_conclusion")),
)
optimisers.hints(
    say("The layers stay as they are: what changes is one argument of `compile`."),
    say('`compile` takes an optimiser by its name: "sgd" or "rmsprop". `train` gives each the same epochs '
        "and the same batches."),
)  # fmt: skip


@optimisers.criterion("networks", say("A network by sgd, one by rmsprop"), weight=2)
def _optimised(answers: Answers, data: Dataset) -> Message | None:
    found = _by_optimiser(answers, data)
    for name in ("adam", *_OTHERS):
        network = named(found, name, "optimiser_models")
        if network.optimiser != name:
            return say("`{variant}` was compiled with {found}, not with {wanted}.", variant=network.name,
                       found=network.optimiser, wanted=name)  # fmt: skip
    return None


@optimisers.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _optimised_alike(answers: Answers, data: Dataset) -> Message | None:
    found = _by_optimiser(answers, data)
    control = found["adam"]
    for network in found.values():
        layers = other_layers(network, control.made_of)
        if wrong := layers or other_loss(network, control) or other_budget(network, control):
            return wrong
    others = (named(found, name, "optimiser_models") for name in _OTHERS)
    return next(filter(None, map(_not_as_it_comes, others)), None)


def _not_as_it_comes(network: TrainedNetwork) -> Message | None:
    """Told of a learning rate that is not the optimiser's own; under a schedule it is not known."""
    settings = network.facts.compiled
    rate, own = settings.learning_rate if settings else None, _LEARNING_RATES[network.optimiser]
    if rate is None or math.isclose(rate, own, rel_tol=1e-3):
        return None
    return say("`{variant}` was trained with a learning rate of {rate:g}; {optimiser} comes with {own:g}. "
               "Give `compile` the name and nothing more.", variant=network.name, rate=rate,
               optimiser=network.optimiser, own=own)  # fmt: skip


add_comparison(
    optimisers,
    Results("optimiser_results", "optimiser", _by_optimiser),
    Conclusion(
        "sgd", say("What sgd shows against adam"), "sgd_conclusion", against(_by_optimiser, "sgd", "adam")
    ),
    Conclusion(
        "rmsprop", say("What rmsprop shows against adam"), "rmsprop_conclusion",
        against(_by_optimiser, "rmsprop", "adam"),
    ),
    needs=("networks", "alike"),
)  # fmt: skip


epochs = Rubric(
    "epochs",
    *_networks("epoch_models"),
    *(Value(name) for name in ("epoch_results", "best_epoch", "long_conclusion")),
    Figure(),
)
epochs.hints(
    say("Build the base network once more and hand it to `train` with `epochs=LONG_EPOCHS`. Do not go on "
        "training `base_model` itself: it is needed as it is."),
    say("`long_model.history.history` is a dict of lists, one value an epoch. Draw loss and val_loss in one "
        "pair of axes."),
    say("`np.argmin` says at which position of a list the smallest value stands. Which epoch stands at "
        "position 0?"),
)  # fmt: skip


def _short_and_long(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
    """The base network and the one trained longest."""
    found = trained_networks(answers, "epoch_models", data)
    if len(found) < 2:
        raise Unanswered(say("`epoch_models` holds a single network; two are wanted, base and longer."))
    by_epochs = sorted(found.values(), key=lambda network: network.epochs)
    return by_epochs[0], by_epochs[-1]


@epochs.criterion("networks", say("One network is trained four times as long"), weight=2)
def _trained_longer(answers: Answers, data: Dataset) -> Message | None:
    short, long = _short_and_long(answers, data)
    for key, network in trained_networks(answers, "epoch_models", data).items():
        if not same_key(network.epochs, key):
            return say("`{variant}` was trained for {found} epochs: the key of a network is their number.",
                       variant=network.name, found=network.epochs)  # fmt: skip
    return other_budget(long, short, _LONGER)


@epochs.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _trained_alike(answers: Answers, data: Dataset) -> Message | None:
    short, long = _short_and_long(answers, data)
    return other_layers(long, short.made_of) or other_optimiser(long, short) or other_loss(long, short)


@epochs.criterion("table", say("`epoch_results` agrees with the networks"), weight=2)
def _epoch_table(answers: Answers, data: Dataset) -> Message | None:
    rows(answers, "epoch_results", "epochs", "test_accuracy")
    found = trained_networks(answers, "epoch_models", data)
    return wrong_accuracies(answers, "epoch_results", "epochs", found)


@epochs.criterion("curves", say("The curves of the long training are drawn, with a legend"), weight=1)
def _curves(answers: Answers, data: Dataset) -> Message | None:
    _, long = _short_and_long(answers, data)
    curves = {name: long.facts.history.get(name, []) for name in ("loss", "val_loss")}
    return not_drawn(answers, curves) or not_told_apart(answers, curves)


@epochs.criterion("best", say("Where the validation loss is lowest"), weight=2)
def _best(answers: Answers, data: Dataset) -> Message | None:
    _, long = _short_and_long(answers, data)
    losses = long.facts.history.get("val_loss")
    if not losses:
        return say(
            "`{variant}` was trained without validation data, so there is no val_loss.", variant=long.name
        )
    best = whole_number(answers, "best_epoch")
    if not 1 <= best <= len(losses):
        return say("`best_epoch` is {best}; the long training has epochs 1 to {last}.", best=best,
                   last=len(losses))  # fmt: skip
    if losses[best - 1] > min(losses) + 1e-4:
        return say("`best_epoch` is {best}: there val_loss is {found:.4f}, and at another epoch it is lower. "
                   "Epochs count from 1, positions in a list from 0.", best=best,
                   found=losses[best - 1])  # fmt: skip
    return None


def _long_and_short(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
    short, long = _short_and_long(answers, data)
    return long, short


add_conclusion(
    epochs,
    Conclusion("conclusion", say("What longer training shows"), "long_conclusion", _long_and_short),
    needs=("networks", "alike"),
)


without_normalisation = Rubric(
    "without_normalisation",
    *_networks("pixel_models"),
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
    facts = found["raw"].facts
    if learnt_from_other(facts, found["raw"].feed, facts.history, data):
        return say("`{variant}` was validated on pixels prepared otherwise than those that it learnt from: "
                   "hand `train` both, `images=x_train` and `test_images=x_test`.",
                   variant=found["raw"].name)  # fmt: skip
    if is_normalised(found["raw"]):
        return say("`{variant}` learnt from normalised pixels: its loss on the test images is the one that "
                   "training reported only if they are normalised first, by a function or by a layer.",
                   variant=found["raw"].name)  # fmt: skip
    if not is_normalised(found["normalised"]):
        return say("`{variant}` learnt from raw pixels: the base network belongs there.",
                   variant=found["normalised"].name)  # fmt: skip
    return None


@without_normalisation.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _pixels_alike(answers: Answers, data: Dataset) -> Message | None:
    raw, control = _pixels(answers, data)["raw"], _pixels(answers, data)["normalised"]
    layers = other_layers(raw, control.made_of)
    return layers or other_optimiser(raw, control) or other_loss(raw, control) or other_budget(raw, control)


@without_normalisation.criterion("accuracy", say("The accuracies are those of the networks"), weight=2)
def _pixel_accuracy(answers: Answers, data: Dataset) -> Message | None:
    rows(answers, "pixel_results", "pixels", "first_loss", "test_accuracy")
    return wrong_accuracies(answers, "pixel_results", "pixels", _pixels(answers, data))


@without_normalisation.criterion("losses", say("So are the losses of the first epoch"), weight=1)
def _first_losses(answers: Answers, data: Dataset) -> Message | None:
    rows(answers, "pixel_results", "pixels", "first_loss", "test_accuracy")
    losses = {
        key: network.facts.history.get("loss", [0.0])[0] for key, network in _pixels(answers, data).items()
    }
    return wrong_measures(answers, "pixel_results", "pixels", "first_loss", losses)


@without_normalisation.criterion("curves", say("Both loss curves are drawn, with a legend"), weight=1)
def _loss_curves(answers: Answers, data: Dataset) -> Message | None:
    found = _pixels(answers, data)
    curves = {key: network.facts.history.get("loss", []) for key, network in found.items()}
    return not_drawn(answers, curves) or not_told_apart(answers, curves)


add_conclusion(
    without_normalisation,
    Conclusion(
        "conclusion", say("What raw pixels show"), "raw_conclusion", against(_pixels, "raw", "normalised")
    ),
    needs=("networks", "alike"),
)


RUBRICS = (optimisers, epochs, without_normalisation)
