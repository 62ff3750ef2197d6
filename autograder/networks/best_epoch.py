"""The epoch in which a validation loss was lowest, and what was taken for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.messages import Message, say
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers
from autograder.scoring.numbers import number

_ROUNDING = 6e-4  # losses may be told with three decimals


def smallest_itself(answers: Answers, name: str, listed: str, values: Sequence[float]) -> Message | None:
    """Told of a variable that holds the smallest of values, where its place is wanted."""
    told = number(answers, name)
    if told.is_integer() or abs(told - min(values)) > _ROUNDING:
        return None
    return say("`{name}` is {told:.4g}, the lowest `{listed}` itself. Take its position, with `argmin`, and "
               "count from 1.", name=name, told=told, listed=listed)  # fmt: skip


def another_epoch(name: str, epoch: int, long: TrainedNetwork, short: TrainedNetwork) -> Message:
    """Said of an epoch in which the validation loss of `long` was not lowest."""
    losses = long.facts.history["val_loss"]
    if epoch == _first(np.argmin, losses) - 1:
        return say("`{name}` is {epoch}: there val_loss is {found:.4f}, and in the next epoch it is lowest. "
                   "Epochs count from 1, positions in a list from 0.", name=name, epoch=epoch,
                   found=losses[epoch - 1])  # fmt: skip
    if epoch == _first(np.argmax, long.facts.history.get("val_accuracy", ())):
        return say("`{name}` is {epoch}: there `val_accuracy` is highest, which is not where `val_loss` is "
                   "lowest. Search the list `val_loss`.", name=name, epoch=epoch)  # fmt: skip
    if epoch == _first(np.argmin, short.facts.history.get("val_loss", ())):
        return say("`{name}` is {epoch}: that is the best epoch of `{short}`. Search the history of "
                   "`{long}`.", name=name, epoch=epoch, short=short.name, long=long.name)  # fmt: skip
    return say("`{name}` is {epoch}: there val_loss is {found:.4f}, and in another epoch it is lower. Search "
               "the list `val_loss` of `{long}`.", name=name, epoch=epoch, found=losses[epoch - 1],
               long=long.name)  # fmt: skip


def _first(search: Callable[..., Any], values: Sequence[float]) -> int:
    """The epoch that NumPy's search finds, counted from 1; 0 where there is none."""
    return int(search(values)) + 1 if len(values) else 0
