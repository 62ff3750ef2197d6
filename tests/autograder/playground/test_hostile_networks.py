"""A `.keras` file that can be read may describe a network that cannot be: each is refused in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.playground import forward, networks
from autograder.playground.chain import Layer
from autograder.playground.forward import ran
from autograder.playground.keras_file import UnusableModel
from autograder.playground.operations import operations_of
from autograder.playground.own import stored_networks
from reference.datasets import Dataset
from tests.autograder.playground.keras_zips import h5, members, zipped


def _layer(kind: str, name: str, **config: Any) -> dict[str, Any]:
    config = {"name": name, **config}
    return {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}


def _network(*between: Any, kind: str = "Sequential", **of_dense: Any) -> dict[str, Any]:
    layers = [
        _layer("InputLayer", "given", batch_shape=[None, 28, 28, 1]), *between,
        _layer("Flatten", "flat"), _layer("Dense", "out", units=10) | of_dense,
    ]  # fmt: skip
    config = {"name": "network", "layers": layers}
    return {"module": "keras", "class_name": kind, "config": config, "registered_name": None}


def _functional(nodes: Any) -> dict[str, Any]:
    network = _network(kind="Functional", inbound_nodes=nodes)
    network["config"]["layers"][1]["inbound_nodes"] = _called({"keras_history": ["given", 0, 0]})
    return network


def _called(config: Any) -> list[Any]:
    return [{"args": [{"class_name": "__keras_tensor__", "config": config}], "kwargs": {}}]


def _refused(folder: Path, config: Any, digits: Dataset, kernel: float = 0.0) -> str:
    def weights(file: Any) -> None:
        stored = file.create_group("layers/dense/vars")
        stored["0"], stored["1"] = np.full((784, 10), kernel, np.float32), np.zeros(10, np.float32)

    path = zipped(folder, members(config, h5(weights)))
    with pytest.raises(UnusableModel) as raised:
        stored_networks(path, digits.test)
    said = str(raised.value)
    assert said.startswith("network.keras cannot be read: ")
    assert said.isprintable()
    return said


#: A warning of NumPy's would be a second line.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


@pytest.mark.parametrize(
    "config",
    [
        _functional(5),
        _functional(None),
        _functional(_called(None)),
        _functional(_called({})),
        _functional(_called({"keras_history": []})),
        _network(name="out", config={"units": 10}),
        _network(name="out", config=None),
        _network(config={"name": "out", "units": 10.0, "activation": "softmax"}),
    ],
    ids=["nodes-5", "nodes-none", "tensor-none", "no-history", "history-empty", "no-name", "no-config",
         "units-float"],
)  # fmt: skip
def test_a_config_edited_by_hand_is_refused(config: Any, tmp_path: Path, digits: Dataset) -> None:
    assert "its config.json describes no network" in _refused(tmp_path, config, digits)


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (_layer("PReLU", "odd\n\x1b[2J"), "cannot run the layer odd??[2J (PReLU)"),
        (_layer("LeakyReLU", "leaky", negative_slope="nan"), "layer leaky (LeakyReLU) computes with"),
        (_layer("Rescaling", "scale", scale="inf"), "layer scale (Rescaling) computes with numbers that"),
        (
            _layer("Normalization", "norm", mean=0.0, variance=-1.0),
            "layer norm (Normalization) computes with numbers that are not finite",
        ),
        (
            _layer("AveragePooling2D", "pool", pool_size=1000, strides=1, padding="same"),
            "layer pool (AveragePooling2D) looks at 784,000,000 numbers of an image",
        ),
    ],
)  # fmt: skip
def test_a_layer_that_no_page_can_run_is_named(
    between: Any, said: str, tmp_path: Path, digits: Dataset
) -> None:
    assert said in _refused(tmp_path, _network(between), digits)


def test_answers_that_are_no_numbers_are_refused(tmp_path: Path, digits: Dataset) -> None:
    said = _refused(tmp_path, _network(), digits, kernel=3e38)
    assert "answers with numbers that are not finite" in said


def test_more_than_a_page_computes_at_once_is_refused_with_the_number(
    tmp_path: Path, digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "MAX_MULTIPLICATIONS", 8_000)
    said = _refused(tmp_path, _network(), digits)
    assert "needs 8,624 multiplications for an image: the page takes at most 8,000" in said


def test_images_go_few_at_a_time_where_they_become_many_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = np.random.default_rng(0).normal(size=(3, 3, 1, 4)).astype(np.float32)
    config = {"kernel_size": [3, 3], "filters": 4, "padding": "same", "activation": "relu"}
    operations = operations_of(
        [Layer("Conv2D", "conv", config, (kernel, np.zeros(4, np.float32)))], (28, 28, 1)
    )
    images = np.random.default_rng(1).normal(size=(7, 28, 28, 1)).astype(np.float32)
    together = ran(operations, images)
    monkeypatch.setattr(forward, "_AT_ONCE", 2 * operations[0].numbers)
    assert np.allclose(ran(operations, images), together, atol=1e-5)
    assert ran(operations, images[:0]).shape == (0, 28, 28, 4)
