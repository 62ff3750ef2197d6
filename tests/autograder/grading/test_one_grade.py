"""One grade, the same everywhere, whatever an instructor and a student do one after the other."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.gradebook.harmless import as_text
from autograder.gradebook.nbgrader_api import api_of
from autograder.gradebook.standing import Standing, Standings
from tests.autograder.grading.killed import SLUG
from tests.autograder.grading.numbers import Figure, the_same_everywhere
from tests.autograder.grading.small_class import (
    WRITTEN,
    choose,
    gradebook_of,
    graded,
    hand_in,
    in_formgrader,
    small_course,
)

pytestmark = pytest.mark.slow

DEADLINE = "deadline = 2027-03-01T12:00:00Z"
IN_TIME, LATE = "2027-03-01 10:00:00 UTC", "2027-03-02 13:00:00 UTC"


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """ada has everything right and wrote, bob has the mean wrong and wrote nothing, eve is late."""
    folder = small_course(tmp_path_factory.mktemp("one"), DEADLINE)
    hand_in(folder, "ada", why="Because of the mean.", when=IN_TIME)
    hand_in(folder, "bob", mean="0", when=IN_TIME)
    hand_in(folder, "eve", why="So that it is zero.", when=LATE)
    assert graded(folder) == ()
    return folder


@pytest.fixture
def folder(graded_once: CourseFolder, tmp_path: Path) -> CourseFolder:
    return open_folder(shutil.copytree(graded_once.path, tmp_path / "course"))


def _standing(folder: CourseFolder, student: str) -> Standing:
    folder = open_folder(folder.path)
    return Standings(folder, folder.course.assignment(SLUG)).of(folder.kept_sheet(SLUG, student))


def _page(folder: CourseFolder, student: str) -> str:
    return folder.page(SLUG, student).read_text(encoding="utf-8")


def test_what_nobody_has_read_is_no_zero_and_what_is_not_there_waits_for_nobody(folder: CourseFolder) -> None:
    figures = the_same_everywhere(folder, feedback=True)
    assert figures["ada"] == Figure(100, 100, 10)
    assert figures["bob"].waiting == 0
    assert figures["bob"].reachable == 110
    with gradebook_of(folder) as gradebook:
        waits = {s: gradebook.find_grade(WRITTEN, SLUG, SLUG, s).needs_manual_grade for s in ("ada", "bob")}
    assert waits == {"ada": True, "bob": False}
    assert "10 points wait" in _page(folder, "ada")
    assert "0 of 10" not in _page(folder, "ada")


def test_points_extra_credit_and_comments_of_formgrader_count_and_are_told(folder: CourseFolder) -> None:
    in_formgrader(folder, "ada", WRITTEN, points=8, comment="Nearly <all> of it.")
    in_formgrader(folder, "bob", "average", points=30, extra=2.5, comment="Read the sheet once more.")
    figures = the_same_everywhere(folder, feedback=True)
    assert figures["ada"] == Figure(108, 110)
    before = _standing(folder, "bob").exercise("average")
    assert (before.by_person, before.score.automatic, before.extra) == (30, 0, 2.5)
    ada, bob = _page(folder, "ada"), _page(folder, "bob")
    assert "Given by your instructor: 8 points." in ada
    assert "Nearly &lt;all&gt; of it." in ada
    assert "Given by your instructor: 30 points (the grader gave 0)." in bob
    assert "Extra credit from your instructor: 2.5 points." in bob
    assert "Read the sheet once more." in bob
    feedback = (folder.path / "feedback" / "bob" / SLUG / f"{SLUG}.html").read_text(encoding="utf-8")
    assert "Read the sheet once more." in feedback


def test_the_latest_act_of_a_person_wins(folder: CourseFolder) -> None:
    path = str(folder.path)
    in_formgrader(folder, "bob", "average", points=30)
    settle = ["override", path, "bob", "average"]
    assert main([*settle, "--points", "12", "--reason", "we talked"]) == 0
    the_same_everywhere(folder)
    with gradebook_of(folder) as gradebook:
        grade = gradebook.find_grade("check_average", SLUG, SLUG, "bob")
        assert (grade.auto_score, grade.manual_score, grade.needs_manual_grade) == (0, 12, False)
    found = _standing(folder, "bob").exercise("average")
    assert found.override is not None
    assert found.override.who not in ("", "-")
    page = _page(folder, "bob")
    assert f"Settled by your instructor ({found.override.who}) on " in page
    assert "we talked (the grader gave 0)." in page
    in_formgrader(folder, "bob", "average", points=20)
    the_same_everywhere(folder)
    assert _standing(folder, "bob").exercise("average").points == 20
    assert "we talked" not in _page(folder, "bob")
    assert main([*settle, "--lift"]) == 0  # what was given since stays
    assert _standing(folder, "bob").exercise("average").points == 20
    assert main([*settle, "--points", "5", "--reason", "no"]) == 0
    assert main([*settle, "--lift"]) == 0
    assert _standing(folder, "bob").exercise("average").by_person is None
    the_same_everywhere(folder)


def test_an_override_outlasts_regrading_of_the_same_and_not_of_another_cell(folder: CourseFolder) -> None:
    assert main(["override", str(folder.path), "bob", "average", "--points", "12", "--reason", "ok"]) == 0
    assert graded(folder, force=True) == ()
    assert _standing(folder, "bob").exercise("average").points == 12
    hand_in(folder, "bob", mean="heights.mean()", when=IN_TIME)
    assert graded(folder) == ()
    found = _standing(folder, "bob").exercise("average")
    assert (found.points, found.by_person) == (40, None)
    assert found.earlier is not None
    assert found.earlier.override is not None
    the_same_everywhere(folder)
    assert "For an earlier version of this your instructor had given: 12 points" in _page(folder, "bob")


def test_points_and_comments_belong_to_the_text_that_they_were_given_for(folder: CourseFolder) -> None:
    in_formgrader(folder, "ada", WRITTEN, points=4, extra=1, comment="And why is that?")
    assert graded(folder, force=True) == ()
    assert _standing(folder, "ada").exercise(WRITTEN).earned == 5
    hand_in(folder, "ada", why="Because their sum is zero.", when=IN_TIME)
    assert graded(folder) == ()
    figures = the_same_everywhere(folder, feedback=True)
    assert figures["ada"] == Figure(100, 100, 10)
    page = _page(folder, "ada")
    told = "4 points, 1 point of extra credit, “And why is that?”"
    assert f"For an earlier version of this your instructor had given: {told}" in page
    with gradebook_of(folder) as gradebook:
        grade = gradebook.find_grade(WRITTEN, SLUG, SLUG, "ada")
        assert (grade.manual_score, grade.extra_credit, grade.needs_manual_grade) == (None, None, True)
        assert gradebook.find_comment(WRITTEN, SLUG, SLUG, "ada").manual_comment is None
    notebook = nbformat.read(folder.path / "autograded" / "ada" / SLUG / f"{SLUG}.ipynb", as_version=4)
    ids = [cell.get("id") for cell in notebook.cells]
    assert "And why is that" in as_text(notebook.cells[ids.index(WRITTEN) - 1].source)
    in_formgrader(folder, "ada", WRITTEN, points=9)
    assert the_same_everywhere(folder)["ada"] == Figure(109, 110)
    hand_in(folder, "ada", why="Because of the mean.  \n", when=IN_TIME)  # the first once more
    assert graded(folder) == ()
    assert _standing(folder, "ada").exercise(WRITTEN).earned == 5
    assert "And why is that?" in _page(folder, "ada")


def test_what_cannot_be_read_any_more_has_no_points_and_they_come_back(folder: CourseFolder) -> None:
    in_formgrader(folder, "ada", WRITTEN, points=4, comment="Good.")
    path = folder.submitted(SLUG, "ada")
    whole = path.read_bytes()
    path.write_text("{", encoding="utf-8")
    assert [problem.student for problem in graded(folder)] == ["ada"]
    assert "ada" not in the_same_everywhere(folder)
    path.write_bytes(whole)
    assert graded(folder) == ()
    assert the_same_everywhere(folder)["ada"] == Figure(104, 110)
    assert "Good." in _page(folder, "ada")


def test_a_blank_answer_waits_for_nobody_however_it_is_blank(folder: CourseFolder) -> None:
    for why in ("", " \n\n", None):
        hand_in(folder, "ada", why=why, when=IN_TIME)
        assert graded(folder) == ()
        assert the_same_everywhere(folder)["ada"] == Figure(100, 110)
    in_formgrader(folder, "ada", WRITTEN, points=2)  # said aloud
    assert the_same_everywhere(folder)["ada"] == Figure(102, 110)


def test_formgrader_shows_what_counted_in_a_check_cell(folder: CourseFolder) -> None:
    notebook = nbformat.read(folder.path / "autograded" / "bob" / SLUG / f"{SLUG}.ipynb", as_version=4)
    (cell,) = (c for c in notebook.cells if c.get("id") == "check_average")
    points, told = cell.outputs
    assert points.data["text/plain"] == "0.0"
    assert "✗ `average` is the mean of the heights: not yet, 0.00 of 40.00" in told.text
    assert "`average` is 0. The mean is the sum of all heights" in told.text


def _lateness(folder: CourseFolder, policy: str) -> Standing:
    choose(folder, f"{DEADLINE}\n{policy}")
    assert main(["report", str(folder.path)]) == 0
    the_same_everywhere(folder)
    return _standing(folder, "eve")


def test_lateness_is_taken_off_without_running_anything(folder: CourseFolder) -> None:
    in_formgrader(folder, "eve", WRITTEN, points=10)
    for policy, penalty in (
        ("", 0),
        ('late = "zero"', 110),
        ('late = { per_day = "10 %" }', 22),  # 25 hours: two days that were begun
        ('late = { per_day = "40%", at_most = "50 %" }', 55),
        ('late = { per_day = "10 %", grace_minutes = 1500 }', 0),
        ('late = "none"', 0),
    ):
        standing = _lateness(folder, policy)
        assert (standing.penalty, standing.earned) == (penalty, 110 - penalty), policy
    standing = _lateness(folder, 'late = { per_day = "10 %" }')
    in_formgrader(folder, "eve", WRITTEN, points=0)
    the_same_everywhere(folder, feedback=True)
    assert _standing(folder, "eve").penalty == 20
    page, rows = _page(folder, "eve"), (folder.report(SLUG) / "index.html").read_text(encoding="utf-8")
    for told in ("Late by", "1 d 1 h", "Penalty for lateness", "20 of 100", "March 1, 2027, 12:00 UTC"):
        assert told in page
    assert "late by 1 d 1 h, 20 points taken off" in " ".join(rows.split())
    assert "only late ones" in rows
    assert "<dt>Deadline</dt><dd>March 1, 2027, 12:00 UTC</dd>" in rows


def test_an_extension_takes_effect_at_once_and_nbgraders_own_at_the_next_report(folder: CourseFolder) -> None:
    path = str(folder.path)
    choose(folder, f'{DEADLINE}\nlate = {{ per_day = "10 %" }}')
    assert main(["report", path]) == 0
    assert _standing(folder, "eve").penalty == 20
    assert main(["extend", path, "eve", SLUG, "--until", "2027-03-02T12:30", "--reason", "ill"]) == 0
    assert _standing(folder, "eve").penalty == 10
    assert main(["extend", path, "eve", SLUG, "--until", "2027-03-02"]) == 0
    assert _standing(folder, "eve").penalty == 0
    assert "extended" in _page(folder, "eve")
    the_same_everywhere(folder)
    assert main(["extend", path, "eve", SLUG, "--lift"]) == 0
    assert _standing(folder, "eve").penalty == 20
    with gradebook_of(folder) as gradebook:
        gradebook.grant_extension(SLUG, "eve", days=7)
    the_same_everywhere(folder)
    assert _standing(folder, "eve").penalty == 0
    assert main(["extend", path, "eve", SLUG, "--until", "2027-03-02T12:30:00+00:00"]) == 0
    with gradebook_of(folder) as gradebook:
        gradebook.grant_extension(SLUG, "eve", days=3)
    assert main(["report", path]) == 0
    assert _standing(folder, "eve").penalty == 0  # the later one


def test_who_was_extended_before_handing_in_is_not_late(folder: CourseFolder) -> None:
    path = str(folder.path)
    (folder.path / "students.csv").write_text("id,first_name,last_name,email\nzoe,Zoe,Z,\n", "utf-8")
    choose(folder, f'{DEADLINE}\nlate = "zero"')
    assert main(["extend", path, "zoe", SLUG, "--until", "2027-03-05"]) == 0
    hand_in(folder, "zoe", why="Late, and may be.", when=LATE)
    assert graded(folder) == ()
    assert the_same_everywhere(folder)["zoe"] == Figure(100, 100, 10)
    assert the_same_everywhere(folder)["eve"].earned == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["eve", SLUG, "--until", "tomorrow"], "'tomorrow' is no time such as"),
        (["eve", SLUG, "--until", "2027-02-01"], "is not before that"),
        (["nobody", SLUG, "--until", "2027-04-01"], "nobody is not on the roster"),
        (["eve", "nothing", "--until", "2027-04-01"], "has no assignment 'nothing'"),
        (["eve", SLUG, "--lift"], "eve has no extension"),
    ],
)
def test_an_extension_that_cannot_be_meant_is_refused(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["extend", str(folder.path), *words]) == 2
    assert told in capsys.readouterr().err


def test_changed_points_reach_grades_and_gradebook_together(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(folder.path)
    in_formgrader(folder, "ada", "average", points=39)
    before = the_same_everywhere(folder)
    choose(folder, f"{DEADLINE}\npoints = {{ average = 20 }}")
    assert main(["init", path]) == 0
    assert f"until you run: autograder rescore {path} {SLUG}" in capsys.readouterr().out
    with gradebook_of(folder) as gradebook:
        assert gradebook.find_assignment(SLUG).max_score == 110
    assert the_same_everywhere(folder) == before
    assert main(["grade", path, "--sandbox", "none"]) == 2
    assert "run `autograder rescore" in capsys.readouterr().err
    assert main(["rescore", path]) == 0
    assert "keep the points of before until you run this again" in capsys.readouterr().out
    assert the_same_everywhere(folder) == before
    assert main(["rescore", path, "--yes"]) == 0
    assert "ada: a person gave 39 of 40 points for average, which carries 20 now" in capsys.readouterr().err
    figures = the_same_everywhere(folder, feedback=True)
    assert figures["eve"] == Figure(80, 80, 10)
    with gradebook_of(folder) as gradebook:
        assert gradebook.find_assignment(SLUG).max_score == 90
    assert graded(folder) == ()
    assert the_same_everywhere(folder) == figures


def test_a_student_without_evidence_has_no_grade_by_points_of_before(folder: CourseFolder) -> None:
    path = str(folder.path)
    shutil.rmtree(folder.state.evidence)
    choose(folder, f"{DEADLINE}\npoints = {{ average = 20 }}")
    assert main(["init", path]) == 0
    assert main(["rescore", path, "--yes"]) == 2
    with gradebook_of(folder) as gradebook:
        assert [s.student.id for s in gradebook.assignment_submissions(SLUG)] == []
    assert graded(folder) == ()
    assert the_same_everywhere(folder)["eve"] == Figure(80, 80, 10)


def test_a_class_that_is_read_in_part_is_compared_in_percent(folder: CourseFolder) -> None:
    for student in ("fay", "gus"):
        hand_in(folder, student, why="Because.", when=IN_TIME)
    assert graded(folder) == ()
    in_formgrader(folder, "ada", WRITTEN, points=5)
    assert main(["report", str(folder.path)]) == 0
    page = (folder.report(SLUG) / "index.html").read_text(encoding="utf-8")
    assert "Half of 5 students have 100% or more of what they could have so far" in page
    assert "in percent of what each could have so far" in page


def test_the_notebook_says_the_deadline_as_it_was_when_it_was_released(folder: CourseFolder) -> None:
    place = folder.path / "release" / SLUG / f"{SLUG}.ipynb"
    text = "\n".join(cell.source for cell in nbformat.read(place, as_version=4).cells)
    assert "**Deadline: March 1, 2027, 12:00 UTC**" in text


def test_stock_autograde_sets_earlier_points_aside_as_well(folder: CourseFolder) -> None:
    in_formgrader(folder, "ada", WRITTEN, points=4)
    hand_in(folder, "ada", why="Another answer.", when=IN_TIME)
    with api_of(open_folder(folder.path)) as api:
        outcome = api.autograde(SLUG, "ada", force=True)
    assert outcome["success"], outcome
    assert the_same_everywhere(folder)["ada"] == Figure(100, 100, 10)
    assert "had given: 4 points" in _page(folder, "ada")


def test_an_instructors_own_class_decides_named_in_course_toml_or_in_nbgraders_configuration(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    own = "tests.autograder.grading.small_class.SevenOff"
    assert _lateness(folder, f'late = "{own}"').penalty == 7
    choose(folder, f'{DEADLINE}\nlate = "tests.nowhere.Nothing"')
    assert main(["report", str(folder.path)]) == 2
    told = capsys.readouterr().err
    assert "late in course.toml names tests.nowhere.Nothing, which Python cannot import" in told
    config = folder.path / "nbgrader_config.py"
    more = f'c.AssignLatePenalties.plugin_class = "{own}"\n'
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert _lateness(folder, 'late = "zero"').penalty == 7


def test_an_override_of_before_is_a_persons_points_from_the_next_grade_on(folder: CourseFolder) -> None:
    place = folder.state.overrides(SLUG, "bob")
    place.parent.mkdir(parents=True)
    entry = f'{{"points": 7.0, "reason": "seen", "date": "{date(2026, 3, 1)}"}}'
    place.write_text(f'{{"format_version": 1, "overrides": {{"average": {entry}}}}}', encoding="utf-8")
    assert graded(folder) == ()
    the_same_everywhere(folder)
    with gradebook_of(folder) as gradebook:
        grade = gradebook.find_grade("check_average", SLUG, SLUG, "bob")
        assert (grade.auto_score, grade.manual_score) == (0, 7)
    assert "Settled by your instructor on March 1, 2026: seen (the grader gave 0)." in _page(folder, "bob")


def test_a_time_that_nobody_knows_any_more_is_no_earlier_one(folder: CourseFolder) -> None:
    choose(folder, f'{DEADLINE}\nlate = "zero"')
    assert main(["report", str(folder.path)]) == 0
    assert _standing(folder, "eve").earned == 0
    for when in ("", "yesterday", IN_TIME):
        hand_in(folder, "eve", why="So that it is zero.", when=when)
        assert main(["report", str(folder.path)]) == 0
        assert the_same_everywhere(folder)["eve"].earned == 100
        assert (_standing(folder, "eve").held.handed_in is None) == (when != IN_TIME)
    assert graded(folder) == ()
    assert the_same_everywhere(folder)["eve"].earned == 100


def test_feedback_of_before_is_told_until_it_is_made_anew(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    the_same_everywhere(folder, feedback=True)
    capsys.readouterr()
    assert main(["report", str(folder.path)]) == 0
    assert "feedback" not in capsys.readouterr().err
    in_formgrader(folder, "ada", WRITTEN, points=4)
    assert main(["report", str(folder.path)]) == 0
    told = capsys.readouterr().err
    assert (
        f"1 student's feedback says something else than the pages (ada): nbgrader generate_feedback {SLUG}"
        in told
    )
    the_same_everywhere(folder, feedback=True)
    capsys.readouterr()
    assert main(["report", str(folder.path)]) == 0
    assert "feedback" not in capsys.readouterr().err


def test_what_instructors_wrote_is_not_in_a_table_for_sharing(folder: CourseFolder, tmp_path: Path) -> None:
    path, out = str(folder.path), tmp_path / "criteria.csv"
    in_formgrader(folder, "ada", WRITTEN, points=4, comment="Well said, Ada.")
    assert main(["override", path, "bob", "average", "--points", "1", "--reason", "Bob was ill"]) == 0
    assert main(["export", path, "--out", str(out)]) == 0
    words = ("Well said, Ada.", "Bob was ill")
    assert [word for word in words if word not in out.read_text("utf-8-sig")] == []
    assert main(["export", path, "--out", str(out), "--pseudonyms"]) == 0
    assert [word for word in words if word in out.read_text("utf-8-sig")] == []


def test_a_page_without_a_score_shows_no_figure(folder: CourseFolder) -> None:
    folder.submitted(SLUG, "ada").write_text("{", encoding="utf-8")
    graded(folder)
    page = _page(folder, "ada")
    assert "There is no score" in page
    assert "0 of 0" not in page


def test_a_student_is_extended_however_the_id_is_written(folder: CourseFolder) -> None:
    choose(folder, f'{DEADLINE}\nlate = "zero"')
    assert main(["extend", str(folder.path), "EVE", SLUG, "--until", "2027-03-09"]) == 0
    assert _standing(folder, "eve").penalty == 0
