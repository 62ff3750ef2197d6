"""The hardest digits as cards: the drawing, and what the networks took it for."""

from __future__ import annotations

from dataclasses import dataclass

from reports.digit_pictures import Picture
from reports.page_data.comparison import HardestImages, HardImage

_ANSWERS = 3


@dataclass(frozen=True)
class Answer:
    """A class, how many networks said it, and their share of all in per cent."""

    digit: int
    networks: int
    share: float
    right: bool


@dataclass(frozen=True)
class Card:
    """`mistaken` is the wrong answer given most; `others` counts networks whose answer is not listed."""

    picture: Picture
    digit: int
    mistaken: int
    missed: int
    answers: tuple[Answer, ...]
    others: int


def cards(found: HardestImages | None) -> tuple[Card, ...]:
    """A card for each image, in the order given."""
    return tuple(_card(image, found.networks) for image in found.shown) if found else ()


def _card(image: HardImage, networks: int) -> Card:
    answers = tuple(
        Answer(digit, said, round(100 * said / networks, 1), digit == image.digit)
        for digit, said in image.answers
    )
    return Card(
        picture=image.picture,
        digit=image.digit,
        mistaken=next(answer.digit for answer in answers if not answer.right),
        missed=image.missed,
        answers=answers[:_ANSWERS],
        others=sum(answer.networks for answer in answers[_ANSWERS:]),
    )
