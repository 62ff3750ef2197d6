"""Which descriptions of networks may be rebuilt, looked at before anything is built."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.evidence import refusals
from autograder.evidence.refusals import Refused
from autograder.evidence.standard_layers import MAX_LAYERS, MAX_NUMBER, MAX_PARAMETERS, not_rebuildable
from autograder.messages import Message

WEIGHTS = (np.zeros((784, 10), np.float32), np.zeros(10, np.float32))


def _layer(name: str = "Dense", module: str = "keras.layers", **config: Any) -> dict[str, Any]:
    return {"module": module, "class_name": name, "registered_name": None, "config": config}


def _network(*layers: Any, **more: Any) -> dict[str, Any]:
    return {"module": "keras", "class_name": "Sequential", "config": {"layers": list(layers)}, **more}


DENSE = _layer(units=10, activation="softmax", dtype={"class_name": "DTypePolicy", "module": "keras"})


def test_standard_layers_that_fit_their_weights_can_be_rebuilt() -> None:
    assert not_rebuildable(_network(_layer("Flatten"), DENSE), WEIGHTS) is None
    assert not_rebuildable(_network(_layer("Conv2D", filters=10, rates=[1, (2.5,)])), WEIGHTS) is None


@pytest.mark.parametrize(
    ("description", "why"),
    [
        (None, refusals.OTHER_MODEL),
        ({"class_name": "Functional2"}, refusals.OTHER_MODEL),
        (_network(_layer("Lambda")), refusals.filled(refusals.OTHER_LAYERS, names="Lambda")),
        (_network(_layer("Dense", "mine")), refusals.filled(refusals.OTHER_LAYERS, names="mine.Dense")),
        (
            _network({**DENSE, "registered_name": "own>Dense"}),
            refusals.filled(refusals.OTHER_LAYERS, names="keras.layers.Dense"),
        ),
        (
            _network(_layer(activation={"module": "os", "class_name": "system"})),
            refusals.filled(refusals.OTHER_THINGS, names="os.system"),
        ),
        (
            _network(_layer(initialiser=[{"class_name": "function", "config": "relu"}])),
            refusals.filled(refusals.OTHER_THINGS, names="keras.function"),
        ),
        (
            _network(DENSE, more={"class_name": "__lambda__"}),
            refusals.filled(refusals.OTHER_THINGS, names="keras.__lambda__"),
        ),
    ],
)
def test_what_else_there_is_in_it_is_taken_at_its_word(description: Any, why: Message) -> None:
    assert not_rebuildable(description, WEIGHTS) == why


def test_without_weights_nothing_is_rebuilt() -> None:
    assert not_rebuildable(_network(DENSE), ()) == refusals.NO_WEIGHTS


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ({"class_name": "Sequential"}, "without a list of layers"),
        (_network(3), "without a list of layers"),
        ({"class_name": "Sequential", "config": {"layers": {}}}, "without a list of layers"),
        (_network(*[DENSE] * (MAX_LAYERS + 1)), "101 layers; at most 100"),
        (_network(_layer(units=MAX_NUMBER + 1)), "beyond all bounds"),
        (_network(DENSE, more=[{"n": float("nan")}]), "beyond all bounds"),
        (_network(_layer(units=11)), "does not fit the weights"),
        (_network(_layer()), "does not fit the weights"),
        (_network(_layer(units="10")), "does not fit the weights"),
    ],
)
def test_what_no_honest_run_gives_is_refused(description: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        not_rebuildable(description, WEIGHTS)


def test_more_parameters_than_are_taken_are_refused() -> None:
    many = np.broadcast_to(np.float32(0), (MAX_PARAMETERS + 1,))
    with pytest.raises(Refused, match="parameters; at most"):
        not_rebuildable(_network(DENSE), (many,))
