"""An instructor's own file: each thing that may be wrong with it, and what they are told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reference.datasets import Dataset, load
from reference.errors import UnusableData

Arrays = dict[str, Any]


@pytest.fixture
def arrays(tiny: Dataset) -> Arrays:
    return dict(tiny.public())


def test_missing_file(tmp_path: Path) -> None:
    assert "is not there: name an .npz file with the keys x_train, y_train" in _refusal(tmp_path / "mine.npz")


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.npz").mkdir()
    assert "is not there: name an .npz file" in _refusal(tmp_path / "mine.npz")


def test_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    path.write_text("five, zero, four")
    message = _refusal(path)
    assert "cannot be read: name an .npz file of plain arrays" in message
    assert "unsafely" not in message, "NumPy recommends pickle here"


def test_single_array_under_the_wrong_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    with path.open("wb") as file:
        np.save(file, np.zeros((3, 28, 28), np.uint8))
    assert "cannot be read: name an .npz file of plain arrays" in _refusal(path)


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    path.touch()
    assert "cannot be read: name an .npz file" in _refusal(path)


def test_truncated_file(tmp_path: Path, arrays: Arrays) -> None:
    path = _written(tmp_path, arrays)
    path.write_bytes(path.read_bytes()[:-100])
    assert "cannot be read: name an .npz file" in _refusal(path)


def test_damaged_file(tmp_path: Path, arrays: Arrays) -> None:
    path = _written(tmp_path, arrays)
    content = bytearray(path.read_bytes())
    content[2000:2400] = b"\xff" * 400
    path.write_bytes(content)
    assert "cannot be read: name an .npz file" in _refusal(path)


def test_missing_key(tmp_path: Path, arrays: Arrays) -> None:
    del arrays["y_test"], arrays["x_train"]
    assert "lacks x_train, y_test: add the missing arrays" in _refusal(_written(tmp_path, arrays))


@pytest.mark.parametrize("key", ["x_train", "x_test"])
def test_images_of_another_type(tmp_path: Path, arrays: Arrays, key: str) -> None:
    arrays[key] = arrays[key] / np.float32(255)
    message = _refusal(_written(tmp_path, arrays))
    assert f"{key} is float32 of shape {arrays[key].shape}; it must be uint8 of shape (N, 28, 28)" in message


def test_flat_images(tmp_path: Path, arrays: Arrays) -> None:
    arrays["x_test"] = arrays["x_test"].reshape(100, 784)
    message = _refusal(_written(tmp_path, arrays))
    assert "x_test is uint8 of shape (100, 784); it must be uint8 of shape (N, 28, 28)" in message


def test_images_of_another_size(tmp_path: Path, arrays: Arrays) -> None:
    arrays["x_train"] = arrays["x_train"][:, 4:24, 4:24]
    assert "of shape (300, 20, 20); it must be uint8 of shape (N, 28, 28)" in _refusal(
        _written(tmp_path, arrays)
    )


@pytest.mark.parametrize("wrong", [10, -1])
def test_labels_out_of_range(tmp_path: Path, arrays: Arrays, wrong: int) -> None:
    arrays["y_train"] = arrays["y_train"].astype(np.int64)
    arrays["y_train"][7] = wrong
    message = _refusal(_written(tmp_path, arrays))
    assert "y_train runs from" in message
    assert str(wrong) in message
    assert "labels must lie in 0..9" in message


def test_label_count(tmp_path: Path, arrays: Arrays) -> None:
    arrays["y_test"] = arrays["y_test"][:-1]
    message = _refusal(_written(tmp_path, arrays))
    assert (
        "y_test is uint8 of shape (99,); it must be whole numbers of shape (100,), one label an image"
        in message
    )


def test_labels_of_another_type(tmp_path: Path, arrays: Arrays) -> None:
    arrays["y_test"] = arrays["y_test"].astype(np.float64)
    assert "y_test is float64 of shape (100,); it must be whole numbers" in _refusal(
        _written(tmp_path, arrays)
    )


@pytest.mark.parametrize("split", ["train", "test"])
def test_no_images(tmp_path: Path, arrays: Arrays, split: str) -> None:
    arrays[f"x_{split}"], arrays[f"y_{split}"] = arrays[f"x_{split}"][:0], arrays[f"y_{split}"][:0]
    assert f"x_{split} holds no image" in _refusal(_written(tmp_path, arrays))


class _Trap:
    """Unpickled, it leaves a folder behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_pickled_objects_are_refused_and_never_opened(tmp_path: Path, arrays: Arrays) -> None:
    sprung = tmp_path / "sprung"
    arrays["y_train"] = np.array([_Trap(sprung)], dtype=object)
    assert "cannot be read: name an .npz file of plain arrays" in _refusal(_written(tmp_path, arrays))
    assert not sprung.exists()


def _written(folder: Path, arrays: Arrays) -> Path:
    path = folder / "mine.npz"
    np.savez_compressed(path, **arrays)
    return path


def _refusal(path: Path) -> str:
    """The one line that loading this file comes to."""
    with pytest.raises(UnusableData) as caught:
        load(str(path))
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message
