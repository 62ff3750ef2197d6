"""What a student's page shows of their own network: how it learnt, and where it is sure and wrong.

It earns nothing. The learning curve is what the student's notebook says; the mistakes are those
of the network that was rebuilt, on test images, whose labels every student has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.evidence.facts import Basis
from autograder.messages import say
from autograder.networks.predictions import probabilities
from autograder.scoring.answers import Answers, ModelFacts, Unanswered
from autograder.scoring.network_summary import (
    EPOCHS,
    MISTAKES,
    Learning,
    Misread,
    Mistake,
    NetworkSummary,
    Series,
)
from reference.datasets import Dataset

_LARGEST = 1e6  # of a loss; beyond that nothing is learnt, and nothing can be drawn
_DIGITS = 6

History = Mapping[str, Sequence[float]]


def summarised(model: ModelFacts, feed: str, history: History, data: Dataset) -> NetworkSummary:
    """A network as fed by `feed`, with the history of its training (empty, where none is known)."""
    trained = bool(history.get("loss")) or bool(model.compiled and model.compiled.updates)
    misread = _misread(model, feed, data) if trained else Misread(data.digest, unknown=_UNTRAINED)
    return NetworkSummary(_learning(history), misread)


def reported(answers: Answers, name: str) -> History:
    """The history in a variable; empty where there is none."""
    try:
        return answers.history(name)
    except Unanswered:
        return {}


def _learning(history: History) -> Learning | None:
    if not history.get("loss"):
        return None
    accuracy = next((name for name in history if _is_accuracy(name)), "accuracy")
    names = (accuracy, f"val_{accuracy}", "loss", "val_loss")
    return Learning(*(_series(history.get(name, [])) for name in names))


def _is_accuracy(name: str) -> bool:
    return not name.startswith("val_") and name.endswith(("accuracy", "acc"))


def _series(values: Sequence[float]) -> Series:
    """The first epochs, bounded: the student's process may say anything."""
    return tuple(_drawable(value) for value in values[:EPOCHS])


def _drawable(value: float) -> float | None:
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) and abs(value) < _LARGEST else None


def _misread(model: ModelFacts, feed: str, data: Dataset) -> Misread:
    if model.basis is not Basis.REBUILT:
        unseen = model.basis is Basis.UNSEEN
        return Misread(data.digest, unknown=_WITHOUT_WALLS if unseen else _NOT_REBUILT)
    try:
        predicted = probabilities(model, feed, "test")
    except Unanswered as lacking:
        return Misread(data.digest, unknown=lacking.message)
    labels = data.test.labels[: len(predicted)].astype(int)
    read, sure = predicted.argmax(axis=1), predicted.max(axis=1)
    wrong = np.flatnonzero(read != labels)
    surest = wrong[np.argsort(-sure[wrong], kind="stable")][:MISTAKES]
    mistakes = (Mistake(int(i), int(labels[i]), int(read[i]), round(float(sure[i]), 4)) for i in surest)
    return Misread(data.digest, len(predicted), len(wrong), tuple(mistakes))


_UNTRAINED = say("Your network has not been trained: once it has, you find here what it reads wrongly.")
_NOT_REBUILT = say("Your network could not be rebuilt outside of your notebook, so that its mistakes cannot "
                   "be shown here.")  # fmt: skip
_WITHOUT_WALLS = say("Your notebook ran without walls around it, where networks are not rebuilt, so that the "
                     "mistakes of yours cannot be shown here.")  # fmt: skip
