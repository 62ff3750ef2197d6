"""How long, in which batches and how often a network was trained: what `fit` and the optimiser counted.

Of a training that nobody counted, such as a loop of a student's own, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.messages import Message, say

#: Of the loss of a first epoch, over the second's: 1.1 to 1.65 where weights had learnt before; 1.8 to 3.4
#: from the start, measured on digits and MNIST in batches of 16 to 64, on networks of Dense layers alone.
_LEVEL = 1.7
_LOW = 0.6  # a loss, in nats, that no first epoch has which starts from nothing but in very small batches
#: The same on pixels from 0 to 255, where weights had learnt from normalised ones: 1.0 to 2.4, and 93 % right
#: in the first epoch; 3.5 to 17 from the start, and at most 80 % right on 4,000 images, as measured above.
_RAW_LEVEL, _RAW_RIGHT = 2.8, 0.85

History = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Budget:
    """A training: its epochs, the batches of each, and how often weights were corrected since compiling."""

    epochs: int
    steps: int | None
    updates: int | None

    @property
    def told(self) -> int | None:
        """How many corrections the epochs make."""
        return self.epochs * self.steps if self.steps else None


def steps_for(images: int, batch_size: int) -> int:
    """How many batches an epoch has."""
    return math.ceil(images / batch_size)


def trained_before(name: str, budget: Budget, by: str = "train") -> Message | None:
    """Told of a network that was corrected more often than its last training did; `by` is what trains it."""
    told, updates = budget.told, budget.updates
    if told is None or updates is None or updates <= told:
        return None
    return say("The weights of `{name}` were corrected {updates} times, and the training that is told of, "
               "{epochs} epochs with {steps} batches each, makes {told}: `{name}` was trained another time, "
               "before it or since. Build and compile it again, and call `{by}` once.", name=name,
               updates=updates, epochs=budget.epochs, steps=budget.steps, told=told, by=by)  # fmt: skip


def fitted_in_a_loop(name: str, budget: Budget) -> Message | None:
    """Told of a history of a single epoch where the weights were corrected as in several."""
    told, updates = budget.told, budget.updates
    if budget.epochs != 1 or not told or not updates or updates % told or updates == told:
        return None
    return say("What is kept tells of 1 epoch, but the weights of `{name}` were corrected {updates} times, "
               "as in {epochs}: `fit` was probably called in a loop. Call it once, with `epochs`.", name=name,
               updates=updates, epochs=updates // told)  # fmt: skip


def began_trained(name: str, history: History) -> Message | None:
    """Told of a training whose first epoch is as good as the end of one, and hardly gets better."""
    losses = history.get("loss", ())
    if len(losses) < 2 or not losses[0] < min(_LOW, _LEVEL * losses[1]):
        return None
    return say("In its first epoch the loss of `{name}` was {first:.4f} already, and {second:.4f} in the "
               "second, as in a network that has learnt before. Build it anew, and compile it, before you "
               "train it.", name=name, first=losses[0], second=losses[1])  # fmt: skip


def began_trained_on_raw(name: str, history: History) -> Message | None:
    """Told of a training on raw pixels that begins with weights which have learnt from others.

    These read the digits and are far too sure of it: few mistakes, of which each costs a lot.
    """
    losses = history.get("loss", ())
    right = next(iter(history.get("accuracy") or history.get("acc") or ()), 0.0)
    if len(losses) < 2 or not right > _RAW_RIGHT or not 1 < losses[0] < _RAW_LEVEL * losses[1]:
        return None
    return say("In its first epoch `{name}` was right for {right:.1%} of the images already, as a network is "
               "that has learnt before: did it get weights of another? Build it anew.", name=name,
               right=right)  # fmt: skip


def other_images(name: str, budget: Budget, images: int, smallest: int, largest: int) -> Message | None:
    """Told of epochs whose number of batches these images do not make in batches of permitted sizes."""
    steps = budget.steps
    if steps is None or images // largest <= steps <= steps_for(images, smallest):  # a last part may go
        return None
    if smallest == largest:
        return say("Each epoch of `{name}` had {steps} batches. The {images} training images make {wanted}, "
                   "in batches of {size}. Which images did training get, and which batch_size?", name=name,
                   steps=steps, images=images, wanted=steps_for(images, smallest),
                   size=smallest)  # fmt: skip
    return say("Each epoch of `{name}` had {steps} batches. The {images} training images make {least} to "
               "{most}, in batches of {largest} to {smallest}. Which images did `fit` get, in "
               "which batch_size, and were the steps of an epoch limited?", name=name, steps=steps,
               images=images, least=steps_for(images, largest), most=steps_for(images, smallest),
               largest=largest, smallest=smallest)  # fmt: skip
