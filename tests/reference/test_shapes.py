"""Shapes and parameters by the four rules of the sheet, beside those that Keras gives."""

from __future__ import annotations

import pytest

from reference.layers import layer
from reference.models import VARIANTS, Variant
from reference.shapes import outputs
from reference.training import build

NETWORKS = [variant for variant in VARIANTS.values() if isinstance(variant, Variant)]


@pytest.mark.trains
@pytest.mark.parametrize("variant", NETWORKS, ids=lambda variant: variant.name)
def test_shapes_and_parameters_are_those_of_keras(variant: Variant) -> None:
    built = build(variant).layers
    found = [(out.shape, out.parameters) for out in outputs(variant.layers)]
    assert found == [(tuple(x.output.shape[1:]), x.count_params()) for x in built]


def test_pooling_rounds_down_and_padding_keeps_the_size() -> None:
    layers = (
        layer("Conv2D", filters=3, kernel_size=4, padding="same"),
        layer("MaxPooling2D", pool_size=2),
        layer("Conv2D", filters=2, kernel_size=2),
        layer("AveragePooling2D", pool_size=3),
        layer("Flatten"),
    )
    found = list(outputs(layers, (7, 9, 2)))
    assert [out.shape for out in found] == [(7, 9, 3), (3, 4, 3), (2, 3, 2), (0, 1, 2), (0,)]
    assert [out.parameters for out in found] == [3 * (16 * 2 + 1), 0, 2 * (4 * 3 + 1), 0, 0]
