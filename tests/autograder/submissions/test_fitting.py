"""In which batches code calls `fit`: read, and not run."""

from __future__ import annotations

import pytest

from autograder.submissions.fitting import batch_size


@pytest.mark.parametrize(
    ("source", "size"),
    [
        ("history = model.fit(x, y, epochs=5)", 32),
        ("model.fit(x=x, y=y, epochs=5, validation_data=(a, b))", 32),
        ("for _ in range(2):\n    model.fit(x, y)", 32),
        ("model.fit(x, y, epochs=5, batch_size=24)", 24),
        ("BATCH = 24\nmodel.fit(x, y, batch_size=BATCH)", 24),
        ("BATCH = 24\nBATCH = 8\nmodel.fit(x, y, batch_size=BATCH)", None),
        ("model.fit(x, y, batch_size=8 * 3)", None),
        ("model.fit(x, y, batch_size=True)", None),
        ("model.fit(*pair)", None),
        ("model.fit(*pair, *rest)", None),
        ("model.fit(x, y, 24)", None),
        ("model.fit(x, y, **settings)", None),
        ("model.fit(x, y)\nother.fit(x, y, batch_size=16)", None),
        ("model.fit(batches, epochs=5)", None),  # a data set of TensorFlow's has batches of its own
        ("model.fit(x, y, steps_per_epoch=3)", None),
        ("train(model)", None),
        ("", None),
        ("!ls\nmodel.fit(x, y)", None),
    ],
)
def test_what_calls_of_fit_leave_open(source: str, size: int | None) -> None:
    assert batch_size(source) == size
