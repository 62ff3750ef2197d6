"""What Keras saves is read back, layer by layer, with the weights that Keras has."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras.src.utils import naming

from autograder.evidence.keras_names import LAYERS
from autograder.playground.keras_file import (
    CONFIG,
    METADATA,
    WEIGHTS,
    StoredNetwork,
    UnusableModel,
    read_keras_file,
)
from autograder.playground.keras_weights import snake_case

ROOT = Path(__file__).parents[3]
L = keras.layers
IMAGES = np.random.default_rng(0).random((8, 28, 28)).astype(np.float32)
LABELS = np.arange(8) % 10


def _adapted() -> Any:
    layer = L.Normalization(axis=None)
    layer.adapt(IMAGES)
    return layer


def _every_layer() -> list[Any]:
    """Every kind that the playground calculates with, several more than once, names given and not."""
    return [
        keras.Input((28, 28)), _adapted(), L.Rescaling(0.5, name="halved"), L.Reshape((28, 28, 1)),
        L.Conv2D(4, 3, name="first look"), L.BatchNormalization(), L.ReLU(),
        L.MaxPooling2D(), L.Conv2D(3, 3, use_bias=False), L.LeakyReLU(), L.AveragePooling2D(2),
        L.BatchNormalization(scale=False, name="zuletzt-ñ"), L.SpatialDropout2D(0.1), L.Flatten(),
        L.Dense(12, activation="relu", name="dense"), L.Dropout(0.5), L.Activation("tanh"),
        L.Dense(12, name="dense_7"), L.BatchNormalization(trainable=False),
        L.Dense(10, use_bias=False, name="last"), L.Softmax(),
    ]  # fmt: skip


def _saved(model: Any, folder: Path) -> StoredNetwork:
    model.save(folder / "network.keras")
    return read_keras_file(folder / "network.keras")


def _scrambled(model: Any) -> Any:
    """With weights that cannot be taken for another layer's."""
    random = np.random.default_rng(1)
    model.set_weights([
        w if w.dtype.kind == "i" else random.random(w.shape).astype(w.dtype) for w in model.get_weights()
    ])  # fmt: skip
    return model


def _assert_read(model: Any, stored: StoredNetwork) -> None:
    """Each layer's arrays are those of `get_weights`, in type and order; no other layer has any."""
    for layer in model.layers:
        own, read = layer.get_weights(), stored.weights[layer.name]
        assert [a.dtype for a in read] == [a.dtype for a in own], layer.name
        assert all(np.array_equal(a, b) for a, b in zip(read, own, strict=True)), layer.name
    named = {layer["config"]["name"] for layer in stored.config["config"]["layers"]}
    assert stored.weights.keys() == named
    assert sum(map(len, stored.weights.values())) == len(model.get_weights())


def test_every_kind_of_layer_is_read_from_a_sequential_network(tmp_path: Path) -> None:
    model = _scrambled(keras.Sequential(_every_layer()))
    stored = _saved(model, tmp_path)
    _assert_read(model, stored)
    kinds = [layer["class_name"] for layer in stored.config["config"]["layers"]]
    assert stored.config["class_name"] == "Sequential"
    assert kinds == ["InputLayer", *(type(layer).__name__ for layer in model.layers)]


def test_every_kind_of_layer_is_read_from_a_functional_network(tmp_path: Path) -> None:
    first, *layers = _every_layer()
    x = first
    for layer in layers:
        x = layer(x)
    model = _scrambled(keras.Model(first, x))
    stored = _saved(model, tmp_path)
    _assert_read(model, stored)
    assert stored.config["class_name"] == "Functional"


def test_a_network_without_an_input_layer_is_read(tmp_path: Path) -> None:
    model = keras.Sequential([L.Flatten(), L.Dense(5, activation="relu"), L.Dense(10)])
    model(IMAGES)
    _assert_read(_scrambled(model), _saved(model, tmp_path))


def test_branches_that_were_made_in_another_order_keep_their_weights(tmp_path: Path) -> None:
    """Keras counts layers in the order of the network, whatever they are called or when they were made."""
    late, early = L.Dense(4, name="dense_1"), L.Dense(4, name="dense")
    given = keras.Input((4,))
    left, right = late(given), early(early(given))  # one is shared
    model = _scrambled(keras.Model(given, L.Add()([left, right, keras.ops.relu(given)])))
    _assert_read(model, _saved(model, tmp_path))


@pytest.mark.trains
def test_a_trained_network_is_read_and_what_its_optimiser_keeps_is_not(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((28, 28)), L.Flatten(), L.Dropout(0.5), L.Dense(10)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    model.fit(IMAGES, LABELS, verbose=0)
    stored = _saved(model, tmp_path)
    _assert_read(model, stored)
    assert "compile_config" not in stored.config


@pytest.mark.parametrize("dtype", ["float16", "float64", "mixed_float16"])
def test_weights_of_other_precision_are_read_as_they_are(dtype: str, tmp_path: Path) -> None:
    model = _scrambled(keras.Sequential([keras.Input((4,)), L.Dense(3, dtype=dtype)]))
    _assert_read(model, _saved(model, tmp_path))


def test_an_activation_that_is_a_layer_is_read(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, activation=L.LeakyReLU(0.3))])
    _assert_read(_scrambled(model), _saved(model, tmp_path))


def test_a_file_that_was_zipped_anew_is_read(tmp_path: Path) -> None:
    model = _scrambled(keras.Sequential([keras.Input((4,)), L.Dense(3)]))
    model.save(tmp_path / "network.keras")
    with zipfile.ZipFile(tmp_path / "network.keras") as old:
        members = {name: old.read(name) for name in (WEIGHTS, METADATA, CONFIG)}
    with zipfile.ZipFile(tmp_path / "anew.keras", "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    _assert_read(model, read_keras_file(tmp_path / "anew.keras"))


def test_initialisers_constraints_and_compilation_are_left_out(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, kernel_constraint="non_neg")])
    model.compile("sgd", "mse")
    dense = _saved(model, tmp_path).config["config"]["layers"][1]["config"]
    assert (dense["kernel_initializer"], dense["kernel_constraint"], dense["units"]) == ("zeros", None, 3)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            lambda: L.Lambda(abs, name="mine"),
            "its layer `mine` is made with code that is not Keras's own (Lambda)",
        ),
        (lambda: L.LSTM(3, name="memory"), "its layer `memory` (LSTM) is made of parts with weights"),
        (lambda: keras.Sequential([L.Dense(3)], name="inner"), "its layer `inner` is a network within"),
        (
            lambda: L.Dense(3, dtype="bfloat16", name="short"),
            "the weights of its layer `short` are of a type",
        ),
    ],
    ids=["lambda", "parts", "within", "bfloat16"],
)
def test_what_keras_saves_and_is_not_read_is_told_by_the_layers_name(
    made: Callable[[], Any], said: str, tmp_path: Path
) -> None:
    model = keras.Sequential([keras.Input((5, 4)), L.Dense(3), made()])
    with pytest.raises(UnusableModel) as raised:
        _saved(model, tmp_path)
    assert said in str(raised.value)
    assert str(raised.value).startswith("network.keras cannot be read: ")


def test_a_network_that_was_never_built_is_told(tmp_path: Path) -> None:
    model = keras.Sequential([L.Dense(3, name="first")])
    with pytest.warns(UserWarning, match="not yet been built"):
        model.save(tmp_path / "network.keras")
    with pytest.raises(
        UnusableModel, match=r"it holds 0 arrays of weights for its layer `first` .*, which has 2"
    ):
        read_keras_file(tmp_path / "network.keras")


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_the_old_format_is_told_how_to_be_saved_again(tmp_path: Path) -> None:
    keras.Sequential([keras.Input((4,)), L.Dense(3)]).save(tmp_path / "network.h5")
    with pytest.raises(
        UnusableModel, match=r'old format.*save the network again with `model\.save\("name\.keras"\)`'
    ):
        read_keras_file(tmp_path / "network.h5")


def test_classes_are_called_in_files_as_keras_calls_them() -> None:
    """And no two of the list alike, or weights would go astray."""
    names = {kind: snake_case(kind) for kind in LAYERS}
    assert names == {kind: naming.to_snake_case(kind) for kind in LAYERS}
    assert len(set(names.values())) == len(names)


def test_reading_imports_neither_keras_nor_tensorflow(tmp_path: Path) -> None:
    keras.Sequential([keras.Input((4,)), L.Dense(3)]).save(tmp_path / "network.keras")
    script = (
        "import sys; from pathlib import Path; from autograder.playground.keras_file import read_keras_file\n"
        "print(sorted(read_keras_file(Path(sys.argv[1])).weights))\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('keras', 'tensorflow')])"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "network.keras")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"
    assert "'dense" in done.stdout
