"""results.json of sheets that no container is needed for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import ValidationError, validate

from autograder.course.course import Assignment
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.gradescope.results import Writing, our_fault, refused
from autograder.messages import say, translator
from autograder.pages.student_network import Beside
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Measurement, ScoreSheet, Verdict
from tests.autograder.gradescope.results_schema import SCHEMA

ENGLISH = translator("en")
QUOTED = say("Your cell says {error}.", error="ValueError: 17 203 99")


def _criterion(verdict: Verdict, earned: float = 0.0) -> CriterionScore:
    message = QUOTED if verdict is Verdict.FAILED else None
    return CriterionScore(f"c{verdict}", say("A thing"), verdict, earned, 2.0, message)


def _sheet(sandbox: Sandbox, *criteria: CriterionScore) -> ScoreSheet:
    gauge = Measurement("hidden_accuracy", 0.87654321, 100)
    exercise = ExerciseScore("q_dataset", RunStatus.COMPLETED, criteria, (gauge,))
    trained = replace(exercise, exercise="train", criteria=(_criterion(Verdict.PASSED, 2.0),))
    return ScoreSheet("student", "fully_connected", "", "", sandbox, (exercise, trained))


def _results(assignment: Assignment, sheet: ScoreSheet, local: ScoreSheet) -> dict[str, Any]:
    found = Writing(assignment, "en", ENGLISH, Beside(frozenset(), {})).results(sheet, local)
    validate(found, SCHEMA)
    return found


DEFERRED = replace(_criterion(Verdict.DEFERRED), name="kept")
WRONG = replace(_criterion(Verdict.FAILED), name="kept")


@pytest.mark.parametrize(
    ("deadline", "visibility"),
    [(None, "after_published"), (datetime(2027, 3, 1, tzinfo=UTC), "after_due_date")],
)
def test_what_is_judged_on_handing_in_is_a_test_of_its_own_and_follows_the_course(
    assignment: Assignment, deadline: datetime | None, visibility: str
) -> None:
    course = replace(assignment, deadline=deadline)
    sheet = _sheet(Sandbox.WALLS, _criterion(Verdict.PASSED, 2.0), WRONG)
    local = _sheet(Sandbox.WALLS, _criterion(Verdict.PASSED, 2.0), DEFERRED)
    told, trained, later = _results(course, sheet, local)["tests"]
    assert (told["visibility"], told["score"], told["max_score"]) == ("visible", 2.0, 2.0)
    assert "All 1 checks hold." in told["output"]
    assert (later["visibility"], later["score"], later["max_score"]) == (visibility, 0.0, 2.0)
    assert trained["visibility"] == "visible"


def test_the_leaderboard_has_the_hidden_accuracy_behind_walls_alone(assignment: Assignment) -> None:
    for sandbox, board in (
        (Sandbox.WALLS, [{"name": "accuracy on hidden images", "value": 0.8765}]),
        (Sandbox.NONE, None),
    ):
        sheet = _sheet(sandbox, _criterion(Verdict.PASSED, 2.0))
        assert _results(assignment, sheet, sheet).get("leaderboard") == board


def test_what_student_code_said_is_told_without_numbers(assignment: Assignment) -> None:
    sheet = _sheet(Sandbox.WALLS, _criterion(Verdict.FAILED))
    told = _results(assignment, sheet, sheet)["tests"][0]["output"]
    assert "Your cell says ValueError" in told
    assert "203" not in told


def test_results_of_failures_are_of_the_form_too() -> None:
    for results in (refused("No notebook."), our_fault("The disk is full.", ENGLISH)):
        validate(results, SCHEMA)
        assert results["score"] == 0
        assert results["extra_data"]["format_version"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"tests": []},
        {"tests": [{"name": "no score"}]},
        {"score": "1"},
        {"score": 1, "visibility": "secret"},
        {"score": 1, "points": 2},
    ],
)
def test_the_schema_refuses_what_gradescope_would(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate(wrong, SCHEMA)
