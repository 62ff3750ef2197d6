"""Questions about more than what stands there: other images, one's own variables, what builders build."""

from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np
import pytest

from autograder.evidence.asks import Ask, Call, History, Images, Model, Value, Variable, models
from autograder.inside import answering, network_facts

IMAGES = np.random.default_rng(0).integers(0, 256, (4, 28, 28), np.uint8)


def _answer(ask: Ask, **namespace: Any) -> tuple[dict[str, Any], Any]:
    facts, arrays = answering.answer([ask.to_json()], namespace, lambda split: IMAGES, [])
    return json.loads(json.dumps(facts))[0], arrays


def test_pale_images_have_a_quarter_of_their_contrast() -> None:
    _, arrays = _answer(Call("f", (Images("hidden", 2, pale=True),)), f=lambda images: images)
    assert np.array_equal(arrays["0.value"], IMAGES[:2] // 4 + 64)


def test_a_few_are_taken_from_the_first_to_the_last() -> None:
    _, arrays = _answer(Call("f", (Images("hidden", 3, spread=True),)), f=lambda images: images)
    places = [0, (len(IMAGES) - 1) // 2, (len(IMAGES) - 1) // 2 * 2]
    assert np.array_equal(arrays["0.value"], IMAGES[places])
    _, arrays = _answer(Value("kept", spread=3), kept=np.arange(100))
    assert arrays["0.value"].tolist() == [0, 49, 98]
    _, arrays = _answer(Value("kept", spread=3), kept=np.arange(2))
    assert arrays["0.value"].tolist() == [0, 1]
    _, arrays = _answer(Value("kept", spread=1), kept=np.arange(100))
    assert arrays["0.value"].tolist() == [0]


def test_flat_images_are_rows() -> None:
    _, arrays = _answer(Call("f", (Images("hidden", 3, flat=True),)), f=lambda images: images)
    assert np.array_equal(arrays["0.value"], IMAGES[:3].reshape(3, 784))


def test_an_ask_without_them_is_written_as_before() -> None:
    """Courses whose checks did not change find their evidence under the same address."""
    assert Images("hidden", 2).to_json() == {"split": "hidden", "count": 2}
    assert "arguments" not in Model("m").to_json()


def test_a_function_is_given_a_copy_of_what_the_student_keeps() -> None:
    def wipe(images: Any) -> Any:
        images[:] = 7
        return images.sum(axis=1)

    own = np.ones((2, 3))
    facts, arrays = _answer(Call("f", (Variable("own"),)), f=wipe, own=own)
    assert facts["callable"]
    assert arrays.keys() == {"0.value"}  # what was left of it is nobody's question
    assert arrays["0.value"].tolist() == [21, 21]
    assert own.sum() == 6


@pytest.mark.parametrize("names", [{}, {"own": None}])
def test_what_the_student_does_not_keep_is_missing(names: dict[str, Any]) -> None:
    assert _answer(Call("f", (Variable("own"),)), f=len, **names)[0] == {"status": "missing"}


def _build(units: int) -> Any:
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(units)])
    model.compile(optimizer="sgd", loss="mse")
    return model


def test_a_builder_is_asked_for_a_network() -> None:
    facts, _ = _answer(Model("build", arguments=(24,)), build=_build)
    assert [layer["units"] for layer in facts["layers"]] == [None, 24]
    assert facts["compile"]["optimiser"] == "SGD"


def test_a_builder_that_is_none_or_gives_nothing_or_raises() -> None:
    ask = Model("build", arguments=(24,))
    assert _answer(ask, build=3)[0] == {"status": "answered", "type": "int", "is_model": False}
    assert _answer(ask, build=lambda units: None)[0]["type"] == "NoneType"
    assert _answer(ask, build=lambda: None)[0]["status"] == "raised"
    assert _answer(ask)[0] == {"status": "missing"}


def test_a_network_in_a_dict_is_known_by_its_other_names() -> None:
    base, other = _build(2), _build(3)
    asks = models("nets", count=2)
    answers = [_answer(ask, nets={"a": base, "b": other}, base_model=base, same=base)[0] for ask in asks]
    assert [answer["names"] for answer in answers] == [["base_model", "same"], []]


def test_a_history_tells_how_many_batches_an_epoch_had() -> None:
    model = _build(1)
    history = model.fit(IMAGES / 255.0, np.ones(4), batch_size=3, epochs=2, verbose=0)
    facts, _ = _answer(History("history"), history=history)
    assert (facts["steps"], facts["updates"]) == (2, 4)
    assert _answer(History("history"), history=history.history)[0]["steps"] is None
    assert _answer(Model("model"), model=model)[0]["steps"] == 2


def test_a_network_within_a_network_tells_its_layers() -> None:
    inner = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(2)])
    facts, _ = _answer(Model("m"), m=keras.Sequential([keras.Input((28, 28)), inner, keras.layers.Dense(1)]))
    assert [layer["class"] for layer in facts["layers"]] == ["Sequential", "Dense"]
    assert [layer["class"] for layer in facts["layers"][0]["inside"]] == ["Flatten", "Dense"]


def test_initialisers_and_regularisers_are_told_by_name() -> None:
    layer = keras.layers.Dense(2, kernel_regularizer="l2", kernel_initializer="he_normal")
    facts, _ = _answer(Model("m"), m=keras.Sequential([keras.Input((3,)), layer]))
    choices = facts["layers"][0]["choices"]
    assert (choices["kernel_initializer"], choices["kernel_regularizer"]) == ("HeNormal", "L2")
    assert "bias_regularizer" not in choices
    assert "use_bias" not in choices


def test_a_layer_without_a_bias_tells_so() -> None:
    layer = keras.layers.Dense(2, use_bias=False)
    facts, _ = _answer(Model("m"), m=keras.Sequential([keras.Input((3,)), layer]))
    assert facts["layers"][0]["choices"]["use_bias"] == "False"


@pytest.mark.parametrize("most", [4_000, 5])
def test_several_sets_of_images_are_predicted_as_each_by_itself(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Each goes through the student's function alone, which may look at all of them."""
    monkeypatch.setattr(network_facts, "TOGETHER", most)
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(3)])

    def by_the_brightest(images: Any) -> Any:
        return images / images.max()

    on = (Images("test"), Images("hidden", 2), Images("test", order=7))
    _, arrays = _answer(Model("m", on, ("f",)), m=model, f=by_the_brightest)
    found = {name: part for name, part in arrays.items() if ".predictions.f." in name}
    assert len(found) == len(on)
    for images, part in zip(on, found.values(), strict=True):
        raw = network_facts.wanted_images(images.to_json(), lambda split: IMAGES)
        assert np.allclose(part, model.predict(by_the_brightest(raw), verbose=0), atol=1e-6)


def test_sets_that_come_out_in_other_shapes_are_predicted_all_the_same() -> None:
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3)])

    def odd(images: Any) -> Any:
        return images.reshape(len(images), 784) if len(images) == 2 else images

    model.predict(IMAGES, verbose=0)
    _, arrays = _answer(Model("m", (Images("test"), Images("hidden", 2)), ("odd",)), m=model, odd=odd)
    assert [part.shape for name, part in arrays.items() if ".predictions.odd." in name] == [(4, 3), (2, 3)]
