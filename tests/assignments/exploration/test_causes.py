"""Mistakes that come of another: what waits for a wrong base network, and what is named for what it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from msgspec.structs import replace as with_facts

from autograder.networks.base_network import BaseNetwork
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Elsewhere, Unanswered
from autograder.scoring.model_facts import model_facts

Names = dict[str, Any]
BASE = BaseNetwork("prediction_vector", "base_model", "dense_128_relu")


def _table(models: dict[Any, Any], data: Any, key: str, **columns: Any) -> pd.DataFrame:
    rows = [{key: name, "test_accuracy": model.accuracy(data)} for name, model in models.items()]
    return pd.DataFrame(rows).assign(**columns)


def _activated(base: Any, data: Any, **sigmoid: Any) -> Names:
    models = {
        "relu": base,
        "sigmoid": base.but(hidden=((128, "sigmoid"),), seed=1, **{"right": 0.6, **sigmoid}),
        "tanh": base.but(hidden=((128, "tanh"),), seed=2),
    }
    return {
        "activation_models": models,
        "activation_results": _table(models, data, "activation"),
        "sigmoid_conclusion": "worse",
        "tanh_conclusion": "no difference",
    }


def _falling(first: float) -> dict[str, tuple[float, ...]]:
    return {"loss": (first, *np.linspace(first, 0.3, 4))}


WAITS = (
    "`base_model` was compiled with sgd; asked for was adam. This waits for the exercise `prediction_vector`."
)


def test_a_network_that_learnt_nothing_from_a_wrong_builder_waits(judged: Any, base: Any, data: Any) -> None:
    assert "guessing gives 10%" in judged("activations", _activated(base, data, right=0.1))["alike"]
    slow = _activated(base.but(optimiser="sgd"), data, right=0.1)
    assert judged("activations", slow)["alike"] == WAITS


def test_learnt_before_is_not_told_beside_a_wrong_base_network(judged: Any, base: Any, data: Any) -> None:
    history = base.history(data) | _falling(0.45)
    begun = {"changes": {"history": history}}
    assert "seems to have learnt before" in judged("activations", _activated(base, data, **begun))["alike"]
    slow = _activated(base.but(optimiser="sgd"), data, **begun)
    assert judged("activations", slow)["alike"] == WAITS


def test_a_conclusion_against_a_wrong_base_network_waits(judged: Any, base: Any, data: Any) -> None:
    names = _activated(base.but(optimiser="sgd"), data) | {"sigmoid_conclusion": "better"}
    assert judged("activations", names) == {"sigmoid": WAITS}


def test_a_conclusion_that_is_the_wrong_way_round(judged: Any, base: Any, data: Any) -> None:
    failed = judged("activations", _activated(base, data) | {"sigmoid_conclusion": "better"})
    assert "Your own networks speak against `sigmoid_conclusion`" in failed["sigmoid"]
    assert "Does `compare` get the digits of this network first" in failed["sigmoid"]


def test_a_variant_without_softmax_is_named(judged: Any, base: Any, data: Any) -> None:
    sgd = base.but(optimiser="sgd", seed=1)
    layers = (*sgd.layers()[:-1], with_facts(sgd.layers()[-1], activation="linear"))
    models = {
        "adam": base,
        "sgd": sgd.but(changes={"layers": layers}),
        "rmsprop": base.but(optimiser="rmsprop", seed=2),
    }
    assert (
        "`optimiser_models[sgd]` ends without softmax"
        in judged("optimisers", {"optimiser_models": models})["alike"]
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"loss": "__lambda__"}, "a loss function of your own, `activation_models[relu]` with sparse_cat"),
        ({"options": {"learning_rate": 0.009999999776482582}}, "has learning_rate = 0.01, that of"),
    ],
)
def test_settings_are_told_as_they_were_meant(
    judged: Any, base: Any, data: Any, change: Any, said: str
) -> None:
    base = base.but(
        changes={"settings": with_facts(base.settings, options={"learning_rate": 0.0010000000474974513})}
    )
    settings = with_facts(base.changes["settings"], **change)
    failed = judged("activations", _activated(base, data, changes={"settings": settings}))
    assert said in failed["alike"]
    assert "00000" not in failed["alike"]


def test_other_batches_may_be_test_images(judged: Any, base: Any, data: Any) -> None:
    base = base.but(changes={"steps": 13})
    failed = judged("activations", _activated(base, data, updates=20, changes={"steps": 4}))
    assert (
        "had 4 batches, those of `activation_models[relu]` have 13. It may have got other images"
        in failed["alike"]
    )


class _Beside:
    """Answers of an exercise, beside which those of `prediction_vector` tell of one network."""

    def __init__(self, network: Any, data: Any) -> None:
        self._facts = model_facts(0, network.answer(data), network.predictions(data, ("test", "hidden")))

    def of(self, exercise: str) -> _Beside:
        return self

    def model(self, name: str) -> Any:
        return self._facts


@pytest.mark.parametrize(("right", "waits"), [(0.4, True), (0.9, False)])
def test_nothing_is_compared_with_a_base_network_that_reads_badly(
    base: Any, data: Any, right: float, waits: bool
) -> None:
    base = base.but(right=right)
    beside: Any = _Beside(base, data)
    predicted = base.predicted(data.test, "normalise")
    network = TrainedNetwork(
        "base_model", beside.model("base_model"), "normalise", predicted, base.accuracy(data)
    )
    if not waits:
        BASE.expect_fair(network, beside, data)
        return
    with pytest.raises(Elsewhere) as caught:
        BASE.expect_fair(network, beside, data)
    assert "is right for 40.0% of the images that it never saw" in str(caught.value.message)


@pytest.mark.parametrize(
    ("hidden", "told", "said"),
    [
        (((128, "relu"),), [2, 3, 2], "the number of all its Dense layers"),
        (((128, "relu"), (64, "relu")), [1, 2, 1], "This waits for the exercise `prediction_vector`"),
    ],
)
def test_hidden_layers_of_a_base_network(
    judged: Any, base: Any, data: Any, hidden: Any, told: list[int], said: str
) -> None:
    wrong = base.but(hidden=hidden, changes={"names": ("base_model",)})
    models = {
        "base": wrong,
        "deeper": base.but(hidden=((128, "relu"), (32, "relu")), seed=1),
        "other": base.but(hidden=((50, "relu"),), seed=2),
    }
    counts = {"hidden_layers": told, "parameters": [model.parameters for model in models.values()]}
    table = _table(models, data, "network", **counts)
    failed = judged("architecture", {"architecture_models": models, "architecture_results": table})
    assert said in failed["counts"]


def _predicted(base: Any, data: Any, **changes: Any) -> Names:
    vector = base.predicted(data.test, "normalise")[3]
    first, second = np.argsort(vector)[::-1][:2]
    return {
        "EPOCHS": 5, "base_model": base, "image_index": 3, "prediction": vector, "numbers_are": "c",
        "predicted_digit": int(first), "second_digit": int(second), **changes,
    }  # fmt: skip


def test_digits_read_off_a_wrong_vector_wait_for_it(judged: Any, base: Any, data: Any) -> None:
    other = base.predicted(data.test, "normalise")[8]
    first, second = (int(digit) for digit in np.argsort(other)[::-1][:2])
    read_off = {"prediction": other, "predicted_digit": first, "second_digit": second}
    failed = judged("prediction_vector", _predicted(base, data, **read_off))
    assert failed["digits"] == "Waits for: `prediction` is the network's vector for one image"
    assert "test image at position 8" in failed["vector"]


def test_digits_that_are_not_even_of_the_own_vector(judged: Any, base: Any, data: Any) -> None:
    other = base.predicted(data.test, "normalise")[8]
    wrong = {"prediction": other, "predicted_digit": int(other.argmin())}
    assert (
        "not number 1 from the top" in judged("prediction_vector", _predicted(base, data, **wrong))["digits"]
    )


def test_the_second_probability_itself(judged: Any, base: Any, data: Any) -> None:
    second = float(np.sort(base.predicted(data.test, "normalise")[3])[-2])
    failed = judged("prediction_vector", _predicted(base, data, second_digit=second))
    assert "which is a probability. Take the position" in failed["digits"]


def test_what_a_base_network_learnt_may_come_of_how_it_is_made(judged: Any, base: Any, data: Any) -> None:
    slow = base.but(optimiser="sgd", right=0.4)
    said = judged("prediction_vector", _predicted(slow, data))["learnt"]
    assert "at least 50.0%. That may come of this: The optimiser is sgd; adam was asked for." in said
    said = judged("prediction_vector", _predicted(base.but(right=0.4), data))["learnt"]
    assert "out of step with their labels" in said


def _pixels(base: Any, data: Any, **raw: Any) -> Names:
    models = {"normalised": base, "raw": base.but(**{"feed": "raw", "seed": 4, "right": 0.7, **raw})}
    return {"pixel_models": models, "pixel_results": _table(models, data, "pixels", first_loss=2.0),
            "raw_conclusion": "worse"}  # fmt: skip


def test_what_was_measured_of_a_network_that_is_not_raw_waits(judged: Any, base: Any, data: Any) -> None:
    names = _pixels(base, data, feed="normalise")
    names["pixel_results"].loc[1, "test_accuracy"] = 0.2  # what it reaches on raw pixels
    assert (
        judged("without_normalisation", names)["accuracy"] == "Waits for: One network learnt from raw pixels"
    )


def test_rows_with_other_keys_are_shown(judged: Any, base: Any, data: Any) -> None:
    names = _pixels(base, data)
    names["pixel_results"]["pixels"] = ["0 to 1", "0 to 255"]
    failed = judged("without_normalisation", names)
    assert "no row for normalised, raw; it holds 0 to 1, 0 to 255. Write the keys" in failed["accuracy"]
    assert failed["losses"] == "Waits for: The accuracies are those of the networks"


def test_curves_of_another_metric_are_named(judged: Any, base: Any, data: Any) -> None:
    names = _pixels(base, data)
    figure = Figure()
    axes = figure.subplots()
    for name, network in names["pixel_models"].items():
        axes.plot(network.history(data)["val_loss"], label=name)
    axes.legend()
    assert (
        "What was drawn: `pixel_models[normalised]` (val_loss)"
        in judged("without_normalisation", names, [figure])["curves"]
    )


def test_no_exception_comes_with_ten_outputs(judged: Any, base: Any) -> None:
    names = {"few_model": base, "few_units": 10, "few_error": "ValueError", "broken_labels": []}
    failed = judged("output_units", names)
    assert failed["error"] == "Waits for: A network with fewer than ten outputs"


def test_a_network_that_was_repaired_under_the_same_name(judged: Any, base: Any) -> None:
    failed = judged("without_flatten", {"flatless_model": base.but(extra=("InputLayer", "Reshape"))})
    assert "has a layer Reshape. Was the repaired network given that name?" in failed["network"]


_DIMENSION = "ValueError: x and y must have same first dimension, but have shapes (5,) and (10,)"


class _Stopped(_Beside):
    """The same, where the exercise's cell stopped."""

    def __init__(self, network: Any, data: Any, error: str) -> None:
        super().__init__(network, data)
        self.evidence = SimpleNamespace(error=error)

    def value(self, name: str) -> Any:
        return SimpleNamespace(value=5, shape=None, type="int")


@pytest.mark.parametrize(
    ("stopped", "made", "now", "error", "said"),
    [
        (_DIMENSION, 10, 10, Elsewhere, "has 10 epochs, not 5, and your cell stopped"),
        (_DIMENSION, 5, 15, Unanswered, "has 15 epochs, not 5: it was trained on since"),
        (_DIMENSION, 5, 5, None, ""),
        ("NameError: name 'z' is not defined", 10, 10, None, ""),
    ],
)
def test_a_cell_that_stopped_at_the_epochs_of_the_base_network(
    base: Any, data: Any, stopped: str, made: int, now: int, error: Any, said: str
) -> None:
    answers: Any = _Stopped(base.but(epochs=made), data, stopped)
    facts = model_facts(0, base.but(epochs=now).answer(data), {})
    network = TrainedNetwork("base_model", facts, "normalise", base.predicted(data.test, "normalise"), 0.9)
    if error is None:
        BASE.expect_its_epochs(answers, network)
        return
    with pytest.raises(error) as caught:
        BASE.expect_its_epochs(answers, network)
    assert said in str(caught.value.message)
    assert type(caught.value) is error
