"""A `.keras` file is a stranger's: for each wall around its zip and its config, one attempt to pass it."""

from __future__ import annotations

import json
import os
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.playground import keras_file
from autograder.playground.keras_file import UnusableModel, read_keras_file
from tests.autograder.playground.keras_zips import BIAS, KERNEL, claim, dense, members, sequential, zipped

OWN = "is made with code that is not Keras's own"
MODULE = {"module": "os", "class_name": "system", "config": "true", "registered_name": None}


def _refused(path: Path) -> str:
    """What is said of a file, in one line that begins with its name."""
    with pytest.raises(UnusableModel) as raised:
        read_keras_file(path)
    said = str(raised.value)
    assert said.startswith(f"{path.name} cannot be read: ")
    assert said.isprintable()
    return said


def test_a_file_made_by_hand_is_read_and_members_of_other_names_are_passed_over(tmp_path: Path) -> None:
    """Even such as lead out of a folder: nothing is unpacked."""
    folder = tmp_path / "within"
    folder.mkdir()
    more = {"../outside.txt": b"x", "/tmp/outside.txt": b"x", "assets/v.txt": b"x", "..\\config.json": b"["}
    stored = read_keras_file(zipped(folder, members() | more))
    assert [np.array_equal(a, b) for a, b in zip(stored.weights["out"], (KERNEL, BIAS), strict=True)] == [
        True
    ] * 2
    assert stored.weights["given"] == ()
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["network.keras", "within"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no `.keras` file"),
        (b"MZ\x90" * 100, "is no `.keras` file"),
        (
            b"\x89HDF\r\n\x1a\n" + bytes(100),
            'old format of Keras (HDF5): save the network again with `model.save("',
        ),
        (b"PK\x03\x04" + bytes(100), "its zip is damaged or cut short"),
        (b"PK\x05\x06" + bytes(18), "is no `.keras` file"),
    ],
    ids=["empty", "program", "old-format", "no-list", "empty-zip"],
)
def test_what_is_no_zip_is_told(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "network.keras"
    path.write_bytes(data)
    assert said in _refused(path)


def test_what_is_no_file_is_told_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.keras")
    assert "it is no file" in _refused(tmp_path / "pipe.keras")
    assert "it is no file" in _refused(tmp_path)
    assert "it is not there" in _refused(tmp_path / "absent.keras")


def test_a_download_that_was_cut_short_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path, members())
    path.write_bytes(path.read_bytes()[:-30])
    assert "its zip is damaged or cut short" in _refused(path)


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.weights.h5"])
def test_a_missing_member_and_one_that_is_there_twice_are_told_by_name(name: str, tmp_path: Path) -> None:
    files = members()
    lost = files.pop(name)
    path = zipped(tmp_path, files)
    assert f"its zip lacks {name}" in _refused(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, lost)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(name, lost)
    assert f"its zip holds {name} more than once" in _refused(path)


def test_a_file_above_all_bounds_is_not_so_much_as_opened_as_a_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path, members())
    with path.open("r+b") as file:
        file.truncate(keras_file.FILE_BYTES + 1)  # a hole, which takes no disk
    assert f"it has {keras_file.FILE_BYTES + 1} bytes, more than" in _refused(path)


def test_a_list_of_countless_members_is_refused_before_it_is_read(tmp_path: Path) -> None:
    files = members() | {f"{number:060}": b"" for number in range(10_000)}
    assert "its zip lists more files than Keras writes" in _refused(zipped(tmp_path, files))


def test_a_second_list_behind_the_one_that_was_looked_at_is_refused(tmp_path: Path) -> None:
    """zipfile believes the locator of a 64-bit list wherever there is one."""
    path = zipped(tmp_path, members())
    data = path.read_bytes()
    path.write_bytes(data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:])
    assert "its zip lists more files than Keras writes" in _refused(path)


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_encrypted_members_are_told(name: str, tmp_path: Path) -> None:
    assert f"its {name} is encrypted" in _refused(claim(zipped(tmp_path, members()), name, flags=1))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 97])
def test_compression_that_may_ask_for_much_memory_by_itself_is_refused(method: int, tmp_path: Path) -> None:
    path = claim(zipped(tmp_path, members()), "config.json", method=method)
    assert "its config.json is compressed as Keras never does" in _refused(path)


def _bomb() -> bytes:
    """Ten megabytes that unpack to ten gigabytes of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(100 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * 100 + packer.flush()


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
@pytest.mark.parametrize("honest", [True, False])
def test_ten_gigabytes_of_zeros_are_not_unpacked(name: str, honest: bool, tmp_path: Path) -> None:
    """Neither where the zip says how large they are, nor where it says that they are small."""
    path = zipped(tmp_path, members() | {name: _bomb()})
    claim(path, name, method=zipfile.ZIP_DEFLATED, file_size=0xFFFF_FFF0 if honest else 1000)
    tracemalloc.start()
    said = _refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (f"its {name} has 4294967280 bytes" if honest else "its zip is damaged") in said
    assert peak < 8 << 20


def test_a_member_that_was_changed_underway_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path, members())
    path.write_bytes(path.read_bytes().replace(b'"relu"', b'"gelu"'))
    assert "its zip is damaged" in _refused(path)


def _nested(depth: int) -> bytes:
    return b'{"class_name": "Sequential", "config": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (b"no JSON", "is not valid JSON"),
        (b"\xff\xfe{}", "is not valid JSON"),
        (b'{"class_name": NaN}', "is not valid JSON"),
        (b'{"class_name": "Sequential", "config": {"name": "\\ud800"}}', "is not valid JSON"),
        (b'{"n": ' + b"1" * 10_000 + b"}", "is not valid JSON"),
        (b" " * 2_000_001, "its config.json has 2000001 bytes, more than 2000000"),
        (_nested(100), "nests more than 64 levels"),
        (_nested(500_000), "nests more than 64 levels"),
        (b"[1]", "describes no network"),
        (b"{}", "describes no network"),
        (b'{"class_name": ["Sequential"]}', "describes no network"),
        (b'{"class_name": "Sequential"}', "without a list of layers"),
        (json.dumps(sequential(module="os")).encode(), OWN.removeprefix("is ")),
        (json.dumps(sequential(class_name="Model\nOK")).encode(), "is of the class Model?OK"),
    ],
)
def test_a_config_that_describes_no_network_is_told(config: bytes, said: str, tmp_path: Path) -> None:
    assert said in _refused(zipped(tmp_path, members(config)))


def _layer(**changes: Any) -> dict[str, Any]:
    return {**dense("mine"), **changes}


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (_layer(class_name="Lambda"), f"its layer `mine` {OWN} (Lambda)"),
        (_layer(module="os", class_name="system"), f"its layer `mine` {OWN} (system)"),
        (_layer(module="builtins", class_name="exec"), f"its layer `mine` {OWN} (exec)"),
        (_layer(module="keras.src.legacy.layers", class_name="Dense"), f"its layer `mine` {OWN} (Dense)"),
        (_layer(registered_name="Custom>Dense"), f"its layer `mine` {OWN} (Dense)"),
        (_layer(class_name="TextVectorization"), f"its layer `mine` {OWN} (TextVectorization)"),
        (_layer(class_name="TFSMLayer"), f"its layer `mine` {OWN} (TFSMLayer)"),
        (dense("mine", activation=MODULE), f"its layer `mine` {OWN} (system)"),
        (dense("mine", units=MODULE), f"its layer `mine` {OWN} (system)"),
        (_layer(module=None, class_name="__tensor__"), "its layer `mine` is of the kind __tensor__"),
        (_layer(module="keras", class_name="DTypePolicy"), "its layer `mine` is of the kind DTypePolicy"),
        (_layer(class_name=None), f"its layer `mine` {OWN}"),
        (_layer(class_name={"a": 1}), "its config.json describes no network"),
        ({"config": {"name": "mine"}}, "its layer `mine` is of the kind None"),
        (_layer(module="keras", class_name="Sequential", config={"name": "mine", "layers": []}),
         "its layer `mine` is a network within a network"),
        (dense("mine", activation=sequential()), "where only a function belongs"),
        (dense("mine", vocabulary="/etc/passwd"), "names a file"),
        (dense("mine", units=10**9), "a size beyond all bounds"),
        (dense("mine", rate=1e999), "is not valid JSON"),
        (dense(""), "one of its layers has no name"),
        (dense("x" * 201), "one of its layers has no name, or one of more than 200"),
        (_layer(config=None), "one of its layers has no name"),
        (dense("given"), "two of its layers are called `given`"),
        (dense("mine\n\x1b[2J`", module=MODULE), "its layer `mine??[2J?`"),
    ],
)  # fmt: skip
def test_a_layer_that_is_none_of_keras_is_refused_by_its_name(layer: Any, said: str, tmp_path: Path) -> None:
    assert said in _refused(zipped(tmp_path, members(sequential(layer))))


def test_more_layers_than_are_taken_are_refused(tmp_path: Path) -> None:
    config = sequential(*(dense(f"layer {number}") for number in range(100)))
    assert "a network of 101 layers" in _refused(zipped(tmp_path, members(config)))


def test_initialisers_and_constraints_of_a_strangers_are_left_out(tmp_path: Path) -> None:
    """They are the one place where anything may be named; nothing of it comes through."""
    layer = dense(kernel_initializer=MODULE, bias_constraint=MODULE, kernel_regularizer=MODULE)
    stored = read_keras_file(zipped(tmp_path, members(sequential(layer, compile_config=MODULE))))
    assert "system" not in json.dumps(stored.config)
