"""The digits that are learnt from, and the three ways they are split.

Training and test images are what students see, as Keras hands them out. The hidden images
are the test images, each moved by a small seeded affine transformation and shuffled: new
for every seed, and a little harder; or an instructor's own (`own_hidden`). Their labels never
leave the grader.

Sources: `mnist5k` and `digits`, which are there offline (`embedded.py`), and MNIST (LeCun, Cortes and
Burges). Any `.npz` with Keras's four keys serves as well.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.embedded import EMBEDDED
from reference.errors import UnusableData

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

SIDE = 28
CLASSES = 10
KEYS = ("x_train", "y_train", "x_test", "y_test")
NAMED = (*EMBEDDED, "mnist")  #: all other data are files
DEFAULT = "mnist5k"  #: of new courses

#: Differences of accuracy smaller than this (a fraction) do not matter in practice; set
#: beforehand for each dataset, because one image of `digits` is already 0.28 points.
MARGINS = {"mnist": 0.003, "mnist5k": 0.01, "digits": 0.03}
DEFAULT_MARGIN = 0.01

_MNIST_DIGEST = "2f6dc9b6c10f51819a845a7b909d9fe67f369d4207aa05ba0be846a5651a00e8"

#: What NumPy and its readers raise on a file that is damaged or no .npz at all.
DAMAGED: tuple[type[Exception], ...] = (
    OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Split:
    """Images (N, 28, 28) uint8 with their labels (N,) uint8 in 0..9."""

    images: Images
    labels: Labels

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True, eq=False)
class Dataset:
    """The three splits under one name.

    `digest` identifies training and test data, and with them hidden images that are an instructor's
    own: `hidden_digest` is then not empty.
    """

    name: str
    train: Split
    test: Split
    hidden: Split
    digest: str
    hidden_digest: str = ""

    @property
    def margin(self) -> float:
        """The largest difference of accuracy (a fraction) that counts as none in practice."""
        return MARGINS.get(self.name, DEFAULT_MARGIN)

    def first(self, train_images: int | None) -> Dataset:
        """The same data with that many training images at most; None takes all."""
        if train_images is None or train_images >= len(self.train):
            return self
        train = Split(self.train.images[:train_images], self.train.labels[:train_images])
        arrays = (train.images, train.labels, self.test.images, self.test.labels)
        digest = digest_of(dict(zip(KEYS, arrays, strict=True)), self.hidden_digest)
        return replace(self, train=train, digest=digest)

    @cached_property
    def public_digest(self) -> str:
        """Of training and test data alone."""
        return digest_of(self.public()) if self.hidden_digest else self.digest

    def public(self) -> dict[str, NDArray[np.uint8]]:
        """What a student may see, under Keras's keys: training and test, never hidden."""
        arrays = (self.train.images, self.train.labels, self.test.images, self.test.labels)
        return dict(zip(KEYS, arrays, strict=True))


def load(name: str, hidden_seed: int = 0) -> Dataset:
    """The dataset called `mnist5k`, `digits` or `mnist`, or the one in an `.npz` file.

    The hidden images are all test images moved. Raises UnusableData, with what to do about it, where
    there is none.
    """
    return with_moved(load_public(name), hidden_seed)


def load_public(name: str) -> Dataset:
    """The same without a hidden image: to make them takes longer than all the rest."""
    arrays = read(name)
    digest = digest_of(arrays)
    x_train, y_train, x_test, y_test = (arrays[key] for key in KEYS)
    return Dataset(
        name=_canonical_name(name, digest),
        train=Split(x_train, y_train),
        test=Split(x_test, y_test),
        hidden=Split(x_test[:0], y_test[:0]),
        digest=digest,
    )


def with_moved(public: Dataset, hidden_seed: int) -> Dataset:
    """The same with all its test images, moved, as hidden images."""
    return replace(public, hidden=move(public.test, hidden_seed))


def read(name: str) -> dict[str, NDArray[np.uint8]]:
    """Training and test arrays under Keras's four keys, checked."""
    expect_known(name)
    if name in EMBEDDED:
        return dict(zip(KEYS, EMBEDDED[name](), strict=True))
    return _mnist() if name == "mnist" else _npz(Path(name))


def expect_known(name: str) -> None:
    """UnusableData where nothing is called that, or no such file is there; nothing is read for it."""
    if name in NAMED:
        return
    if not name.endswith(".npz"):
        raise UnusableData(
            "no dataset is called {name!r}: choose {names} or the path of an .npz file",
            name=name,
            names=", ".join(NAMED),
        )
    _expect_file(Path(name), KEYS)


def _expect_file(path: Path, keys: tuple[str, ...]) -> None:
    if not path.is_file():
        raise UnusableData(
            "{path} is not there: name an .npz file with the keys {names}", path=path, names=", ".join(keys)
        )


def move(split: Split, seed: int) -> Split:
    """The same digits shuffled, each shifted by up to a pixel and turned by up to 5 degrees."""
    from scipy.ndimage import affine_transform

    rng = np.random.default_rng(seed)
    order = rng.permutation(len(split))
    angles = np.deg2rad(rng.uniform(-5.0, 5.0, len(split)))
    shifts = rng.uniform(-1.0, 1.0, (len(split), 2))
    centre = np.full(2, (SIDE - 1) / 2)
    moved = np.empty_like(split.images)
    for target, (source, angle, shift) in enumerate(zip(order, angles, shifts, strict=True)):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        offset = centre - turn @ centre + shift
        affine_transform(split.images[source], turn, offset, order=1, output=moved[target])
    return Split(moved, split.labels[order])


def in_order(images: NDArray[Any], seed: int) -> NDArray[Any]:
    """The pixels of each image (N, height, width) in one order for all, drawn by that seed."""
    order = np.random.default_rng(seed).permutation(images[0].size)
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def _mnist() -> dict[str, NDArray[np.uint8]]:
    """MNIST from Keras's own cache, or downloaded by Keras into it."""
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    cached = home / "datasets" / "mnist.npz"
    if cached.is_file():
        return _npz(cached)
    try:
        from keras.datasets import mnist

        (x_train, y_train), (x_test, y_test) = mnist.load_data()
    except Exception as error:  # Keras wraps every network failure in a bare Exception
        raise UnusableData(
            "MNIST is not in Keras's cache and could not be downloaded; give the path of an "
            "mnist.npz file instead, or copy one to {cached}",
            cached=cached,
        ) from error
    return _checked("mnist", dict(zip(KEYS, (x_train, y_train, x_test, y_test), strict=True)))


def _npz(path: Path) -> dict[str, NDArray[np.uint8]]:
    return read_npz(path, KEYS)


def read_npz(path: Path, keys: tuple[str, ...]) -> dict[str, NDArray[np.uint8]]:
    """The arrays of these keys, checked; UnusableData, with what to do about it, for any other file."""
    _expect_file(path, keys)
    try:
        with np.load(path, allow_pickle=False) as file:
            missing = [key for key in keys if key not in file.files]
            if missing:
                raise UnusableData(
                    "{path} lacks {names}: add the missing arrays", path=path, names=", ".join(missing)
                )
            arrays = {key: file[key] for key in keys}
    except DAMAGED as error:
        raise UnusableData(
            "{path} cannot be read: name an .npz file of plain arrays, as numpy.savez_compressed writes it",
            path=path,
        ) from error
    return _checked(str(path), arrays)


def _checked(where: str, arrays: dict[str, NDArray[np.uint8]]) -> dict[str, NDArray[np.uint8]]:
    for split in (key.removeprefix("x_") for key in arrays if key.startswith("x_")):
        images, labels = arrays[f"x_{split}"], arrays[f"y_{split}"]
        if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
            raise UnusableData(
                "{where}: x_{split} is {dtype} of shape {shape}; it must be uint8 of shape (N, "
                "{side}, {side})",
                where=where,
                split=split,
                dtype=images.dtype,
                shape=images.shape,
                side=SIDE,
            )
        if labels.dtype.kind not in "ui" or labels.shape != (len(images),):
            raise UnusableData(
                "{where}: y_{split} is {dtype} of shape {shape}; it must be whole numbers of "
                "shape ({images},), one label an image",
                where=where,
                split=split,
                dtype=labels.dtype,
                shape=labels.shape,
                images=len(images),
            )
        if len(images) == 0:
            raise UnusableData("{where}: x_{split} holds no image", where=where, split=split)
        if labels.min() < 0 or labels.max() >= CLASSES:
            raise UnusableData(
                "{where}: y_{split} runs from {low} to {high}; labels must lie in 0..{highest}",
                where=where,
                split=split,
                low=labels.min(),
                high=labels.max(),
                highest=CLASSES - 1,
            )
    return {key: np.ascontiguousarray(value.astype(np.uint8)) for key, value in arrays.items()}


def digest_of(arrays: Mapping[str, NDArray[np.uint8]], hidden_digest: str = "") -> str:
    """SHA-256 of arrays under Keras's keys, in Keras's order, and of hidden images where they have one."""
    digest = hashlib.sha256()
    for key in (key for key in KEYS if key in arrays):
        digest.update(f"{key}{arrays[key].shape}".encode())
        digest.update(arrays[key].tobytes())
    digest.update(hidden_digest.encode())
    return digest.hexdigest()


def _canonical_name(name: str, digest: str) -> str:
    """MNIST is MNIST wherever its file lies; two other files of one name stay apart."""
    if name in EMBEDDED:
        return name
    return "mnist" if digest == _MNIST_DIGEST else f"{Path(name).stem}-{digest[:8]}"
