"""How the network is trained: exercises `optimisers` and `epochs`."""

from __future__ import annotations

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
from autograder.networks.base_network import BaseNetwork
from autograder.networks.best_epoch import another_epoch, smallest_itself
from autograder.networks.comparable import (
    Control,
    other_budget,
    other_layers,
    other_loss,
    other_optimiser,
    other_pixels,
)
from autograder.networks.learning_curves import not_together, not_told_apart
from autograder.networks.network_curves import curves_of, not_drawn_of
from autograder.networks.optimisers import not_as_it_comes, shown
from autograder.networks.results_table import (
    Conclusion,
    Results,
    add_comparison,
    add_conclusion,
    against,
    wrong_accuracies,
)
from autograder.networks.table_rows import rows, same_key, stray_rows
from autograder.networks.trained import (
    TrainedNetwork,
    TrainedNetworks,
    named,
    trained_networks,
)
from autograder.networks.validation import not_on_test_images
from reference.datasets import Dataset

_BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")
_LONGER = 4  # how many times the epochs of the base network


def _networks(name: str, count: int = 4) -> tuple[Model, ...]:
    return models(name, (Images("test"),), ("normalise",), count=count)


def _other_parts(network: TrainedNetwork, control: Control) -> Message | None:
    return other_layers(network, control.made_of)


_OTHERS = ("sgd", "rmsprop")


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
        if name == "adam" and _BASE.is_it(network, answers):
            continue
        if network.optimiser != name:
            return say("`{variant}` was compiled with {found}, not with {wanted}.", variant=network.name,
                       found=network.optimiser, wanted=name)  # fmt: skip
    return None


@optimisers.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _optimised_alike(answers: Answers, data: Dataset) -> Message | None:
    found = _by_optimiser(answers, data)
    control = found["adam"]
    others = [network for network in found.values() if network.name != control.name]
    changed = (
        _BASE.odd(network, control, answers, data, _other_parts, other_pixels, other_loss, other_budget)
        for network in others
    )
    return _BASE.expected(control, answers) or next(
        filter(None, (*changed, *map(_otherwise_set, others))), None
    )


def _otherwise_set(network: TrainedNetwork) -> Message | None:
    """Told of a setting that is not the optimiser's own."""
    for name, found, own in not_as_it_comes(network.optimiser, network.options):
        return say("`{variant}` was trained with {setting} = {found}; {optimiser} comes with {own}. Give "
                   "`compile` the name and nothing more.", variant=network.name, setting=name,
                   found=shown(found), optimiser=network.optimiser, own=shown(own))  # fmt: skip
    return None


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
    base=_BASE,
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
    by_epochs = sorted(
        found.values(), key=lambda network: (not _BASE.is_it(network, answers), network.epochs)
    )
    return by_epochs[0], by_epochs[-1]


@epochs.criterion("networks", say("One network is trained four times as long"), weight=2)
def _trained_longer(answers: Answers, data: Dataset) -> Message | None:
    short, long = _short_and_long(answers, data)
    for key, network in trained_networks(answers, "epoch_models", data).items():
        if same_key(network.epochs, key) or _BASE.is_it(network, answers):
            continue
        if same_key(_LONGER * short.epochs, key):
            return say("`{variant}` was trained for {found} epochs, and its key says {key}. Train it with "
                       "`epochs=LONG_EPOCHS`, without stopping early.", variant=network.name,
                       found=network.epochs, key=key)  # fmt: skip
        return say("`{variant}` was trained for {found} epochs: the key of a network is their number.",
                   variant=network.name, found=network.epochs)  # fmt: skip
    return _BASE.expected(short, answers) or _BASE.odd(long, short, answers, data, _not_longer)


def _not_longer(network: TrainedNetwork, control: Control) -> Message | None:
    return other_budget(network, control, _LONGER)


@epochs.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _trained_alike(answers: Answers, data: Dataset) -> Message | None:
    short, long = _short_and_long(answers, data)
    return _BASE.odd(long, short, answers, data, _other_parts, other_pixels, other_optimiser, other_loss)


@epochs.criterion("table", say("`epoch_results` agrees with the networks"), weight=2)
def _epoch_table(answers: Answers, data: Dataset) -> Message | None:
    rows(answers, "epoch_results", "epochs", "test_accuracy")
    found = trained_networks(answers, "epoch_models", data)
    table = answers, "epoch_results", "epochs", found
    return wrong_accuracies(*table, data) or stray_rows(*table)


@epochs.criterion("curves", say("The curves of the long training are drawn, with a legend"), weight=1)
def _curves(answers: Answers, data: Dataset) -> Message | None:
    short, long = _short_and_long(answers, data)
    wanted = {name: (long, name) for name in ("loss", "val_loss")}
    curves = curves_of(wanted)
    return (
        not_drawn_of(answers, wanted, (long, short))
        or not_together(answers, curves)
        or not_told_apart(answers, curves)
    )


@epochs.criterion("best", say("Where the validation loss is lowest"), weight=2)
def _best(answers: Answers, data: Dataset) -> Message | None:
    short, long = _short_and_long(answers, data)
    losses = long.facts.history.get("val_loss")
    if not losses:
        return say(
            "`{variant}` was trained without validation data, so there is no val_loss.", variant=long.name
        )
    if elsewhere := not_on_test_images(long.name, long.facts, long.facts.history, data):
        return elsewhere
    if itself := smallest_itself(answers, "best_epoch", "val_loss", losses):
        return itself
    best = whole_number(answers, "best_epoch")
    if not 1 <= best <= len(losses):
        return say("`best_epoch` is {best}; the long training has epochs 1 to {last}.", best=best,
                   last=len(losses))  # fmt: skip
    if losses[best - 1] > min(losses) + 1e-4:
        return another_epoch("best_epoch", best, long, short)
    return None


def _long_and_short(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
    short, long = _short_and_long(answers, data)
    return long, short


add_conclusion(
    epochs,
    Conclusion("conclusion", say("What longer training shows"), "long_conclusion", _long_and_short),
    needs=("networks", "alike"),
    base=_BASE,
)


RUBRICS = (optimisers, epochs)
