"""What is inside the network: exercises `hidden_units`, `activations`, `architecture`."""

from __future__ import annotations

from dataclasses import replace

from autograder.authoring import Answers, Images, Message, Model, Rubric, Unanswered, Value, models, say
from autograder.networks.architecture import Part, hidden
from autograder.networks.results_table import Conclusion, Counts, Results, add_comparison, against, same_key
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

_BASE_UNITS = 128
_WIDTHS = 4
_MOST = 6


def _networks(name: str) -> tuple[Model, ...]:
    return models(name, (Images("test"),), ("normalise",), count=_MOST)


hidden_units = Rubric(
    "hidden_units",
    *_networks("hidden_models"),
    *(Value(name) for name in ("hidden_results", "narrow_conclusion", "wide_conclusion")),
)
hidden_units.hints(
    say("`build_hidden(units)` is the builder of the base network with `units` in the place of 128. Which "
        "line must change, and which must not?"),
    say("A dict can be filled in a loop: `hidden_models[units] = train(build_hidden(units))`. What goes in "
        "under 128, which is trained already?"),
    say("Collect one row a network in a list, `rows.append((units, model.count_params(), accuracy))`, and "
        "hand it to `pd.DataFrame` with the names of the columns."),
)  # fmt: skip


def _by_width(answers: Answers, data: Dataset) -> dict[str, TrainedNetwork]:
    """The networks by the number of their hidden units; Unanswered where a key says another."""
    found = {}
    for key, network in trained_networks(answers, "hidden_models", data).items():
        layers = hidden(network.made_of)
        if len(layers) != 1:
            raise Unanswered(say("The number of hidden Dense layers of `{variant}` is {found}; in this "
                                 "exercise each network has one.", variant=network.name,
                                 found=len(layers)))  # fmt: skip
        if not same_key(layers[0].units, key):
            raise Unanswered(say("`{variant}` has {found} hidden units: their number is to be its key.",
                                 variant=network.name, found=layers[0].units or 0))  # fmt: skip
        found[str(layers[0].units)] = network
    return found


def _control(found: dict[str, TrainedNetwork]) -> TrainedNetwork:
    return named(found, str(_BASE_UNITS), "hidden_models")


@hidden_units.criterion("widths", say("Four widths or more, 128 among them"), weight=2)
def _widths(answers: Answers, data: Dataset) -> Message | None:
    found = _by_width(answers, data)
    _control(found)
    if len(found) < _WIDTHS:
        return say("`hidden_models` holds {found} networks; at least {wanted} different widths are wanted.",
                   found=len(found), wanted=_WIDTHS)  # fmt: skip
    if min(map(int, found)) >= _BASE_UNITS or max(map(int, found)) <= _BASE_UNITS:
        return say("Your widths lie all on one side of 128: try smaller ones and larger ones.")
    return None


@hidden_units.criterion("alike", say("They differ in nothing else"), weight=2, needs=("widths",))
def _alike(answers: Answers, data: Dataset) -> Message | None:
    found = _by_width(answers, data)
    control = _control(found)
    for units, network in found.items():
        if wrong := other_layers(network, _with_hidden(control, units=int(units))) or _other_training(
            network, control
        ):
            return wrong
    return None


def _with_hidden(control: TrainedNetwork, **changes: object) -> tuple[Part, ...]:
    """The layers of the control, its hidden ones changed."""
    inner = hidden(control.made_of)
    return tuple(replace(p, **changes) if p in inner else p for p in control.made_of)  # type: ignore[arg-type]


def _other_training(network: TrainedNetwork, control: TrainedNetwork) -> Message | None:
    return other_optimiser(network, control) or other_loss(network, control) or other_budget(network, control)


def _parameters(network: TrainedNetwork) -> int:
    return network.parameters


def _narrowest(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
    found = _by_width(answers, data)
    return found[min(found, key=int)], _control(found)


def _widest(answers: Answers, data: Dataset) -> tuple[TrainedNetwork, TrainedNetwork]:
    found = _by_width(answers, data)
    return found[max(found, key=int)], _control(found)


add_comparison(
    hidden_units,
    Results(
        "hidden_results",
        "units",
        _by_width,
        Counts("parameters", say("Its parameters are counted right"), {"parameters": _parameters}),
    ),
    Conclusion("narrow", say("What the narrowest network shows"), "narrow_conclusion", _narrowest),
    Conclusion("wide", say("What the widest network shows"), "wide_conclusion", _widest),
    needs=("widths", "alike"),
)


_ACTIVATIONS = ("sigmoid", "tanh")


def _by_activation(answers: Answers, data: Dataset) -> TrainedNetworks:
    return trained_networks(answers, "activation_models", data)


activations = Rubric(
    "activations",
    *_networks("activation_models"),
    *(Value(name) for name in ("activation_results", "sigmoid_conclusion", "tanh_conclusion")),
)
activations.hints(
    say("The activation is an argument of the hidden `Dense` layer. Let your builder take its name and pass "
        "it on; the output layer keeps softmax."),
    say('The dict starts as `{{"relu": base_model}}`, and gets one trained network more for each of the two '
        "other names."),
)  # fmt: skip


@activations.criterion("networks", say("A network for sigmoid, one for tanh"), weight=2)
def _activated(answers: Answers, data: Dataset) -> Message | None:
    found = _by_activation(answers, data)
    control = named(found, "relu", "activation_models")
    for name in (*_ACTIVATIONS, "relu"):
        network = named(found, name, "activation_models")
        if wrong := other_layers(network, _with_hidden(control, activation=name)):
            return wrong
    return None


@activations.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _activated_alike(answers: Answers, data: Dataset) -> Message | None:
    found = _by_activation(answers, data)
    return next((w for t in found.values() if (w := _other_training(t, found["relu"]))), None)


add_comparison(
    activations,
    Results("activation_results", "activation", _by_activation),
    Conclusion(
        "sigmoid", say("What sigmoid shows against relu"), "sigmoid_conclusion",
        against(_by_activation, "sigmoid", "relu"),
    ),
    Conclusion(
        "tanh", say("What tanh shows against relu"), "tanh_conclusion",
        against(_by_activation, "tanh", "relu"),
    ),
    needs=("networks", "alike"),
)  # fmt: skip


_DIFFERENT = 3


def _by_name(answers: Answers, data: Dataset) -> TrainedNetworks:
    return trained_networks(answers, "architecture_models", data)


architecture = Rubric(
    "architecture",
    *_networks("architecture_models"),
    *(Value(name) for name in ("architecture_results", "deeper_conclusion")),
)
architecture.hints(
    say("`build_layers` takes a list of widths, such as [128, 64], and makes a hidden Dense layer of each."),
    say("A list of layers can grow: begin with the input and Flatten, append a Dense layer for each width, "
        "append the output layer, and give the list to `keras.Sequential`."),
)  # fmt: skip


@architecture.criterion("networks", say("Three architectures, one of them deeper"), weight=2)
def _architectures(answers: Answers, data: Dataset) -> Message | None:
    found = _by_name(answers, data)
    named(found, "base", "architecture_models")
    deeper = named(found, "deeper", "architecture_models")
    if len(hidden(deeper.made_of)) < 2:
        return say("The number of hidden Dense layers of `{variant}` is {found}; deeper than the base "
                   "network means two or more.", variant=deeper.name,
                   found=len(hidden(deeper.made_of)))  # fmt: skip
    if len({network.made_of for network in found.values()}) < _DIFFERENT:
        return say("`architecture_models` holds {found} different architectures; {wanted} are wanted.",
                   found=len({network.made_of for network in found.values()}), wanted=_DIFFERENT)  # fmt: skip
    return None


@architecture.criterion(
    "alike",
    say("Activations, output and training are those of the base network"),
    weight=1,
    needs=("networks",),
)
def _architectures_alike(answers: Answers, data: Dataset) -> Message | None:
    found = _by_name(answers, data)
    base = found["base"]
    activation = next((part.activation for part in hidden(base.made_of)), "relu")
    for network in found.values():
        wanted = (*_with_hidden(network, activation=activation)[:-1], *base.made_of[-1:])
        if wrong := other_layers(network, wanted) or _other_training(network, base):
            return wrong
    return None


def _hidden_layers(network: TrainedNetwork) -> int:
    return len(hidden(network.made_of))


add_comparison(
    architecture,
    Results(
        "architecture_results",
        "network",
        _by_name,
        Counts(
            "counts", say("Layers and parameters are counted right"),
            {"hidden_layers": _hidden_layers, "parameters": _parameters},
        ),
    ),
    Conclusion(
        "conclusion", say("What the deeper network shows"), "deeper_conclusion",
        against(_by_name, "deeper", "base"),
    ),
    needs=("networks", "alike"),
)  # fmt: skip


RUBRICS = (hidden_units, activations, architecture)
