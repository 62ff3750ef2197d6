"""Lists of shapes and of parameters, as students predict them: what is said of each slip."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring import Value
from autograder.networks.told_shapes import drawn, wrong_parameters, wrong_shapes
from autograder.scoring.answers import Answers, Unanswered
from reference.layers import DROPOUT_CNN, LARGER_CNN, MLP_784
from tests.autograder.kernel_answers import answered

LARGER = [
    (24, 24, 30), (12, 12, 30), (10, 10, 15), (5, 5, 15), (5, 5, 15), (375,), (128,), (50,), (10,),
]  # fmt: skip
COUNTS = [780, 0, 4065, 0, 0, 0, 48_128, 6_450, 510]


def _answers(told: Any) -> Answers:
    ask = Value("told")
    return Answers((ask,), answered((ask,), {"told": told}))


def _with(place: int, value: Any, told: list[Any] | None = None) -> list[Any]:
    changed = list(LARGER if told is None else told)
    changed[place] = value
    return changed


@pytest.mark.parametrize(
    "told",
    [
        LARGER,
        tuple(LARGER),
        [list(shape) for shape in LARGER],
        [shape if len(shape) > 1 else shape[0] for shape in LARGER],  # (375) is 375
        [tuple(np.int64(size) for size in shape) for shape in LARGER],
        [str(shape) for shape in LARGER],
    ],
)
def test_shapes_may_be_written_in_many_ways(told: Any) -> None:
    assert wrong_shapes(_answers(told), "told", LARGER_CNN) is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (_with(0, (28, 28, 30)), "you say that `(28, 28, 30)` comes out of layer 1, Conv2D. Without padding"),
        (_with(0, (30, 24, 24)), "The depth stands last"),
        (_with(0, (24, 24)), "The depth is missing"),
        (_with(0, (24, 24, 1)), "The depth is the number of its kernels"),
        (_with(2, (9, 9, 15)), "a kernel of k leaves n − k + 1"),
        (_with(1, (12, 12, 15)), "the depth stays as it was"),
        (_with(1, (13, 13, 30)), "halves height and width"),
        (_with(4, (5, 5, 12)), "`Dropout` sets some numbers to 0"),
        (_with(5, (75,)), "lays them in one row: how many are there in `(5, 5, 15)`?"),
        (_with(5, (5, 5, 15)), "a single row of numbers"),
        (_with(6, (375,)), "one number for each of its units"),
        ([(28, 28, 1), *LARGER], "begins with the image itself"),
        (LARGER[:-1], "`told` has 8 entries; the drawing has 9 layers"),
        (LARGER[:1], "`told` has 1 entry; the drawing has 9 layers, and each gets one"),
        (np.zeros((6, 3)), "`told` has 6 entries; the drawing has 9 layers"),
        (np.zeros((9, 3)), "you say that `(0, 0, 0)` comes out of layer 1, Conv2D"),
        (np.zeros((0, 5)), "`told` has 0 entries"),
    ],
)
def test_the_first_wrong_shape_is_told_with_its_cause(told: Any, said: str) -> None:
    found = str(wrong_shapes(_answers(told), "told", LARGER_CNN))
    assert said in found
    wanted = {str(out.shape) for out in drawn(LARGER_CNN)} - {"(5, 5, 15)"}
    assert not any(shape in found for shape in wanted - {str(shape) for shape in told})  # it is no answer


def test_padding_that_keeps_the_size_is_told_where_it_is_drawn() -> None:
    right = [out.shape for out in drawn(DROPOUT_CNN)]
    assert "stay as they were" in str(
        wrong_shapes(_answers(_with(2, (12, 12, 64), right)), "told", DROPOUT_CNN)
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (_with(0, (None, 24, 24, 30)), "Entry 1 of `told` begins with None, which stands for the batch"),
        (_with(0, "24x24"), "Entry 1 of `told` is no shape"),
        (0, "`told` is 0 and no list: write one entry for each layer of the drawing between square brackets"),
        (2.5, "`told` is 2.5 and no list"),
        ("(24, 24, 30)", '`told` is "(24, 24, 30)" and no list'),
        (_with(0, None), "is no shape"),
        (_with(0, {24}), "is no shape"),
        (_with(0, (1,) * 9), "is no shape"),
    ],
)
def test_what_is_no_shape_is_told_so(told: Any, said: str) -> None:
    with pytest.raises(Unanswered) as lacking:
        wrong_shapes(_answers(told), "told", LARGER_CNN)
    assert said in str(lacking.value.message)


@pytest.mark.parametrize("told", [COUNTS, tuple(COUNTS), np.array(COUNTS), [float(n) for n in COUNTS]])
def test_parameters_may_be_any_list_of_numbers(told: Any) -> None:
    assert wrong_parameters(_answers(told), "told", LARGER_CNN) is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (_with(0, 750, COUNTS), "leaves out the biases: one for each kernel"),
        (_with(6, 48_000, COUNTS), "leaves out the biases: one for each unit"),
        (_with(2, 150, COUNTS), "as deep as what comes in: here 30 maps"),
        (_with(2, 4000, COUNTS), "Count for one kernel"),
        (
            _with(6, 128, COUNTS),
            "your number for layer 7, Dense, is 128. Each of its units has one weight for",
        ),
        (_with(6, 614_656, COUNTS), "is 614656. Each of its units"),
        (_with(6, 0.5, COUNTS), "is 0.5. Each of its units"),
        (_with(6, 10**40, COUNTS), "is 1e+40. Each of its units"),
        (_with(1, 4, COUNTS), "It learns nothing"),
        (_with(1, "none", COUNTS), 'Entry 2 of `told` is a text, "none"; a whole number is wanted, without'),
        (_with(0, "780", COUNTS), 'Entry 1 of `told` is a text, "780"; a whole number is wanted, without q'),
        (_with(0, 780 + 0j, COUNTS), "Entry 1 of `told` is no number; a whole number is wanted"),
        (_with(1, True, COUNTS), "a whole number is wanted"),
        ([59_933], "`told` has 1 entry; the drawing has 9"),
    ],
)
def test_the_first_wrong_count_is_told_with_its_cause(told: Any, said: str) -> None:
    assert said in str(wrong_parameters(_answers(told), "told", LARGER_CNN))


@pytest.mark.parametrize("told", [59_933, "59933"])
def test_a_single_number_is_no_list_of_them(told: Any) -> None:
    with pytest.raises(Unanswered) as lacking:
        wrong_parameters(_answers(told), "told", LARGER_CNN)
    assert "59933" in str(lacking.value.message)
    assert "and no list" in str(lacking.value.message)


def test_a_wrong_count_tells_no_shape_that_may_be_wrong_still() -> None:
    """How many numbers come into a Dense layer is a shape that is asked for beside the counts."""
    for place, count in enumerate(COUNTS):
        found = str(wrong_parameters(_answers(_with(place, count + 7, COUNTS)), "told", LARGER_CNN))
        sizes = {str(n) for out in drawn(LARGER_CNN) for n in (*out.shape, out.parameters) if n > 30}
        assert not sizes & {word.strip(".,:;`()") for word in found.split()}


def test_the_first_dense_layer_sees_all_pixels() -> None:
    assert wrong_parameters(_answers([0, 615_440, 7_850]), "told", MLP_784) is None
