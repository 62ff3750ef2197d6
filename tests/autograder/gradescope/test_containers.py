"""The zip's scripts in a bare folder: what results.json says, with walls and without."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from autograder.course.course import BUNDLED
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.gradescope.grading import grade
from autograder.gradescope.zip_file import write_zip
from tests.autograder.gradescope.conftest import HIDDEN_SEED, KEPT
from tests.autograder.gradescope.containers import ROOT, Container, unpack

pytestmark = [pytest.mark.slow, pytest.mark.trains]

#: The files of the course in assignments/README.md.
BLOCKS = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIGHT = ("load_data", "q_dataset", "normalise")
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


def _cell(notebook: Any, exercise: str) -> Any:
    ids = ((c, c.metadata.get("nbgrader", {}).get("grade_id")) for c in notebook.cells)
    return next(c for c, grade_id in ids if grade_id == exercise)


def _tests(results: dict[str, Any], exercise: str) -> list[dict[str, Any]]:
    return [t for t in results["tests"] if t["extra_data"]["exercise"] == exercise]


def _light(folder: CourseFolder) -> Any:
    """Solved where nothing trains."""
    assignment = folder.course.assignments[0]
    solution, started = folder.source(assignment), folder.released(assignment)
    for exercise in LIGHT:
        _cell(started, exercise).source = _cell(solution, exercise).source
    return started


def _earned(results: dict[str, Any], exercise: str) -> float:
    return sum(float(test["score"]) for test in _tests(results, exercise))


def _possible(results: dict[str, Any], exercise: str) -> float:
    return sum(float(test["max_score"]) for test in _tests(results, exercise))


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


@pytest.fixture(scope="module")
def honest(wall_less: Container, small_course: CourseFolder) -> dict[str, Any]:
    """What the solution earns without walls."""
    return wall_less.grade(_light(small_course))


def test_behind_walls_a_solution_earns_everything_and_finds_no_truth(
    walled: Container, small_course: CourseFolder
) -> None:
    solution = small_course.source(small_course.course.assignments[0])
    looked = f"assert not any(map(__import__('os').path.exists, {_truth(walled)!r}))"
    _cell(solution, "load_data").source += f"\n{looked}\n"
    results = walled.grade(solution)
    assert {t["extra_data"]["exercise"] for t in results["tests"]} == set(KEPT)
    assert [t["name"] for t in results["tests"] if t["score"] < t["max_score"]] == []
    (row,) = results["leaderboard"]
    assert 0.5 < row["value"] <= 1
    assert results["extra_data"]["walls"] == "walls"
    assert "score" not in results


def test_without_walls_there_is_no_leaderboard_and_it_is_said(honest: dict[str, Any]) -> None:
    assert "leaderboard" not in honest
    assert honest["extra_data"]["walls"] == "without walls"
    assert "without walls" in honest["output"]
    assert "timestamp" not in honest["output"]
    assert all(_earned(honest, name) == _possible(honest, name) > 0 for name in LIGHT)


def test_a_wrong_answer_is_told_at_once_but_for_what_is_judged_on_handing_in(
    hostile: tuple[dict[str, Any], Any], honest: dict[str, Any]
) -> None:
    wrong, _ = hostile
    (told,) = _tests(wrong, "normalise")
    assert told["score"] < told["max_score"]
    assert "0 to 255" in told["output"]
    at_once, later = (
        [
            [t for t in _tests(each, "q_dataset") if (t["visibility"] == "visible") == seen]
            for each in (honest, wrong)
        ]
        for seen in (True, False)
    )
    assert at_once[0] == at_once[1]
    assert [{t["visibility"] for t in each} for each in later] == [{"after_due_date"}] * 2
    assert sum(t["score"] for t in later[1]) < sum(t["score"] for t in later[0])
    assert (
        "4 points are for what is judged when you hand in: you see them after the due date."
        in wrong["output"]
    )


def test_without_walls_student_code_reads_no_truth_and_writes_no_result(
    hostile: tuple[dict[str, Any], Any], honest: dict[str, Any]
) -> None:
    results, (user, found) = hostile
    assert user != 0
    assert set(found.values()) == {"PermissionError"}
    assert _earned(results, "load_data") == _earned(honest, "load_data")
    assert str(HIDDEN_SEED) not in json.dumps(results)


@pytest.fixture(scope="module")
def hostile(wall_less: Container, small_course: CourseFolder) -> tuple[dict[str, Any], Any]:
    """What a wrong notebook earns that attacks, and what its attack found."""
    notebook, results_file = _light(small_course), wall_less.root / "results" / "results.json"
    _cell(notebook, "normalise").source = "def normalise(images):\n    return images * 1.0"
    answer = _cell(notebook, "q_dataset")
    answer.source = re.sub(
        r"(?<=[\"'])[a-d](?=[\"'])", lambda found: "bcda"["abcd".index(found[0])], answer.source
    )
    with tempfile.TemporaryDirectory(prefix="told-") as reports:
        Path(reports).chmod(0o777)  # for whoever it runs as
        told = Path(reports, "told.json")
        attack = ATTACK % (_truth(wall_less), str(results_file), str(told))
        _cell(notebook, "load_data").source += attack
        return wall_less.grade(notebook), json.loads(told.read_text(encoding="utf-8"))


def test_nothing_handed_in_is_told_kindly(wall_less: Container) -> None:
    results = wall_less.grade()
    assert results["score"] == 0
    assert "There is no notebook" in results["output"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("{}", "{}"), "more than one notebook"),
        (("no JSON",), "Homework 0 (final).ipynb cannot be read"),
        (('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',), "cannot be read"),
    ],
)
def test_what_cannot_be_graded_is_told_kindly(unpacked: Container, files: tuple[str, ...], told: str) -> None:
    results = _graded_here(unpacked, *files)
    assert results["score"] == 0
    assert told in results["output"]
    assert results["tests"] == []


def test_a_link_is_followed_by_nobody(unpacked: Container) -> None:
    unpacked.hand_in()
    (unpacked.root / "submission" / "own.ipynb").symlink_to(
        unpacked.root / "source" / "course" / "course.toml"
    )
    grade(unpacked.root)
    assert "There is no notebook" in unpacked.results()["output"]


def test_names_that_are_no_text_are_told(unpacked: Container) -> None:
    unpacked.hand_in()
    for name in (b"\xff.ipynb", b"\xfe.ipynb"):
        Path(os.fsdecode(os.fsencode(unpacked.root / "submission") + b"/" + name)).write_text("{}")
    grade(unpacked.root)
    assert "more than one notebook" in unpacked.results()["output"]


def test_a_failure_of_ours_is_said_to_be_ours_and_why_to_the_instructor_alone(unpacked: Container) -> None:
    (unpacked.root / "source" / "course" / "course.toml").write_text("damaged", encoding="utf-8")
    results = _graded_here(unpacked, "{}")
    assert results["score"] == 0
    assert "no fault of yours" in results["output"]
    (why,) = results["tests"]
    assert why["visibility"] == "hidden"
    assert "course.toml cannot be used" in why["output"]


def test_where_python_itself_is_gone_there_is_a_result(unpacked: Container) -> None:
    results = unpacked.grade()
    assert results["score"] == 0
    assert "not your code" in results["output"]


@pytest.fixture
def unpacked(zipped: Path, tmp_path: Path) -> Container:
    """Without a Python of its own."""
    bare = Container(tmp_path / "autograder", Path("/nowhere/python"), walls=False)
    unpack(zipped, bare.root / "source")
    return bare


def _graded_here(container: Container, *files: str) -> dict[str, Any]:
    """In this process: what ends before any student code runs."""
    container.hand_in(*files)
    grade(container.root)
    return container.results()


def test_a_course_of_ones_own_is_graded_in_its_language(wall_less: Container, tmp_path: Path) -> None:
    for name, content in BLOCKS.findall((BUNDLED / "README.md").read_text(encoding="utf-8")):
        path = tmp_path / "statistics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    folder = make_folder(tmp_path / "course", "es", course=tmp_path / "statistics")
    (assignment,) = folder.course.assignments
    write_zip(folder, assignment, ROOT / "requirements.lock", tmp_path / "own.zip")
    own = Container(wall_less.root.parent / "own", wall_less.python, walls=False)
    own.set_up(tmp_path / "own.zip")
    results = own.grade(folder.source(assignment))
    assert [t["name"] for t in results["tests"] if t["score"] < t["max_score"]] == []
    assert sum(t["score"] for t in results["tests"]) > 0
    assert "Todo se cumple" in results["tests"][0]["output"]
