"""An instructor's term with stock nbgrader: late, again, by hand, edited, broken, explained, forgotten."""

from __future__ import annotations

import copy
import csv
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course.cells import check_id
from autograder.course.changes import MANIFEST
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.gradebook.standing import Standings
from autograder.grading.explain import explain
from tests.autograder.grading.numbers import the_same_everywhere
from tests.journeys.classes import SLUG, WRITTEN, hand_in, nbgrader, recorded


def _doubled(notebook: Any) -> None:
    double = copy.deepcopy(next(c for c in notebook.cells if c.id == check_id("normalise")))
    double.id = "copied"
    notebook.cells.append(double)


def _without_checks(notebook: Any) -> None:
    notebook.cells = [c for c in notebook.cells if not c.id.startswith("check_")]


def _edited(notebook: Any) -> None:
    for cell in notebook.cells:
        if cell.id == check_id("normalise"):
            cell.source = "print('all points, please')"


def _moved(notebook: Any) -> None:
    notebook.cells.append(notebook.cells.pop(next(
        i for i, c in enumerate(notebook.cells) if c.id == check_id("load_data")
    )))  # fmt: skip


CHANGES: dict[str, Callable[[Any], None]] = {
    "doubles": _doubled, "deletes": _without_checks, "edits": _edited, "moves": _moved,
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A line for each time that the code of one of the class was run, `starter` excepted."""
    return tmp_path_factory.mktemp("runs") / "runs.txt"


@pytest.fixture(scope="module")
def solution(quick_solution: Any, runs: Path) -> Any:
    """One that tells when it is run."""
    telling = copy.deepcopy(quick_solution)
    for cell in telling.cells:
        if cell.id == "load_data":
            cell.source += f"\nwith open({str(runs)!r}, 'a') as file:\n    file.write('run\\n')"
    return telling


@pytest.fixture(scope="module")
def class_graded_once(quick_course: Path, solution: Any, runs: Path) -> Path:
    """A class of ten, of whom three handed in what cannot be read."""
    hand_in(quick_course, "ada", solution)
    hand_in(quick_course, "late", solution, "2026-03-04 10:00:00 UTC")
    folder = open_folder(quick_course)
    hand_in(quick_course, "starter", folder.released(folder.course.assignment(SLUG)))
    for student, change in CHANGES.items():
        changed = copy.deepcopy(solution)
        change(changed)
        hand_in(quick_course, student, changed)
    for student, content in (("empty", ""), ("no_json", "{"), ("huge", " " * (33 << 20))):
        hand_in(quick_course, student, solution).write_text(content, encoding="utf-8")
    assert main(["grade", str(quick_course), "--sandbox", "none"]) == 2
    assert runs.read_text(encoding="utf-8")
    return quick_course


@pytest.fixture
def graded(class_graded_once: Path, tmp_path: Path) -> CourseFolder:
    """A copy of the class for each test, with its evidence, so that nothing in it is run again."""
    return open_folder(shutil.copytree(class_graded_once, tmp_path / "course"))


def _by_hand(folder: CourseFolder, student: str, points: float) -> None:
    """As formgrader keeps it."""
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade(WRITTEN, SLUG, SLUG, student)
        grade.manual_score = points
        grade.needs_manual_grade = False
        gradebook.find_comment(WRITTEN, SLUG, SLUG, student).manual_comment = "Well <seen>."
        gradebook.db.commit()


def test_whatever_was_done_to_the_cells_the_work_earns_the_same(graded: CourseFolder) -> None:
    sheets = {sheet.student: sheet for sheet in graded.sheets(SLUG)}
    whole = sheets["ada"].earned
    assert whole == sheets["ada"].possible - sheets["ada"].waiting
    assert {sheets[student].earned for student in (*CHANGES, "late")} == {whole}
    assert sheets["starter"].earned == 0
    assert {s for s, sheet in sheets.items() if sheet.problem} == {"empty", "no_json", "huge"}


def test_nbgrader_holds_the_same_and_knows_who_was_late(graded: CourseFolder) -> None:
    held = recorded(graded)
    sheets = {sheet.student: sheet for sheet in graded.sheets(SLUG) if not sheet.problem}
    assert {s: row["score"] for s, row in held.items()} == {s: x.earned for s, x in sheets.items()}
    with Gradebook(f"sqlite:///{graded.path / 'gradebook.db'}") as gradebook:
        late = {s.student.id for s in gradebook.assignment_submissions(SLUG) if s.total_seconds_late > 0}
        assert gradebook.find_student("ada").last_name == "Lovelace"
    assert late == {"late"}


def test_a_manual_score_survives_regrading_by_us_and_by_stocknbgrader(graded: CourseFolder) -> None:
    _by_hand(graded, "ada", 3.0)
    wanted = recorded(graded)["ada"]["score"]
    assert main(["grade", str(graded.path), "--student", "ada", "--force", "--sandbox", "none"]) == 0
    assert recorded(graded)["ada"]["score"] == wanted
    nbgrader(graded, "autograde", SLUG, "--force", "--student", "ada")
    assert recorded(graded)["ada"]["score"] == wanted


def test_points_given_by_hand_are_on_the_class_page(graded: CourseFolder) -> None:
    """One answer less waits, and its points count."""
    _by_hand(graded, "ada", 3.0)
    standings = {s.sheet.student: s for s in Standings(graded, graded.course.assignment(SLUG)).all()}
    assert {s: x.exercise(WRITTEN).by_person for s, x in standings.items() if x.exercises} == {
        **dict.fromkeys([s for s, x in standings.items() if x.exercises]), "ada": 3.0
    }  # fmt: skip
    assert main(["report", str(graded.path)]) == 0
    page = (graded.report(SLUG) / "index.html").read_text(encoding="utf-8")
    whole = graded.kept_sheet(SLUG, "ada")
    row = page.partition('<th scope="row" class="title" data-key="ada">')[2].partition("</tr>")[0]
    assert f"{whole.earned + 3:g} of {whole.possible:g}" in row
    assert "wait" not in row
    late = page.partition('data-key="late">')[2].partition("</tr>")[0]
    assert f"{whole.earned:g} of {whole.possible - whole.waiting:g}" in late
    assert f"{whole.waiting:g} points wait" in late


def test_everybody_reads_the_same_number_wherever_it_stands(graded: CourseFolder) -> None:
    """After a resubmission and points by hand, with students who were late, edited cells and broke files."""
    _by_hand(graded, "late", 3.0)
    figures = the_same_everywhere(graded, feedback=True, slug=SLUG)
    assert figures.keys() == recorded(graded).keys()
    assert figures["late"].waiting == figures["starter"].waiting == 0
    assert figures["ada"].waiting > 0


def test_formgrader_shows_the_rubric_above_the_answer(graded: CourseFolder) -> None:
    notebook = nbformat.read(graded.path / "autograded" / "ada" / SLUG / f"{SLUG}.ipynb", as_version=4)
    ids = [cell.get("id") for cell in notebook.cells]
    above = notebook.cells[ids.index(WRITTEN) - 1]
    assert above.source.startswith("> ")
    assert "point" in above.source


def test_feedback_is_our_page_with_the_comment_and_no_script_of_theirs(graded: CourseFolder) -> None:
    _by_hand(graded, "ada", 3.0)
    nbgrader(graded, "generate_feedback", SLUG, "--force", "--student", "ada")
    page = (graded.path / "feedback" / "ada" / SLUG / f"{SLUG}.html").read_text(encoding="utf-8")
    assert "Well &lt;seen&gt;." in page
    assert "no longer fell" in page
    assert "Content-Security-Policy" in page
    assert "grader.check" not in page


def test_a_kernel_that_dies_on_the_second_try_leaves_no_stale_grade(
    graded: CourseFolder, solution: Any
) -> None:
    dying = copy.deepcopy(solution)
    for cell in dying.cells:
        if cell.id == "normalise":
            cell.source = "import os; os._exit(1)"
    before = recorded(graded)["doubles"]["score"]
    hand_in(graded.path, "doubles", dying, "2026-02-28 10:00:00 UTC")
    assert main(["grade", str(graded.path), "--student", "doubles", "--sandbox", "none"]) == 0
    sheet = graded.kept_sheet(SLUG, "doubles")
    assert 0 < sheet.earned < before  # the work before it is still scored
    assert recorded(graded)["doubles"]["score"] == sheet.earned


def _written(folder: CourseFolder) -> dict[str, int]:
    """When each file was last written that nbgrader makes of a submission."""
    files = (folder.path / "autograded").rglob("*")
    return {str(path): path.stat().st_mtime_ns for path in files if path.is_file()}


def test_an_unchanged_class_is_neither_run_nor_recorded_again(graded: CourseFolder, runs: Path) -> None:
    # Those of the same code, run side by side, share the evidence of whoever was last: settle that first.
    assert main(["grade", str(graded.path), "--sandbox", "none"]) == 2
    before, run, written = recorded(graded), runs.read_bytes(), _written(graded)
    assert len(written) >= len(before)
    assert main(["grade", str(graded.path), "--sandbox", "none"]) == 2  # three cannot be read
    assert runs.read_bytes() == run
    assert _written(graded) == written
    assert recorded(graded) == before


def test_force_runs_and_records_again(graded: CourseFolder, runs: Path) -> None:
    run, written = runs.read_bytes(), _written(graded)
    assert main(["grade", str(graded.path), "--student", "late", "--force", "--sandbox", "none"]) == 0
    assert len(runs.read_bytes()) > len(run)
    anew = [Path(path) for path, when in _written(graded).items() if when != written[path]]
    assert {path.relative_to(graded.path / "autograded").parts[0] for path in anew} == {"late"}


def test_an_override_counts_is_told_and_can_be_lifted(
    graded: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(graded.path)
    before = graded.kept_sheet(SLUG, "edits").earned
    assert main(["override", path, "edits", "normalise", "--points", "1", "--reason", "copied"]) == 0
    assert graded.kept_sheet(SLUG, "edits").points("normalise") == 1
    assert recorded(graded)["edits"]["score"] == graded.kept_sheet(SLUG, "edits").earned < before
    assert main(["grade", path, "--student", "edits", "--force", "--sandbox", "none"]) == 0
    assert graded.kept_sheet(SLUG, "edits").points("normalise") == 1
    capsys.readouterr()
    assert main(["explain", path, "edits", "normalise"]) == 0
    told = capsys.readouterr().out
    assert "copied" in told
    assert "def normalise(images):" in told
    assert '"split": "hidden"' in told
    for wrong in (["--points", "99", "--reason", "x"], ["--points", "1"]):
        assert main(["override", path, "edits", "normalise", *wrong]) == 2
    assert main(["override", path, "edits", "normalise", "--lift"]) == 0
    assert graded.kept_sheet(SLUG, "edits").earned == before


def test_an_explanation_is_told_in_the_courses_language(graded: CourseFolder) -> None:
    assignment = graded.course.assignment(SLUG)
    told = list(explain(replace(graded, language="es"), assignment, "starter", "normalise"))
    assert told[0].endswith("puntos")
    assert told[1] == "ejecución: sin intentar"


def _repriced(folder: CourseFolder, points: int) -> None:
    """`normalise` is worth this from now on; made known by `init`."""
    manifest, section = folder.path / MANIFEST, f"[assignments.{SLUG}]\n"
    text = manifest.read_text(encoding="utf-8")
    assert section in text
    manifest.write_text(text.replace(section, section + f"points = {{ normalise = {points} }}\n"), "utf-8")
    assert main(["init", str(folder.path)]) == 0


def test_changed_points_are_rescored_without_running_and_shown_first(
    graded: CourseFolder, capsys: pytest.CaptureFixture[str], runs: Path
) -> None:
    _repriced(graded, 20)
    run = runs.read_bytes()
    capsys.readouterr()
    assert main(["rescore", str(graded.path)]) == 0
    told = capsys.readouterr().out
    assert "moves: " in told
    assert "nothing was written" in told
    assert open_folder(graded.path).kept_sheet(SLUG, "moves").points("normalise") == 7
    assert main(["rescore", str(graded.path), "--yes"]) == 0
    sheet = open_folder(graded.path).kept_sheet(SLUG, "moves")
    assert sheet.points("normalise") == 20
    assert recorded(graded)["moves"]["max_score"] == sheet.possible
    assert runs.read_bytes() == run


def test_what_nbgrader_would_not_take_is_refused_before_anything_is_written(
    graded: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed points want `init` first; once there are grades, exercises neither come nor go."""
    _repriced(graded, 20)
    path, manifest = str(graded.path), graded.path / MANIFEST
    assert main(["rescore", path, "--yes"]) == 0
    before, held = manifest.read_text(encoding="utf-8"), recorded(graded)
    manifest.write_text(before.replace("points = { normalise = 20 }", "points = { normalise = 30 }"), "utf-8")
    for command in (["grade", path, "--sandbox", "none"], ["rescore", path, "--yes"]):
        assert main(command) == 2
        assert "run `autograder init" in capsys.readouterr().err
    manifest.write_text(before.replace("leave_out = [", "leave_out = ['load_data', "), encoding="utf-8")
    assert main(["init", path]) == 2
    assert "put leave_out in course.toml back as it was (load_data)" in capsys.readouterr().err
    manifest.write_text(before, encoding="utf-8")
    assert main(["rescore", path, "--yes"]) == 0
    assert recorded(graded) == held


def test_names_that_are_not_there_are_told(graded: CourseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(graded.path)
    for command, told in (
        (["explain", path, "aad", "normalise"], "aad handed in nothing"),
        (["explain", path, "ada", "normalize"], f"{SLUG}/normalise"),
        (["override", path, "empty", "normalise", "--points", "1", "--reason", "x"], "is not a notebook"),
        (
            ["override", path, "late", WRITTEN, "--points", "1", "--reason", "x"],
            "give its points in formgrader",
        ),
    ):
        capsys.readouterr()
        assert main(command) == 2
        assert told in capsys.readouterr().err


def test_criteria_are_exported_with_and_without_names(graded: CourseFolder, tmp_path: Path) -> None:
    out = tmp_path / "criteria.csv"
    assert main(["export", str(graded.path), "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student"] for row in rows} >= {"ada", "empty"}
    assert main(["export", str(graded.path), "--out", str(out), "--pseudonyms"]) == 0
    assert "ada" not in {row["student"] for row in csv.DictReader(out.open(encoding="utf-8-sig"))}
    nbgrader(graded, "export", "--to", str(tmp_path / "grades.csv"))
    assert "ada" in (tmp_path / "grades.csv").read_text(encoding="utf-8")


def test_downloads_of_moodle_and_canvas_come_in_by_zip_collect(graded: CourseFolder, solution: Any) -> None:
    archive = graded.path / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    text = nbformat.writes(solution)
    with zipfile.ZipFile(archive / "moodle.zip", "w") as file:
        file.writestr(f"Ada Lovelace_123_assignsubmission_file_/{SLUG}.ipynb", text)
        file.writestr(f"José Núñez_124_assignsubmission_file_/{SLUG} (1).ipynb", text)
    (archive / f"turingalan_late_77_88_{SLUG}-2.ipynb").write_text(text, encoding="utf-8")
    nbgrader(graded, "zip_collect", SLUG, "--force")
    for student in ("ada", "jose_nunez", "turingalan"):
        assert (graded.path / "submitted" / student / SLUG / f"{SLUG}.ipynb").is_file()


def test_a_student_is_forgotten(graded: CourseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", str(graded.path), "moves"]) == 0
    assert "gradebook" in capsys.readouterr().out
    left = [p for p in graded.path.rglob("*moves*") if "downloaded" not in p.parts]
    assert left == []
    told = [p for p in (graded.path / "reports").rglob("*") if p.is_file() and b"moves" in p.read_bytes()]
    assert told == []
    assert "moves" not in recorded(graded)
    assert main(["forget", str(graded.path), "moves"]) == 2
    assert main(["forget", str(graded.path), "../ada"]) == 2
