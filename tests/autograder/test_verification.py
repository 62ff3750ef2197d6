"""A network is rebuilt and asked again: claims that are not its own are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.answers import Answers
from autograder.asks import Images, Model
from autograder.evidence import Evidence, RunStatus
from autograder.execution import inside, rebuild
from autograder.verification import (
    MAX_NUMBER,
    MAX_PARAMETERS,
    Prepared,
    RebuildFailed,
    Rebuilt,
    unverified,
    verify,
)
from reference.datasets import Dataset, load
from reference.training import prepare_process

ASK = Model("model", (Images("test"), Images("hidden", 40)), ("normalise",), verify=True)


def _rebuild(description: Mapping[str, Any], weights: Sequence[Any], images: Mapping[str, Any]) -> Rebuilt:
    """In this process, which never ran student code either."""
    digits = load("digits")
    given = {
        name: getattr(digits, image.split).images[: image.count].astype(np.float32) / image.scale
        if isinstance(image, Prepared)
        else image
        for name, image in images.items()
    }
    try:
        return Rebuilt(*rebuild.rebuilt(description, weights, given, inside.layer_facts))
    except Exception as error:
        raise RebuildFailed(str(error)) from error


@pytest.fixture(scope="module")
def network() -> Any:
    prepare_process()
    keras.utils.set_random_seed(3)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(12, "relu"),
            layers.Dropout(0.2),
            layers.Dense(10, "softmax"),
        ]
    )


def _evidence(digits: Dataset, model: Any, normalise: Any = lambda images: images / 255.0) -> Evidence:
    namespace = {"model": model, "normalise": normalise}
    facts, arrays = inside.answer([ASK.to_json()], namespace, lambda split: getattr(digits, split).images, [])
    return Evidence("train", RunStatus.COMPLETED, tuple(facts), arrays)


def _spoilt(evidence: Evidence, spoil: Callable[[str, Any], Any]) -> Evidence:
    return replace(evidence, arrays={name: spoil(name, array) for name, array in evidence.arrays.items()})


def test_an_honest_network_is_rebuilt_and_its_weights_dropped(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network)
    checked = verify(given, (ASK,), digits, _rebuild)
    model = Answers((ASK,), checked).model("model")
    assert model.verified == "rebuilt"
    assert set(model.predictions) == {(f, s) for f in ("raw", "normalise") for s in ("test", "hidden")}
    for key, array in model.predictions.items():
        np.testing.assert_allclose(array, given.arrays[f"0.predictions.{key[0]}.{key[1]}"], atol=1e-4)
    assert not any("weights" in name or "fed" in name for name in checked.arrays)
    assert "description" not in checked.values[0]


def test_predictions_of_another_classifier_are_refused(digits: Dataset, network: Any) -> None:
    def better(name: str, array: Any) -> Any:
        if ".predictions.normalise.hidden" not in name:
            return array
        return np.eye(10, dtype=np.float32)[digits.hidden.labels[: len(array)]]

    checked = verify(_spoilt(_evidence(digits, network), better), (ASK,), digits, _rebuild)
    assert checked.status is RunStatus.REFUSED
    assert checked.values == ()


def test_a_preparation_of_ones_own_is_checked_on_its_sample(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network, normalise=lambda images: images / 127.5 - 1)
    assert Answers((ASK,), verify(given, (ASK,), digits, _rebuild)).model("model").verified == "rebuilt"

    def other(name: str, array: Any) -> Any:
        return array[::-1] if name == "0.predictions.normalise.test" else array

    assert verify(_spoilt(given, other), (ASK,), digits, _rebuild).status is RunStatus.REFUSED


def test_a_network_with_layers_of_its_own_is_taken_at_its_word(digits: Dataset) -> None:
    class Own(keras.layers.Layer):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            return inputs * 2

    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), Own(), layers.Dense(10, "softmax")])
    given = _evidence(digits, model)
    checked = verify(given, (ASK,), digits, _rebuild)
    assert Answers((ASK,), checked).model("model").verified == "claimed"
    assert "Own" in checked.values[0]["unverified"]
    assert not any("weights" in name for name in checked.arrays)


def test_a_lambda_layer_is_never_rebuilt(digits: Dataset) -> None:
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Lambda(lambda x: x), layers.Dense(10, "softmax")]
    )

    def never(*_: Any) -> Any:
        raise AssertionError("a network with a Lambda layer was rebuilt")

    assert (
        Answers((ASK,), verify(_evidence(digits, model), (ASK,), digits, never)).model("model").verified
        == "claimed"
    )


def _described(evidence: Evidence, change: Callable[[dict[str, Any]], None]) -> Evidence:
    import copy

    facts = copy.deepcopy(dict(evidence.values[0]))
    change(facts["description"])
    return replace(evidence, values=(facts,))


def test_a_description_beyond_all_bounds_is_refused_before_anything_is_built(
    digits: Dataset, network: Any
) -> None:
    def huge(description: dict[str, Any]) -> None:
        description["config"]["layers"][2]["config"]["units"] = MAX_NUMBER + 1

    def many(description: dict[str, Any]) -> None:
        description["config"]["layers"] *= 50

    def never(*_: Any) -> Any:
        raise AssertionError("it was built")

    for change in (huge, many):
        checked = verify(_described(_evidence(digits, network), change), (ASK,), digits, never)
        assert checked.status is RunStatus.REFUSED


def test_too_many_weights_are_refused(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network)
    heavy = {**given.arrays, "0.weights.0": np.broadcast_to(np.float32(0), (MAX_PARAMETERS + 1,))}
    assert verify(replace(given, arrays=heavy), (ASK,), digits, _rebuild).status is RunStatus.REFUSED


def test_weights_that_fit_no_such_network_leave_it_unverified(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network)
    fewer = {k: v for k, v in given.arrays.items() if k != "0.weights.3"}
    checked = verify(replace(given, arrays=fewer), (ASK,), digits, _rebuild)
    assert Answers((ASK,), checked).model("model").verified == "claimed"


def test_without_walls_nothing_is_rebuilt_and_no_weights_are_kept(digits: Dataset, network: Any) -> None:
    taken = unverified(_evidence(digits, network))
    model = Answers((ASK,), taken).model("model")
    assert model.verified == ""
    assert len(model.predictions) == 4
    assert not any("weights" in name or "fed" in name for name in taken.arrays)
    assert "description" not in taken.values[0]


def test_to_hand_out_no_description_is_no_way_around(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network)
    facts = {k: v for k, v in given.values[0].items() if k != "description"}
    checked = verify(replace(given, values=(facts,)), (ASK,), digits, _rebuild)
    assert checked.values[0]["verified"] == "claimed"


@pytest.mark.parametrize(
    "facts",
    [{"description": {"class_name": "Sequential", "config": 3}}, {"sampled": "digest"}, {"description": [1]}],
    ids=["no configuration", "no such split", "no mapping"],
)
def test_a_malformed_answer_breaks_nothing(digits: Dataset, network: Any, facts: dict[str, Any]) -> None:
    given = _evidence(digits, network)
    forged = replace(given, values=({**given.values[0], **facts},))
    checked = verify(forged, (ASK,), digits, _rebuild)
    assert checked.status is RunStatus.REFUSED or checked.values[0]["verified"] == "claimed"


def test_weights_of_another_name_are_refused(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network)
    forged = replace(given, arrays={**given.arrays, "0.weights.first": np.zeros(1)})
    assert verify(forged, (ASK,), digits, _rebuild).status is RunStatus.REFUSED


def test_layers_that_the_network_does_not_have_are_not_believed(digits: Dataset, network: Any) -> None:
    given = _evidence(digits, network)
    claimed = [{**layer, "units": 999, "activation": "forged"} for layer in given.values[0]["layers"]]
    forged = replace(given, values=({**given.values[0], "layers": claimed},))
    checked = verify(forged, (ASK,), digits, _rebuild)
    assert checked.values[0]["layers"] == given.values[0]["layers"]
