"""Whatever an instructor and students do, in whatever order, everybody reads the same numbers.

Nothing is run: the evidence of all that may be handed in is stored before.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from tests.autograder.grading.killed import SLUG
from tests.autograder.grading.numbers import the_same_everywhere
from tests.autograder.grading.small_class import (
    WRITTEN,
    choose,
    gradebook_of,
    graded,
    hand_in,
    in_formgrader,
    small_course,
)

pytestmark = pytest.mark.slow

MEANS = ("heights.mean()", "0")
WHENS = ("2027-03-01 10:00:00 UTC", "2027-03-02 13:00:00 UTC", "")
POLICIES = ("", 'late = "zero"', 'late = { per_day = "10 %", at_most = "50 %" }')
DEADLINE = "deadline = 2027-03-01T12:00:00Z"
PRICES = ("", "points = { average = 20 }")

Step = Callable[[CourseFolder], object]


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    folder = small_course(tmp_path_factory.mktemp("orders"), DEADLINE)
    for student, mean in zip(("ada", "bob"), MEANS, strict=True):
        hand_in(folder, student, mean=mean, why="Because.", when=WHENS[0])
    assert graded(folder) == ()
    return folder


def _never() -> None:
    raise AssertionError("something was run")


def _hands_in(student: str, mean: str, why: str | None, when: str) -> Step:
    def step(folder: CourseFolder) -> None:
        hand_in(folder, student, mean=mean, why=why, when=when)
        assert graded(folder, _never) == ()

    return step


def _gives(student: str, exercise: str, points: float | None, extra: float | None, says: str | None) -> Step:
    return lambda folder: in_formgrader(folder, student, exercise, points=points, extra=extra, comment=says)


def _settles(student: str, points: int | None) -> Step:
    how = ["--lift"] if points is None else ["--points", str(points), "--reason", "seen"]
    return lambda folder: main(["override", str(folder.path), student, "average", *how])


def _extends(student: str, until: str | None) -> Step:
    how = ["--lift"] if until is None else ["--until", until]
    return lambda folder: main(["extend", str(folder.path), student, SLUG, *how])


def _grants(student: str, days: int) -> Step:
    def step(folder: CourseFolder) -> None:
        with gradebook_of(folder) as gradebook:
            gradebook.grant_extension(SLUG, student, days=days)

    return step


def _chooses(policy: str, prices: str, yes: bool) -> Step:
    """Without a yes the points stay as they were, and so they are put back."""

    def step(folder: CourseFolder) -> None:
        choose(folder, f"{DEADLINE}\n{policy}\n{prices}")
        assert main(["init", str(folder.path)]) == 0
        assert main(["rescore", str(folder.path), *(["--yes"] if yes else [])]) == 0
        if not yes:
            the_same_everywhere(folder)
            assert main(["rescore", str(folder.path), "--yes"]) == 0

    return step


STUDENTS = st.sampled_from(["ada", "bob"])
POINTS = st.sampled_from([None, 0.0, 2.5, 10.0])
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(_hands_in, STUDENTS, st.sampled_from(MEANS), st.sampled_from(["Because.", "So.", None]),
              st.sampled_from(WHENS)),
    st.builds(_gives, STUDENTS, st.sampled_from([WRITTEN, "average"]), POINTS,
              st.sampled_from([None, 0.0, 1.5]), st.sampled_from([None, "Read it again."])),
    st.builds(_settles, STUDENTS, st.sampled_from([None, 0, 7])),
    st.builds(_extends, STUDENTS, st.sampled_from([None, "2027-03-02T12:30", "2027-03-09"])),
    st.builds(_grants, STUDENTS, st.sampled_from([0, 1, 7])),
    st.builds(_chooses, st.sampled_from(POLICIES), st.sampled_from(PRICES), st.booleans()),
)  # fmt: skip


@settings(
    max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate], print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=5, max_size=5))
def test_five_steps_in_any_order_keep_every_number_the_same(
    graded_once: CourseFolder, steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = open_folder(shutil.copytree(graded_once.path, Path(place) / "course"))
        for step in steps:
            step(folder)
            the_same_everywhere(folder)
