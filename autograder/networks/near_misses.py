"""A convolutional network that is nearly the one that was drawn: what differs, and why that matters.

Each slip that is often made has a sentence of its own; of all others is said what stands where.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from autograder.messages import Message, say
from autograder.networks.architecture import Part, meant
from autograder.networks.comparable import MadeOf, unlike_layers
from autograder.networks.layer_by_layer import frozen, shaped_otherwise, used_again
from autograder.networks.layers_in_words import in_words, same_but_for_activation
from autograder.scoring.answers import ModelFacts

_POOLING = frozenset(("MaxPooling2D", "AveragePooling2D"))
_DROPOUT = "Dropout"
_TIMES_TOO_LARGE = 4  # as many parameters as the network that is drawn has

Look = Callable[[str, Sequence[Part], Sequence[Part]], Message | None]


@dataclass(frozen=True, eq=False)
class AsBuilt:
    """A network as it is built, trained or not."""

    name: str
    facts: ModelFacts

    @property
    def made_of(self) -> tuple[Part, ...]:
        return meant(self.facts)


def otherwise_built(network: MadeOf, *wanted: Sequence[Part]) -> Message | None:
    """How a network differs from those that would do; told of the one that it is most like."""
    name, made_of = network.name, network.made_of
    nearest = min(wanted, key=lambda each: _apart(made_of, each))
    if made_of == tuple(nearest):
        return shaped_otherwise(name, made_of, nearest)
    slips = (look(name, made_of, nearest) for look in _SLIPS)
    hidden = used_again(name, made_of) or frozen(name, made_of)
    return hidden or next(filter(None, slips), None) or unlike_layers(network, nearest)


def too_large(name: str, parameters: int, seconds: float, due: int) -> Message | None:
    """Told of a network that has far more parameters than the one that is drawn, and what that takes."""
    if parameters <= _TIMES_TOO_LARGE * due:
        return None
    if seconds >= 1:
        return say("`{name}` has {found:d} parameters and its cell took {seconds:.0f} s; the network that is "
                   "drawn has {due:d}. A network of that size may be stopped in grading before it is "
                   "trained.", name=name, found=parameters, seconds=seconds, due=due)  # fmt: skip
    return say("`{name}` has {found:d} parameters; the network that is drawn has {due:d}. A network of that "
               "size may be stopped in grading before it is trained.", name=name, found=parameters,
               due=due)  # fmt: skip


def _apart(found: Sequence[Part], wanted: Sequence[Part]) -> tuple[int, int]:
    """How many layers differ, place by place, and then in how much."""
    pairs = [(a, b) for a, b in zip(found, wanted, strict=False) if a != b]
    return abs(len(found) - len(wanted)) + len(pairs), sum(_unlike(*pair) for pair in pairs)


def _unlike(one: Part, other: Part) -> int:
    """In how many things two layers differ."""
    mine, theirs = ((p.kind, p.units, p.activation, p.rows) for p in (one, other))
    settings = {*one.choices} ^ {*other.choices}
    return len(settings) + sum(a != b for a, b in zip(mine, theirs, strict=True))


def _pooled_first(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether a pooling stands before the convolution that it belongs behind."""
    pairs = enumerate(zip(found, wanted, strict=False))
    place = next((i for i, (mine, due) in pairs if mine.kind != due.kind), None)
    if place is None or found[place].kind not in _POOLING or wanted[place].kind != "Conv2D":
        return None
    after = next((part for part in found[place:] if part.kind == "Conv2D"), None)
    if after is None:
        return None
    return say("In `{name}` a pooling stands before {layer}: it throws pixels away before that layer has "
               "looked at them. First the convolution, then the pooling.", name=name,
               layer=in_words(after))  # fmt: skip


def _dropped_otherwise(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether Dropout alone is missing, doubled, at another place or of another rate."""
    mine, due = ([part for part in parts if part.kind == _DROPOUT] for parts in (found, wanted))
    if not due or _without_dropout(found) != _without_dropout(wanted):
        return None
    if not mine:
        return say("`{name}` has no Dropout; in the drawing it switches off some of the units.", name=name)
    if len(mine) != len(due):
        return say("`{name}` has {found} layers of Dropout, where {wanted} is drawn.", name=name,
                   found=len(mine), wanted=len(due))  # fmt: skip
    if [_setting(part, "rate") for part in mine] != [_setting(part, "rate") for part in due]:
        return say("`{name}` has {found} where {wanted} is drawn: the rate is the share that is switched "
                   "off.", name=name, found=str(mine[0]), wanted=str(due[0]))  # fmt: skip
    if mine != due:
        return None
    return say("In `{name}` Dropout stands behind {found}; in the drawing it stands behind {wanted}.",
               name=name, found=_before(found, mine[0]), wanted=_before(wanted, due[0]))  # fmt: skip


def _before(parts: Sequence[Part], part: Part) -> str | Message:
    place = list(parts).index(part)
    return in_words(parts[place - 1]) if place else say("the image")


def _without_dropout(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.kind != _DROPOUT]


def _moved_elsewhere(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether just the layers that move images at random stand at another place, or in another order."""
    mine, due = ([part for part in parts if _moves(part)] for parts in (found, wanted))
    if not due or [part for part in found if not _moves(part)] != [p for p in wanted if not _moves(p)]:
        return None
    if mine == due and found[0] != wanted[0]:
        return say("In `{name}` images are moved behind {found}: it is the image that is to be moved, before "
                   "the first convolution.", name=name, found=_before(found, mine[0]))  # fmt: skip
    if mine != due and sorted(map(str, mine)) == sorted(map(str, due)):
        return say("The layers that move images in `{name}` stand in the order {found}; in the drawing it is "
                   "{wanted}.", name=name, found=", ".join(map(str, mine)),
                   wanted=", ".join(map(str, due)))  # fmt: skip
    return None


def _moves(part: Part) -> bool:
    return part.kind.startswith("Random")


def _sized_otherwise(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether just the kernel of one convolution, or its padding, has another size."""
    differing = _only_differences(found, wanted)
    if not differing or any(mine.kind != "Conv2D" for mine, _ in differing):
        return None
    mine, due = differing[0]
    sizes = [_setting(part, "kernel_size") for part in (mine, due)]
    if _without(mine, "kernel_size") == _without(due, "kernel_size") and sizes[0] != sizes[1]:
        return say("In `{name}` the kernels of the Conv2D with {filters} of them measure {found}; in the "
                   "drawing they measure {wanted}.", name=name, filters=mine.units or 0,
                   found=sizes[0] or "1 × 1", wanted=sizes[1] or "1 × 1")  # fmt: skip
    if _without(mine, "padding") != _without(due, "padding"):
        return None
    if _setting(due, "padding"):
        return say('In `{name}` the Conv2D with {filters} kernels of {size} loses the border; in the drawing '
                   'it has padding "same".', name=name, filters=mine.units or 0, size=sizes[0])  # fmt: skip
    return say("In `{name}` the Conv2D with {filters} kernels of {size} pads the image; in the drawing it "
               "has no padding, so its maps are smaller than what comes in.", name=name,
               filters=mine.units or 0, size=sizes[0])  # fmt: skip


def _widths_swapped(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether convolutions, or Dense layers, have the right widths in another order."""
    mine, due = (_widths(parts, "Conv2D") for parts in (found, wanted))
    if mine != due and sorted(mine) == sorted(due):
        return say("The convolutions of `{name}` have {found} kernels, in this order; in the drawing it is "
                   "{wanted}.", name=name, found=_listed(mine), wanted=_listed(due))  # fmt: skip
    mine, due = (_widths(parts, "Dense") for parts in (found, wanted))
    if mine != due and sorted(mine) == sorted(due):
        return say("The Dense layers of `{name}` have {found} units, in this order; in the drawing it is "
                   "{wanted}.", name=name, found=_listed(mine), wanted=_listed(due))  # fmt: skip
    return None


def _widths(parts: Sequence[Part], kind: str) -> list[int]:
    return [part.units or 0 for part in parts if part.kind == kind]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _no_softmax(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    if not found or found[-1].kind != "Dense" or found[-1].activation == "softmax":
        return None
    if replace(found[-1], activation="softmax") != wanted[-1]:
        return None
    return say("`{name}` ends with the activation {found}, and its loss expects ten probabilities that sum "
               "to 1: give the output layer softmax.", name=name, found=found[-1].activation)  # fmt: skip


def _pooled_otherwise(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    """Whether it takes the mean of each window where the maximum is drawn, or the other way round."""
    differing = _only_differences(found, wanted)
    if not differing or not all({mine.kind, due.kind} == _POOLING for mine, due in differing):
        return None
    return say("`{name}` pools with {found}, where {wanted} is drawn: one takes the mean of a window, the "
               "other its maximum.", name=name, found=differing[0][0].kind,
               wanted=differing[0][1].kind)  # fmt: skip


def _activated_otherwise(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    differing = _only_differences(found, wanted)
    if not differing or not all(same_but_for_activation(*pair) for pair in differing):
        return None
    mine, due = differing[0]
    if mine.activation == "linear":
        return say("In `{name}` {layer} has no activation, where {wanted} is drawn: without one, two layers "
                   "in a row can do no more than one.", name=name, layer=in_words(mine),
                   wanted=due.activation)  # fmt: skip
    return say("In `{name}` {layer} has the activation {found}, where {wanted} is drawn.", name=name,
               layer=in_words(mine), found=mine.activation, wanted=due.activation)  # fmt: skip


def _channels_first(name: str, found: Sequence[Part], wanted: Sequence[Part]) -> Message | None:
    if not any(_setting(part, "data_format") == "channels_first" for part in found):
        return None
    return say("`{name}` takes the axis of channels for the first one. Here it stands last, (28, 28, 1), as "
               "Keras takes it by itself: leave `data_format` out.", name=name)  # fmt: skip


_SLIPS: tuple[Look, ...] = (
    _channels_first, _no_softmax, _pooled_first, _dropped_otherwise, _widths_swapped, _moved_elsewhere,
    _sized_otherwise, _pooled_otherwise, _activated_otherwise,
)  # fmt: skip


def _only_differences(found: Sequence[Part], wanted: Sequence[Part]) -> list[tuple[Part, Part]]:
    """Pairs of layers at one place that differ; none where there are more layers of one than of the other."""
    if len(found) != len(wanted):
        return []
    return [(mine, due) for mine, due in zip(found, wanted, strict=True) if mine != due]


def _setting(part: Part, name: str) -> str:
    told = (choice.removeprefix(f"{name}=") for choice in part.choices if choice.startswith(f"{name}="))
    return next(told, "")


def _without(part: Part, name: str) -> Part:
    return replace(part, choices=tuple(c for c in part.choices if not c.startswith(f"{name}=")))
