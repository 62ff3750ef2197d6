"""What a history tells of a training, where it tells of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.messages import say
from autograder.scoring.answers import Answers, Unanswered


def epochs_told(answers: Answers, name: str) -> Mapping[str, Sequence[float]]:
    """Each metric of a training, a value an epoch; Unanswered where a loss is told and no training seen.

    One number can be typed without any training, and whatever is read off it without a look at it; so it
    counts only in what `fit` returns.
    """
    history = answers.history(name)
    losses = history.get("loss")
    if not losses:
        raise Unanswered(say("`{name}` has no loss: keep what `model.fit` returns.", name=name))
    if all(loss == losses[0] for loss in losses) and not answers.is_of_fit(name):
        raise Unanswered(say("`{name}` tells of a single loss, {loss:.4g}: several epochs give one each, and "
                             "they differ. Keep what `fit` returns for all its epochs.",
                             name=name, loss=losses[0]))  # fmt: skip
    return history
