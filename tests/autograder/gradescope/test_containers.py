"""The zip's scripts in a bare folder: what results.json says, with walls and without."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.coursedir.coursedir import CourseFolder
from tests.autograder.gradescope.conftest import HIDDEN_SEED, KEPT
from tests.autograder.gradescope.containers import Container, unpack

pytestmark = [pytest.mark.slow, pytest.mark.trains]

ATTACK = """
import json, os
told = {}
for path in %r:
    try:
        told[path] = open(path, "rb").read(200).decode(errors="replace")
    except OSError as error:
        told[path] = type(error).__name__
try:
    open(%r, "w").write('{"score": 1000}')
    told["wrote"] = "yes"
except OSError as error:
    told["wrote"] = type(error).__name__
try:
    json.dump([os.getuid(), told], open(%r, "w"))
except OSError:
    pass
"""


@pytest.fixture
def solution(small_course: CourseFolder) -> Any:
    return small_course.source(small_course.course.assignments[0])


@pytest.fixture
def reports() -> Iterator[Path]:
    """A folder that anybody may write to."""
    with tempfile.TemporaryDirectory(prefix="told-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def _cell(notebook: Any, exercise: str) -> Any:
    ids = ((c, c.metadata.get("nbgrader", {}).get("grade_id")) for c in notebook.cells)
    return next(c for c, grade_id in ids if grade_id == exercise)


def _tests(results: dict[str, Any], exercise: str) -> list[dict[str, Any]]:
    return [t for t in results["tests"] if t["extra_data"]["exercise"] == exercise]


def _earned(results: dict[str, Any], exercise: str) -> float:
    return sum(test["score"] for test in _tests(results, exercise))


def _truth(container: Container) -> list[str]:
    """Where the truth, the checks and what others handed in lie in a container."""
    packages = subprocess.run(
        [container.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    ours = ["assignments/fully_connected/key.toml", "assignments/course.toml", "autograder/cli.py"]
    source = container.root / "source"
    within = [str(source / "course" / name) for name in ("course.toml", "data.npz")]
    wheels = [str(path) for path in (source / "wheels").glob("*.whl")]
    return [*within, *wheels, *(f"{packages}/{name}" for name in ours if not container.walls)]


def test_behind_walls_a_solution_earns_everything_and_stands_on_the_leaderboard(
    walled: Container, solution: Any
) -> None:
    results = walled.grade(solution)
    assert {t["extra_data"]["exercise"] for t in results["tests"]} == set(KEPT)
    lost = [t["name"] for t in results["tests"] if t["score"] < t["max_score"]]
    assert lost == []
    (row,) = results["leaderboard"]
    assert 0.5 < row["value"] <= 1
    assert results["extra_data"]["walls"] == "walls"
    assert "score" not in results


def test_a_wrong_answer_is_told_and_what_is_judged_on_handing_in_is_not_until_the_due_date(
    wall_less: Container, solution: Any
) -> None:
    right = wall_less.grade(solution)
    _cell(solution, "normalise").source = "def normalise(images):\n    return images * 1.0"
    answer = _cell(solution, "q_dataset")
    answer.source = answer.source.replace('"', "'").replace("'A'", "'B'").replace("'C'", "'A'")
    wrong = wall_less.grade(solution)
    (told,) = _tests(wrong, "normalise")
    assert told["score"] < told["max_score"]
    assert "0 to 255" in told["output"]
    at_once = [
        [t for t in _tests(each, "q_dataset") if t["visibility"] == "visible"] for each in (right, wrong)
    ]
    assert at_once[0] == at_once[1]
    later = {t["visibility"] for each in (right, wrong) for t in each["tests"]} - {"visible"}
    assert later == {"after_due_date"}
    assert "judged when you hand in and shown later" in wrong["output"]


def test_without_walls_there_is_no_leaderboard_and_it_is_said(wall_less: Container, solution: Any) -> None:
    results = wall_less.grade(solution)
    assert "leaderboard" not in results
    assert results["extra_data"]["walls"] == "without walls"
    assert "without walls" in results["output"]
    assert _earned(results, "normalise") > 0


def test_without_walls_student_code_reads_no_truth_and_writes_no_result(
    wall_less: Container, solution: Any, reports: Path
) -> None:
    honest = wall_less.grade(solution)
    told, results_file = reports / "told.json", wall_less.root / "results" / "results.json"
    _cell(solution, "load_data").source += ATTACK % (_truth(wall_less), str(results_file), str(told))
    results = wall_less.grade(solution)
    user, found = json.loads(told.read_text(encoding="utf-8"))
    assert user != 0
    assert set(found.values()) == {"PermissionError"}
    assert [t["score"] for t in results["tests"]] == [t["score"] for t in honest["tests"]]


def test_without_walls_a_link_to_the_truth_is_no_answer(wall_less: Container, solution: Any) -> None:
    """It puts one in the place of each of its files of answers, after they were written."""
    secret = str(wall_less.root / "source" / "course" / "course.toml")
    handler = (
        "import sys, os\nhandler = sys.modules['_autograder_ask_handler']\nusual = handler.answer_file\n"
    )
    linked = (
        f"    os.remove(f'{{folder}}/facts.json')\n    os.symlink({secret!r}, f'{{folder}}/facts.json')\n"
    )
    attack = (
        f"{handler}def answer(asks, folder):\n    usual(asks, folder)\n{linked}handler.answer_file = answer\n"
    )
    _cell(solution, "load_data").source += f"\n{attack}"
    results = wall_less.grade(solution)
    assert sum(t["score"] for t in results["tests"]) == 0
    assert str(HIDDEN_SEED) not in json.dumps(results)


def test_behind_walls_student_code_finds_no_truth(walled: Container, solution: Any) -> None:
    looked = f"assert not any(map(__import__('os').path.exists, {_truth(walled)!r}))"
    _cell(solution, "load_data").source += f"\n{looked}\n"
    results = walled.grade(solution)
    assert _earned(results, "load_data") == sum(t["max_score"] for t in _tests(results, "load_data"))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((), "There is no notebook"),
        (("{}", "{}"), "more than one notebook"),
        (("no JSON",), "Homework 0 (final).ipynb cannot be read"),
        (('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',), "cannot be read"),
    ],
)
def test_what_cannot_be_graded_is_told_kindly(
    wall_less: Container, files: tuple[str, ...], told: str
) -> None:
    results = wall_less.grade(*files)
    assert results["score"] == 0
    assert told in results["output"]
    assert results["tests"] == []


def test_a_failure_of_ours_is_said_to_be_ours_and_why_to_the_instructor_alone(
    wall_less: Container, solution: Any
) -> None:
    key = wall_less.root / "source" / "course" / "course.toml"
    before = key.read_bytes()
    key.write_text("damaged", encoding="utf-8")
    try:
        results = wall_less.grade(solution)
    finally:
        key.write_bytes(before)
    assert results["score"] == 0
    assert "no fault of yours" in results["output"]
    (why,) = results["tests"]
    assert why["visibility"] == "hidden"
    assert "course.toml cannot be used" in why["output"]


def test_where_python_itself_is_gone_there_is_a_result(zipped: Path, tmp_path: Path) -> None:
    bare = Container(tmp_path / "autograder", Path("/nowhere/python"), walls=False)
    unpack(zipped, bare.root / "source")
    results = bare.grade()
    assert results["score"] == 0
    assert "not your code" in results["output"]
