"""Names that nbgrader would take for a pattern, and files that may not be read: told, at nobody's cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.writer import record
from autograder.grading.grade import grade
from tests.autograder.grading.killed import RIGHT, SLUG, WRONG, Executing, hand_in, state, toy_course
from tests.permissions import denied_as_to_others

#: student: what is said of them; nbgrader would have taken ada's work for that of all but the last
ODD = {
    "ad[a]": "nbgrader takes [ in the folder's name",
    "ad?": "nbgrader takes ? in the folder's name",
    "*": "nbgrader takes * in the folder's name",
    "ada ": "begins or ends with a blank",
    "shut": "spread.ipynb cannot be read: access to it is denied",
    "closed": "spread.ipynb cannot be read: access to it is denied",
}


@pytest.mark.slow
def test_each_is_told_alone_and_gets_nobody_elses_grade(tmp_path: Path) -> None:
    folder = toy_course(tmp_path)
    hand_in(folder, "ada", WRONG)
    for student in ODD:
        hand_in(folder, student, RIGHT)
    folder.submitted(SLUG, "shut").chmod(0)
    folder.submitted(SLUG, "closed").parent.parent.chmod(0o400)  # can be listed, and no more
    with denied_as_to_others():
        students = folder.students(SLUG)
        problems = grade(folder, folder.course.assignment(SLUG), students,
                         sandbox=Sandbox.NONE, jobs=1, kernel=lambda *_: Executing())  # fmt: skip
    folder.submitted(SLUG, "closed").parent.parent.chmod(0o700)
    assert students == tuple(sorted(["ada", "grace", *ODD]))
    told = {problem.student: str(problem.reason) for problem in problems}
    assert told.keys() == ODD.keys()
    assert [student for student, why in ODD.items() if why not in told[student]] == []
    assert {student: str(folder.kept_sheet(SLUG, student).problem) for student in ODD} == told
    points = {(who, cell): points for (who, cell), (points, _, _) in state(folder)["grades"].items()}
    assert {who for who, _ in points} == {"ada", "grace"}
    assert points["ada", "check_average"] == 0.0
    assert points["grace", "check_average"] == 40.0
    assert _recorded_before(folder, "ad?") == ODD["ad?"]
    assert state(folder)["grades"]["ada", "check_average"][0] == 0.0


def _recorded_before(folder: CourseFolder, student: str) -> str:
    """What becomes of a sheet that an earlier version kept under such a name, when it is recorded."""
    sheet = replace(folder.kept_sheet(SLUG, "grace"), student=student)
    (problem,) = record(folder, folder.course.assignment(SLUG), [sheet])
    return str(problem.reason).partition(" for a")[0]


@pytest.mark.parametrize("name", ["course[1]", "what?", "all*", "50%", "in[1]/course"])
def test_a_course_where_nbgrader_could_not_work_is_refused_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, small_npz: Path, name: str
) -> None:
    place = tmp_path / name
    for command in (["init", str(place)], ["demo", "--out", str(place)]):
        assert main(command) == 2
        assert f"nbgrader cannot work in {place}: choose a folder with no " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_course_that_was_moved_there_is_refused_through_a_link_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = toy_course(tmp_path)
    folder.path.rename(moved := tmp_path / "course[1]")
    (tmp_path / "link").symlink_to(moved)
    for place in (moved, tmp_path / "link"):
        for command in (["grade", str(place)], ["report", str(place)], ["init", str(place)]):
            assert main(command) == 2
            assert "choose a folder with no [ in its path" in capsys.readouterr().err
    assert not folder.state.lock.exists()


def test_a_notebook_of_ones_own_that_may_not_be_read_is_told_as_that(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0)
    with denied_as_to_others():
        assert main(["check", str(path)]) == 2
    assert capsys.readouterr().err == f"autograder: {path} cannot be read: access to it is denied.\n"
