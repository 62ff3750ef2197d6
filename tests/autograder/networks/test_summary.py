"""What a page shows of a network: its own mistakes on test images, and never more than is known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.evidence.facts import Basis
from autograder.evidence.verification import unverified, verify
from autograder.networks.summary import summarised
from autograder.scoring.answers import Answers, ModelFacts
from autograder.scoring.network_summary import EPOCHS, MISTAKES, NetworkSummary, from_json
from autograder.scoring.score_sheet import as_json
from reference.datasets import Dataset
from tests.autograder.one_network import ASK, evidence, rebuild, small_network

HISTORY = {"loss": [2.0, 1.0], "accuracy": [0.5, 0.7], "val_loss": [2.1, 1.2], "val_accuracy": [0.4, 0.6]}


@pytest.fixture(scope="module")
def network(digits: Dataset) -> Any:
    return evidence(digits, small_network())


@pytest.fixture(scope="module")
def rebuilt(network: Any) -> ModelFacts:
    return Answers((ASK,), verify(network, (ASK,), rebuild)).model("model")


def test_the_surest_mistakes_on_test_images_come_first(digits: Dataset, rebuilt: ModelFacts) -> None:
    found = summarised(rebuilt, "normalise", HISTORY, digits).misread
    predicted = rebuilt.predictions["normalise", "test"]
    wrong = predicted.argmax(axis=1) != digits.test.labels
    assert (found.images, found.wrong) == (len(digits.test), int(wrong.sum()))
    assert len(found.mistakes) == MISTAKES
    sure = [mistake.probability for mistake in found.mistakes]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == pytest.approx(predicted.max(axis=1)[wrong].max(), abs=1e-4)
    for mistake in found.mistakes:
        assert mistake.label == digits.test.labels[mistake.image]
        assert mistake.read_as == predicted[mistake.image].argmax() != mistake.label


@pytest.mark.parametrize(
    ("how", "said"),
    [(Basis.CLAIMED, "could not be rebuilt"), (Basis.UNSEEN, "without walls")],
)
def test_mistakes_of_a_network_that_nobody_rebuilt_are_not_shown(
    digits: Dataset, rebuilt: ModelFacts, how: Basis, said: str
) -> None:
    found = summarised(replace(rebuilt, basis=how), "normalise", HISTORY, digits).misread
    assert (found.mistakes, found.images) == ((), 0)
    assert said in str(found.unknown)


def test_without_walls_claimed_predictions_make_no_pictures(digits: Dataset, network: Any) -> None:
    model = Answers((ASK,), unverified(network)).model("model")
    assert model.predictions
    assert summarised(model, "normalise", HISTORY, digits).misread.mistakes == ()


def test_an_untrained_network_has_no_mistakes_to_learn_from(digits: Dataset, rebuilt: ModelFacts) -> None:
    found = summarised(rebuilt, "normalise", {}, digits)
    assert found.learning is None
    assert "not been trained" in str(found.misread.unknown)


def test_predictions_that_are_missing_are_told(digits: Dataset, rebuilt: ModelFacts) -> None:
    broken = replace(rebuilt, predictions={}, errors={"raw": "ValueError: no"})
    assert "could not predict" in str(summarised(broken, "raw", HISTORY, digits).misread.unknown)


def test_a_perfect_network_has_none(digits: Dataset, rebuilt: ModelFacts) -> None:
    right = np.eye(10, dtype=np.float32)[digits.test.labels]
    found = summarised(
        replace(rebuilt, predictions={("raw", "test"): right}, scores={}), "raw", HISTORY, digits
    ).misread
    assert (found.images, found.wrong, found.mistakes, found.unknown) == (len(digits.test), 0, (), None)


def test_a_history_is_bounded_and_holds_numbers_alone(digits: Dataset, rebuilt: ModelFacts) -> None:
    told = {
        "loss": [float("nan"), float("inf"), -1e300, *[0.5] * 9_999],
        "sparse_categorical_accuracy": [0.1],
    }
    told["val_sparse_categorical_accuracy"] = [2.0**999]
    learning = summarised(rebuilt, "normalise", told, digits).learning
    assert learning is not None
    assert learning.loss[:4] == (None, None, None, 0.5)
    assert len(learning.loss) == EPOCHS
    assert (learning.accuracy, learning.val_accuracy, learning.val_loss) == ((0.1,), (None,), ())


def test_what_is_written_is_read_again(digits: Dataset, rebuilt: ModelFacts) -> None:
    models = (rebuilt, replace(rebuilt, basis=Basis.CLAIMED))
    shown: list[NetworkSummary] = [summarised(model, "normalise", HISTORY, digits) for model in models]
    shown.append(summarised(rebuilt, "normalise", {}, digits))
    assert [from_json(json.loads(json.dumps(as_json(one)))) for one in shown] == shown
