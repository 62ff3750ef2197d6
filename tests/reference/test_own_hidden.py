"""An instructor's own hidden images: each thing that may be wrong with the file, and what it changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reference.datasets import Dataset, Split, load
from reference.errors import UnusableData
from reference.own_hidden import LEAST, MOST, load_with_hidden
from reference.runner import Task, train_all
from reference.training import train
from tests.reference.test_runner import SHORT

Arrays = dict[str, Any]


@pytest.fixture
def arrays(digits: Dataset) -> Arrays:
    """Digits that `small_npz` has not, with labels as NumPy makes them."""
    return {"x_test": digits.train.images[300:450], "y_test": digits.train.labels[300:450].astype(np.int64)}


def _written(folder: Path, arrays: Arrays, name: str = "hidden.npz") -> Path:
    path = folder / name
    np.savez_compressed(path, **arrays)
    return path


def _refusal(small_npz: Path, path: Path) -> str:
    with pytest.raises(UnusableData) as caught:
        load_with_hidden(str(small_npz), 0, path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message


def test_they_are_the_files_with_their_labels_and_in_no_order_that_tells_any(
    small_npz: Path, tmp_path: Path, arrays: Arrays
) -> None:
    order = np.argsort(arrays["y_test"], kind="stable")  # as who draws ten of each digit keeps them
    path = _written(tmp_path, {key: array[order] for key, array in arrays.items()})
    hidden = load_with_hidden(str(small_npz), 3, path).hidden
    labels = {image.tobytes(): label for image, label in zip(*arrays.values(), strict=True)}
    assert [labels[image.tobytes()] for image in hidden.images] == hidden.labels.tolist()
    assert sorted(hidden.labels) == sorted(arrays["y_test"])
    assert np.mean(np.diff(hidden.labels.astype(int)) == 0) < 0.3
    again, other = (load_with_hidden(str(small_npz), seed, path).hidden for seed in (3, 4))
    np.testing.assert_array_equal(hidden.images, again.images)
    assert not np.array_equal(hidden.images, other.images)


def test_training_and_test_images_stay_and_the_digest_changes_with_the_file(
    small_npz: Path, tmp_path: Path, arrays: Arrays
) -> None:
    public = load(str(small_npz))
    own = load_with_hidden(str(small_npz), 0, _written(tmp_path, arrays))
    arrays["x_test"] = arrays["x_test"].copy()
    arrays["x_test"][0, 0, 0] ^= 1
    other = load_with_hidden(str(small_npz), 0, _written(tmp_path, arrays))
    assert len({public.digest, own.digest, other.digest}) == 3
    assert own.public_digest == other.public_digest == public.digest == public.public_digest
    assert own.name == public.name
    for key, array in public.public().items():
        np.testing.assert_array_equal(own.public()[key], array)
    fewer = own.first(100)
    assert fewer.digest not in (own.digest, public.first(100).digest)
    assert fewer.public_digest == public.first(100).digest
    assert load_with_hidden(str(small_npz), 0, None).digest == public.digest


def test_what_else_lies_in_the_file_is_not_looked_at(small_npz: Path, tmp_path: Path, arrays: Arrays) -> None:
    plain = load_with_hidden(str(small_npz), 0, _written(tmp_path, arrays))
    more = load_with_hidden(str(small_npz), 0, _written(tmp_path, arrays | {"who": np.arange(3)}, "m.npz"))
    assert more.digest == plain.digest


def test_a_missing_file_or_key(small_npz: Path, tmp_path: Path, arrays: Arrays) -> None:
    told = _refusal(small_npz, tmp_path / "hidden.npz")
    assert "is not there: name an .npz file with the keys x_test, y_test" in told
    del arrays["y_test"]
    assert "lacks y_test: add the missing arrays" in _refusal(small_npz, _written(tmp_path, arrays))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x_test": np.zeros((150, 28, 28))}, "x_test is float64 of shape (150, 28, 28); it must be uint8"),
        ({"x_test": np.zeros((150, 784), np.uint8)}, "x_test is uint8 of shape (150, 784); it must be uint8"),
        ({"y_test": np.zeros(150)}, "y_test is float64 of shape (150,); it must be whole numbers"),
        ({"y_test": np.arange(149) % 10}, "y_test is int64 of shape (149,); it must be whole numbers of"),
        ({"y_test": np.arange(150) % 11}, "y_test runs from 0 to 10; labels must lie in 0..9"),
        ({"y_test": np.arange(150) % 10 - 1}, "y_test runs from -1 to 8; labels must lie in 0..9"),
        ({"y_test": np.arange(150) % 8}, "y_test has no image of 8, 9: add some"),
    ],
)
def test_another_form(small_npz: Path, tmp_path: Path, arrays: Arrays, change: Arrays, told: str) -> None:
    assert told in _refusal(small_npz, _written(tmp_path, arrays | change))


@pytest.mark.parametrize("images", [0, LEAST - 1, MOST + 1])
def test_too_few_and_too_many(small_npz: Path, tmp_path: Path, images: int) -> None:
    arrays = {"x_test": np.zeros((images, 28, 28), np.uint8), "y_test": np.arange(images) % 10}
    told = _refusal(small_npz, _written(tmp_path, arrays))
    assert "holds no image" in told or f"holds {images} images; hidden images are 100 at least" in told


def test_as_few_as_may_be(small_npz: Path, tmp_path: Path, arrays: Arrays) -> None:
    few = {key: array[:LEAST] for key, array in arrays.items()}
    assert len(load_with_hidden(str(small_npz), 0, _written(tmp_path, few)).hidden) == LEAST


@pytest.mark.parametrize("split", ["train", "test"])
def test_an_image_that_is_handed_out_is_not_hidden(
    small_npz: Path, tmp_path: Path, arrays: Arrays, split: str
) -> None:
    known = getattr(load(str(small_npz)), split)
    arrays["x_test"] = arrays["x_test"].copy()
    arrays["x_test"][7:9] = known.images[3:5]
    told = _refusal(small_npz, _written(tmp_path, arrays))
    assert "2 of its images are among the training and test images" in told


class _Trap:
    """Unpickled, it leaves a folder behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_objects_are_refused_and_never_opened(small_npz: Path, tmp_path: Path, arrays: Arrays) -> None:
    sprung = tmp_path / "sprung"
    arrays["y_test"] = np.array([_Trap(sprung)], dtype=object)
    assert "cannot be read: name an .npz file of plain arrays" in _refusal(
        small_npz, _written(tmp_path, arrays)
    )
    assert not sprung.exists()


@pytest.mark.parametrize("content", [b"", b"five", b"PK\x03\x04" + bytes(200)])
def test_no_npz(small_npz: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hidden.npz"
    path.write_bytes(content)
    assert "cannot be read: name an .npz file" in _refusal(small_npz, path)


@pytest.mark.trains
@pytest.mark.usefixtures("no_leftovers")
def test_workers_measure_on_them_whatever_seed_a_run_names(
    small_npz: Path, tmp_path: Path, arrays: Arrays
) -> None:
    path = _written(tmp_path, arrays)
    task = Task(SHORT.variant, 1, SHORT.epochs, hidden_seed=7)
    (run,) = train_all([task], str(small_npz), 0, jobs=1, own_hidden=path)
    data = load_with_hidden(str(small_npz), 0, path)
    assert isinstance(data.hidden, Split)
    assert run.hidden_accuracy == train(task.variant, data, 1, task.epochs).hidden_accuracy
    assert run.hidden_predictions is not None
    assert len(run.hidden_predictions) == 150
