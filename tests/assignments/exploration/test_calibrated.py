"""Calibration speaks of a student's networks only where they are the reference's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.networks import calibrated
from autograder.networks.architecture import described, meant
from autograder.networks.trained import trained_network
from autograder.scoring.answers import CompileFacts, LayerFacts, ModelFacts
from reference.models import VARIANTS, Variant
from reference.recipes import Recipe


class _Named:
    """A calibration that answers with the name that it is asked about."""

    def difference(self, variant: str) -> str:
        return variant


class _Answers:
    """Answers about one network."""

    def __init__(self, facts: ModelFacts) -> None:
        self._facts = facts

    def model(self, name: str) -> ModelFacts:
        return self._facts


def _trained(network: Any, data: Any) -> Any:
    from autograder.scoring.model_facts import model_facts

    told = model_facts(0, network.answer(data), network.predictions(data, ("test",)))
    return trained_network(_Answers(told), "model", data)  # type: ignore[arg-type]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, base: Any, data: Any) -> Any:
    """The variant that calibration is asked about, for a network and the base network."""
    monkeypatch.setattr(calibrated, "stored", lambda data: _Named())
    return lambda network: calibrated.difference(_trained(network, data), _trained(base, data), data)


@pytest.mark.parametrize(
    ("change", "variant"),
    [
        ({"hidden": ((16, "relu"),)}, "dense_16"),
        ({"hidden": ((512, "relu"),)}, "dense_512"),
        ({"hidden": ((128, "sigmoid"),)}, "dense_sigmoid"),
        ({"hidden": ((128, "relu"), (64, "relu"))}, "deeper"),
        ({"optimiser": "SGD"}, "sgd"),
        ({"optimiser": "rmsprop"}, "rmsprop"),
        ({"outputs": 20}, "outputs_20"),
        ({"epochs": 20, "updates": 260}, "epochs_20"),
        ({"feed": "raw"}, "no_normalisation"),
        ({"hidden": ((16, "relu"),), "feed": "raw", "extra": ("Rescaling", "Flatten")}, "dense_16"),
    ],
)
def test_a_variant_is_known_again(found: Any, base: Any, change: Any, variant: str) -> None:
    assert found(base.but(**change)) == variant


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": ((17, "relu"),)},
        {"hidden": ((16, "tanh"),)},
        {"hidden": ((16, "relu"),), "epochs": 6, "updates": 78},
        {"hidden": ((16, "relu"),), "updates": 33},
        {"optimiser": "adamw"},
        {"optimiser": "sgd", "feed": "raw"},
    ],
)
def test_a_network_of_ones_own_is_not(found: Any, base: Any, change: Any) -> None:
    assert found(base.but(**change)) is None


def test_a_variant_with_a_recipe_is_no_network_that_keras_trains_by_itself(
    found: Any, base: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = base.but(hidden=((16, "relu"),))
    assert found(narrow) == "dense_16"
    declared = VARIANTS["dense_16"]
    assert isinstance(declared, Variant)
    monkeypatch.setitem(VARIANTS, "dense_16", replace(declared, recipe=Recipe(label_smoothing=0.1)))
    assert found(narrow) is None


def test_steps_of_ones_own_are_another_optimiser(found: Any, base: Any) -> None:
    faster = base.but(optimiser="sgd")
    own, larger = (
        CompileFacts("sgd", "x", False, (), rate, 65, options={"learning_rate": rate}) for rate in (0.01, 0.1)
    )
    assert found(faster.but(changes={"settings": own})) == "sgd"
    assert found(faster.but(changes={"settings": larger})) is None


def test_another_control_has_no_calibration(monkeypatch: pytest.MonkeyPatch, base: Any, data: Any) -> None:
    monkeypatch.setattr(calibrated, "stored", lambda data: _Named())
    narrow, other = base.but(hidden=((16, "relu"),)), base.but(hidden=((100, "relu"),))
    assert calibrated.difference(_trained(narrow, data), _trained(other, data), data) is None


def _made(*layers: tuple[str, int | None, str | None], from_logits: bool = False) -> str:
    facts = tuple(LayerFacts(kind, units, activation, 0, ()) for kind, units, activation in layers)
    settings = CompileFacts("adam", "loss", from_logits, ())
    return described(meant(ModelFacts(facts, True, settings, {}, {})))


@pytest.mark.parametrize(
    ("layers", "from_logits"),
    [
        ([("Flatten", None, None), ("Dense", 8, "relu"), ("Dense", 10, "softmax")], False),
        ([("Dense", 8, "relu_v2"), ("Dense", 10, "softmax_v2")], False),
        ([("Dense", 8, None), ("ReLU", None, None), ("Dense", 10, None), ("Softmax", None, None)], False),
        ([("Dense", 8, "linear"), ("Activation", None, "relu"), ("Dense", 10, "linear")], True),
        (
            [
                ("Rescaling", None, None),
                ("Reshape", None, None),
                ("Dense", 8, "relu"),
                ("Dense", 10, "softmax"),
            ],
            False,
        ),
    ],
)
def test_what_means_the_same_reads_the_same(layers: Any, from_logits: bool) -> None:
    assert _made(*layers, from_logits=from_logits) == "Dense(8, relu), Dense(10, softmax)"


def test_a_layer_that_answers_row_by_row_is_another() -> None:
    """Flatten after the first Dense layer: the same layers, and another network."""
    rows = LayerFacts("Dense", 128, "relu", 3712, (None, 28, 128))
    vector = LayerFacts("Dense", 10, "softmax", 35850, (None, 10))
    made_of = meant(ModelFacts((rows, vector), True, None, {}, {}))
    assert described(made_of) == "Dense(28 × 128, relu), Dense(10, softmax)"
    assert made_of[0] != replace(made_of[0], rows=1)


@pytest.mark.parametrize(
    ("layers", "read"),
    [
        ([("Dense", 8, "relu"), ("Dense", 10, None)], "Dense(8, relu), Dense(10, linear)"),
        ([("Dense", 8, "tanh"), ("ReLU", None, None)], "Dense(8, tanh), relu"),
        ([("Dense", 8, None), ("Dropout", None, None), ("ReLU", None, None)], "Dense(8, relu), Dropout"),
        ([("Conv2D", None, "relu"), ("Dense", 10, "softmax")], "Conv2D, Dense(10, softmax)"),
        ([], "-"),
    ],
)
def test_what_differs_reads_differently(layers: Any, read: str) -> None:
    assert _made(*layers) == read
