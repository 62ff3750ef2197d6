"""A network is rebuilt and asked again: claims that are not its own are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.standard_layers import MAX_NUMBER, MAX_PARAMETERS
from autograder.evidence.verification import unverified, verify
from autograder.scoring.answers import Answers
from reference.datasets import Dataset
from tests.autograder.one_network import ASK, evidence, rebuild, small_network, spoilt


@pytest.fixture(scope="module")
def network() -> Any:
    return small_network()


def test_an_honest_network_is_rebuilt_and_its_weights_dropped(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    checked = verify(given, (ASK,), rebuild)
    model = Answers((ASK,), checked).model("model")
    assert model.verified == "rebuilt"
    assert set(model.predictions) == {(f, s) for f in ("raw", "normalise") for s in ("test", "hidden")}
    for key, array in model.predictions.items():
        np.testing.assert_allclose(array, given.arrays[f"0.predictions.{key[0]}.{key[1]}"], atol=1e-4)
    assert not any("weights" in name or "way" in name for name in checked.arrays)
    assert "description" not in checked.values[0]


def test_predictions_of_another_classifier_are_refused(digits: Dataset, network: Any) -> None:
    def better(name: str, array: Any) -> Any:
        if ".predictions.normalise.hidden" not in name:
            return array
        return np.eye(10, dtype=np.float32)[digits.hidden.labels[: len(array)]]

    checked = verify(spoilt(evidence(digits, network), better), (ASK,), rebuild)
    assert checked.status is RunStatus.REFUSED
    assert checked.values == ()


class Subclassed(keras.Model):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(12, "relu")
        self.scores = keras.layers.Dense(10, "softmax")

    def call(self, images: Any) -> Any:
        return self.scores(self.hidden(self.flatten(images)))


class DoesMore(Subclassed):
    def call(self, images: Any) -> Any:
        return super().call(1 - images)


def test_a_class_of_ones_own_that_chains_its_layers_is_rebuilt(digits: Dataset) -> None:
    checked = verify(evidence(digits, Subclassed()), (ASK,), rebuild)
    model = Answers((ASK,), checked).model("model")
    assert model.verified == "rebuilt"
    assert [layer.parameters for layer in model.layers] == [0, 9420, 130]


def test_a_class_of_ones_own_that_does_more_is_taken_at_its_word(digits: Dataset) -> None:
    checked = verify(evidence(digits, DoesMore()), (ASK,), rebuild)
    assert checked.status is RunStatus.COMPLETED
    assert checked.values[0]["verified"] == "claimed"
    assert "in their order" in checked.values[0]["unverified"]


def test_a_network_with_layers_of_its_own_is_taken_at_its_word(digits: Dataset) -> None:
    class Own(keras.layers.Layer):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            return inputs * 2

    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), Own(), layers.Dense(10, "softmax")])
    given = evidence(digits, model)
    checked = verify(given, (ASK,), rebuild)
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
        Answers((ASK,), verify(evidence(digits, model), (ASK,), never)).model("model").verified == "claimed"
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
        checked = verify(_described(evidence(digits, network), change), (ASK,), never)
        assert checked.status is RunStatus.REFUSED


def test_too_many_weights_are_refused(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    heavy = {**given.arrays, "0.weights.0": np.broadcast_to(np.float32(0), (MAX_PARAMETERS + 1,))}
    assert verify(replace(given, arrays=heavy), (ASK,), rebuild).status is RunStatus.REFUSED


def test_weights_that_fit_no_such_network_leave_it_unverified(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    fewer = {k: v for k, v in given.arrays.items() if k != "0.weights.3"}
    checked = verify(replace(given, arrays=fewer), (ASK,), rebuild)
    assert Answers((ASK,), checked).model("model").verified == "claimed"


def test_without_walls_nothing_is_rebuilt_and_no_weights_are_kept(digits: Dataset, network: Any) -> None:
    taken = unverified(evidence(digits, network))
    model = Answers((ASK,), taken).model("model")
    assert model.verified == ""
    assert len(model.predictions) == 4
    assert not any("weights" in name or "way" in name for name in taken.arrays)
    assert "description" not in taken.values[0]


def test_to_hand_out_no_description_is_no_way_around(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    facts = {k: v for k, v in given.values[0].items() if k != "description"}
    checked = verify(replace(given, values=(facts,)), (ASK,), rebuild)
    assert checked.values[0]["verified"] == "claimed"


@pytest.mark.parametrize(
    "facts",
    [
        {"description": {"class_name": "Sequential", "config": 3}},
        {"ways": {"normalise.test": 3}},
        {"description": [1]},
    ],
    ids=["no configuration", "no such way", "no mapping"],
)
def test_a_malformed_answer_breaks_nothing(digits: Dataset, network: Any, facts: dict[str, Any]) -> None:
    given = evidence(digits, network)
    forged = replace(given, values=({**given.values[0], **facts},))
    checked = verify(forged, (ASK,), rebuild)
    assert checked.status is RunStatus.REFUSED or checked.values[0]["verified"] == "claimed"


def test_weights_of_another_name_are_refused(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    forged = replace(given, arrays={**given.arrays, "0.weights.first": np.zeros(1)})
    assert verify(forged, (ASK,), rebuild).status is RunStatus.REFUSED


def test_layers_that_the_network_does_not_have_are_not_believed(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    claimed = [{**layer, "units": 999, "activation": "forged"} for layer in given.values[0]["layers"]]
    forged = replace(given, values=({**given.values[0], "layers": claimed},))
    checked = verify(forged, (ASK,), rebuild)
    assert checked.values[0]["layers"] == given.values[0]["layers"]
