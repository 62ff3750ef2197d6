"""Outputs of a network that are too few or too many: what a student tells of them, and what it is instead."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.messages import Message, say
from autograder.networks.trained import TrainedNetwork
from reference.datasets import CLASSES

_NEAR = 5e-3  # of a number, relative: one and the same, told with three digits


def wrong_labels(name: str, told: set[str], units: int) -> Message | None:
    """Whether a list of labels is that of all that have no output among so many `units`."""
    wanted = {str(label) for label in range(units, CLASSES)}
    if told == wanted:
        return None
    found = ", ".join(sorted(told)) or "-"
    if told < wanted:
        return say("`{name}` holds {found}, and that is not all: with {units} outputs, positions 0 to {last} "
                   "exist. Go through all ten labels.", name=name, found=found, units=units,
                   last=units - 1)  # fmt: skip
    if others := sorted(told - {str(label) for label in range(CLASSES)}):
        return say("`{name}` holds {others}; labels are whole numbers from 0 to 9.", name=name,
                   others=", ".join(others))  # fmt: skip
    working = ", ".join(sorted(told - wanted))
    return say("`{name}` holds {found}, and among them labels that have an output: {working}. With {units} "
               "outputs, positions 0 to {last} exist.", name=name, found=found, working=working,
               units=units, last=units - 1)  # fmt: skip


def wrong_spare(name: str, told: float, network: TrainedNetwork) -> Message | None:
    """Whether a number is the largest mean probability of the outputs from position ten on."""
    measured = float(network.predicted[:, CLASSES:].mean(axis=0).max())
    if abs(told - measured) <= max(0.02 * measured, 1e-6):
        return None
    known = ((abs(told - value), value, message) for value, message in _known(name, told, network))
    near = [(distance, message) for distance, value, message in known if distance <= _NEAR * value]
    if near:
        return min(near, key=lambda each: each[0])[1]
    return say("`{name}` is {told:.3g}; the largest mean probability of a spare unit of `{variant}` on the "
               "test images is another. Take each unit alone, its mean over all test images, then the "
               "largest of these.", name=name, told=told, variant=network.name)  # fmt: skip


def _known(name: str, told: float, network: TrainedNetwork) -> Iterator[tuple[float, Message]]:
    """What may be taken for it: the number, and what is said then."""
    means = network.predicted.mean(axis=0)
    spare, shown = means[CLASSES:], network.predicted[:, CLASSES:]
    yield 100 * float(spare.max()), say(
        "`{name}` is {told:.3g}, a hundred times what was measured: it seems to be in per cent. Leave it a "
        "fraction from 0 to 1.", name=name, told=told)  # fmt: skip
    for mean in means[:CLASSES]:
        yield float(mean), say(
            "`{name}` is {told:.3g}, the mean of an output that stands for a digit. Leave out positions 0 to "
            "9.", name=name, told=told)  # fmt: skip
    yield float(shown.max()), say(
        "`{name}` is {told:.3g}, the largest single probability of a spare unit. Take the mean of each unit "
        "over all test images first.", name=name, told=told)  # fmt: skip
    yield float(spare.sum()), say(
        "`{name}` is {told:.3g}, what the means of all spare units sum to. Take each unit alone, and of "
        "their means the largest.", name=name, told=told)  # fmt: skip
    yield float(spare.mean()), say(
        "`{name}` is {told:.3g}, the mean of the means of all spare units. Take each unit alone, and of "
        "their means the largest.", name=name, told=told)  # fmt: skip
    yield float(shown[0].max()), say(
        "`{name}` is {told:.3g}, the largest spare probability in the first test image. Take the mean of "
        "each unit over all test images first.", name=name, told=told)  # fmt: skip
