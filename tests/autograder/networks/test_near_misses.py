"""Networks that are nearly what is drawn: each slip has a sentence of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from autograder.messages import Message
from autograder.networks.architecture import Part
from autograder.networks.calibrated import declared_parts
from autograder.networks.near_misses import otherwise_built, too_large
from autograder.networks.trained import TrainedNetwork
from reference.layers import DROPOUT_CNN, LARGER_CNN, LENET5, LENET5_UNPADDED
from tests.autograder.networks.made_up import network, reading

LARGER, LENET, DROPOUT = (list(declared_parts(layers)) for layers in (LARGER_CNN, LENET5, DROPOUT_CNN))
UNPADDED = list(declared_parts(LENET5_UNPADDED))


class Made(TrainedNetwork):
    """A network of just these parts."""

    parts: tuple[Part, ...] = ()

    @property
    def made_of(self) -> tuple[Part, ...]:
        return self.parts


def _made(parts: Sequence[Part]) -> TrainedNetwork:
    of = network(reading(100))
    made = Made("net", of.facts, of.feed, of.predicted, of.accuracy)
    object.__setattr__(made, "parts", tuple(parts))
    return made


def _told(parts: Sequence[Part], *wanted: Sequence[Part]) -> Message | None:
    return otherwise_built(_made(parts), *(wanted or (LARGER,)))


def _with(parts: Sequence[Part], place: int, **changes: object) -> list[Part]:
    return [replace(part, **changes) if i == place else part for i, part in enumerate(parts)]  # type: ignore[arg-type]


def _moved(parts: Sequence[Part], place: int, to: int) -> list[Part]:
    left = [part for i, part in enumerate(parts) if i != place]
    return [*left[:to], parts[place], *left[to:]]


def _sized(part: Part, setting: str, value: str = "") -> tuple[str, ...]:
    kept = [choice for choice in part.choices if not choice.startswith(setting)]
    return (*kept, *([f"{setting}={value}"] if value else []))


def test_what_is_drawn_is_not_told() -> None:
    assert _told(LARGER) is None
    assert _told(LENET, LENET, UNPADDED) is None
    assert _told(UNPADDED, LENET, UNPADDED) is None


SLIPS = [
    (_moved(LARGER, 1, 0), "a pooling stands before the Conv2D with 30 kernels of 5 × 5"),
    (_moved(LARGER, 3, 2), "a pooling stands before the Conv2D with 15 kernels of 3 × 3"),
    (_moved(LARGER, 4, 6), "behind Dense(50, relu); in the drawing it stands behind MaxPooling2D"),
    ([part for part in LARGER if part.kind != "Dropout"], "`net` has no Dropout"),
    (_moved([*LARGER, LARGER[4]], 8, 6), "has 2 layers of Dropout, where 1 is drawn"),
    (_with(LARGER, 4, choices=("rate=0.5",)), "has Dropout(rate=0.5) where Dropout(rate=0.2) is drawn"),
    (_with(LARGER, 0, choices=_sized(LARGER[0], "kernel_size", "3 × 3")), "measure 3 × 3; in the drawing"),
    (_with(_with(LARGER, 0, units=15), 2, units=30), "have 15, 30 kernels, in this order"),
    (_with(_with(LARGER, 5, units=50), 6, units=128), "have 50, 128, 10 units, in this order"),
    (_with(LARGER, 7, activation="linear"), "ends with the activation linear"),
    (_with(LARGER, 0, choices=(*LARGER[0].choices, "padding=same")), "pads the image; in the drawing"),
    (_with(LARGER, 1, kind="AveragePooling2D"), "pools with AveragePooling2D, where MaxPooling2D is drawn"),
    (_with(LARGER, 5, activation="linear"), "Dense(128, linear) has no activation, where relu is drawn"),
    (_with(LARGER, 5, activation="tanh"), "Dense(128, tanh) has the activation tanh, where relu is drawn"),
    (_with(LARGER, 0, choices=(*LARGER[0].choices, "data_format=channels_first")), "the axis of channels"),
    ([part for part in LARGER if part.units != 50], "lacks Dense(50, relu)"),
    (_with(LARGER, 5, units=100), "has Dense(100, relu) where Dense(128, relu) is asked for"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "said"), SLIPS, ids=[said[:40] for _, said in SLIPS])
def test_a_slip_has_a_sentence_of_its_own(parts: list[Part], said: str) -> None:
    assert said in str(_told(parts))


def test_no_two_slips_are_told_alike() -> None:
    assert len({str(_told(parts)) for parts, _ in SLIPS}) == len(SLIPS)


def test_lists_that_would_be_cut_off_are_told_by_their_first_difference() -> None:
    told = str(_told([LARGER[0], *LARGER[2:5], Part("BatchNormalization"), *LARGER[5:]]))
    assert "the first difference is no layer in the place of MaxPooling2D(pool_size=2 × 2)" in told
    assert len(told) < 250


def test_padding_that_is_drawn_and_missing_is_told() -> None:
    parts = _with(DROPOUT, 2, choices=_sized(DROPOUT[2], "padding"))
    assert 'loses the border; in the drawing it has padding "same"' in str(_told(parts, DROPOUT))


def test_layers_that_move_images_stand_first_and_in_order() -> None:
    wanted = [Part("RandomRotation"), Part("RandomFlip"), *LARGER]
    late = [LARGER[0], *wanted[:2], *LARGER[1:]]
    assert "moved behind the Conv2D with 30 kernels of 5 × 5" in str(_told(late, wanted))
    assert "in the order RandomFlip, RandomRotation" in str(_told([*wanted[1::-1], *LARGER], wanted))
    assert "lacks RandomFlip" in str(_told([wanted[0], *LARGER], wanted))


def test_of_two_that_would_do_the_nearer_one_is_told() -> None:
    parts = _with(UNPADDED, 1, kind="MaxPooling2D")
    assert "pools with MaxPooling2D" in str(_told(parts, LENET, UNPADDED))


def test_a_network_that_is_far_too_large_is_told_with_both_numbers() -> None:
    assert too_large("net", 400, 90.0, 100) is None
    told = str(too_large("net", 2_000_000, 93.4, 59_933))
    assert "2000000 parameters and its cell took 93 s" in told
    assert "59933" in told
    assert "took" not in str(too_large("net", 2_000_000, 0.0, 59_933))
