"""What is inside the network: exercises `hidden_units` and `activations`."""

from __future__ import annotations

from dataclasses import replace

from autograder.authoring import Answers, Images, Message, Model, Rubric, Unanswered, Value, models, say
from autograder.networks.architecture import Part, hidden
from autograder.networks.base_network import BaseNetwork
from autograder.networks.comparable import (
    Control,
    other_layers,
    other_pixels,
    other_training,
    wrongly_built,
)
from autograder.networks.results_table import Conclusion, Counts, Results, add_comparison, against
from autograder.networks.table_rows import same_key
from autograder.networks.told_numbers import told_parameters
from autograder.networks.trained import (
    TrainedNetwork,
    TrainedNetworks,
    named,
    trained_networks,
)
from reference.datasets import Dataset

_BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")
_BASE_UNITS = 128
_WIDTHS = 4
_MOST = 6


def _networks(name: str) -> tuple[Model, ...]:
    return models(name, (Images("test"),), ("normalise",), count=_MOST + 1)  # one too many is seen


_BUILT = Model("build_hidden", (Images("test", 2),), ("normalise",), arguments=(24,))

hidden_units = Rubric(
    "hidden_units",
    *_networks("hidden_models"),
    *(Value(name) for name in ("hidden_results", "narrow_conclusion", "wide_conclusion")),
    _BUILT,
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
        if same_key(_BASE_UNITS, key) and _BASE.is_it(network, answers):
            found[str(_BASE_UNITS)] = network  # however it is made: that is judged where it is built
            continue
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


@hidden_units.criterion("builder", say("`build_hidden` builds a network of any width"), weight=1)
def _builder(answers: Answers, data: Dataset) -> Message | None:
    return wrongly_built(answers, _BUILT, (24,))


def _control(found: dict[str, TrainedNetwork]) -> TrainedNetwork:
    return named(found, str(_BASE_UNITS), "hidden_models")


@hidden_units.criterion("widths", say("Four widths or more, 128 among them"), weight=1)
def _widths(answers: Answers, data: Dataset) -> Message | None:
    found = _by_width(answers, data)
    _control(found)
    if len(found) > _MOST:
        return say("`hidden_models` holds more than {most} networks; from {least} to {most} are asked for.",
                   least=_WIDTHS, most=_MOST)  # fmt: skip
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
    changed = (_unlike(answers, data, t, control, units=int(units)) for units, t in found.items())
    return _BASE.expected(control, answers) or next(filter(None, changed), None)


def _unlike(
    answers: Answers, data: Dataset, network: TrainedNetwork, control: TrainedNetwork, **changes: object
) -> Message | None:
    """How a network differs from its control but for what is changed of its hidden layers."""

    def layers(network: TrainedNetwork, control: Control) -> Message | None:
        return other_layers(network, _with_hidden(control.made_of, **changes))

    return _BASE.odd(network, control, answers, data, layers, other_pixels, other_training)


def _with_hidden(made_of: tuple[Part, ...], **changes: object) -> tuple[Part, ...]:
    """The layers, the hidden ones changed."""
    inner = hidden(made_of)
    return tuple(replace(part, **changes) if part in inner else part for part in made_of)  # type: ignore[arg-type]


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
        Counts(
            "parameters",
            say("Its parameters are counted right"),
            {"parameters": _parameters},
            {"parameters": told_parameters},
        ),
    ),
    Conclusion("narrow", say("What the narrowest network shows"), "narrow_conclusion", _narrowest),
    Conclusion("wide", say("What the widest network shows"), "wide_conclusion", _widest),
    needs=("widths", "alike"),
    base=_BASE,
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
    controls = _BASE.controls(answers, data, control)
    for name in (*_ACTIVATIONS, "relu"):
        network = named(found, name, "activation_models")
        if _BASE.is_it(network, answers) and name == "relu":
            continue
        wanted = [_with_hidden(c.made_of, activation=name) for c in controls]
        if network.made_of not in wanted:
            return other_layers(network, wanted[0])
    return None


@activations.criterion("alike", say("They differ in nothing else"), weight=1, needs=("networks",))
def _activated_alike(answers: Answers, data: Dataset) -> Message | None:
    found = _by_activation(answers, data)
    changed = (_unlike(answers, data, t, found["relu"], activation=name) for name, t in found.items())
    return _BASE.expected(found["relu"], answers) or next(filter(None, changed), None)


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
    base=_BASE,
)  # fmt: skip


RUBRICS = (hidden_units, activations)
