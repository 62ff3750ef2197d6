from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.course import BUNDLED, Assignment, Course, load_course
from autograder.course.limits import Limits
from autograder.errors import CourseError
from autograder.scoring.rubrics import Rubrics, rubrics_of

NINE_STEPS = (
    "load_data", "show_sample", "normalise", "build_model", "compile_model", "train", "evaluate",
    "plot_history", "predict_one",
)  # fmt: skip


def test_the_assignment_has_its_steps_and_questions_worth_a_hundred_points(assignment: Assignment) -> None:
    automatic = tuple(e.id for e in assignment.automatic)
    assert tuple(name for name in automatic if not name.startswith("q_")) == NINE_STEPS
    assert len(automatic) == 16
    assert sum(e.points for e in assignment.exercises) == 100
    assert sum(e.minutes for e in assignment.exercises) == assignment.minutes


def test_titles_are_in_both_languages(course: Course) -> None:
    for assignment in course.assignments:
        for title in (assignment.title, *(e.title for e in assignment.exercises)):
            assert title.in_("es") != title.in_("en")


def test_every_exercise_has_a_rubric_that_asks_and_judges(assignment: Assignment, rubrics: Rubrics) -> None:
    for exercise in assignment.automatic:
        rubric = rubrics[exercise.id]
        assert rubric.asks
        assert rubric.criteria
        names = [c.name for c in rubric.criteria]
        assert len(set(names)) == len(names)
        for criterion in rubric.criteria:
            assert set(criterion.needs) < set(names)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format_version = 1", "format_version = 9", "format 9"),
        ('slug = "fully_connected"', "slag = 1", "slug"),
        ('id = "show_sample"', 'id = "load_data"', "twice: load_data"),
        ("points = 8", "points = ", "cannot be used"),
        ("cell_seconds = 300", "cell_seconds = 0", "cell_seconds is 0, not a number above 0"),
    ],
)
def test_a_wrong_manifest_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    manifest = (BUNDLED / "course.toml").read_text(encoding="utf-8")
    assert old in manifest
    (tmp_path / "course.toml").write_text(manifest.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseError, match=told):
        load_course(tmp_path)


def test_an_assignment_may_set_any_limit_and_has_defaults_for_the_others(tmp_path: Path) -> None:
    manifest = (BUNDLED / "course.toml").read_text(encoding="utf-8")
    own = "cell_seconds = 7\nmemory_bytes = 1_000_000_000"
    text = manifest.replace("cell_seconds = 300", own, 1)
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    limits = load_course(tmp_path).assignments[0].limits
    assert (limits.cell_seconds, limits.memory_bytes) == (7, 1_000_000_000)
    assert limits.processes == Limits().processes


def test_an_exercise_without_checks_is_told(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    manifest = tmp_path / "course" / "course.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"train"', '"trian"'), encoding="utf-8")
    with pytest.raises(CourseError, match="train, trian"):
        rubrics_of(load_course(tmp_path / "course").assignments[0])


def test_the_digest_changes_with_the_checks(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    before = load_course(tmp_path / "course").digest
    assert before == load_course().digest
    with (tmp_path / "course/fully_connected/checks/data.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert load_course(tmp_path / "course").digest != before


def test_an_unknown_assignment_names_those_there_are(course: Course) -> None:
    with pytest.raises(CourseError, match="fully_connected"):
        course.assignment("nonsense")
