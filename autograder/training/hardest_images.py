"""The test images that most variants get wrong, from what every network said of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reference.datasets import Labels, Split
from reference.training import Predictions, Run
from reports.digit_pictures import picture
from reports.page_data.comparison import HardestImages, HardImage

_SHOWN = 20


def hardest_images(runs: Sequence[Run], test: Split, shown: int = _SHOWN) -> HardestImages | None:
    """What at least half of the variants miss, at most `shown` of it, the hardest first.

    Hardest is what most variants miss, then what most networks do. A variant misses an image
    when at least half of its trained networks do. None where there is no such image.
    """
    said = {run.variant: _said(runs, run.variant) for run in runs if run.test_predictions is not None}
    if not said:
        return None
    networks = np.concatenate(list(said.values()))
    missed = np.sum([_missed(own, test.labels) for own in said.values()], axis=0)
    wrong = (networks != test.labels).sum(axis=0)
    most = int((missed * 2 >= len(said)).sum())
    hardest = np.lexsort((-wrong, -missed))[: min(most, shown)]
    found = tuple(_hard_image(i, test, int(missed[i]), networks[:, i]) for i in hardest)
    return HardestImages(found, most, len(said), len(networks)) if found else None


def _said(runs: Sequence[Run], variant: str) -> NDArray[np.int8]:
    """What a variant's networks predicted, (networks, images)."""
    own = (run.test_predictions for run in runs if run.variant == variant)
    return np.stack([predictions for predictions in own if predictions is not None])


def _missed(said: NDArray[np.int8], labels: Labels) -> NDArray[np.bool_]:
    """Whether at least half of these networks misread each image."""
    missed: NDArray[np.bool_] = (said != labels).mean(axis=0) >= 0.5
    return missed


def _hard_image(image: int, test: Split, missed: int, said: Predictions) -> HardImage:
    classes, networks = np.unique(said, return_counts=True)
    order = np.lexsort((classes, -networks))
    return HardImage(
        picture=picture(test.images[image]),
        digit=int(test.labels[image]),
        missed=missed,
        answers=tuple((int(classes[i]), int(networks[i])) for i in order),
    )
