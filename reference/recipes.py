"""How a network is trained where it is not as the documents say, declared as data.

A declaration is plain data; the functions make of it what Keras takes, and import Keras only then.
What augments images stands among a variant's layers, which Keras passes through in training alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from reference.datasets import CLASSES, Labels


@dataclass(frozen=True)
class CosineDecay:
    """`keras.optimizers.schedules.CosineDecay` over a whole training, however long that is.

    The learning rate rises evenly to `peak` over the first `warmup` of all steps (a fraction), and
    falls to zero along half a cosine over the rest.
    """

    peak: float
    warmup: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """What a training does that Keras does not by itself; None and 0 leave each out.

    With `ema_momentum`, networks are measured by the moving average of their weights, after every
    epoch and at the end. With `label_smoothing`, the training loss that Keras reports is that of the
    smoothed labels; test losses stay those of the true ones.
    """

    learning_rate: CosineDecay | None = None
    ema_momentum: float | None = None
    label_smoothing: float = 0.0


PLAIN = Recipe()


def optimiser(name: str, recipe: Recipe, steps: int) -> Any:
    """Keras's optimiser of that name for so many steps, with its own settings where none are given."""
    import keras

    settings: dict[str, object] = {}
    if recipe.learning_rate is not None:
        settings["learning_rate"] = _schedule(recipe.learning_rate, steps)
    if recipe.ema_momentum is not None:
        settings |= {"use_ema": True, "ema_momentum": recipe.ema_momentum}
    return type(keras.optimizers.get(name))(**settings)


def loss(recipe: Recipe) -> Any:
    """The loss on what `targets` makes of labels."""
    import keras

    if not recipe.label_smoothing:
        return "sparse_categorical_crossentropy"
    return keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing)


def targets(recipe: Recipe, labels: Labels) -> NDArray[Any]:
    """Labels (N,) as the loss takes them: as they are, or (N, 10) where they are smoothed."""
    import keras

    return keras.utils.to_categorical(labels, CLASSES) if recipe.label_smoothing else labels


def callbacks(recipe: Recipe) -> tuple[Any, ...]:
    """What must come before any callback that measures after an epoch."""
    import keras

    if recipe.ema_momentum is None:
        return ()
    return (keras.callbacks.SwapEMAWeights(swap_on_epoch=True),)  # else `fit` averages only when it ends


def _schedule(declared: CosineDecay, steps: int) -> Any:
    import keras

    rising = round(declared.warmup * steps)
    if not rising:
        return keras.optimizers.schedules.CosineDecay(declared.peak, steps)
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps - rising, warmup_target=declared.peak, warmup_steps=rising
    )
