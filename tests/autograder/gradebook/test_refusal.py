"""Why nbgrader took no grade, by its own logs: the error that matters, and where the whole log is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.cli import main
from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.ledger import refused
from autograder.gradebook.refusal import log_of, reason_of
from autograder.grading.grade import grade
from autograder.messages import translator
from autograder.pipeline.outcome import Problem
from tests.autograder.grading.killed import RIGHT, SLUG, Executing, hand_in, state, toy_course

pytestmark = pytest.mark.slow

#: nbgrader's own steps in the place of ours that mend metadata, and one that raises for some.
CONFIG = """
from nbgrader.preprocessors import NbGraderPreprocessor

class Raises(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        student = resources["nbgrader"]["student"]
        if student == "plain":
            raise ValueError("the cell is gone\\n\\nand more of it")
        try:
            return {"caused": 1, "meanwhile": 2}[student] and {}["none"], resources
        except KeyError as error:
            if student == "caused":
                raise RuntimeError("could not convert") from error
            if student == "meanwhile":
                raise RuntimeError("the second try failed, too")
        return nb, resources

stock = "nbgrader.preprocessors."
c.Autograde.sanitize_preprocessors = [stock + "OverwriteCells", stock + "CheckCellMetadata"]
c.Autograde.autograde_preprocessors.insert(0, Raises)
"""

#: student: the traits of a cell of theirs that is not of the course, and why nbgrader takes no grade
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nameless": ({"schema_version": 3, "solution": True, "grade": False, "locked": False, "task": False},
                 "KeyError: 'grade_id'"),
    "plain": ({}, "ValueError: the cell is gone"),
    "caused": ({}, "KeyError: 'none'"),
    "meanwhile": ({}, "RuntimeError: the second try failed, too"),
}  # fmt: skip


def _hand_in(folder: CourseFolder, student: str, traits: dict[str, Any]) -> None:
    hand_in(folder, student, RIGHT)
    path = folder.submitted(SLUG, student)
    notebook = nbformat.read(path, 4)
    metadata = {"nbgrader": traits} if traits else {}
    notebook.cells.append(nbformat.v4.new_code_cell("1", metadata=metadata))
    nbformat.write(notebook, path)


def _grade(folder: CourseFolder) -> dict[str, Problem]:
    problems = grade(folder, folder.course.assignment(SLUG), folder.students(SLUG),
                     sandbox=Sandbox.NONE, jobs=1, kernel=lambda *_: Executing())  # fmt: skip
    return {problem.student: problem for problem in problems}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[CourseFolder, dict[str, Problem]]:
    """A class of which nbgrader takes two, and what is said of the others."""
    folder = toy_course(tmp_path_factory.mktemp("refused"))
    with (folder.path / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(CONFIG)
    for student, (traits, _) in REFUSED.items():
        _hand_in(folder, student, traits)
    return folder, _grade(folder)


@pytest.fixture
def assignment(told: tuple[CourseFolder, dict[str, Problem]]) -> Assignment:
    return told[0].course.assignment(SLUG)


@pytest.mark.parametrize("student", REFUSED)
def test_the_error_that_matters_is_told_with_the_place_of_the_log(
    told: tuple[CourseFolder, dict[str, Problem]], student: str
) -> None:
    folder, problems = told
    _, why = REFUSED[student]
    place = f".autograder/logs/{SLUG}/{student}.txt"
    assert str(problems[student].reason) == f"nbgrader took no grade: {why}; its whole log is in {place}"
    log = (folder.path / place).read_text(encoding="utf-8")
    assert f"Converting notebook {folder.submitted(SLUG, student)}" in log
    assert "Please see the the above traceback" in log
    assert why.split(": ")[1] in log


def test_the_sentence_around_it_is_the_courses(told: tuple[CourseFolder, dict[str, Problem]]) -> None:
    spoken = problem_in(told[1]["nameless"], "es")
    assert spoken.startswith(
        "nbgrader no registró la calificación: KeyError: 'grade_id'; su registro completo está en "
    )


def problem_in(problem: Problem, language: str) -> str:
    return problem.reason.render(translator(language))


def test_nobody_else_has_a_log_and_everybody_else_a_grade(
    told: tuple[CourseFolder, dict[str, Problem]], assignment: Assignment
) -> None:
    folder, problems = told
    assert problems.keys() == REFUSED.keys() == refused(folder, assignment).keys()
    assert {student for student, _ in state(folder)["grades"]} == {"ada", "grace"}
    logs = folder.state.log(SLUG, "_").parent
    assert {path.stem for path in logs.iterdir()} == REFUSED.keys()


def test_the_log_goes_when_the_grade_is_taken_and_when_its_student_is_forgotten(
    told: tuple[CourseFolder, dict[str, Problem]], tmp_path: Path
) -> None:
    folder = open_folder(shutil.copytree(told[0].path, tmp_path / "course"))
    _hand_in(folder, "nameless", {})
    assert "nameless" not in _grade(folder)
    assert not folder.state.log(SLUG, "nameless").exists()
    assert folder.state.log(SLUG, "plain").exists()
    assert main(["forget", str(folder.path), "plain"]) == 0
    assert not folder.state.log(SLUG, "plain").exists()
    assert folder.state.log(SLUG, "caused").exists()


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ({"log": "[INFO] a\n[ERROR] the kernel became unresponsive\n[ERROR] There was an error processing "
                 "assignment 'x' for student 'y'", "error": "a.b.NbGraderException: Please see"},
         "the kernel became unresponsive"),
        ({"error": "Traceback (most recent call last):\n  File\n    x\na.b.NbGraderException: No notebooks"},
         "NbGraderException: No notebooks"),
        ({"error": "Traceback (most recent call last):\n  File\nautograder.errors.GradebookError: ada: none"},
         "ada: none"),
        ({"log": "[INFO] hook failed\n    Traceback (most recent call last):\n      File\n    OSError: no\n"
                 "[ERROR] Traceback (most recent call last):\n      File\n    ValueError: fatal"},
         "ValueError: fatal"),
        ({"error": "AssertionError"}, "AssertionError"),
        ({}, "no reason given"),
    ],
)  # fmt: skip
def test_what_nbgrader_says_in_other_cases(outcome: dict[str, str], why: str) -> None:
    assert str(reason_of(outcome)) == why
    assert all(part in log_of(outcome) for part in outcome.values())
