"""On which images a training was validated: known where known images give what it reported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as with_facts
from numpy.typing import NDArray

from autograder.networks.losses import loss_bounds
from autograder.networks.predictions import accuracy, probabilities
from autograder.networks.validation import not_on_test_images
from autograder.scoring.answers import CompileFacts, LayerFacts, ModelFacts
from reference.datasets import Dataset, Split

IMAGES = 200
LABELS = np.arange(IMAGES, dtype=np.uint8) % 10
SETTINGS = CompileFacts("adam", "sparse_categorical_crossentropy", False, ("accuracy",), updates=40)
SPLITS = tuple((feed, split) for feed in ("normalise", "raw") for split in ("test", "train"))


def _scores(seed: int) -> NDArray[np.float32]:
    scores = np.random.default_rng(seed).normal(size=(IMAGES, 10)) * 2
    scores[np.arange(IMAGES), LABELS] += 3
    return scores.astype(np.float32)


@pytest.fixture
def model() -> ModelFacts:
    """A rebuilt network whose every feed and split has a loss of its own."""
    scores = {key: _scores(seed) for seed, key in enumerate(SPLITS)}
    powers = {key: np.exp(s - s.max(axis=1, keepdims=True)) for key, s in scores.items()}
    predictions = {key: (p / p.sum(axis=1, keepdims=True)).astype(np.float32) for key, p in powers.items()}
    softmax = LayerFacts("Dense", 10, "softmax", None, (None, 10))
    return ModelFacts((softmax,), True, SETTINGS, predictions, {}, scores=scores)


@pytest.fixture
def data() -> Dataset:
    split = Split(np.zeros((IMAGES, 28, 28), np.uint8), LABELS)
    return Dataset("none", split, split, split, digest="none")


def _history(model: ModelFacts, feed: str, split: str, part: slice = slice(None)) -> dict[str, list[float]]:
    reached = accuracy(probabilities(model, feed, split)[part], LABELS[part])
    loss = loss_bounds(model, feed, split, LABELS, part)[0]
    return {"loss": [2.0, 1.0], "val_loss": [2.0, loss], "val_accuracy": [0.2, reached]}


def _told(
    model: ModelFacts, history: dict[str, list[float]], data: Dataset, feeds: tuple[str, ...] | None = None
) -> str:
    found = not_on_test_images("model", model, history, data, feeds)
    return found.render(str) if found else ""


@pytest.mark.parametrize("feed", ["normalise", "raw"])
def test_the_test_images_hold_however_they_are_prepared(model: ModelFacts, data: Dataset, feed: str) -> None:
    assert _told(model, _history(model, feed, "test"), data) == ""


@pytest.mark.parametrize(
    ("feed", "asked", "said"),
    [("normalise", "raw", "normalised test images: raw ones"), ("raw", "normalise", "raw test images")],
)
def test_test_images_prepared_otherwise_than_asked(
    model: ModelFacts, data: Dataset, feed: str, asked: str, said: str
) -> None:
    assert said in _told(model, _history(model, feed, "test"), data, (asked,))


def test_all_training_images_or_the_last_of_them_are_named(model: ModelFacts, data: Dataset) -> None:
    every = _history(model, "normalise", "train")
    assert "is the loss on the training images, and" in _told(model, every, data)
    last = _history(model, "normalise", "train", slice(160, None))
    assert "the last 40 training images" in _told(model, last, data)


def test_of_anything_else_both_numbers_are_told(model: ModelFacts, data: Dataset) -> None:
    history = _history(model, "normalise", "test")
    history |= {"val_loss": [3.0, 3.0], "val_accuracy": [0.1, 0.1]}
    told = _told(model, history, data)
    assert "a loss of 3.0000" in told
    losses = [loss_bounds(model, feed, "test", LABELS)[0] for feed in ("normalise", "raw")]
    assert f"that of `model` is {min(losses):.4f}" in told


def test_an_epoch_without_validation(model: ModelFacts, data: Dataset) -> None:
    history = _history(model, "normalise", "test")
    assert "validated after 1 of them" in _told(model, {**history, "val_loss": [1.0]}, data)
    assert "no val_loss" in _told(model, {"loss": [2.0, 1.0]}, data)


@pytest.mark.parametrize("change", [{"loss": "focal"}, {"options": {"use_ema": True}}])
def test_nothing_is_told_where_nobody_can_know(
    model: ModelFacts, data: Dataset, change: dict[str, object]
) -> None:
    unknown = replace(model, compiled=with_facts(SETTINGS, **change))
    history = {"loss": [2.0, 1.0], "val_loss": [9.0, 9.0]}
    assert _told(unknown, history, data) == ""
