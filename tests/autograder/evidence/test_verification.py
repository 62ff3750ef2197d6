"""A network is rebuilt and asked again: claims that are not its own are refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
from msgspec.structs import replace as with_facts

from autograder.evidence.array_names import ArrayName, Part
from autograder.evidence.descriptions import MAX_NUMBER, MAX_PARAMETERS
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import Basis, Missing
from autograder.evidence.verification import unverified, verify
from autograder.scoring.answers import Answers
from reference.datasets import Dataset
from tests.autograder.one_network import ASK, evidence, network_of, rebuild, small_network, spoilt


@pytest.fixture(scope="module")
def network() -> Any:
    return small_network()


def test_an_honest_network_is_rebuilt_and_its_weights_dropped(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    checked = verify(given, (ASK,), rebuild)
    model = Answers((ASK,), checked).model("model")
    assert model.basis is Basis.REBUILT
    assert set(model.predictions) == {(f, s) for f in ("raw", "normalise") for s in ("test", "hidden")}
    for (feed, split), array in model.predictions.items():
        claimed = given.arrays[ArrayName(0, Part.PREDICTIONS, 0, feed, split)]
        np.testing.assert_allclose(array, claimed, atol=1e-4)
    assert {name.part for name in checked.arrays} == {Part.PREDICTIONS, Part.SCORES}
    assert network_of(checked).description is None


def test_predictions_of_another_classifier_are_refused(digits: Dataset, network: Any) -> None:
    def better(name: ArrayName, array: Any) -> Any:
        if (name.part, name.feed, name.split) != (Part.PREDICTIONS, "normalise", "hidden"):
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
    assert model.basis is Basis.REBUILT
    assert [layer.parameters for layer in model.layers] == [0, 9420, 130]


def test_a_class_of_ones_own_that_does_more_waits(digits: Dataset) -> None:
    checked = verify(evidence(digits, DoesMore()), (ASK,), rebuild)
    assert checked.status is RunStatus.COMPLETED
    assert network_of(checked).basis is Basis.CLAIMED
    assert "in their order" in str(network_of(checked).why)


def test_a_network_with_layers_of_its_own_waits(digits: Dataset) -> None:
    class Own(keras.layers.Layer):  # type: ignore[misc]
        def call(self, inputs: Any) -> Any:
            return inputs * 2

    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), Own(), layers.Dense(10, "softmax")])
    given = evidence(digits, model)
    checked = verify(given, (ASK,), rebuild)
    assert Answers((ASK,), checked).model("model").basis is Basis.CLAIMED
    assert "Own" in str(network_of(checked).why)
    assert {name.part for name in checked.arrays} == {Part.PREDICTIONS}


def test_a_lambda_layer_is_never_rebuilt(digits: Dataset) -> None:
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Lambda(lambda x: x), layers.Dense(10, "softmax")]
    )

    def never(*_: Any) -> Any:
        raise AssertionError("a network with a Lambda layer was rebuilt")

    assert (
        Answers((ASK,), verify(evidence(digits, model), (ASK,), never)).model("model").basis is Basis.CLAIMED
    )


def _described(evidence: Evidence, change: Callable[[dict[str, Any]], None]) -> Evidence:
    description = copy.deepcopy(dict(network_of(evidence).description or {}))
    change(description)
    return _told(evidence, description=description)


def _told(evidence: Evidence, **facts: Any) -> Evidence:
    """The same evidence with other facts about its network."""
    return replace(evidence, values=(with_facts(network_of(evidence), **facts),))


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


@pytest.mark.parametrize("module", ["keras.src.models.sequential_test", "keras.src.backend.torch.random"])
def test_no_module_is_imported_that_networks_are_not_made_of(
    digits: Dataset, network: Any, module: str
) -> None:
    def elsewhere(description: dict[str, Any]) -> None:
        description["module"] = module

    def never(*_: Any) -> Any:
        raise AssertionError("it was built")

    checked = verify(_described(evidence(digits, network), elsewhere), (ASK,), never)
    assert network_of(checked).basis is Basis.CLAIMED


def _without(given: Evidence, *numbers: int) -> Evidence:
    """Weights kept back: those of these numbers, or all."""
    kept = {
        name: array
        for name, array in given.arrays.items()
        if name.part is not Part.WEIGHTS or (numbers and name.number not in numbers)
    }
    return replace(given, arrays=kept)


def test_a_network_that_keeps_weights_back_is_refused(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    kept_back = verify(_without(given), (ASK,), rebuild)
    assert (kept_back.status, kept_back.values) == (RunStatus.REFUSED, ())
    assert "a network of 9550 parameters that hands out no weights" in str(kept_back.error)
    assert verify(_without(given, 3), (ASK,), rebuild).status is RunStatus.REFUSED


def test_a_network_without_any_weights_is_rebuilt(digits: Dataset) -> None:
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Softmax()])
    assert network_of(verify(evidence(digits, model), (ASK,), rebuild)).basis is Basis.REBUILT


def test_a_network_of_more_parameters_than_can_be_looked_at_waits_and_is_told_both_numbers(
    digits: Dataset,
) -> None:
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(10_300), layers.Dense(10)]
    )
    waits = network_of(verify(evidence(digits, model), (ASK,), rebuild))
    assert waits.basis is Basis.CLAIMED
    assert (
        str(waits.why)
        == f"it has {model.count_params()} parameters, and at most {MAX_PARAMETERS} can be looked at"
    )


def test_a_network_that_lies_about_its_size_is_refused(digits: Dataset) -> None:
    class Vast(keras.Sequential):  # type: ignore[misc]
        def count_params(self) -> int:
            return 10**12

    layers = keras.layers
    model = Vast([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, "softmax")])
    assert verify(evidence(digits, model), (ASK,), rebuild).status is RunStatus.REFUSED


def test_without_walls_nothing_is_rebuilt_and_no_weights_are_kept(digits: Dataset, network: Any) -> None:
    taken = unverified(evidence(digits, network))
    model = Answers((ASK,), taken).model("model")
    assert model.basis is Basis.UNSEEN
    assert len(model.predictions) == 4
    assert {name.part for name in taken.arrays} == {Part.PREDICTIONS}
    assert network_of(taken).description is None


def test_to_hand_out_no_description_is_no_way_around(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    checked = verify(_told(given, description=None), (ASK,), rebuild)
    assert checked.status is RunStatus.REFUSED
    assert "does not tell how it is built" in str(checked.error)


def _deep() -> dict[str, Any]:
    """Nested deeper than Python's own functions go."""
    inner: dict[str, Any] = {}
    for _ in range(10_000):
        inner = {"config": inner}
    return inner


@pytest.mark.parametrize(
    "description",
    [
        {"class_name": "Sequential", "config": 3},
        {"class_name": "Sequential", "config": {"layers": [1]}},
        {"class_name": "Sequential", "config": {"layers": [{"module": "keras.layers", "class_name": []}]}},
        {"class_name": "Sequential", "config": {"layers": [], "more": _deep()}},
    ],
    ids=["no configuration", "no layers", "no class", "deep"],
)
def test_a_malformed_description_breaks_nothing(
    digits: Dataset, network: Any, description: dict[str, Any]
) -> None:
    checked = verify(_told(evidence(digits, network), description=description), (ASK,), rebuild)
    assert checked.status is RunStatus.REFUSED


def test_predictions_of_a_network_that_was_never_built_are_refused(digits: Dataset, network: Any) -> None:
    checked = verify(_told(evidence(digits, network), built=False), (ASK,), rebuild)
    assert (checked.status, checked.values, checked.arrays) == (RunStatus.REFUSED, (), {})
    assert "never built" in str(checked.error)


def test_predictions_on_images_that_nobody_asked_about_are_refused(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    other = {ArrayName(0, Part.PREDICTIONS, 0, "raw", "labels"): np.zeros((3, 10), np.float32)}
    checked = verify(replace(given, arrays={**given.arrays, **other}), (ASK,), rebuild)
    assert "nobody asked about" in str(checked.error)


def test_weights_of_other_sizes_than_described_are_refused(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    arrays = {n: np.zeros(3) if n.part is Part.WEIGHTS else a for n, a in given.arrays.items()}
    assert "does not fit the weights" in str(verify(replace(given, arrays=arrays), (ASK,), rebuild).error)


def test_only_networks_whose_verification_was_asked_for_are_verified(digits: Dataset, network: Any) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("it was built")

    given = evidence(digits, network)
    ask = replace(ASK, verify=False)
    assert network_of(verify(given, (ask,), never)) == network_of(given)
    assert verify(replace(given, values=(Missing(),), arrays={}), (ASK,), never).values == (Missing(),)


def test_layers_that_the_network_does_not_have_are_not_believed(digits: Dataset, network: Any) -> None:
    given = evidence(digits, network)
    layers = network_of(given).layers
    claimed = tuple(with_facts(layer, units=999, activation="forged") for layer in layers)
    checked = verify(_told(given, layers=claimed), (ASK,), rebuild)
    assert network_of(checked).layers == layers


def test_a_network_that_has_no_layers_yet_is_no_liar(digits: Dataset) -> None:
    checked = verify(evidence(digits, keras.Sequential()), (ASK,), rebuild)
    assert checked.status is RunStatus.COMPLETED
    assert network_of(checked).basis is Basis.REBUILT
