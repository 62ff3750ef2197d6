"""How images are prepared in the page: as the variants were fed, or as a student's function does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.playground.preparation import followed, preparation_of
from reference.datasets import Dataset
from reference.models import VARIANTS, Variant
from reference.training import inputs


@pytest.mark.parametrize("name", ["dense_128_relu", "no_normalisation", "permuted_cnn"])
def test_a_variant_is_fed_as_in_training(name: str, digits: Dataset) -> None:
    variant = VARIANTS[name]
    assert isinstance(variant, Variant)
    images = digits.test.images[:20]
    assert np.allclose(preparation_of(variant).of(images), inputs(variant, images), atol=1e-6)


@pytest.mark.parametrize(
    ("through", "way", "places"),
    [
        (lambda images: images, "affine", 2),
        (lambda images: images / 255, "affine", 2),
        (lambda images: (images.astype(float) - 33.3) / 78.6, "affine", 2),
        (lambda images: images[..., None] / 255, "affine", 2),
        (lambda images: images.reshape(-1, 784) / 255, "affine", 2),
        (lambda images: images > 100, "levels", 256),
        (lambda images: images / images.max((1, 2), keepdims=True), "brightest is one", 0),
        (lambda images: np.pad(images / 255, ((0, 0), (2, 2), (2, 2))), "affine", 2),
    ],
)
def test_a_function_is_followed(
    through: Callable[[Any], Any], way: str, places: int, digits: Dataset
) -> None:
    images = digits.test.images[:100]
    fed = np.asarray(through(images))
    found = followed(images, fed)
    assert found is not None
    assert found.way == way
    assert found.table.size == places
    assert np.allclose(found.of(digits.test.images[100:110]).ravel(),
                       np.asarray(through(digits.test.images[100:110])).ravel(), atol=1e-3)  # fmt: skip


def test_what_follows_no_rule_is_said_to(digits: Dataset) -> None:
    images = digits.test.images[:100]
    assert followed(images, np.cumsum(images.astype(float), 1)) is None
    assert followed(images, np.zeros((100, 10, 10))) is None
