"""One network by itself: its confusions, and how sure its accuracy is."""

from __future__ import annotations

import numpy as np
import pytest

from reference.evaluation import confusion, image_interval, seed_interval


def test_confusion_counts_true_digits_in_rows() -> None:
    labels = np.array([0, 0, 7, 7, 7], np.uint8)
    counts = confusion(labels, np.array([0, 1, 7, 7, 2], np.int8))
    assert counts.shape == (10, 10)
    assert (counts[0, 0], counts[0, 1], counts[7, 7], counts[7, 2]) == (1, 1, 2, 1)
    assert counts.sum() == 5
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(labels, minlength=10))


def test_confusion_shows_spare_classes() -> None:
    labels = np.repeat(np.arange(10, dtype=np.uint8), 4)
    counts = confusion(labels, np.full(40, 19, np.int8))
    assert counts.shape == (10, 20)
    np.testing.assert_array_equal(counts[:, 19], np.full(10, 4))
    assert counts.sum() == 40


@pytest.mark.parametrize(
    ("right", "images", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_as_published(right: int, images: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3."""
    interval = image_interval(right, images)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_seed_intervals_are_student_s() -> None:
    interval = seed_interval([0.90, 0.92, 0.94])
    assert interval is not None
    assert interval.low == pytest.approx(0.92 - 4.302653 * 0.02 / 3**0.5)
    assert interval.high == pytest.approx(0.92 + 4.302653 * 0.02 / 3**0.5)
    assert seed_interval([0.9]) is None
    assert seed_interval([]) is None
