"""What students get judges a solution without the key, and a course where it cannot is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.course import BUNDLED, load_course
from autograder.proving.at_home import discontent
from autograder.scoring.rubrics import rubrics_of
from reference.datasets import Dataset
from tests.autograder.kernel_answers import answered

SLUG = "fully_connected"
SOLVED = {"dataset_name": "mnist", "learning_problem": "d", "number_of_classes": 10}
LOCAL = '    local=form_of_option("learning_problem", LETTERS),\n'


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(BUNDLED, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__", "cases"))
    return tmp_path / "course"


def _told(folder: Path, digits: Dataset, **answers: object) -> list[str]:
    course = load_course(folder)
    assignment = course.assignment(SLUG)
    asks = rubrics_of(assignment)["q_dataset"].asks
    evidence = {"q_dataset": answered(asks, SOLVED | answers, digits, exercise="q_dataset")}
    return list(map(str, discontent(course, assignment, evidence, digits)))


def test_a_solution_is_judged_by_what_students_get(copied: Path, digits: Dataset) -> None:
    assert _told(copied, digits) == []


def test_a_criterion_that_asks_for_the_key_at_home_is_told(copied: Path, digits: Dataset) -> None:
    path = copied / SLUG / "checks" / "questions_data.py"
    checks = path.read_text(encoding="utf-8")
    assert checks.count(LOCAL) == 1
    path.write_text(checks.replace(LOCAL, ""), encoding="utf-8")
    (told,) = _told(copied, digits)
    assert told.startswith("q_dataset, at home: ")
    assert "key.toml is not there" in told
    assert "give the criterion that asks for it a `local`" in told


def test_what_does_not_hold_at_home_is_told(copied: Path, digits: Dataset) -> None:
    told = _told(copied, digits, learning_problem="e")
    assert told == ["q_dataset, at home: Which learning problem it is does not hold"]
