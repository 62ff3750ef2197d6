"""The files of the students' view of the data: no label of a hidden image is in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from autograder.state_files import set_aside, write_whole
from reference.datasets import Dataset
from reference.pairs import pairs


def fill(folder: Path, dataset: Dataset) -> None:
    """Have each there, to the byte; a damaged one is set aside and made anew."""
    for name, content in _files(dataset):
        path = folder / name
        if path.is_file():
            if path.read_bytes() == content:
                continue
            set_aside(path)
        write_whole(path, content)


def _files(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    """The same data make the same."""
    public, hidden, paired, made = io.BytesIO(), io.BytesIO(), io.BytesIO(), pairs(dataset)
    np.savez(public, allow_pickle=False, **dataset.public())
    yield "public.npz", public.getvalue()
    np.savez(paired, allow_pickle=False, images=made.images, maps=made.maps)
    yield "pairs.npz", paired.getvalue()
    np.save(hidden, dataset.hidden.images, allow_pickle=False)
    yield "hidden.npy", hidden.getvalue()
