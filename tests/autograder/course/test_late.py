"""What lateness costs, as course.toml says it, and what is said of values that mean nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autograder.course.late import LatePolicy, late_policy
from autograder.course.schema import ChangesTable, typed
from autograder.errors import WrongValue


def _policy(late: object) -> LatePolicy | None:
    return late_policy(typed({"late": late}, ChangesTable).late)


@pytest.mark.parametrize(
    ("late", "hours", "penalty"),
    [
        ("none", 1000, 0),
        ("zero", 0.01, 88),
        ({"per_day": "10 %"}, 0.01, 8.8),
        ({"per_day": "10%"}, 24, 8.8),
        ({"per_day": "10 %"}, 24.01, 17.6),
        ({"per_day": "12.5 %", "at_most": "50 %"}, 1000, 44),
        ({"per_day": "10 %"}, 1000, 88),
        ({"per_day": "10 %", "grace_minutes": 15}, 0.25, 0),
        ({"per_day": "10 %", "grace_minutes": 15}, 0.26, 8.8),
    ],
)
def test_a_share_of_what_was_earned_for_each_day_begun(late: object, hours: float, penalty: float) -> None:
    policy = _policy(late)
    assert policy is not None
    assert policy.penalty(88, timedelta(hours=hours)) == pytest.approx(penalty)


def test_a_class_of_an_instructors_own_and_nothing() -> None:
    assert _policy("my_course.Late") == LatePolicy(plugin="my_course.Late")
    assert late_policy(None) is None


@pytest.mark.parametrize(
    ("late", "told"),
    [
        ("never", "late is 'never': choose"),
        ("1.x", "late is '1.x': choose"),
        (5, "late is 5: choose"),
        ({"per_day": "ten"}, "per_day is 'ten', not a part of the points"),
        ({"per_day": "110 %"}, "per_day is '110 %'"),
        ({"per_day": "10 %", "at_most": "-5 %"}, "at_most is '-5 %'"),
        ({"per_day": 0.1}, "late"),
        ({"per_day": "10 %", "grace_minutes": -1}, "late"),
        ({"per_day": "10 %", "grace": 5}, "late"),
        ({}, "late"),
    ],
)
def test_what_means_nothing_is_told(late: object, told: str) -> None:
    with pytest.raises(WrongValue) as caught:
        _policy(late)
    assert told in str(caught.value)
