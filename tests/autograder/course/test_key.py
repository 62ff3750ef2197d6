"""`key.toml`: what is right where it is judged only on handing in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.course import BUNDLED, Course, copy_for_students, load_course
from autograder.course.key import Key
from autograder.errors import CourseError
from autograder.evidence.asks import Value
from autograder.evidence.evidence import Evidence, RunStatus
from autograder.evidence.facts import ValueAnswer
from autograder.scoring.rubrics import Rubric, rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked, truth_of
from reference.datasets import Dataset

SLUG, KEY = "fully_connected", "fully_connected/key.toml"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    shutil.copytree(BUNDLED, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__", "cases"))
    return load_course(tmp_path / "course")


def _key(folder: Path, content: str) -> Key:
    (folder / "key.toml").write_text(content, encoding="utf-8")
    return Key(str(folder / "checks" / "any.py"))


def test_an_answer_is_read_by_its_name_of_any_kind(tmp_path: Path) -> None:
    key = _key(tmp_path, 'format_version = 1\n[answers]\nletter = "d"\ncount = 3\nlayers = ["a", "b"]\n')
    assert (key["letter"], key["count"], key["layers"]) == ("d", 3, ["a", "b"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[answers]\n", "format_version is missing"),
        ("format_version = 2\n[answers]\n", "has format 2, not 1"),
        ("format_version = 1\n", "answers is missing"),
        ("format_version = 1\nanswers = 3\n", 'answers = { capital = "b" }'),
        ("format_version = 1\n[answers]\n[anwsers]\n", "anwsers"),
        ("format_version = ", "not valid TOML"),
        ("format_version = 1\n[answers]\nother = 1\n", "has no answer letter"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_file(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(CourseError) as caught:
        _ = _key(tmp_path, content)["letter"]
    assert str(tmp_path / "key.toml") in str(caught.value)
    assert told in str(caught.value)


def test_no_file_is_opened_before_an_answer_is_asked_for(tmp_path: Path) -> None:
    key = Key(str(tmp_path / "checks" / "any.py"))
    with pytest.raises(CourseError, match=r"key\.toml is not there: .* students do not get"):
        _ = key["letter"]


def test_who_grades_without_it_is_told_before_anybody_is_scored(course: Course, digits: Dataset) -> None:
    assignment = course.assignment(SLUG)
    truth_of(course, assignment, rubrics_of(assignment), digits)
    (course.folder / KEY).unlink()
    with pytest.raises(CourseError, match=r"key\.toml is not there"):
        truth_of(course, assignment, rubrics_of(assignment), digits)


def test_a_changed_key_is_another_course(course: Course) -> None:
    path = course.folder / KEY
    path.write_text(path.read_text(encoding="utf-8").replace('"d"', '"a"'), encoding="utf-8")
    assert load_course(course.folder).digest != course.digest


def test_students_get_the_checks_without_it(course: Course, tmp_path: Path) -> None:
    for assignment in course.assignments:
        copy_for_students(course, assignment, tmp_path / "mine")
    names = {path.name for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    assert {"questions_data.py", "shapes.py", "course.toml", "es.po"} <= names
    assert not names & {"key.toml", "notebook.py", "golden.toml", "mutants.toml"}


def _score(rubric: Rubric, digits: Dataset, letter: str, local: bool) -> dict[str, Verdict]:
    known: dict[str, str | int] = {
        "learning_problem": letter,
        "dataset_name": "mnist",
        "number_of_classes": 10,
    }
    values = [ValueAnswer(type="str", value=known[a.name]) for a in rubric.asks if isinstance(a, Value)]
    evidence = Evidence(rubric.exercise, RunStatus.COMPLETED, tuple(values))
    score = score_exercise(Asked(rubric, 4), evidence, digits, local=local)
    return {c.name: c.verdict for c in score.criteria}


def test_the_key_decides_in_grading_and_nothing_is_asked_of_it_at_home(
    course: Course, digits: Dataset
) -> None:
    path = course.folder / KEY
    path.write_text(path.read_text(encoding="utf-8").replace('problem = "d"', 'problem = "b"'), "utf-8")
    rubric = rubrics_of(course.assignment(SLUG))["q_dataset"]
    graded = {letter: _score(rubric, digits, letter, local=False)["problem"] for letter in "abcd"}
    assert [letter for letter, verdict in graded.items() if verdict is Verdict.PASSED] == ["b"]
    path.unlink()
    rubric = rubrics_of(course.assignment(SLUG))["q_dataset"]
    assert {_score(rubric, digits, letter, local=True)["problem"] for letter in "abcd"} == {Verdict.DEFERRED}
    with pytest.raises(CourseError, match="is not there"):
        _score(rubric, digits, "d", local=False)


def test_a_course_without_keys_is_scored_as_before(tmp_path: Path, digits: Dataset) -> None:
    checks = 'from autograder.authoring import Rubric\nRUBRICS = (Rubric("mean"),)\n'
    (tmp_path / "lab" / "checks").mkdir(parents=True)
    (tmp_path / "lab" / "checks" / "lab.py").write_text(checks, encoding="utf-8")
    (tmp_path / "course.toml").write_text(
        'format_version = 1\ntitle = { en = "a", es = "a" }\n[[assignments]]\nslug = "lab"\nminutes = 1\n'
        'title = { en = "a", es = "a" }\n[[assignments.exercises]]\nid = "mean"\npoints = 1\n'
        'title = { en = "a", es = "a" }\n',
        encoding="utf-8",
    )
    course = load_course(tmp_path)
    (lab,) = course.assignments
    assert truth_of(course, lab, rubrics_of(lab), digits).asked[0].points == 1
