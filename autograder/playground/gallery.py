"""Images to look at in the page: held-out ones that many networks misread, and one of each digit."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.datasets import CLASSES, Split
from reference.training import Predictions

SHOWN = 24


def misread(said: Sequence[Predictions], test: Split, shown: int = SHOWN) -> list[dict[str, Any]]:
    """The images that most networks misread, and of those that as many do the earlier one first.

    `said` is what each network predicts, (N,). With each stands how many are wrong.
    """
    if not said:
        return []
    wrong = (np.stack(said) != test.labels).sum(0)
    order = np.argsort(-wrong, kind="stable")[:shown]
    return [{**_image(test, place), "wrong": int(wrong[place])} for place in order if wrong[place]]


def samples(said: Sequence[Predictions], test: Split) -> list[dict[str, Any]]:
    """Of each digit the first image that the most networks read rightly."""
    right = np.sum([np.equal(one, test.labels) for one in said], axis=0, initial=0) * np.ones(len(test), int)
    found = []
    for digit in range(CLASSES):
        places = np.flatnonzero(test.labels == digit)
        if len(places):
            found.append(_image(test, places[right[places].argmax()]))
    return found


def _image(test: Split, place: int) -> dict[str, Any]:
    pixels = np.ascontiguousarray(test.images[place]).tobytes()
    return {"pixels": base64.b64encode(pixels).decode("ascii"), "label": int(test.labels[place])}
