"""Whatever goes wrong in a grading, wherever: the next one ends in the same state as one undisturbed.

Seeds are told by the names of tests; AUTOGRADER_FAULTS=300 takes as many, from AUTOGRADER_KILLS_SEED on.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.autograder.grading.faults import How, drawn
from tests.autograder.grading.killed import Undisturbed, copied, grading, state

pytestmark = pytest.mark.slow

BEGIN = int(os.environ.get("AUTOGRADER_KILLS_SEED", "0"))
SEEDS = range(BEGIN, BEGIN + int(os.environ.get("AUTOGRADER_FAULTS", "105")))
HOWS = tuple(How)
FIRST = 5  # one in so many is a first grading, which takes longer


@pytest.mark.parametrize("seed", SEEDS, ids="seed-{}".format)
def test_the_next_grading_ends_as_one_undisturbed(
    first: Undisturbed, again: Undisturbed, tmp_path: Path, seed: int
) -> None:
    how, round_ = HOWS[seed % len(HOWS)], seed // len(HOWS)
    course = again if round_ % FIRST else first
    fault = drawn(Random(seed), how, course.passed)
    folder = copied(course.before, tmp_path / "course")
    grading(folder.path, fault)
    grading(folder.path)
    assert state(folder) == course.state, fault


def test_every_kind_is_tried_often() -> None:
    assert len(SEEDS) >= 100
    assert len(SEEDS) // len(HOWS) >= 10
    assert len(SEEDS) // len(HOWS) // FIRST >= 3  # in a first grading, too
