"""The five networks beside a baseline: what is wrong is told, and spoils no more than rests on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace as with_facts

from autograder.course.course import Course
from autograder.evidence.asks import Model
from autograder.evidence.evidence import Evidence
from autograder.scoring.answers import Answers
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset, Split
from tests.assignments.exploration.conftest import IMAGES, Network
from tests.autograder.kernel_answers import answered

VARIABLES = {
    "mlp": "mlp_model", "simple_cnn": "simple_model", "larger_cnn": "larger_model", "lenet": "lenet_model",
    "dropout_cnn": "dropout_model",
}  # fmt: skip
MODELS = {
    key: Network(right=0.88 + 0.01 * n, seed=n, hidden=((64 + n, "relu"),)) for n, key in enumerate(VARIABLES)
}
BASELINE = "logistic_regression"
Names = dict[str, Any]
Told = dict[str, str]


def _digits(data: Dataset, right: float = 0.9) -> np.ndarray[Any, Any]:
    labels = data.test.labels.astype(int)
    return np.where(np.arange(len(labels)) < right * len(labels), labels, (labels + 1) % 10)


def _table(data: Dataset, **of_baseline: Any) -> pd.DataFrame:
    row = {"network": BASELINE, "test_accuracy": 0.9, "parameters": 7850, "seconds": 2.0} | of_baseline
    rows = [
        {"network": key, "test_accuracy": m.accuracy(data), "parameters": m.parameters, "seconds": 3.0}
        for key, m in MODELS.items()
    ]
    return pd.DataFrame([row, *rows])


@pytest.fixture(scope="module")
def data() -> Dataset:
    rng = np.random.default_rng(0)
    labels = np.arange(IMAGES, dtype=np.uint8) % 10
    train, test, unseen = (Split(rng.integers(0, 256, (IMAGES, 28, 28), np.uint8), labels) for _ in range(3))
    return Dataset("noise", train, test, unseen, digest="noise")


def _with_networks(evidence: Evidence, asks: Any, held: Mapping[str, Names], data: Dataset) -> Evidence:
    """The same evidence with networks, each with what else is said of it, in the place of all asked about."""
    values, arrays = list(evidence.values), dict(evidence.arrays)
    places = [at for at, ask in enumerate(asks) if isinstance(ask, Model)]
    for at, (key, told) in zip(places, held.items(), strict=True):
        network: Network = told["network"]
        values[at] = with_facts(network.answer(data), key=key, names=told["names"])
        arrays |= network.predictions(data, [images.split for images in asks[at].on], at)
    return replace(evidence, values=tuple(values), arrays=arrays)


@pytest.fixture
def said(course: Course, data: Dataset) -> Callable[..., Told]:
    """The criteria that do not pass, with what they say; `held` are other names or networks by key."""
    rubrics = rubrics_of(course.assignment("cnn"))
    rubric = rubrics["comparison"]

    def judged(held: Mapping[str, Names] | None = None, before: Mapping[str, Network] | None = None,
               **names: Any) -> Told:  # fmt: skip
        given = {"baseline_digits": _digits(data), "comparison_results": _table(data)}
        given |= dict.fromkeys(("mlp_conclusion", "simple_conclusion", "larger_conclusion"), "no difference")
        networks = {key: {"network": m, "names": (VARIABLES[key],)} for key, m in MODELS.items()}
        networks = {key: told | (held or {}).get(key, {}) for key, told in networks.items()}
        evidence = answered(rubric.asks, given | names, data)
        evidence = _with_networks(evidence, rubric.asks, networks, data)

        def beside(exercise: str) -> Answers | None:
            if (network := (before or {}).get(exercise)) is None:
                return None
            asks = tuple(ask for ask in rubrics[exercise].asks if isinstance(ask, Model))
            held = {exercise: {"network": network, "names": None}}
            return Answers(asks, _with_networks(answered(asks, {}, data), asks, held, data))

        score = score_exercise(Asked(rubric, 10), evidence, data, beside=beside)
        assert not score.unscored, [c.message for c in score.criteria]
        return {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}

    return judged


def test_what_is_right_passes(said: Callable[..., Told]) -> None:
    assert said() == {}


def test_digits_that_nobody_read_pass_for_those_of_a_baseline(
    said: Callable[..., Told], data: Dataset
) -> None:
    """KNOWN LIMIT: no model of scikit-learn is built anew. What is plainly none is told."""
    typed = _digits(data, 0.85)
    assert said(baseline_digits=typed, comparison_results=_table(data, test_accuracy=0.85)) == {}
    assert "are the labels themselves" in said(baseline_digits=data.test.labels)["baseline"]
    read = MODELS["mlp"].predicted(data.test, "normalise").argmax(axis=1)
    assert "are what mlp reads, image by image" in said(baseline_digits=read)["baseline"]


def test_rows_left_over_are_told_though_the_first_of_each_is_right(
    said: Callable[..., Told], data: Dataset
) -> None:
    more = _table(data).assign(test_accuracy=0.5)
    found = said(comparison_results=pd.concat([_table(data), more, more]))
    assert "there is more than one row for mlp, simple_cnn, larger_cnn, lenet, dropout_cnn" in found["table"]
    assert "logistic_regression: are some left over from before?" in found["table"]
    one = said(comparison_results=pd.concat([_table(data), more[2:3]]))
    assert "there is more than one row for simple_cnn: are" in one["table"]
    assert found.keys() == {"table", "parameters", "accuracy", "seconds"}
    lacking = said(comparison_results=_table(data)[:5])
    assert "there is no row for dropout_cnn; it holds" in lacking["table"]


@pytest.mark.parametrize("digits", [np.zeros(3, int), "none", np.full(IMAGES, 11), np.zeros(IMAGES, int)])
def test_a_wrong_baseline_spoils_what_rests_on_it_alone(
    said: Callable[..., Told], data: Dataset, digits: Any
) -> None:
    found = said(baseline_digits=digits)
    assert found.keys() >= {"baseline", "mlp"}
    assert found.keys().isdisjoint({"simple", "larger", "networks", "table"})
    assert found["mlp"] == "Waits for: `baseline_digits` are read by logistic regression"


def test_a_network_whose_name_is_gone_is_known_by_what_it_read(said: Callable[..., Told]) -> None:
    gone = {"mlp": {"names": ()}}
    assert said(gone, before=MODELS) == {}
    found = said(gone, before={"mlp": Network(right=0.7, seed=99)})
    assert "`mlp_model` is not, or not any more, the network under the key mlp" in found["networks"]
    assert found.keys() == {"networks", "mlp", "simple"}
    assert found["simple"] == "Waits for: The five networks, each under its key"
    assert "not any more" in said(gone)["networks"]


def test_a_network_under_anothers_key_spoils_no_conclusion_about_others(said: Callable[..., Told]) -> None:
    found = said({"lenet": {"names": ("dropout_model",)}})
    assert found == {
        "networks": "`compared_models` has `dropout_model` under the key lenet, where `lenet_model` belongs."
    }
    assert said({"larger_cnn": {"names": ("lenet_model",)}}).keys() == {"networks", "larger"}


@pytest.mark.parametrize(
    ("row", "criterion", "words"),
    [
        ({"parameters": 7840}, "parameters", "these are its weights, 784 × 10. It has a bias for each digit"),
        ({"parameters": 794}, "parameters", "for each of the 10 digits one weight for each of 784 pixels"),
        ({"test_accuracy": 0.995}, "accuracy", "So much more is often reached on the images that it learnt"),
        ({"test_accuracy": 0.85}, "accuracy", "the digits that it read are right for 0.9000. It may be"),
        ({"test_accuracy": 90.0}, "accuracy", "a percentage"),
    ],
)
def test_numbers_of_the_baseline_are_told_as_of_no_network(
    said: Callable[..., Told], data: Dataset, row: Names, criterion: str, words: str
) -> None:
    found = said(comparison_results=_table(data, **row))
    assert words in found[criterion]
    assert "this network" not in found[criterion]
    assert "summary" not in found[criterion]


def test_a_table_of_the_right_form_does_not_wait_for_its_numbers(
    said: Callable[..., Told], data: Dataset
) -> None:
    found = said(comparison_results=_table(data).assign(test_accuracy=0.5, parameters=1))
    assert found.keys() == {"parameters", "accuracy", "seconds"}
