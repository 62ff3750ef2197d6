"""Hidden images of an instructor's own, in place of test images that were moved.

A file with the keys `x_test` and `y_test`, images uint8 (N, 28, 28) and labels 0 to 9: what lies under
other keys is not looked at. Who hands in a network that knows every public image by heart knows none of
these.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from reference.datasets import CLASSES, Dataset, Images, Split, digest_of, load_public, read_npz, with_moved
from reference.errors import UnusableData

HIDDEN_KEYS = ("x_test", "y_test")
LEAST, MOST = 100, 10_000  # fewer say little of a network; MNIST has so many, and evidence has a limit


def load_with_hidden(name: str, hidden_seed: int, own_hidden: Path | None) -> Dataset:
    """The dataset of that name with the hidden images of that file; moved test images if it is None.

    Raises UnusableData where either is not of the promised form, or a hidden image is public.
    """
    return with_hidden(load_public(name), hidden_seed, own_hidden)


def with_hidden(public: Dataset, hidden_seed: int, own_hidden: Path | None) -> Dataset:
    """The same with hidden images, shuffled by the seed: nobody learns a label from where an image stands."""
    if own_hidden is None:
        return with_moved(public, hidden_seed)
    split = read_hidden(own_hidden)
    _expect_unknown(own_hidden, split.images, public)
    own = digest_of(dict(zip(HIDDEN_KEYS, (split.images, split.labels), strict=True)))
    order = np.random.default_rng(hidden_seed).permutation(len(split))
    hidden = Split(split.images[order], split.labels[order])
    return replace(public, hidden=hidden, hidden_digest=own, digest=digest_of(public.public(), own))


def read_hidden(path: Path) -> Split:
    """The images and labels of a file, in its order; UnusableData where it is not of the promised form."""
    images, labels = (read_npz(path, HIDDEN_KEYS)[key] for key in HIDDEN_KEYS)
    if not LEAST <= len(images) <= MOST:
        raise UnusableData(
            "{path}: x_test holds {found} images; hidden images are {least} at least and {most} at most",
            path=path,
            found=len(images),
            least=LEAST,
            most=MOST,
        )
    if absent := sorted(set(range(CLASSES)) - set(labels.tolist())):
        raise UnusableData(
            "{path}: y_test has no image of {digits}: add some, every digit must be among the hidden images",
            path=path,
            digits=", ".join(map(str, absent)),
        )
    return Split(images, labels)


def _expect_unknown(path: Path, images: Images, public: Dataset) -> None:
    """UnusableData where students have some of these images already, with their labels."""
    known = {image.tobytes() for split in (public.train, public.test) for image in split.images}
    if found := sum(image.tobytes() in known for image in images):
        raise UnusableData(
            "{path}: {found} of its images are among the training and test images, which are handed out: "
            "leave them out",
            path=path,
            found=found,
        )
