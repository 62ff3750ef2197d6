"""A history is borne out by the network that came of it, left open, or cannot be true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs
from numpy.typing import NDArray

from autograder.networks.losses import loss_bounds
from autograder.networks.training_evidence import (
    contradiction,
    doubt,
    is_borne_out,
    is_copy,
    validated_feeds,
)
from autograder.scoring.answers import CompileFacts, LayerFacts, ModelFacts
from reference.datasets import Dataset, Split

IMAGES = 200
LABELS = np.arange(IMAGES, dtype=np.uint8) % 10
SOFTMAX = LayerFacts("Dense", 10, "softmax", None, (None, 10))
SETTINGS = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",), updates=40)
RNG = np.random.default_rng(7)


def _scores(seed: int, units: int = 10) -> NDArray[np.float32]:
    """As of a network that has learnt something."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(IMAGES, units)) * 2
    scores[np.arange(IMAGES), LABELS % units] += 3
    return scores.astype(np.float32)


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _rebuilt(test: NDArray[np.float32], train: NDArray[np.float32] | None = None) -> ModelFacts:
    """A network fed through `normalise`, with the scores of a rebuilt one."""
    scores = {("normalise", "test"): test} | ({} if train is None else {("normalise", "train"): train})
    predictions = {key: _softmax(array) for key, array in scores.items()}
    return ModelFacts((SOFTMAX,), True, SETTINGS, predictions, {}, scores=scores, weights="after")


@pytest.fixture
def data() -> Dataset:
    split = Split(np.zeros((IMAGES, 28, 28), np.uint8), LABELS)
    return Dataset("none", split, split, split, digest="none")


def _validated(model: ModelFacts, split: str = "test", part: slice = slice(None)) -> float:
    return loss_bounds(model, "normalise", split, LABELS, part)[0]


def test_a_history_whose_validation_the_network_gives_is_borne_out(data: Dataset) -> None:
    model = _rebuilt(_scores(1))
    history = {"loss": [2.0, 1.0], "val_loss": [2.0, _validated(model)]}
    assert validated_feeds(model, history, data) == ("normalise",)
    assert doubt("model", model, history, data) is None
    assert contradiction("model", model, history, data) is None


def test_callbacks_may_have_restored_the_weights_of_an_earlier_epoch(data: Dataset) -> None:
    model = _rebuilt(_scores(1))
    assert is_borne_out(model, {"loss": [2.0, 1.0], "val_loss": [_validated(model), 2.0]}, data)


@pytest.mark.parametrize("off", [-2e-3, 2e-3, 0.5])
def test_a_loss_that_the_network_does_not_give_is_told_to_the_instructor_and_costs_nothing(
    data: Dataset, off: float
) -> None:
    model = _rebuilt(_scores(1))
    history = {"loss": [2.0], "val_loss": [_validated(model) + off]}
    assert contradiction("model", model, history, data) is None
    assert "could not be computed from `model`" in str(doubt("model", model, history, data))


def test_a_network_whose_training_nobody_tells_of_is_flagged(data: Dataset) -> None:
    """Its weights may have been put in; a loop of a student's own that uses its optimiser is counted."""
    model = _rebuilt(_scores(1))
    assert model.compiled is not None
    silent, counted = (
        replace(model, compiled=structs.replace(model.compiled, updates=n)) for n in (None, 65)
    )
    assert "was given its weights" in str(doubt("model", silent, {}, data))
    assert doubt("model", counted, {}, data) is None


def test_an_accuracy_beside_it_has_to_agree_too(data: Dataset) -> None:
    model = _rebuilt(_scores(1))
    loss, right = _validated(model), float((_scores(1).argmax(axis=1) == LABELS).mean())
    assert is_borne_out(model, {"loss": [2.0], "val_loss": [loss], "val_accuracy": [right]}, data)
    assert not is_borne_out(model, {"loss": [2.0], "val_loss": [loss], "val_accuracy": [right - 0.02]}, data)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.25, 1 / 3])
def test_validation_may_have_been_on_the_last_part_of_the_training_images(
    data: Dataset, share: float
) -> None:
    model = _rebuilt(_scores(1), _scores(2))
    part = slice(int(IMAGES * (1 - share)), None)
    assert is_borne_out(model, {"loss": [2.0], "val_loss": [_validated(model, "train", part)]}, data)


def test_weights_that_were_there_when_it_was_built_were_not_trained(data: Dataset) -> None:
    model = _rebuilt(_scores(1))
    history = {"loss": [2.0], "val_loss": [_validated(model)]}
    assert "the very weights" in str(contradiction("model", model, history, data, built=model))
    assert contradiction("model", model, history, data, built=replace(model, weights="before")) is None


def test_fewer_corrections_than_epochs_cannot_be_unless_the_network_bears_it_out(data: Dataset) -> None:
    idle = replace(_rebuilt(_scores(1)), compiled=replace_updates(0))
    typed = {"loss": [2.0, 1.0], "val_loss": [2.0, 1.9]}
    assert "corrected 0 times" in str(contradiction("model", idle, typed, data))
    own_loop = {**typed, "val_loss": [2.0, _validated(idle)]}
    assert contradiction("model", idle, own_loop, data) is None
    assert "no batch size explains" in str(doubt("model", idle, own_loop, data))


@pytest.mark.parametrize(
    ("updates", "epochs", "odd"), [(8, 2, False), (400, 2, False), (9, 2, True), (402, 2, True)]
)
def test_corrections_agree_with_epochs_and_some_batch_size(
    data: Dataset, updates: int, epochs: int, odd: bool
) -> None:
    model = replace(_rebuilt(_scores(1)), compiled=replace_updates(updates))
    history = {"loss": [2.0] * epochs, "val_loss": [_validated(model)] * epochs}
    assert (doubt("model", model, history, data) is not None) is odd
    assert contradiction("model", model, history, data) is None


def replace_updates(updates: int) -> CompileFacts:
    return CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",), updates=updates)


PADDED = np.concatenate([_scores(1), np.full((IMAGES, 2), -40, np.float32)], axis=1)


@pytest.mark.parametrize(
    "scores",
    [_scores(1), _scores(1) * 7, _scores(1) + 3, PADDED, _scores(1) + RNG.normal(0, 1e-3, (IMAGES, 10))],
    ids=["whole", "scaled", "shifted", "padded", "with a little noise"],
)  # fmt: skip
def test_a_copy_is_known_however_it_was_made(scores: NDArray[np.float32]) -> None:
    assert is_copy(_rebuilt(_scores(1)), _rebuilt(scores.astype(np.float32)))
    assert is_copy(_rebuilt(scores.astype(np.float32)), _rebuilt(_scores(1)))


def test_a_copy_may_be_fed_otherwise() -> None:
    raw = _rebuilt(_scores(1))
    raw = replace(
        raw,
        scores={("raw", "test"): raw.scores["normalise", "test"]},
        predictions={("raw", "test"): raw.predictions["normalise", "test"]},
    )
    assert is_copy(_rebuilt(_scores(1)), raw)


def test_two_trainings_are_no_copies() -> None:
    assert not is_copy(_rebuilt(_scores(1)), _rebuilt(_scores(2)))
    assert not is_copy(
        _rebuilt(_scores(1)), _rebuilt(_scores(1) + RNG.normal(0, 0.2, (IMAGES, 10)).astype(np.float32))
    )


#: Of a network that nobody rebuilt, predictions alone are known: a loss is a range where they are nought.
def _sure(right: int, probability: float) -> NDArray[np.float32]:
    chosen = np.where(np.arange(IMAGES) < right, LABELS, (LABELS + 1) % 10)
    found = np.full((IMAGES, 10), (1 - probability) / 9)
    found[np.arange(IMAGES), chosen] = probability
    return found.astype(np.float32)


@pytest.mark.parametrize(
    ("history", "feeds"),
    [
        ({"val_loss": [1.0, 0.5557]}, ("normalise",)),
        ({"val_loss": [1.5, 1.0]}, ()),
        ({"val_loss": [3.0]}, ()),
        ({"val_loss": [3.0], "val_accuracy": [0.9]}, ("raw",)),  # in its range, and as often right
        ({"val_loss": [3.0], "val_accuracy": [0.8]}, ()),
        ({"loss": [0.5]}, ()),
    ],
)
def test_with_which_images_it_was_validated(
    history: dict[str, list[float]], feeds: tuple[str, ...], data: Dataset
) -> None:
    predictions = {("raw", "test"): _sure(180, 1.0), ("normalise", "test"): _sure(180, 0.85)}
    claimed = ModelFacts((SOFTMAX,), True, SETTINGS, predictions, {})
    assert validated_feeds(claimed, history, data) == feeds
