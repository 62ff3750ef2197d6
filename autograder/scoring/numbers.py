"""Numbers that students write: read, and judged for their form."""

from __future__ import annotations

from math import prod

import numpy as np

from autograder.messages import say
from autograder.scoring.answers import Answers, Unanswered

_PER_CENT_ROUNDING = 0.0051  # percentages may be told without decimals


def number(answers: Answers, name: str) -> float:
    """A variable that holds one number; Unanswered, with what it is instead, otherwise."""
    facts = answers.value(name)
    found = facts.value
    if isinstance(found, bool) or not isinstance(found, int | float):
        one = facts.shape is not None and prod(facts.shape) == 1
        array = answers.array(name) if one else np.empty(0)
        if array.size != 1:
            raise Unanswered(
                say("`{name}` should be one number; yours is a {type}.", name=name, type=facts.type)
            )
        found = array.item()
    return float(found)


def whole_number(answers: Answers, name: str) -> int:
    """A variable that holds one whole number."""
    found = number(answers, name)
    if not found.is_integer():
        raise Unanswered(
            say("`{name}` should be a whole number; yours is {found:g}.", name=name, found=found)
        )
    return int(found)


def fraction(answers: Answers, name: str, measured: float | None) -> float:
    """A variable that holds an accuracy; Unanswered where that is no number between 0 and 1.

    What was `measured` in its place tells a percentage from a loss; None where that is unknown.
    """
    text = answers.value(name).value
    if isinstance(text, str) and (share := _percentage(text)) is not None:
        raise Unanswered(say("`{name}` is a text, {found}; a number is wanted, and as a fraction between 0 "
                             "and 1: {share:.2%} is `{share:g}`.",
                             name=name, found=text, share=share))  # fmt: skip
    found = number(answers, name)
    if is_percentage(found, measured):
        raise Unanswered(say("`{name}` is {found:g}, a percentage. What is wanted is accuracy as a fraction "
                             "between 0 and 1: {share:.2%} is `{share:g}`.",
                             name=name, found=found, share=found / 100))  # fmt: skip
    if not 0 <= found <= 1:
        raise Unanswered(say("`{name}` is {found:g}; `evaluate` returns the loss first, and accuracy as a "
                             "fraction between 0 and 1.", name=name, found=found))  # fmt: skip
    return found


def is_percentage(told: float, measured: float | None) -> bool:
    """Whether an accuracy was told in per cent of what was `measured`, a fraction."""
    return measured is not None and 1 < told <= 100 and abs(told / 100 - measured) <= _PER_CENT_ROUNDING


def _percentage(text: str) -> float | None:
    """The fraction that a text such as `91.5%` or `91,5 %` means."""
    found = text.strip()
    try:
        return float(found.removesuffix("%").replace(",", ".")) / 100 if found.endswith("%") else None
    except ValueError:
        return None
