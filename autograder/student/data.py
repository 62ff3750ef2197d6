"""The data of a student's notebook."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Translate, say
from reference.datasets import load, read
from reference.errors import UnusableData
from reference.pairs import pairs

_KERAS_DEFAULT = "mnist.npz"
LOCAL_SEED = 0  # public: grading moves the images by a seed of its own


Pair = tuple[NDArray[np.uint8], NDArray[np.uint8]]


@dataclass(frozen=True)
class _Chosen:
    """What the notebook's Grader was made for: its data, if any, how many of them, and its language."""

    dataset: str | None = "digits"
    train_images: int | None = None
    translate: Translate = str


_chosen = _Chosen()


def choose(dataset: str | None, train_images: int | None, translate: Translate) -> None:
    """What `load_data` gives from now on: the data of this notebook's Grader; None where there are none."""
    global _chosen
    _chosen = _Chosen(dataset, train_images, translate)


def load_data(path: str = _KERAS_DEFAULT) -> tuple[Pair, Pair]:
    """Training and test data: `(x_train, y_train), (x_test, y_test)`, as Keras gives MNIST.

    Images (N, 28, 28) uint8 in 0..255, labels (N,) uint8 in 0..9. The signature is Keras's; its
    default stands for the data that the notebook's Grader was made for (digits, where there is
    none), with as many training images as the assignment uses. Any other `path` (mnist5k, digits, mnist,
    or an .npz file with Keras's four keys) is read whole, with a warning where there is a Grader:
    in grading there are the course's data alone, whatever `path` says. UnusableData in the notebook
    of a course that has none.
    """
    if _chosen.dataset is None:
        none = say("This course has no data: `load_data` has nothing to give.")
        raise UnusableData(none.render(_chosen.translate))
    if path in (_KERAS_DEFAULT, _chosen.dataset):
        data = {
            key: array[: _chosen.train_images] if key.endswith("_train") else array
            for key, array in read(_chosen.dataset).items()
        }
    else:
        data = read(path)
        if _chosen != _Chosen():
            message = say("In grading, `load_data` gives the data of the course, not `{path}`.", path=path)
            warnings.warn(message.render(_chosen.translate), stacklevel=2)
    return (data["x_train"], data["y_train"]), (data["x_test"], data["y_test"])


def load_pairs() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Images (1000, 12, 12) and the maps (1000, 10, 10) that one kernel of 3 by 3 makes of them, float32.

    The kernel is hidden, and in grading it is another one. UnusableData in the notebook of a course that has
    no data.
    """
    if _chosen.dataset is None:
        none = say("This course has no data: `load_pairs` has nothing to give.")
        raise UnusableData(none.render(_chosen.translate))
    made = pairs(load(_chosen.dataset, LOCAL_SEED))
    return made.images, made.maps
