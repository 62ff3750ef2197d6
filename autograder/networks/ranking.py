"""Digits that are read off a vector of probabilities: which place their number has in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Message, say
from autograder.scoring.answers import Answers
from autograder.scoring.numbers import number

_TIE = 1e-4  # probabilities as close as that may change places
_ROUNDING = 6e-4  # probabilities may be told with three decimals

Vector = NDArray[Any]


def has_place(vector: Vector, digit: int, place: int) -> bool:
    """Whether the number at a position is the first, second, ... from the top; equal ones share a place."""
    return bool(abs(vector[digit] - np.sort(vector)[-place]) <= _TIE)


def number_itself(answers: Answers, name: str, vector: Vector) -> Message | None:
    """Told of a variable that holds a number of the vector, where its position is wanted."""
    told = number(answers, name)
    if told.is_integer() or not np.abs(vector - told).min() <= _ROUNDING:
        return None
    return say("`{name}` is {told:.3g}, which is a probability. Take the position at which it stands in the "
               "vector.", name=name, told=told)  # fmt: skip


def misplaced(name: str, digit: int, place: int, vector: Vector, label: int) -> Message:
    """Said of a digit that has another place; `label` is that of the image."""
    if place == 1 and digit == label:
        return say("`{name}` is {digit}, the label of that image; the largest number of the vector stands "
                   "elsewhere. Take its position.", name=name, digit=digit)  # fmt: skip
    rank = int((vector > vector[digit]).sum()) + 1
    if rank == len(vector) + 1 - place:
        return say("`{name}` is {digit}: at that position stands number {rank} of the vector, not number "
                   "{place} from the top. The numbers may have been sorted upwards, the smallest first.",
                   name=name, digit=digit, rank=rank, place=place)  # fmt: skip
    return say("`{name}` is {digit}: at that position stands number {rank} of the vector, not number {place} "
               "from the top. Sort the positions by their numbers, the largest first.", name=name,
               digit=digit, rank=rank, place=place)  # fmt: skip
