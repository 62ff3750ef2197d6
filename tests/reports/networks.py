"""A made-up network of a student's: gaps in its curves, a name too long, mistakes as pictures."""

from __future__ import annotations

import numpy as np

from reports.digit_pictures import picture
from reports.page_data.parts import Interval, ReferenceLine
from reports.page_data.student_network import Learning, Measured, Mistake, Standing, StudentNetwork

HOSTILE_WORDS = "</title><script>alert('words')</script>"


def reference_line(
    name: str, accuracy: float, interval: Interval | None = None, about: str = ""
) -> ReferenceLine:
    return ReferenceLine(name, accuracy, interval, 1, name == "logistic_regression", about)


def student_network() -> StudentNetwork:
    own = Measured("Your network", 0.944, Interval(0.915, 0.964), "95 % interval")
    references = (
        reference_line("logistic_regression", 0.914, Interval(0.88, 0.939), "scikit-learn's"),
        reference_line(
            "a_reference_with_a_name_that_is_too_long", 0.896, Interval(0.858, 0.922), "of 30 runs"
        ),
    )
    learning = Learning(
        accuracy=(0.61, 0.85, 0.91, 0.94),
        val_accuracy=(0.8, None, 0.9, 0.91),
        loss=(1.9, 0.6, 0.3, 0.2),
        val_loss=(0.9, 0.5),
        words="What your notebook's training reported, epoch by epoch.",
    )
    noise = np.random.default_rng(1)
    images = (noise.integers(0, 256, (28, 28), np.uint8) for _ in range(12))
    mistakes = tuple(
        Mistake(picture(image), 4, 9, 0.983 - place / 50, f"4, read as 9: {HOSTILE_WORDS}")
        for place, image in enumerate(images)
    )
    return StudentNetwork(
        standing=Standing("Your network reads 94.4 % of 360 images that it never saw.", own, references, 360),
        learning=learning,
        mistakes=mistakes,
        words="Of the 360 test images your network misreads 31.",
    )
