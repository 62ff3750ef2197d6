"""A cell that stopped is told on its exercise's block and in the table of criteria, once."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from autograder.course.course import Assignment, load_course
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.gradebook.criteria_csv import export_criteria
from autograder.gradebook.standing import Standing, standing_of
from autograder.messages import Message, say
from autograder.pages.redaction import known_numbers
from autograder.pages.student_network import Beside
from autograder.pages.student_page import sheet_page
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Override, ScoreSheet, Verdict
from reports.page_data.student import ExerciseBlock
from reports.render import render

ERROR = "NameError: name 'x_tset' is not defined"
STOPPED = f"Your cell stopped: {ERROR}."
BEFORE = "What follows is about what was there before that."


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_course().assignment("fully_connected")


def _standing(message: Message | None = None, **more: Any) -> Standing:
    criteria = (
        CriterionScore("first", say("The first"), Verdict.PASSED, 1.0, 1.0),
        CriterionScore("second", say("The second"), Verdict.FAILED, 0.0, 1.0, message or say("No.")),
    )
    score = ExerciseScore("train", criteria=criteria, **{"status": RunStatus.RAISED, "error": ERROR, **more})
    return standing_of(ScoreSheet("ana", "fully_connected", "", "", Sandbox.WALLS, (score,)))


def _block(assignment: Assignment, standing: Standing) -> tuple[ExerciseBlock, str]:
    others = Beside(known_numbers(assignment, None), rubrics_of(assignment))
    page = sheet_page(standing, assignment, "en", str, others)
    return page.exercises[0], render(page)


def test_it_stands_above_what_is_of_before(assignment: Assignment) -> None:
    block, html = _block(assignment, _standing())
    assert block.stopped == f"{STOPPED} {BEFORE}"
    assert html.index("Your cell stopped") < html.index("The first")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (RunStatus.TIMED_OUT, f"Your cell was stopped: it took longer than it may. {BEFORE}"),
        (RunStatus.OUT_OF_MEMORY, f"Your cell was stopped: it took more memory than it may. {BEFORE}"),
        (RunStatus.COMPLETED, ""),
        (RunStatus.NOT_ATTEMPTED, ""),
        (RunStatus.REFUSED, ""),
    ],
)
def test_how_it_was_stopped_is_told(assignment: Assignment, status: RunStatus, told: str) -> None:
    error = "no form" if status is RunStatus.REFUSED else ""
    assert _block(assignment, _standing(status=status, error=error))[0].stopped == told


@pytest.mark.parametrize(
    "message",
    [
        say("`x` is not defined, because your cell stopped: {error}. Mend that first.", error=ERROR),
        say("It may come of this: {other}", other=say("Stopped: {error}", error=ERROR)),
    ],
)
def test_it_is_not_told_twice(assignment: Assignment, message: Message) -> None:
    assert _block(assignment, _standing(message))[0].stopped == ""


def test_what_a_person_settled_needs_no_cause(assignment: Assignment) -> None:
    settled = _standing(override=Override(2.0, "by hand", "2026-01-01"))
    assert _block(assignment, settled)[0].stopped == ""


def test_its_numbers_are_those_that_a_page_may_tell(assignment: Assignment) -> None:
    told = _block(assignment, _standing(error="E: 113 117 28"))[0].stopped
    assert "113" not in told
    assert "28" in told


@pytest.mark.parametrize(("language", "begins"), [("en", STOPPED), ("es", "")])
def test_the_table_of_criteria_has_it_in_each_row(tmp_path: Path, language: str, begins: str) -> None:
    folder, target = CourseFolder(tmp_path, language, "digits", 0), tmp_path / "criteria.csv"
    assert export_criteria(folder, [_standing()], target) == 2
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["stopped"].startswith(begins) and ERROR in row["stopped"] for row in rows)
    export_criteria(folder, [_standing(status=RunStatus.COMPLETED, error="")], target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["stopped"] for row in csv.DictReader(file)] == ["", ""]
