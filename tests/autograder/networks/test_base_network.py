"""What is said of a variant of the base network that learnt nothing."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.networks.base_network import BaseNetwork
from autograder.scoring.answers import LayerFacts
from tests.autograder.networks.made_up import DATA, DENSE, network, reading

BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")
CONTROL = network(
    reading(36, seed=1), layers=(DENSE[0], LayerFacts("Dense", 128, "relu", 100480, (None, 128)), DENSE[2])
)


class _Alone:
    """Answers beside which no other exercise is seen."""

    def of(self, exercise: str) -> None:
        return None


@pytest.mark.parametrize(
    ("on_raw", "first", "said"),
    [
        (36, 90.0, "is right for 12.5% of the normalised test images: it learnt from raw ones"),
        (5, 2.3, "is right for 12.5% of the test images, and guessing gives 10%. The images"),
        (5, 90.0, "and guessing gives 10%"),
    ],
)
def test_whether_it_learnt_from_raw_pixels_is_recognised(on_raw: int, first: float, said: str) -> None:
    history = {"loss": (first, 0.5), "val_loss": (2.5, 2.4)}
    variant = network(reading(5), "variant", history, raw=reading(on_raw, seed=2))
    answers: Any = _Alone()
    assert said in str(BASE.odd(variant, CONTROL, answers, DATA))
