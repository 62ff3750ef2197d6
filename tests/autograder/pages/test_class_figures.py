"""A class in a line: a middle where there is one, and of a handful of students what they have."""

from __future__ import annotations

import pytest

from autograder.gradebook.held import Held
from autograder.pages.class_counts import Line
from autograder.pages.class_figures import FEW, headline


def _line(points: float, reachable: float) -> Line:
    return Line("ana", points, reachable, 0.0, Held(), 0.0, 0, (), None, None, None, True, None, None)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([(85.36, 91), (51.6, 100), (86, 86)],
         "3 submissions, from 51.6% to 100% of what each could have so far"),
        ([(45.5, 91), (50, 100)], "2 submissions, each with 50% of what it could have so far"),
        ([(0, 91), (0, 100)], "2 submissions, each with 0% of what it could have so far"),
        ([(10, 20), (0, 0)], "1 submission, with 50% of what it could have so far"),
        ([(10, 20), (20, 20)], "2 submissions, from 10 to 20 of 20 points"),
        ([(10, 20), (20, 20), (1, 10), (2, 10), (10, 10)],
         "Half of 5 students have 50% or more of what they could have so far"),
    ],
)  # fmt: skip
def test_below_a_handful_the_lowest_and_the_highest_are_told(
    found: list[tuple[float, float]], told: str
) -> None:
    lines = [_line(*each) for each in found]
    assert str(headline(lines)) == told
    assert ("Half" in told) is (len(lines) >= FEW)
