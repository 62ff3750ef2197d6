"""A mistake in one exercise costs no points in another that does not need what it spoils.

`prove` grades of a case what its golden entry names; here the whole notebook is graded, and what the entry
does not name has to earn all of its points. `make test` takes a few cases, `make nightly` all.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.course.course import Assignment, load_course
from autograder.proving.cases import Case, load_cases
from autograder.proving.stage import Stage, stage_for
from tests.sampling import drawn

COURSE = load_course()
#: About one exercise, by a change of its own cell.
CASES = drawn(
    [
        (assignment, case)
        for assignment in COURSE.assignments
        for case in load_cases(assignment)
        if case.starts_from == "solution" and len({*case.cells, *case.changes}) == 1 and case.earned
    ],
    0.02,
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_for(COURSE) as stage:
        yield stage


@pytest.mark.parametrize(("assignment", "case"), CASES, ids=[f"{a.slug}-{c.name}" for a, c in CASES])
def test_what_a_case_does_not_name_earns_everything(stage: Stage, assignment: Assignment, case: Case) -> None:
    rehearsal = stage.rehearsal(assignment, "en")
    automatic = [exercise.id for exercise in assignment.automatic]
    sheet = rehearsal.grade(case.notebook(rehearsal.source, "en"), automatic).sheet
    lost = {
        score.exercise: [f"{c.name}: {c.message}" for c in score.criteria if c.earned < c.possible]
        for score in sheet.exercises
        if score.exercise in automatic and score.exercise not in case.earned
        if score.earned < score.possible
    }
    assert lost == {}
