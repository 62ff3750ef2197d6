"""A history that tells of one loss counts only where Keras made it."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.evidence.asks import History
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import KERAS_HISTORY, HistoryAnswer
from autograder.networks.histories import epochs_told
from autograder.scoring.answers import Answers, Unanswered


def _told(type: str = "dict", **columns: Any) -> Any:
    answer = HistoryAnswer(type=type, columns=columns)
    return epochs_told(Answers((History("h"),), Evidence("x", RunStatus.COMPLETED, (answer,))), "h")


@pytest.mark.parametrize("losses", [(1.0,), (0.5, 0.5, 0.5)])
def test_one_loss_that_is_typed_tells_of_no_training(losses: tuple[float, ...]) -> None:
    with pytest.raises(Unanswered, match="tells of a single loss"):
        _told(loss=losses)
    assert _told(KERAS_HISTORY, loss=losses)["loss"] == losses


def test_losses_that_differ_do() -> None:
    assert _told(loss=(1.0, 0.5))["loss"] == (1.0, 0.5)


@pytest.mark.parametrize("columns", [{"loss": ()}, {"val_loss": (1.0, 0.5)}])
def test_without_a_loss_it_is_none(columns: Any) -> None:
    with pytest.raises(Unanswered, match="has no loss"):
        _told(KERAS_HISTORY, **columns)
