"""How long a grading is expected to take: by what earlier ones took, else by what the course says."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

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


@pytest.mark.parametrize(
    ("took", "known", "force", "wanted"),
    [
        ({}, None, False, None),  # nobody knows
        ({}, 90.0, False, Expected(5, 90.0, 2)),
        ({"ada": 10.0, "ben": 30.0, "zoe": 20.0}, 90.0, False, Expected(3, 20.0, 2)),
        ({"ada": 10.0, "ben": 30.0}, None, True, Expected(5, 20.0, 2)),
        ({"ada": 10.0, "ben": None}, None, False, Expected(4, 10.0, 2)),
        (dict.fromkeys(STUDENTS, 10.0), 90.0, False, None),  # all is done
    ],
)
def test_what_is_left_takes_what_others_took(
    took: dict[str, float | None], known: float | None, force: bool, wanted: Expected | None
) -> None:
    assert expected(Folder(took), "cnn", STUDENTS, 2, known, force) == wanted


def test_some_run_at_a_time() -> None:
    assert Expected(5, 60.0, 2).seconds == 180.0
    assert Expected(5, 60.0, 8).seconds == 60.0
