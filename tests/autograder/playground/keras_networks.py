"""Networks of Keras, and what the page makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.playground.chain import chain_of
from autograder.playground.forward import ran
from autograder.playground.operations import Operation, operations_of
from reference.networks import network_of


def operations(model: Any) -> tuple[Operation, ...]:
    network = network_of(model)
    chain = chain_of(network.description, network.weights)
    assert chain.shape is not None
    return operations_of(chain.layers, chain.shape)


def assert_the_same(model: Any, images: NDArray[np.float32]) -> None:
    """That operations come to what Keras comes to, on images as the model takes them."""
    wanted = np.asarray(model(images, training=False))
    found = ran(operations(model), images)
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= 1e-5 * max(np.abs(wanted).max(), 1)
