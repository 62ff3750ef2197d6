"""A variant is traced once a process, and every seed comes to the bits that it came to by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reference.datasets import Dataset, Split
from reference.models import VARIANTS
from reference.training import Status, train
from tests.reference.runs import assert_equal

pytestmark = pytest.mark.usefixtures("_prepared")


@pytest.mark.trains
@pytest.mark.parametrize(
    "name", ["dense_128_relu", "rmsprop", "outputs_5", "dropout_cnn_flip", "mlp_784_tuned"]
)
def test_a_model_traced_for_another_seed_comes_to_the_same_bits(
    name: str, digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropout, moved images, optimisers with a memory, and averaged weights under a schedule."""
    data = replace(digits, train=Split(digits.train.images[:600], digits.train.labels[:600]))
    traced: dict[object, object] = {}
    monkeypatch.setattr("reference.training._traced", traced)
    variant = VARIANTS[name]
    anew = train(variant, data, 1, epochs=2, keep_network=True)
    traced.clear()
    train(variant, data, 0, epochs=2)
    before = list(traced.values())
    again = train(variant, data, 1, epochs=2, keep_network=True)
    assert [id(model) for model in traced.values()] == [id(model) for model in before]
    assert bool(before) is (anew.status is Status.TRAINED)
    assert_equal(anew, again)
    if anew.network and again.network:
        assert anew.network.description == again.network.description
        for layer, weights in anew.network.weights.items():
            for one, other in zip(weights, again.network.weights[layer], strict=True):
                np.testing.assert_array_equal(one, other)
