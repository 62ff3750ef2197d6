"""Whether a network can be held against another: built, compiled and trained alike but for one thing.

The control of an experiment may itself be made otherwise than its sheet asks. That costs its points where it
is made, and not again here: a network that is as the sheet asks holds beside such a control, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Protocol

from autograder.evidence.asks import Model
from autograder.messages import Message, say
from autograder.networks.architecture import ACCURACIES, Part, described, is_same_loss, meant
from autograder.networks.budget import Budget, trained_before
from autograder.networks.calibrated import is_normalised
from autograder.networks.layer_by_layer import frozen, used_again
from autograder.networks.layers_in_words import listed_in_full
from autograder.networks.optimisers import FACTORY, Setting, not_as_it_comes, otherwise_set, shown
from autograder.networks.trained import TrainedNetwork
from autograder.networks.training_evidence import is_copy
from autograder.scoring.answers import Answers
from autograder.scoring.choices import plain
from reference.datasets import CLASSES

_READABLE = 110  # characters of a list of layers, before a sentence cuts it off
_FEW = 3  # layers of a first difference


class Control(Protocol):
    """What a network is held against: another one, or what its sheet asks."""

    @property
    def name(self) -> str: ...
    @property
    def made_of(self) -> tuple[Part, ...]: ...
    @property
    def optimiser(self) -> str: ...
    @property
    def options(self) -> Mapping[str, Setting]: ...
    @property
    def loss(self) -> str | None: ...
    @property
    def budget(self) -> Budget: ...


@dataclass(frozen=True)
class AsAsked:
    """The control of an experiment as its sheet asks for it."""

    name: str
    made_of: tuple[Part, ...]
    optimiser: str
    loss: str
    budget: Budget

    @property
    def options(self) -> Mapping[str, Setting]:
        return FACTORY[self.optimiser]


class MadeOf(Protocol):
    """A network by its layers, trained or not."""

    @property
    def name(self) -> str: ...
    @property
    def made_of(self) -> tuple[Part, ...]: ...


Unlike = Callable[[TrainedNetwork, Control], Message | None]


def unlike_all(network: TrainedNetwork, controls: Sequence[Control], *looks: Unlike) -> Message | None:
    """How a network is unlike each of the controls; told of the first, None where it is like one of them."""
    found = [next(filter(None, (look(network, c) for look in looks)), None) for c in controls]
    return None if None in found else found[0]


def other_training(variant: TrainedNetwork, control: Control) -> Message | None:
    """Whether a network learnt otherwise: by another optimiser, loss or budget."""
    return other_optimiser(variant, control) or other_loss(variant, control) or other_budget(variant, control)


def other_budget(variant: TrainedNetwork, control: Control, times: float = 1) -> Message | None:
    """Whether a network was trained longer or shorter than `times` its control."""
    mine, theirs = variant.budget, control.budget
    if not mine.epochs and not mine.updates:  # trained by a loop that nobody counted
        return None
    if theirs.updates is not None and mine.updates == round(times * theirs.updates):
        return None  # in one training or, with the optimiser's state kept, in several
    if wrong := trained_before(variant.name, mine):
        return wrong
    if mine.epochs != round(times * theirs.epochs) or not (mine.updates and theirs.updates):
        return _other_epochs(variant, round(times * theirs.epochs))
    if mine.steps and theirs.steps and mine.steps != theirs.steps:
        return say("Each epoch of `{variant}` had {found} batches, those of `{control}` have {wanted}. It "
                   "may have got other images, such as the test images too or a part of the training images, "
                   "or batches of another size: look at what you hand to `fit`.", variant=variant.name,
                   found=mine.steps, control=control.name, wanted=theirs.steps)  # fmt: skip
    return say("`{variant}` corrected its weights {found} times in training, where {wanted} were due: the "
               "same images, epochs and batch size for all, and one training for each.",
               variant=variant.name, found=mine.updates,
               wanted=round(times * theirs.updates))  # fmt: skip


def _other_epochs(variant: TrainedNetwork, wanted: int) -> Message | None:
    if variant.epochs == wanted:
        return None
    return say("`{variant}` was trained for {found} epochs, where {wanted} were due.",
               variant=variant.name, found=variant.epochs, wanted=wanted)  # fmt: skip


def copied(variant: TrainedNetwork, control: TrainedNetwork) -> Message | None:
    """Whether a network did not learn by itself, but is a copy of its control."""
    if variant.name == control.name or not is_copy(variant.facts, control.facts):
        return None
    return say("`{name}` and `{twin}` answer alike for every test image, as no two trainings do: train each "
               "of them, from weights of its own.", name=variant.name, twin=control.name)  # fmt: skip


def went_on(variant: TrainedNetwork, control: TrainedNetwork) -> Message | None:
    """Whether its first epoch is as good as the last of its control, whose weights it could have got."""
    mine, theirs = (network.facts.history.get("loss", ()) for network in (variant, control))
    if variant.name == control.name or not mine or len(theirs) < 2:
        return None
    if variant.parameters != control.parameters:
        return None
    if variant.budget.told and variant.updates and variant.updates > variant.budget.told:
        return None  # its first epoch was in a training before the last
    if not 0 < theirs[-1] < theirs[0] or not 0 < mine[0] < _between(theirs[0], theirs[-1]):
        return None
    return say("In its first epoch the loss of `{variant}` was {first:.4f}, which is near where `{control}` "
               "ended ({last:.4f}) and far from where it began ({began:.4f}): `{variant}` seems to have "
               "learnt before. Build it anew, with weights of its own.", variant=variant.name,
               first=mine[0], control=control.name, last=theirs[-1], began=theirs[0])  # fmt: skip


def _between(began: float, ended: float) -> float:
    """The loss that lies, in logarithms, a third of the way from the end to the beginning."""
    return math.exp((math.log(began) + 2 * math.log(ended)) / 3)


def wrongly_built(
    answers: Answers, ask: Model, hidden_units: tuple[int, ...], outputs: int = CLASSES
) -> Message | None:
    """Whether a builder returns anything but a compiled network of Dense layers of these widths."""
    facts = answers.built(ask)
    widths = [part.units for part in meant(facts) if part.kind == "Dense"]
    wanted = [*hidden_units, outputs] if hidden_units else [*widths[:-1], outputs]
    if widths != wanted:
        return say("`{call}` builds a network with Dense layers of {found} units; {wanted} are asked for.",
                   call=ask.call, found=_listed(widths), wanted=_listed(wanted))  # fmt: skip
    if facts.compiled is None:
        return say("The network that `{call}` returns is not compiled: let the function call `compile` "
                   "before `return`.", call=ask.call)  # fmt: skip
    return None


def _listed(widths: Sequence[int | None]) -> str:
    return ", ".join(map(str, widths)) or "-"


def other_optimiser(variant: TrainedNetwork, control: Control) -> Message | None:
    """Whether a network learnt by another optimiser than its control, or by other steps of it."""
    if variant.optimiser != control.optimiser:
        return say("`{variant}` was compiled with {found}, `{control}` with {wanted}: change one thing at a "
                   "time.", variant=variant.name, found=variant.optimiser, control=control.name,
                   wanted=control.optimiser)  # fmt: skip
    for name, found, wanted in otherwise_set(variant.options, control.options):
        return say("The optimiser of `{variant}` has {setting} = {found}, that of `{control}` {wanted}: "
                   "change one thing at a time.", variant=variant.name, setting=name, found=shown(found),
                   control=control.name, wanted=shown(wanted))  # fmt: skip
    return None


def not_factory(name: str, network: TrainedNetwork, optimiser: str) -> Message | None:
    """Whether a network was compiled with another optimiser than is asked for, or with other settings."""
    if network.optimiser != optimiser:
        return say("`{base}` was compiled with {found}; asked for was {wanted}.", base=name,
                   found=network.optimiser, wanted=optimiser)  # fmt: skip
    for setting, found, own in not_as_it_comes(optimiser, network.options):
        return say("The optimiser of `{base}` has {setting} = {found}; it comes with {own}.", base=name,
                   setting=setting, found=shown(found), own=shown(own))  # fmt: skip
    return None


def without_accuracy(network: TrainedNetwork) -> Message | None:
    """Whether a network was compiled without the metric that all of a course report."""
    settings = network.facts.compiled
    if settings is None or ACCURACIES & {plain(metric) for metric in settings.metrics}:
        return None
    return say("`{name}` is compiled without the metric accuracy.", name=network.name)


def other_loss(variant: TrainedNetwork, control: Control) -> Message | None:
    """Whether a network reduced another loss than its control; either cross-entropy over classes will do."""
    found, wanted = variant.loss, control.loss
    if not is_same_loss(found, wanted):
        if found and found.strip("_<>") == "lambda":
            return say("`{variant}` was compiled with a loss function of your own, `{control}` with "
                       "{wanted}: keep that loss.", variant=variant.name, control=control.name,
                       wanted=wanted or "none")  # fmt: skip
        return say("`{variant}` was compiled with the loss {found}, `{control}` with {wanted}: change one "
                   "thing at a time.", variant=variant.name, found=found or "none",
                   control=control.name, wanted=wanted or "none")  # fmt: skip
    return None


def other_pixels(variant: TrainedNetwork, control: Control) -> Message | None:
    """Whether a network learnt from raw pixels, where normalised ones are what all learn from."""
    if is_normalised(variant):
        return None
    return say("`{variant}` learnt from raw pixels, from 0 to 255, where all others learn from normalised "
               "ones: change one thing at a time.", variant=variant.name)  # fmt: skip


def other_layers(variant: MadeOf, wanted: Sequence[Part]) -> Message | None:
    """Whether a network is made otherwise than the exercise wants it."""
    if variant.made_of == tuple(wanted):
        return None
    if hidden := used_again(variant.name, variant.made_of) or frozen(variant.name, variant.made_of):
        return hidden
    if _with_softmax(variant.made_of) == tuple(wanted):
        return say("`{variant}` ends without softmax, and was compiled without `from_logits`. Give its "
                   "output layer softmax: it may come from the builder of the base network.",
                   variant=variant.name)  # fmt: skip
    found, due = described(variant.made_of), described(wanted)
    if max(len(found), len(due)) > _READABLE:
        return _first_difference(variant, wanted)
    return say("`{variant}` is made of {found}; here it should be {wanted}.", variant=variant.name,
               found=found, wanted=due)  # fmt: skip


def unlike_layers(network: MadeOf, wanted: Sequence[Part]) -> Message | None:
    """`other_layers`, of long networks: told is what differs, where it is at one place."""
    places = _differing(network.made_of, wanted)
    if len(places) != 1 or any(part.again or part.is_frozen for part in network.made_of):
        return other_layers(network, wanted)
    found, due = places[0]
    if not found:
        return say("`{variant}` lacks {wanted}.", variant=network.name, wanted=listed_in_full(due))
    if not due:
        return say("`{variant}` has {found} more than is asked for.", variant=network.name,
                   found=listed_in_full(found))  # fmt: skip
    return say("`{variant}` has {found} where {wanted} is asked for.", variant=network.name,
               found=listed_in_full(found), wanted=listed_in_full(due))  # fmt: skip


def _differing(found: Sequence[Part], wanted: Sequence[Part]) -> list[tuple[Sequence[Part], Sequence[Part]]]:
    """What stands in one list where something else stands in the other, in order."""
    matched = SequenceMatcher(None, list(map(str, found)), list(map(str, wanted)), autojunk=False)
    places = (place for place in matched.get_opcodes() if place[0] != "equal")
    return [(found[begin:end], wanted[first:last]) for _, begin, end, first, last in places]


def _first_difference(network: MadeOf, wanted: Sequence[Part]) -> Message:
    """Told of two networks that differ at several places, or are too long to be read side by side."""
    found, due = _differing(network.made_of, wanted)[0]
    return say("`{variant}` is not the network that is asked for. From the top, the first difference is "
               "{found} in the place of {wanted}.", variant=network.name,
               found=listed_in_full(found[:_FEW]), wanted=listed_in_full(due[:_FEW]))  # fmt: skip


def _with_softmax(made_of: Sequence[Part]) -> tuple[Part, ...]:
    """The same layers, were the last one's scores made probabilities."""
    *begun, last = made_of or [Part("")]
    return (*begun, replace(last, activation="softmax" if last.activation == "linear" else last.activation))
