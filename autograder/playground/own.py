"""A student's own network in the page: as it lives in a notebook, or out of a `.keras` file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import PlaygroundError
from autograder.inside.network_facts import described, description_of
from autograder.inside.preparation import padding_of
from autograder.messages import Message, say
from autograder.playground.forward import ran
from autograder.playground.keras_file import NO_NETWORK, UnusableModel, read_keras_file, unusable
from autograder.playground.keras_weights import shown
from autograder.playground.networks import PageNetwork, runnable, shape_of
from autograder.playground.packing import Runnable
from autograder.playground.preparation import SCALED, Preparation, followed
from reference.datasets import SIDE, Split
from reference.networks import Network

Through = Callable[[NDArray[np.uint8]], Any]

_FOLLOWED_ON = 200  # images by which a preparation is recognised
_ASKED = 16  # images on which the page's way of computing is held against Keras
_MEASURED = 1_000  # images for an accuracy
_LONGEST = 300  # signs of a file's own text in one of ours
_CLOSE = 1e-3  # of the largest output


def live_networks(
    model: Any, through: Through | None, test: Split, name: str = "model"
) -> tuple[PageNetwork, ...]:
    """A Keras model as it is now, prepared as `through` prepares images (N, 28, 28) uint8.

    Where that follows none of the grader's rules, or there is none, the network is there twice: with raw and
    with scaled pixels. Raises PlaygroundError, and what `runnable` raises.
    """
    network = _network_of(model)
    shape = shape_of(network.description)
    rule, note = _rule(through, test, shape)
    found = _shown(name, network, [rule] if rule else _either(shape), note, test)
    for each in found:
        _expect_the_same(model, each, test, shape)
    return found


def stored_networks(path: Path, test: Split) -> tuple[PageNetwork, ...]:
    """The network of a `.keras` file, with raw and with scaled pixels: a file does not say how it was fed.

    It is read as data; nothing of it is run. Raises UnusableModel besides.
    """
    note = say("A file does not say how its images were prepared: it stands here with raw and with scaled "
               "pixels.")  # fmt: skip
    with _naming(path):
        network = _read(path)
        return _shown(shown(path.stem), network, _either(shape_of(network.description)), note, test)


def expect_a_network(path: Path) -> None:
    """Raises what `stored_networks` raises, but for what only shows on images."""
    with _naming(path):
        network = _read(path)
        for rule in _either(shape_of(network.description)):
            runnable(network, rule)


def _read(path: Path) -> Network:
    stored = read_keras_file(path)
    return Network(stored.config, stored.weights)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What a file's network lacks is told with the file's name; what is raised else is the file's fault."""
    try:
        yield
    except UnusableModel:
        raise
    except PlaygroundError as error:
        values = {k: shown(x, _LONGEST) if isinstance(x, str) else x for k, x in error.values.items()}
        raise unusable(path, say(error.template, **values)) from error
    except Exception as error:  # a config that was edited by hand: nodes or settings of another form
        raise unusable(path, NO_NETWORK) from error


def _network_of(model: Any) -> Network:
    if not (hasattr(model, "layers") and hasattr(model, "predict")) or isinstance(model, type):
        raise PlaygroundError("the page shows Keras models, and this is a {kind}", kind=type(model).__name__)
    if not model.built:
        raise PlaygroundError("this network has no weights yet: fit it, or give it an input shape")
    description = description_of(model)["description"]
    if description is None:
        raise PlaygroundError("Keras cannot write this network down as data, so the page cannot show it")
    weights = {layer.name: tuple(map(np.asarray, layer.get_weights())) for layer in model.layers}
    return Network(description, weights)


def _rule(
    through: Through | None, test: Split, shape: Sequence[int]
) -> tuple[Preparation | None, Message | None]:
    """How images are prepared, or why nobody can tell."""
    if through is None:
        return None, say("Say how it is fed, `through=` your function, to see it with just that.")
    images = test.images[:_FOLLOWED_ON]
    try:
        given = through(images.copy())
        fed = np.asarray(given)
        found = followed(images, fed)
        finite = np.isfinite(np.asarray(fed, np.float32)).all()
    except Exception as error:  # a student's function
        raise PlaygroundError("`through` stopped: {error}", error=described(error)) from error
    if given is None:
        raise PlaygroundError("`through` gives nothing back: it has no `return` with a value")
    if not finite:
        raise PlaygroundError("`through` gives numbers that are not finite: does it divide by zero?")
    if found is None:
        return None, say("What `through` does follows none of the rules that the grader knows: the network "
                         "stands here with raw and with scaled pixels.")  # fmt: skip
    if np.prod(fed.shape[1:]) != np.prod(shape):
        raise PlaygroundError("`through` gives images of shape {fed}, and the network takes {taken}",
                              fed=str(fed.shape[1:]), taken=str(tuple(shape)))  # fmt: skip
    return found, None


def _either(shape: tuple[int, ...]) -> list[Preparation]:
    padding = padding_of((SIDE, SIDE), shape) or 0
    return [replace(rule, padding=padding) for rule in (Preparation(), SCALED)]


def _shown(
    name: str, network: Network, rules: Sequence[Preparation], note: Message | None, test: Split
) -> tuple[PageNetwork, ...]:
    found = []
    for rule in rules:
        with np.errstate(all="ignore"):  # what is not finite is told
            able = runnable(network, rule)
            accuracy = _accuracy(able, test)
        title = say("your network") if len(rules) == 1 else say("your network, {fed}", fed=_fed(rule))
        found.append(PageNetwork(name, title, able, accuracy=accuracy, own=True, note=note))
    return tuple(found)


def _fed(rule: Preparation) -> Message:
    if rule.way == SCALED.way:
        return say("fed with pixels from 0 to 1")
    return say("fed with pixels from 0 to 255")


def _accuracy(network: Runnable, test: Split) -> float:
    """On the first test images, at most `_MEASURED`."""
    images, labels = test.images[:_MEASURED], test.labels[:_MEASURED]
    said = ran(network.operations, network.preparation.of(images))
    if not np.isfinite(said).all():
        raise PlaygroundError(
            "this network answers with numbers that are not finite: train it again, with a smaller learning "
            "rate"
        )
    return float(np.mean(said.argmax(-1) == labels))


def _expect_the_same(model: Any, shown: PageNetwork, test: Split, shape: Sequence[int]) -> None:
    """PlaygroundError where the page would compute something else than Keras does."""
    assert shown.network is not None
    fed = shown.network.preparation.of(test.images[:_ASKED])
    try:
        wanted = np.asarray(model(fed.reshape(len(fed), *shape), training=False))
    except Exception as error:  # what a student's class does
        raise PlaygroundError("this network stopped: {error}", error=described(error)) from error
    found = ran(shown.network.operations, fed)
    if wanted.shape != found.shape or np.abs(wanted - found).max() > _CLOSE * np.abs(wanted).max():
        raise PlaygroundError(
            "this network does something besides its layers in their order: the page cannot show it"
        )
