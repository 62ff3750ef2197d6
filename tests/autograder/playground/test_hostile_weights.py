"""A model.weights.h5 is a stranger's: for each wall around its HDF5, one attempt to pass it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from h5py import h5d, h5p, h5s, h5t

from autograder.evidence.refusals import Refused
from autograder.playground import keras_weights
from autograder.playground.keras_file import UnusableModel, read_keras_file
from tests.autograder.playground.keras_zips import (
    BIAS,
    KERNEL,
    Write,
    dense,
    h5,
    members,
    plain,
    sequential,
    zipped,
)

SECRET = np.full((3, 2), 7.0, np.float32)
LINK, OTHERWISE, TYPE = (
    "leads elsewhere by a link",
    "not stored as Keras stores them",
    "of a type other than float16",
)
NOT_THERE, ELSE, DAMAGED = (
    "are not in the file",
    "holds something else than Keras's",
    "model.weights.h5 is damaged",
)


def _refused(folder: Path, weights: bytes, *layers: Any) -> str:
    with pytest.raises(UnusableModel) as raised:
        read_keras_file(zipped(folder, members(sequential(*(layers or (dense(),))), weights)))
    return str(raised.value)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file beside the student's that holds what nobody is to see, as HDF5 and as plain bytes."""
    path = tmp_path / "secret.h5"
    with h5py.File(path, "w") as file:
        file["layers/dense/vars/0"], file["layers/dense/vars/1"] = SECRET, BIAS
    path.with_suffix(".raw").write_bytes(SECRET.tobytes())
    return path


@pytest.mark.parametrize("place", ["layers", "layers/dense", "layers/dense/vars", "layers/dense/vars/0"])
@pytest.mark.parametrize("kind", ["external", "soft"])
def test_no_link_is_followed_wherever_it_stands(place: str, kind: str, tmp_path: Path, secret: Path) -> None:
    def write(file: Any) -> None:
        plain(file)
        file.move(place, "moved")
        file[place] = h5py.ExternalLink(str(secret), place) if kind == "external" else h5py.SoftLink("/moved")

    assert LINK in _refused(tmp_path, h5(write))


def test_a_link_in_a_part_of_a_layer_is_not_followed(tmp_path: Path, secret: Path) -> None:
    def write(file: Any) -> None:
        plain(file)
        file["layers/dense/activation"] = h5py.ExternalLink(str(secret), "/layers")

    assert LINK in _refused(tmp_path, h5(write))


def _kernel(**options: Any) -> Write:
    """Weights with a kernel that is a dataset of another kind."""

    def write(file: Any) -> None:
        plain(file)
        del file["layers/dense/vars/0"]
        file["layers/dense/vars"].create_dataset("0", **options)

    return write


def test_a_dataset_that_lies_in_another_file_is_not_read(tmp_path: Path, secret: Path) -> None:
    outside = [(str(secret.with_suffix(".raw")), 0, SECRET.nbytes)]
    assert OTHERWISE in _refused(tmp_path, h5(_kernel(shape=(3, 2), dtype="f4", external=outside)))


@pytest.mark.parametrize("source", ["secret.h5", "secret%b.h5"])
def test_a_virtual_dataset_is_not_read(source: str, tmp_path: Path, secret: Path) -> None:
    """Neither of one file nor of as many as there are, which HDF5 looks for to tell how long it is."""

    def write(file: Any) -> None:
        plain(file)
        del file["layers/dense/vars/0"]
        most = h5s.UNLIMITED
        whole, part = h5s.create_simple((3, 2), (most, 2)), h5s.create_simple((3, 2), (most, 2))
        whole.select_hyperslab((0, 0), (most, 1), block=(1, 2))
        part.select_hyperslab((0, 0), (1 if "%" in source else most, 1), block=(1, 2))
        plan = h5p.create(h5p.DATASET_CREATE)
        plan.set_virtual(whole, str(tmp_path / source).encode(), b"/layers/dense/vars/0", part)
        group = file["layers/dense/vars"].id
        h5d.create(group, b"0", h5t.IEEE_F32LE, h5s.create_simple((3, 2), (most, 2)), plan)

    secret.with_name("secret0.h5").write_bytes(secret.read_bytes())
    assert OTHERWISE in _refused(tmp_path, h5(write))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"data": KERNEL, "compression": "gzip"}, OTHERWISE),
        ({"data": KERNEL, "chunks": (1, 2)}, OTHERWISE),
        ({"data": KERNEL, "fletcher32": True}, OTHERWISE),
        ({"shape": (10**6, 10**6), "dtype": "f4", "chunks": (1000, 1000)}, OTHERWISE),
        ({"shape": (1000, 1000), "dtype": "f4"}, NOT_THERE),
        ({"shape": (10**6, 10**9), "dtype": "f4"}, "it has 1000000000000000 parameters, and at most 8000000"),
        ({"shape": (0, 2), "dtype": "f4"}, NOT_THERE),
        ({"data": h5py.Empty("f4")}, DAMAGED),
        ({"data": KERNEL, "dtype": ">f4"}, TYPE),
        ({"data": KERNEL, "dtype": "i8"}, TYPE),
        ({"data": KERNEL, "dtype": "u1"}, TYPE),
        ({"data": KERNEL.astype("c8")}, TYPE),
        ({"data": np.zeros((3, 2), [("a", "f4"), ("b", "f4")])}, TYPE),
        ({"data": np.full((3, 2), b"text")}, TYPE),
        ({"data": np.full((3, 2), "text", object), "dtype": h5py.string_dtype()}, TYPE),
        ({"shape": (3, 2), "dtype": h5py.vlen_dtype("f4")}, TYPE),
        ({"shape": (3, 2), "dtype": h5py.ref_dtype}, TYPE),
        ({"shape": (3, 2), "dtype": h5py.regionref_dtype}, TYPE),
        ({"data": KERNEL.view("V4")}, TYPE),
        ({"data": np.where(KERNEL > 3, np.nan, KERNEL)}, "hold numbers that are not finite"),
        ({"data": np.where(KERNEL > 3, np.inf, KERNEL)}, "hold numbers that are not finite"),
    ],
)
def test_only_plain_arrays_of_finite_floats_that_are_there_are_taken(
    options: dict[str, Any], said: str, tmp_path: Path
) -> None:
    said_of_it = _refused(tmp_path, h5(_kernel(**options)))
    assert said in said_of_it
    assert said_of_it.isprintable()


def _among(**given: Any) -> Write:
    """Weights with something more in the file, by its path; None takes away what is there."""

    def write(file: Any) -> None:
        plain(file)
        for place, value in given.items():
            if place in file:
                del file[place]
            if value is not None:
                file[place] = value if not isinstance(value, str) else file[value]

    return write


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"layers": None}, "it holds 0 arrays of weights for its layer `out` (Dense), which has 2"),
        ({"layers/dense": None}, "it holds 0 arrays"),
        ({"layers/dense/vars": None}, "it holds 0 arrays"),
        ({"layers/dense/vars/1": None}, "it holds 1 arrays"),
        ({"layers/dense/vars/2": BIAS}, "it holds 3 arrays"),
        ({"layers/dense/vars/0": None}, ELSE),
        ({"layers/dense/vars/kernel": BIAS}, ELSE),
        ({"layers/dense/vars/0": "/layers"}, ELSE),
        ({"layers/dense/vars": BIAS}, ELSE),
        ({"layers": BIAS}, ELSE),
        ({"layers/dense": np.dtype("f4")}, ELSE),
        ({f"layers/dense/vars/{n}": BIAS for n in range(2, 50)}, "holds more than Keras writes"),
        ({f"layers/dense/part{n}/vars/0": BIAS for n in range(50)}, "holds more than Keras writes"),
        ({"layers/dense/again": "/layers"}, "is made of parts"),
        ({"layers/dense/again": "/layers/dense"}, "is made of parts"),
        ({"layers/dense/cell/vars/0": BIAS}, "is made of parts"),
        ({"layers/dense/cell/deeper/vars/0": BIAS}, "is made of parts"),
    ],
)
def test_groups_that_are_not_as_keras_has_them_are_told_and_no_circle_is_walked(
    given: dict[str, Any], said: str, tmp_path: Path
) -> None:
    assert said in _refused(tmp_path, h5(_among(**given)))


@pytest.mark.parametrize(
    "weights",
    [
        b"",
        b"no HDF5",
        b"\x89HDF\r\n\x1a\n",
        h5()[:-100],
        h5()[:600],
        bytes(512) + h5(),
        h5(userblock_size=512),
    ],
    ids=["empty", "none", "head", "cut", "cut-early", "later", "user-block"],
)
def test_damaged_weights_are_told(weights: bytes, tmp_path: Path) -> None:
    assert DAMAGED in _refused(tmp_path, weights)


def test_a_size_that_reaches_beyond_the_file_is_not_believed(tmp_path: Path) -> None:
    """The kernel's shape is changed in the file itself, from 3 × 2 to as many numbers as may be."""
    honest, huge = np.array([3, 2], "<u8").tobytes(), np.array([4_000_000, 2], "<u8").tobytes()
    weights = h5()
    assert weights.count(honest) >= 1
    said = _refused(tmp_path, weights.replace(honest, huge))
    assert NOT_THERE in said or DAMAGED in said


def test_one_array_under_many_names_counts_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(file: Any) -> None:
        plain(file)
        file["layers/dense_1"] = file["layers/dense"]

    monkeypatch.setattr(keras_weights, "MAX_PARAMETERS", 15)
    assert "it has 16 parameters, and at most 15" in _refused(tmp_path, h5(write), dense("one"), dense("two"))


def test_generators_of_random_numbers_are_left_out(tmp_path: Path) -> None:
    seed = {"layers/dense/seed_generator/vars/0": np.array([1, 2], np.uint32)}
    stored = read_keras_file(zipped(tmp_path, members(weights=h5(_among(**seed)))))
    assert len(stored.weights["out"]) == 2


def test_weights_are_found_where_keras_2_had_them(tmp_path: Path) -> None:
    def write(file: Any) -> None:
        plain(file)
        file.move("layers", "_layer_checkpoint_dependencies")

    stored = read_keras_file(zipped(tmp_path, members(weights=h5(write))))
    assert np.array_equal(stored.weights["out"][0], KERNEL)


def test_what_is_read_stays_when_the_file_is_gone_and_can_be_written_to(tmp_path: Path) -> None:
    path = zipped(tmp_path, members())
    kernel = read_keras_file(path).weights["out"][0]
    path.unlink()
    kernel[0, 0] = 5


def test_whatever_bytes_are_changed_the_weights_are_read_or_refused() -> None:
    """HDF5 raises all kinds of errors at them, and none is let through."""
    chosen = random.Random(0)
    whole = h5()
    layers = [keras_weights.StoredLayer("out", "Dense", {}, 0)]
    told = [at for at, byte in enumerate(whole) if byte]
    for _ in range(500):
        changed = bytearray(whole)
        for at in chosen.choices(told, k=3):
            changed[at] = chosen.choice((0, 1, 127, 255, chosen.randrange(256)))
        try:
            arrays = keras_weights.stored_weights(bytes(changed), layers)["out"]
        except Refused:
            continue
        assert all(np.isfinite(array).all() for array in arrays)
