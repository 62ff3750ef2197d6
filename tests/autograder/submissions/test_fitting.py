"""Whether code leaves the size of batches to Keras: read, and not run."""

from __future__ import annotations

import pytest

from autograder.submissions.fitting import leaves_batches_alone


@pytest.mark.parametrize(
    ("source", "alone"),
    [
        ("history = model.fit(x, y, epochs=5)", True),
        ("model.fit(x=x, y=y, epochs=5, validation_data=(a, b))", True),
        ("for _ in range(2):\n    model.fit(x, y)", True),
        ("model.fit(x, y, epochs=5, batch_size=24)", False),
        ("model.fit(x, y, 24)", False),
        ("model.fit(x, y, **settings)", False),
        ("model.fit(x, y)\nother.fit(x, y, batch_size=16)", False),
        ("model.fit(batches, epochs=5)", False),  # a data set of TensorFlow's has batches of its own
        ("model.fit(x, y, steps_per_epoch=3)", False),
        ("train(model)", False),
        ("", False),
        ("!ls\nmodel.fit(x, y)", False),
    ],
)
def test_what_calls_of_fit_leave_open(source: str, alone: bool) -> None:
    assert leaves_batches_alone(source) is alone
