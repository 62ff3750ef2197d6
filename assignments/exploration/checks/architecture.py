"""How many layers a network has, and how wide they are: exercise `architecture`."""

from __future__ import annotations

from dataclasses import replace

from autograder.authoring import Answers, Images, Message, Model, Rubric, Value, models, say
from autograder.networks.architecture import hidden
from autograder.networks.base_network import BaseNetwork
from autograder.networks.comparable import (
    Control,
    other_layers,
    other_pixels,
    other_training,
    wrongly_built,
)
from autograder.networks.results_table import Conclusion, Counts, Results, add_comparison, against
from autograder.networks.told_numbers import told_layers, told_parameters
from autograder.networks.trained import TrainedNetwork, TrainedNetworks, named, trained_networks
from reference.datasets import Dataset

_BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")
_MOST = 6
_BUILT_LAYERS = Model("build_layers", (Images("test", 2),), ("normalise",), arguments=([24, 12],))
_DIFFERENT = 3


def _by_name(answers: Answers, data: Dataset) -> TrainedNetworks:
    return trained_networks(answers, "architecture_models", data)


architecture = Rubric(
    "architecture",
    *models("architecture_models", (Images("test"),), ("normalise",), count=_MOST + 1),
    *(Value(name) for name in ("architecture_results", "deeper_conclusion")),
    _BUILT_LAYERS,
)
architecture.hints(
    say("`build_layers` takes a list of widths, such as [128, 64], and makes a hidden Dense layer of each."),
    say("A list of layers can grow: begin with the input and Flatten, append a Dense layer for each width, "
        "append the output layer, and give the list to `keras.Sequential`."),
)  # fmt: skip


@architecture.criterion("builder", say("`build_layers` builds a layer for each width"), weight=1)
def _layers_builder(answers: Answers, data: Dataset) -> Message | None:
    return wrongly_built(answers, _BUILT_LAYERS, (24, 12))


@architecture.criterion("networks", say("Three architectures, one of them deeper"), weight=1)
def _architectures(answers: Answers, data: Dataset) -> Message | None:
    found = _by_name(answers, data)
    named(found, "base", "architecture_models")
    if len(found) > _MOST:
        return say("`architecture_models` holds more than {most} networks; from {least} to {most} are asked "
                   "for.", least=_DIFFERENT, most=_MOST)  # fmt: skip
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
    changed = (
        _BASE.odd(network, base, answers, data, _other_building, other_pixels, other_training)
        for network in found.values()
    )
    return _BASE.expected(base, answers) or next(filter(None, changed), None)


def _other_building(network: TrainedNetwork, control: Control) -> Message | None:
    """Whether its hidden layers have another activation than the control's, or it ends otherwise."""
    inner = hidden(control.made_of)[:1]
    if not inner:
        return None
    first = inner[0]
    begun = [
        replace(part, activation=first.activation, choices=first.choices)
        for part in network.made_of
        if part.kind == "Dense"
    ]
    return other_layers(network, (*begun[:-1], *control.made_of[-1:]))


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
            {"hidden_layers": _hidden_layers, "parameters": lambda network: network.parameters},
            {"hidden_layers": told_layers, "parameters": told_parameters},
        ),
    ),
    Conclusion(
        "conclusion", say("What the deeper network shows"), "deeper_conclusion",
        against(_by_name, "deeper", "base"),
    ),
    needs=("networks", "alike"),
    base=_BASE,
)  # fmt: skip


RUBRICS = (architecture,)
