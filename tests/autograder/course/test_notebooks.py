from __future__ import annotations

import ast
import copy
from typing import Any

import pytest
from nbgrader.preprocessors import ClearSolutions

from autograder.course.cells import check_id
from autograder.course.changes import Changes, adjusted
from autograder.course.course import Assignment, Course
from autograder.course.notebooks import ANSWERS, STUBS, compile_source, stubbed, stubs
from autograder.errors import CourseError
from autograder.messages import LANGUAGES


def _compiled(assignment: Assignment, language: str) -> Any:
    return compile_source(assignment, language, "digits")


def test_both_languages_hold_together_cell_by_cell(assignment: Assignment) -> None:
    spanish, english = (_compiled(assignment, language).cells for language in ("es", "en"))
    assert len(spanish) == len(english)
    for es, en in zip(spanish, english, strict=True):
        assert es.cell_type == en.cell_type
        if es.cell_type == "markdown":
            assert es.source.strip() != en.source.strip()
            assert es.source.count("\n#") == en.source.count("\n#")
            assert es.source.count("```") == en.source.count("```")
        else:
            assert es.id == en.id
            if es.id != "setup":  # the set-up cell names the language
                assert ast.dump(ast.parse(es.source)) == ast.dump(ast.parse(en.source))


@pytest.mark.parametrize("language", LANGUAGES)
def test_comments_stay_in_their_language(assignment: Assignment, language: str) -> None:
    code = "\n".join(c.source for c in _compiled(assignment, language).cells if c.cell_type == "code")
    assert "# es:" not in code
    assert "# en:" not in code
    assert ("Define\n" in code) is True
    assert ("whole number" in code) is (language == "en")
    assert ("entero" in code) is (language == "es")


def test_the_set_up_cell_says_which_course_it_is_of(assignment: Assignment) -> None:
    setup = next(c for c in _compiled(assignment, "es").cells if c.id == "setup")
    assert 'Grader("fully_connected", language="es", dataset="digits")' in setup.source
    assert setup.metadata.nbgrader.locked


def test_the_set_up_cell_says_what_an_instructor_changed(course: Course) -> None:
    changes = Changes(leave_out=("show_sample", "q_dataset"), points={"normalise": 14, "load_data": 4})
    changed = adjusted(course, {"fully_connected": changes}).assignment("fully_connected")
    setup = next(c for c in _compiled(changed, "en").cells if c.id == "setup")
    call = next(n for n in ast.walk(ast.parse(setup.source)) if isinstance(n, ast.Call))
    assert [ast.literal_eval(a) for a in call.args] == ["fully_connected"]
    assert {k.arg: ast.literal_eval(k.value) for k in call.keywords} == {
        "language": "en",
        "dataset": "digits",
        "leave_out": ["show_sample", "q_dataset"],
        "points": {"normalise": 14},  # the others are worth what the course says
    }


def test_points_and_kinds_of_cells_are_nbgraders(assignment: Assignment) -> None:
    cells = {c.id: c.metadata.nbgrader for c in _compiled(assignment, "en").cells if c.cell_type == "code"}
    for exercise in assignment.automatic:
        assert cells[exercise.id].solution
        assert not cells[exercise.id].grade
        check = cells[check_id(exercise.id)]
        assert check.grade
        assert check.locked
        assert check.points == exercise.points


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_release_holds_stubs_and_no_solution(assignment: Assignment, language: str) -> None:
    source = _compiled(assignment, language)
    solutions = {c.id: c for c in source.cells if c.metadata.get("nbgrader", {}).get("solution")}
    told = {name: cell.source for name, cell in solutions.items()}
    released = {c.id: c.source for c in stubbed(source, language).cells}
    for exercise, solution in told.items():
        written = solutions[exercise].cell_type == "markdown"
        assert (ANSWERS if written else STUBS)[language] in released[exercise]
        assert "SOLUTION" not in released[exercise]
        assert written or ast.parse(released[exercise])
        inner = solution.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0].strip()
        assert inner not in released[exercise]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stubs_are_those_of_nbgraders_clear_solutions(course: Course, language: str) -> None:
    code, text = stubs(language)
    clear = ClearSolutions(code_stub=code, text_stub=text)
    for assignment in course.assignments:
        source = _compiled(assignment, language)
        theirs, _ = clear.preprocess(copy.deepcopy(source), {})
        assert stubbed(source, language) == theirs
        assert "SOLUTION" in str(source)


def test_a_solution_cell_without_a_marked_region_is_a_stub_as_a_whole(assignment: Assignment) -> None:
    source = _compiled(assignment, "es")
    cell = next(c for c in source.cells if c.id == "load_data")
    cell.source = "x_train = 1"
    assert next(c for c in stubbed(source, "es").cells if c.id == "load_data").source == STUBS["es"]


def test_a_solution_without_an_end_is_told(assignment: Assignment) -> None:
    source = _compiled(assignment, "en")
    source.cells[-1].source = "### BEGIN SOLUTION\nx = 1"
    with pytest.raises(CourseError, match="END SOLUTION"):
        stubbed(source, "en")


def test_a_language_that_is_not_there_is_told(assignment: Assignment) -> None:
    with pytest.raises(CourseError, match="en or es"):
        _compiled(assignment, "fr")
