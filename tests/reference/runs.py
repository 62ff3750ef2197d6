"""Two runs compared to the bit."""

from __future__ import annotations

import numpy as np

from reference.training import Run


def numbers(run: Run) -> tuple[float, ...]:
    return run.train_accuracy, run.test_accuracy, run.hidden_accuracy, run.test_loss


def assert_equal(one: Run, other: Run) -> None:
    """To the bit, in everything but the seconds."""
    assert (one.status, one.message, one.history) == (other.status, other.message, other.history)
    np.testing.assert_array_equal(numbers(one), numbers(other))
    for mine, theirs in (
        (one.test_predictions, other.test_predictions),
        (one.hidden_predictions, other.hidden_predictions),
    ):
        np.testing.assert_array_equal(mine, theirs)
