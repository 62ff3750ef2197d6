"""Whoever is shot in a grading behind real walls: the next one ends in the same state as one undisturbed.

Seeds are told by the names of tests; AUTOGRADER_KILLS=300 takes as many, from AUTOGRADER_KILLS_SEED on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder
from autograder.execution.sandbox import Walls
from autograder.execution.warm_server import server_for
from tests.autograder.grading.killed import SLUG, WRONG, copied, hand_in, toy_course
from tests.autograder.grading.shooting import (
    Kernels,
    Shot,
    When,
    Who,
    shot_grading,
    timeless,
    walled_grading,
)

pytestmark = pytest.mark.slow

BEGIN = int(os.environ.get("AUTOGRADER_KILLS_SEED", "0"))
SEEDS = range(BEGIN, BEGIN + int(os.environ.get("AUTOGRADER_KILLS", "15")))


@dataclass(frozen=True)
class _Walled:
    """A folder before a grading, what comes of that, and how often it calls its kernels."""

    before: CourseFolder
    view: Path
    state: dict[str, Any]
    calls: int


@pytest.fixture(scope="module")
def walled(bubblewrap: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Walled]:
    """Two who have grades hand in something else, each their own."""
    folder = toy_course(tmp_path_factory.mktemp("shot"))
    view, limits = folder.view(), folder.limits(folder.course.assignment(SLUG))
    walled_grading(folder, Kernels(view))
    hand_in(folder, "ada", WRONG)
    hand_in(folder, "grace", "heights.sum() / 10")
    graded, kernels = copied(folder, folder.path.with_name("graded")), Kernels(view)
    walled_grading(graded, kernels)
    yield _Walled(folder, view, timeless(graded), kernels.calls)
    server_for(Walls(view.absolute(), limits)).close()


@pytest.mark.parametrize("seed", SEEDS, ids="seed-{}".format)
def test_the_next_grading_ends_as_one_undisturbed(walled: _Walled, tmp_path: Path, seed: int) -> None:
    shot = Shot.drawn(seed, walled.calls)
    folder, kernels = copied(walled.before, tmp_path / "course"), Kernels(walled.view, shot)
    if shot.who is Who.GRADER:
        shot_grading(folder, kernels)
    else:
        walled_grading(folder, kernels)
        assert len(kernels.fired) == 1
    # KNOWN LIMIT: a kernel shot from outside looks as if it had shot itself, so its student is run again.
    walled_grading(folder, Kernels(walled.view), force=shot.who is Who.KERNEL)
    assert timeless(folder) == walled.state, shot


@pytest.mark.parametrize("who", [who for who in Who if who not in (Who.KERNEL, Who.GRADER)])
def test_one_shot_costs_nobody_anything_in_that_very_grading(
    walled: _Walled, tmp_path: Path, who: Who
) -> None:
    folder = copied(walled.before, tmp_path / "course")
    kernels = Kernels(walled.view, Shot(who, When.BEFORE, 1, 0.0))
    walled_grading(folder, kernels)
    assert len(kernels.fired) == 1
    assert kernels.calls > walled.calls  # it ran once more
    assert timeless(folder) == walled.state
