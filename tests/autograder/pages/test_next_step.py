"""What a student's page tells to try next: what is shown at home, and what only grading judges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.course.course import Assignment, load_course
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.gradebook.standing import ExerciseStanding, standing_of
from autograder.pages.next_step import next_step
from autograder.scoring.rubrics import Rubric, Rubrics, rubrics_of
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, ScoreSheet, Verdict

ASSIGNMENTS = ("fully_connected", "exploration", "convolution", "cnn")


@pytest.fixture(scope="module")
def cnn() -> Assignment:
    return load_course().assignment("cnn")


def _standing(rubric: Rubric, failed: set[str], others: Verdict = Verdict.PASSED) -> ExerciseStanding:
    criteria = tuple(
        CriterionScore(c.name, c.title, Verdict.FAILED if c.name in failed else others, 0.0, 1.0)
        for c in rubric.criteria
    )
    score = ExerciseScore(rubric.exercise, RunStatus.COMPLETED, criteria)
    sheet = ScoreSheet("ana", "cnn", "", "", Sandbox.WALLS, (score,))
    return standing_of(sheet).exercises[0]


def _told(rubrics: Rubrics, assignment: Assignment, found: ExerciseStanding) -> str:
    step = next_step(found, assignment, rubrics)
    return str(step) if step else ""


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_no_cross_is_promised_where_what_is_missing_is_judged_on_handing_in(slug: str) -> None:
    assignment = load_course().assignment(slug)
    rubrics = rubrics_of(assignment)
    kept = [(rubric, c) for rubric in rubrics.values() for c in rubric.criteria if c.local is not None]
    assert kept
    for rubric, criterion in kept:
        if len(rubric.criteria) == 1:  # nothing else can hold: its hint is told
            continue
        told = _told(rubrics, assignment, _standing(rubric, {criterion.name}))
        assert "✗" not in told
        assert "judged only when you hand in" in told
        assert f'grader.check("{rubric.exercise}")' in told


def test_a_cross_is_promised_where_home_shows_one_too(cnn: Assignment) -> None:
    rubrics = rubrics_of(cnn)
    found = _standing(rubrics["dropout_cnn"], {"built", "reason"})
    assert "the first ✗" in _told(rubrics, cnn, found)


def test_where_nothing_was_begun_and_no_hint_may_be_given_the_cell_is_named(cnn: Assignment) -> None:
    rubrics = rubrics_of(cnn)
    found = _standing(rubrics["dropout_cnn"], set(), Verdict.NOT_ATTEMPTED)
    assert _told(rubrics, cnn, found) == str(rubrics["dropout_cnn"].steps[0])
    told = _told(rubrics, replace(cnn, hints=False), found)
    assert "Fill in its cell" in told
    assert "✗" not in told


@pytest.mark.parametrize("hints", [True, False])
def test_a_choice_alone_gets_its_hint_or_the_truth(cnn: Assignment, hints: bool) -> None:
    """`number_of_classes` and its like: nothing holds, and home shows no cross either."""
    assignment = replace(load_course().assignment("fully_connected"), hints=hints)
    rubrics = rubrics_of(assignment)
    rubric = next(r for r in rubrics.values() if r.steps[1:] and all(c.local for c in r.criteria))
    told = _told(rubrics, assignment, _standing(rubric, {c.name for c in rubric.criteria}))
    assert (told == str(rubric.steps[0])) is hints
    assert ("judged only when you hand in" in told) is not hints


def test_nothing_is_told_where_all_holds_or_waits(cnn: Assignment) -> None:
    rubrics = rubrics_of(cnn)
    for verdict in (Verdict.PASSED, Verdict.BLOCKED, Verdict.UNCONFIRMED, Verdict.UNSCORED):
        assert _told(rubrics, cnn, _standing(rubrics["dropout_cnn"], set(), verdict)) == ""
