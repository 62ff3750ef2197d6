"""What a tuned network is without one ingredient of its training, each left out in turn.

Left out means: as its control does it, whose training is the documents'. Nothing here is declared in the
course: these networks answer what made the difference, and serve for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from reference.models import VARIANTS, Variant

#: Makes of a tuned network and its control the tuned one without an ingredient.
LeaveOut = Callable[[Variant, Variant], Variant]


@dataclass(frozen=True)
class Ingredient:
    """`name` ends the name of the network that goes without; `without` says in words what that is."""

    name: str
    without: str
    leave_out: LeaveOut


def _of_the_recipe(part: str) -> LeaveOut:
    def leave_out(tuned: Variant, control: Variant) -> Variant:
        return replace(tuned, recipe=replace(tuned.recipe, **{part: getattr(control.recipe, part)}))

    return leave_out


INGREDIENTS = (
    Ingredient("augmentation", "without moved images", lambda t, c: replace(t, layers=c.layers)),
    Ingredient("schedule", "without a learning-rate schedule", _of_the_recipe("learning_rate")),
    Ingredient("averaging", "without weight averaging", _of_the_recipe("ema_momentum")),
    Ingredient("smoothing", "without label smoothing", _of_the_recipe("label_smoothing")),
    Ingredient("long-training", "in the documents' ten epochs", lambda t, c: replace(t, epochs=c.epochs)),
    Ingredient(
        "small-batches", "in the documents' batches of 200", lambda t, c: replace(t, batch_size=c.batch_size)
    ),
)


def control_of(tuned: Variant) -> Variant:
    control = VARIANTS[tuned.control or ""]
    assert isinstance(control, Variant), "a network is held against a network"
    return control


def ablated(tuned: Variant, ingredient: Ingredient) -> Variant:
    """The tuned network without this ingredient, compared with the whole."""
    return replace(
        ingredient.leave_out(tuned, control_of(tuned)),
        name=f"{tuned.name}-without-{ingredient.name}",
        about=f"{tuned.about}, {ingredient.without}",
        control=tuned.name,
    )
