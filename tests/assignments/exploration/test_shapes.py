"""`without_flatten` and `output_units`: right in any style, and each near miss by its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as with_facts

Names = dict[str, Any]


@pytest.fixture
def flatless(base: Any) -> Names:
    return {
        "flatless_model": base.but(extra=("InputLayer",)),
        "flatless_shape": (5, 28, 10),
        "flatless_error": "ValueError",
        "flatless_reason": "b",
        "repaired_model": base.but(extra=("InputLayer", "Reshape"), right=0.5),
    }


def test_a_right_repair_holds(judged: Any, flatless: Names) -> None:
    assert judged("without_flatten", flatless) == {}


@pytest.mark.parametrize("shape", [(5, 28, 10), [5, 28, 10], np.array([5, 28, 10])])
def test_the_shape_in_any_form(judged: Any, flatless: Names, shape: Any) -> None:
    assert judged("without_flatten", flatless | {"flatless_shape": shape}) == {}


@pytest.mark.parametrize(
    "shape", [(None, 28, 10), (28, 10), (5, 10), (5, 28, 128), (5, 10, 28), (5, 28, 10, 1)]
)
def test_another_shape(judged: Any, flatless: Names, shape: Any) -> None:
    failed = judged("without_flatten", flatless | {"flatless_shape": shape})
    assert failed.keys() == {"shape"}
    assert str(shape) in failed["shape"]


def test_the_shape_of_more_images(judged: Any, flatless: Names) -> None:
    failed = judged("without_flatten", flatless | {"flatless_shape": (360, 28, 10)})
    assert (
        failed["shape"]
        == "`flatless_shape` is (360, 28, 10), which begins with 360; five images were asked about."
    )


@pytest.mark.parametrize(
    "error", ["<class 'ValueError'>", "valueerror", "ValueError: rank", "builtins.ValueError"]
)
def test_the_error_in_any_form(judged: Any, flatless: Names, error: str) -> None:
    assert judged("without_flatten", flatless | {"flatless_error": error}) == {}


@pytest.mark.parametrize("error", ["TypeError", "an error", ""])
def test_another_error(judged: Any, flatless: Names, error: str) -> None:
    assert judged("without_flatten", flatless | {"flatless_error": error}).keys() == {"error"}


def test_flatten_under_another_name_is_flatten(judged: Any, flatless: Names, base: Any) -> None:
    failed = judged("without_flatten", flatless | {"repaired_model": base, "flatless_model": base})
    assert failed.keys() == {"network", "shape", "repaired", "learns"}


def test_a_repair_that_learns_nothing(judged: Any, flatless: Names, base: Any) -> None:
    flatless["repaired_model"] = base.but(extra=("InputLayer", "Reshape"), right=0.1)
    failed = judged("without_flatten", flatless)
    assert failed.keys() == {"learns"}
    assert "is right for 10.0%" in failed["learns"]


def test_a_repair_never_trained(judged: Any, flatless: Names, base: Any) -> None:
    untrained = base.but(right=0.1, extra=("InputLayer", "Reshape"), updates=0, changes={"history": {}})
    failed = judged("without_flatten", flatless | {"repaired_model": untrained})
    assert "has not been trained" in failed["repaired"]


@pytest.mark.parametrize("reason", ["a", "c", "d"])
def test_another_reason_is_judged_in_grading_only(judged: Any, flatless: Names, reason: str) -> None:
    names = flatless | {"flatless_reason": reason}
    assert judged("without_flatten", names).keys() == {"reason"}
    assert judged("without_flatten", names, local=True) == {}


def test_no_letter(judged: Any, flatless: Names) -> None:
    failed = judged("without_flatten", flatless | {"flatless_reason": "rows"}, local=True)
    assert failed.keys() == {"reason"}


@pytest.fixture
def outputs(base: Any, data: Any) -> Names:
    many = base.but(outputs=15, seed=1)
    spare = many.predicted(data.test, "normalise")[:, 10:].mean(axis=0)
    return {
        "few_model": base.but(outputs=5),
        "few_units": 5,
        "few_error": "InvalidArgumentError",
        "broken_labels": [5, 6, 7, 8, 9],
        "output_models": {10: base, 15: many},
        "spare_probability": float(spare.max()),
        "many_conclusion": "no difference",
        "ten_stands_for": "d",
    }


def test_right_outputs_hold(judged: Any, outputs: Names) -> None:
    assert judged("output_units", outputs) == {}


@pytest.mark.parametrize(
    "labels", [{5, 6, 7, 8, 9}, range(5, 10), np.arange(5, 10), ["9", "8", "7", "6", "5"]]
)
def test_the_labels_in_any_form(judged: Any, outputs: Names, labels: Any) -> None:
    labels = list(labels) if isinstance(labels, range) else labels
    assert judged("output_units", outputs | {"broken_labels": labels}) == {}


def test_the_error_of_another_exercise(judged: Any, outputs: Names, flatless: Names) -> None:
    assert judged("output_units", outputs | {"few_error": "ValueError"}).keys() == {"error"}
    assert judged("without_flatten", flatless | {"flatless_error": "InvalidArgumentError"}).keys() == {
        "error"
    }


def test_one_hot_labels_fail_by_their_shape(judged: Any, outputs: Names, base: Any) -> None:
    one_hot = with_facts(base.settings, loss="CategoricalCrossentropy")
    outputs["few_model"] = base.but(outputs=5, changes={"settings": one_hot})
    assert judged("output_units", outputs).keys() == {"error"}
    assert judged("output_units", outputs | {"few_error": "ValueError"}) == {}


def test_never_compiled(judged: Any, outputs: Names, base: Any) -> None:
    outputs["few_model"] = base.but(outputs=5, changes={"settings": None})
    assert "`few_model` is not compiled yet" in judged("output_units", outputs)["error"]


@pytest.mark.parametrize("labels", [[6, 7, 8, 9], [0, 1, 2, 3, 4], [5, 6, 7, 8, 9, 10], [9], []])
def test_other_labels(judged: Any, outputs: Names, labels: Any) -> None:
    assert judged("output_units", outputs | {"broken_labels": labels}).keys() == {"labels"}


def test_labels_follow_the_students_own_number_of_outputs(judged: Any, outputs: Names, base: Any) -> None:
    own = {"few_model": base.but(outputs=9), "few_units": 9, "broken_labels": [9]}
    assert judged("output_units", outputs | own) == {}


@pytest.mark.parametrize(("units", "told"), [(10, 10), (5, 6)])
def test_not_fewer_or_misreported(judged: Any, outputs: Names, base: Any, units: int, told: int) -> None:
    own = {"few_model": base.but(outputs=units), "few_units": told}
    assert judged("output_units", outputs | own).keys() == {"few", "labels"}


def test_no_network_with_more(judged: Any, outputs: Names, base: Any) -> None:
    failed = judged("output_units", outputs | {"output_models": {10: base}})
    assert failed.keys() == {"many", "spare", "conclusion"}


def test_more_outputs_and_another_width(judged: Any, outputs: Names) -> None:
    many = outputs["output_models"][15].but(hidden=((64, "relu"),))
    outputs["output_models"][15] = many
    assert "but for how many outputs it has" in judged("output_units", outputs)["many"]


@pytest.mark.parametrize("factor", [0.9, 5.0, 100.0])
def test_another_number_for_the_spare_units(judged: Any, outputs: Names, factor: float) -> None:
    outputs["spare_probability"] *= factor
    failed = judged("output_units", outputs)
    assert failed.keys() == {"spare"}
    assert f"{outputs['spare_probability']:.3g}" in failed["spare"]


def test_a_spare_probability_in_words(judged: Any, outputs: Names) -> None:
    assert judged("output_units", outputs | {"spare_probability": "almost zero"}).keys() == {"spare"}


def test_more_outputs_are_no_gain(judged: Any, outputs: Names, calibration: Any) -> None:
    calibration(-0.001, 0.001)
    assert judged("output_units", outputs | {"many_conclusion": "better"}).keys() == {"conclusion"}


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_what_ten_does_not_stand_for(judged: Any, outputs: Names, letter: str) -> None:
    assert judged("output_units", outputs | {"ten_stands_for": letter}).keys() == {"ten"}
