"""A handful of the embedded digits, and the one process in which Keras trains."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

from reference.datasets import Dataset, Split
from reference.training import prepare_process


@pytest.fixture(scope="session")
def tiny(digits: Dataset) -> Dataset:
    """300 training, 100 test and 100 hidden images: an epoch takes a blink."""
    return Dataset(
        name="tiny",
        train=_first(digits.train, 300),
        test=_first(digits.test, 100),
        hidden=_first(digits.hidden, 100),
        digest="tiny",
    )


@pytest.fixture(scope="session")
def tiny_file(tiny: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The training and test images of `tiny` as an instructor would hand them over."""
    path = tmp_path_factory.mktemp("data") / "tiny.npz"
    np.savez_compressed(path, **tiny.public())  # type: ignore[arg-type]
    return path


@pytest.fixture(scope="session")
def _prepared() -> None:
    """Keras as every training process has it; needs to come before TensorFlow's first use."""
    prepare_process()


@pytest.fixture
def no_leftovers() -> Iterator[None]:
    """Whatever a failing test leaves running ends with it."""
    before = set(active_children())
    yield
    for child in set(active_children()) - before:
        child.kill()
        child.join()


def _first(split: Split, count: int) -> Split:
    return Split(split.images[:count], split.labels[:count])
