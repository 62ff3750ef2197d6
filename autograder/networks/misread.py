"""Images that a network misreads: their order, whether they are drawn, and images of a student's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.messages import Message, say
from autograder.networks.pictures import shows
from autograder.networks.preprocessing import RAW
from autograder.networks.trained import TrainedNetwork
from reference.datasets import SIDE, Dataset, Split

_SHOWN = 9  # positions of a list
_NEAR = 1e-3  # two probabilities that may change places


def otherwise_sorted(
    name: str, chosen: Sequence[int], network: TrainedNetwork, data: Dataset
) -> Message | None:
    """Whether mistakes are others than the worst, or not sorted by how sure the network was of them."""
    sure = network.predicted.max(axis=1)
    wrong = np.sort(sure[network.predicted.argmax(axis=1) != data.test.labels])[::-1]
    order = list(chosen)
    places = np.flatnonzero(np.abs(sure[order] - wrong[: len(order)]) > _NEAR)
    if not len(places):
        return None
    if len(order) > 1 and np.abs(sure[order][::-1] - wrong[: len(order)]).max() <= _NEAR:
        return say("These are the worst, but the surest mistake stands last: sort them the other way round.")
    if len(order) > 1 and np.abs(sure[order] - wrong[::-1][: len(order)]).max() <= _NEAR:
        return say("These are the mistakes that the network was least sure of: sort them the other way "
                   "round.")  # fmt: skip
    place = int(places[0])
    told: dict[str, Any] = {"name": name, "place": place + 1}
    told |= {"found": float(sure[order[place]]), "wanted": float(wrong[place])}
    if _by_true_digit(order, network, data):
        return say("Number {place} of `{name}` was misread with a probability of {found:.3f}; {wanted:.3f} "
                   "belongs there. They seem sorted by the probability of the true digit: sort by that of "
                   "the digit that was read.", **told)  # fmt: skip
    if _by_scores(order, network, data):
        return say("Number {place} of `{name}` was misread with a probability of {found:.3f}; {wanted:.3f} "
                   "belongs there. They are sorted by scores before softmax, which are no probabilities: end "
                   "the network with softmax.", **told)  # fmt: skip
    if _by_raw_images(order, network):
        return say("Number {place} of `{name}` was misread with a probability of {found:.3f}, given that "
                   "image normalised; {wanted:.3f} belongs there. Yours may be of raw images: predict "
                   "`x_test_norm`.", **told)  # fmt: skip
    return say("Number {place} of `{name}` was misread with a probability of {found:.3f}; {wanted:.3f} "
               "belongs there. Sort all mistakes by the probability that `{network}` gives, in "
               "`x_test_norm`, to the digit that was read.", network=network.name, **told)  # fmt: skip


def _by_true_digit(order: list[int], network: TrainedNetwork, data: Dataset) -> bool:
    """Whether these are the mistakes whose true digit has the least, or the most, probability."""
    labels = data.test.labels.astype(int)
    true = network.predicted[np.arange(len(labels)), labels]
    wrong = np.sort(true[network.predicted.argmax(axis=1) != labels])
    return any(
        np.array_equal(true[order], ends[: len(order)]) for ends in (wrong, wrong[::-1]) if len(order) > 1
    )


def _by_scores(order: list[int], network: TrainedNetwork, data: Dataset) -> bool:
    """Whether these are the mistakes with the largest outputs of a network that ends without softmax."""
    returned = network.facts.predictions.get((network.feed, "test"))
    if returned is None or np.array_equal(returned, network.predicted) or len(order) < 2:
        return False
    largest = returned.max(axis=1)
    wrong = np.sort(largest[network.predicted.argmax(axis=1) != data.test.labels])[::-1]
    return bool(np.allclose(largest[order], wrong[: len(order)], rtol=_NEAR))


def _by_raw_images(order: list[int], network: TrainedNetwork) -> bool:
    """Whether they stand in the order of how sure the network was of the raw images."""
    raw = network.facts.predictions.get((RAW, "test"))
    if raw is None or network.feed == RAW or raw.ndim != 2 or len(order) < 2:
        return False
    sure = raw[order].max(axis=1)
    return bool((np.diff(sure) <= _NEAR).all() and np.ptp(sure) > _NEAR)


def not_shown(pictures: Sequence[NDArray[Any]], positions: Sequence[int], split: Split) -> list[int]:
    """The positions of a split whose images are not among the pictures."""

    def is_there(position: int) -> bool:
        return any(shows(picture, split.images[position], negative=True) for picture in pictures)

    return [i for i in positions if not (i < len(split) and is_there(i))]


def tiles(picture: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The images in a picture that is one, or a mosaic of them."""
    picture = picture[..., 0] if picture.ndim == 3 and picture.size else picture
    if picture.ndim != 2 or not picture.size or picture.shape[0] % SIDE or picture.shape[1] % SIDE:
        return []
    down, across = picture.shape[0] // SIDE, picture.shape[1] // SIDE
    cut = picture.reshape(down, SIDE, across, SIDE).swapaxes(1, 2)
    return list(cut.reshape(down * across, SIDE, SIDE))


def unchanged(name: str, images: NDArray[np.uint8], data: Dataset) -> Message | None:
    """Whether some of the images are blank, or come from the data as they are."""
    blank = [i for i, image in enumerate(images) if image.min() == image.max()]
    if blank:
        return say("In `{name}` those at {positions} are blank: draw something in them.", name=name,
                   positions=_listed(blank))  # fmt: skip
    copies = [i for i, image in enumerate(images) if _is_in(image, data)]
    if copies:
        return say("In `{name}` those at {positions} come unchanged from the data: move or invert them, or "
                   "draw your own.", name=name, positions=_listed(copies))  # fmt: skip
    return None


def _is_in(image: NDArray[np.uint8], data: Dataset) -> bool:
    return any(bool((split.images == image).all(axis=(1, 2)).any()) for split in (data.train, data.test))


def _listed(positions: Sequence[int]) -> str:
    more = ", ..." if len(positions) > _SHOWN else ""
    return ", ".join(map(str, positions[:_SHOWN])) + more
