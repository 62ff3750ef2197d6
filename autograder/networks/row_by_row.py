"""A network that answers for each row of an image: its shape, its exception, and whether a repair learns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.messages import Message, say
from autograder.networks.architecture import every_layer
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers, Unanswered
from reference.datasets import CLASSES

_NAME_OF_CLASS = re.compile(r"(<class )?'?[\w.]*'?>?")
_LONGEST = 60  # characters of a text that is shown


def another_shape(name: str, network: str, told: Sequence[object], shape: Sequence[int]) -> Message | None:
    """Whether a shape is not that of what a network predicts, but for how many images it is asked about."""
    if tuple(told[1:]) == tuple(shape[1:]) and len(told) == len(shape):
        return None
    if len(told) == 1 and isinstance(told[0], str):
        return say("`{name}` is a text; a tuple is wanted. Keep `.shape` as it is, without `str` or quotes.",
                   name=name)  # fmt: skip
    found = str(tuple(told))
    if tuple(told) == tuple(shape[1:]):
        return say("`{name}` is {found}, which lacks the axis of the images. Keep `.shape` of what "
                   "`predict` returns for all five.", name=name, found=found)  # fmt: skip
    return say("`{name}` is {found}; that is not the shape of what `{network}` predicts for five images. "
               "Keep `.shape` of what `predict` returns for them.", name=name, found=found,
               network=network)  # fmt: skip


def wrong_error(answers: Answers, name: str, wanted: str) -> Message | None:
    """Whether a text names another class of exceptions than training ends with."""
    told = _text(answers, name)
    words = re.findall(r"\w+", told.partition(":")[0]) or [""]
    if words[-1].lower() == wanted.lower():
        return None
    if told and not _NAME_OF_CLASS.fullmatch(told.partition(":")[0].strip()):
        return say("`{name}` holds a text that is no name of a class: it may be what the exception says. "
                   "Keep `type(error).__name__`.", name=name)  # fmt: skip
    return say("`{name}` says {found}; here `fit` ends with another exception. Catch it and keep "
               "`type(error).__name__`.", name=name, found=told[:_LONGEST] or "-")  # fmt: skip


def _text(answers: Answers, name: str) -> str:
    kind = answers.value(name).type
    if kind == "type":
        raise Unanswered(say("`{name}` holds a class itself. Keep its name, `type(error).__name__`.",
                             name=name))  # fmt: skip
    if kind.endswith("Error"):
        raise Unanswered(say("`{name}` holds the exception itself. Keep the name of its class, "
                             "`type(error).__name__`.", name=name))  # fmt: skip
    return answers.text(name)


def reads_by_guessing(name: str, network: TrainedNetwork) -> Message:
    """Said of a repaired network that reads no better than guessing, by how it was repaired."""
    pools = any("Pooling" in layer.kind for layer in every_layer(network.facts.layers))
    if pools:
        return say("`{name}` is right for {reached:.1%} of the test images: guessing gives {guessing:.0%}. "
                   "Does it still know, after pooling, where in the image a pixel lies?", name=name,
                   reached=network.accuracy, guessing=1 / CLASSES)  # fmt: skip
    return say("`{name}` is right for {reached:.1%} of the test images: guessing gives {guessing:.0%}. Part "
               "of the image may be lost: see how many of the 784 numbers reach the first Dense layer, or "
               "whether images and labels are in step.", name=name, reached=network.accuracy,
               guessing=1 / CLASSES)  # fmt: skip
