"""Whatever a process answers: it is refused, or judged; no check breaks on it, and no page either."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from msgspec.structs import replace as with_facts

from autograder.course.course import Course
from autograder.evidence.evidence import Evidence, RunStatus, Sandbox
from autograder.evidence.facts import Basis, NetworkAnswer
from autograder.evidence.refusals import Refused
from autograder.evidence.schema import answers_of, counted
from autograder.gradebook.standing import standing_of
from autograder.pages.student_network import Beside
from autograder.pages.student_page import sheet_page
from autograder.pipeline.folder_grader import sizes_of
from autograder.scoring.rubrics import Rubrics, rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import ScoreSheet
from autograder.scoring.truth import Asked
from reference.datasets import Dataset
from reports.render import render
from tests.autograder.fuzz.conftest import bounded
from tests.autograder.fuzz.said import said

#: Examples of each exercise; 26 of them.
EXAMPLES = 10


@pytest.fixture(scope="module")
def small(digits: Dataset) -> Dataset:
    return digits.first(200)


def _exercises() -> list[tuple[str, str]]:
    course = _course()
    return [(a.slug, e.id) for a in course.assignments for e in a.automatic]


def _course() -> Course:
    from autograder.course.course import load_course

    return load_course()


RUBRICS: dict[str, Rubrics] = {a.slug: rubrics_of(a) for a in _course().assignments}


@pytest.mark.parametrize(("slug", "exercise"), _exercises())
@bounded(EXAMPLES, len(_exercises()))
@given(drawn=st.data())
def test_no_answer_breaks_a_check(slug: str, exercise: str, small: Dataset, drawn: st.DataObject) -> None:
    rubric, asks = RUBRICS[slug][exercise], RUBRICS[slug][exercise].asks
    facts, arrays = drawn.draw(said(asks, small))
    try:
        values, named = answers_of(facts, arrays, asks)
    except Refused:
        event("refused")
        return
    basis = drawn.draw(st.sampled_from(list(Basis)))
    believed = tuple(with_facts(v, basis=basis) if isinstance(v, NetworkAnswer) else v for v in values)
    evidence = counted(Evidence(exercise, RunStatus.COMPLETED, believed, named), asks, sizes_of(small))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = score_exercise(Asked(rubric, 10), evidence, small)
    assert not found.unscored, [str(c.message) for c in found.criteria]
    sheet = ScoreSheet("ada", slug, "", "", Sandbox.WALLS, (found,))
    again = ScoreSheet.from_json(sheet.to_json())
    assert again.to_json() == sheet.to_json()
    assignment = _course().assignment(slug)
    others = Beside(frozenset(), RUBRICS[slug])
    assert render(sheet_page(standing_of(again), assignment, "es", str, others), str)
