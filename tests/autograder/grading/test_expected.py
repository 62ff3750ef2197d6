"""How long a grading is expected to take: by what earlier ones took, else by what the course says."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from autograder.commands.grade import _in_words
from autograder.evidence.evidence import Sandbox
from autograder.grading.expected import Expected, expected
from autograder.scoring.score_sheet import ScoreSheet, Usage


@dataclass(frozen=True)
class Folder:
    """A course in which these students took so many seconds; None where nothing ran."""

    took: dict[str, float | None]

    def sheets(self, assignment: str) -> tuple[ScoreSheet, ...]:
        return tuple(
            ScoreSheet(student, assignment, "", "", Sandbox.WALLS, (), usage=None if s is None else Usage(s))
            for student, s in self.took.items()
        )


STUDENTS = ("ada", "ben", "cai", "dot", "eve")


def _seconds(found: Expected | None) -> tuple[int, float, float, int] | None:
    """Without what recording takes."""
    if found is None:
        return None
    recording = 0.1 * found.submissions
    return found.submissions, found.low - recording, found.high - recording, found.earlier


@pytest.mark.parametrize(
    ("took", "known", "force", "wanted"),
    [
        ({}, None, False, None),  # nobody knows
        ({}, 90.0, False, (5, 270.0, 270.0, 0)),
        ({"ada": 10.0, "ben": 30.0, "zoe": 20.0}, 90.0, False, (3, 20.0, 60.0, 3)),
        ({"ada": 10.0, "ben": 30.0}, None, True, (5, 30.0, 90.0, 2)),
        ({"ada": 10.0, "ben": None}, None, False, (4, 20.0, 20.0, 1)),
        (dict.fromkeys(STUDENTS, 10.0), 90.0, False, None),  # all is done
        ({f"of before {n}": float(n) for n in range(8)}, None, False, (5, 6.0, 15.0, 8)),
    ],
)
def test_what_is_left_takes_what_others_took(
    took: dict[str, float | None],
    known: float | None,
    force: bool,
    wanted: tuple[int, float, float, int] | None,
) -> None:
    assert _seconds(expected(Folder(took), "cnn", STUDENTS, 2, known, force)) == wanted


@pytest.mark.parametrize(("jobs", "rounds"), [(1, 5), (2, 3), (4, 2), (8, 1)])
def test_some_run_at_a_time(jobs: int, rounds: int) -> None:
    found = _seconds(expected(Folder({}), "cnn", STUDENTS, jobs, 60.0))
    assert found == (5, rounds * 60.0, rounds * 60.0, 0)


def test_what_a_submission_takes_beside_its_cells_counts() -> None:
    """The kernel, the grader's own questions, the networks that are built anew."""
    sheet = ScoreSheet("ada", "cnn", "", "", Sandbox.WALLS, (), usage=Usage(106.0, None, 131.0))

    class Measured:
        def sheets(self, assignment: str) -> tuple[ScoreSheet, ...]:
            return (sheet,)

    assert _seconds(expected(Measured(), "cnn", STUDENTS[:3], 2)) == (2, 131.0, 131.0, 1)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Expected(3, 120.0, 120.0, 0), "expect 2 min at least, which is what a right solution takes"),
        (Expected(3, 212.0, 362.0, 3), "expect about 4 to 6 min, by what earlier ones took here"),
        (Expected(3, 20.0, 65.0, 3), "expect about 1 min, by"),
        (Expected(30, 6000.0, 6010.0, 9), "expect about 100 min, by"),
    ],
)
def test_what_is_not_known_to_the_minute_is_told_as_that(found: Expected, told: str) -> None:
    assert str(_in_words(found)).startswith(told)
