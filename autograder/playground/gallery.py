"""Images to look at in the page: held-out ones that many networks misread, and one of each digit."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.datasets import CLASSES, Split
from reference.training import Predictions

SHOWN = 24


def misread(said: Sequence[Predictions], test: Split, shown: int = SHOWN) -> list[dict[str, Any]]:
    """The images that most networks misread, and of those that as many do the earlier one first.

    `said` is what each network predicts, (N,). With each stands what most of those who are wrong say.
    """
    if not said:
        return []
    networks = np.stack(said)
    wrong = networks != test.labels
    order = np.argsort(-wrong.sum(0), kind="stable")[:shown]
    return [
        {**_image(test, i), "wrong": _most_often(networks[wrong[:, i], i])}
        for i in order
        if wrong[:, i].any()
    ]


def samples(said: Sequence[Predictions], test: Split) -> list[dict[str, Any]]:
    """Of each digit the first image that the most networks read rightly."""
    right = np.sum([np.equal(one, test.labels) for one in said], axis=0, initial=0) * np.ones(len(test), int)
    found = []
    for digit in range(CLASSES):
        places = np.flatnonzero(test.labels == digit)
        if len(places):
            found.append(_image(test, places[right[places].argmax()]))
    return found


def _most_often(answers: NDArray[np.int8]) -> int:
    classes, counts = np.unique(answers, return_counts=True)
    return int(classes[counts.argmax()])


def _image(test: Split, place: int) -> dict[str, Any]:
    pixels = np.ascontiguousarray(test.images[place]).tobytes()
    return {"pixels": base64.b64encode(pixels).decode("ascii"), "label": int(test.labels[place])}
