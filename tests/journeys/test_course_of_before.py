"""A course folder of the version before the rooms, opened with this one: `before/make.py` tells of it.

It asks the command line and nbgrader alone, so that nothing here follows when the inside moves.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main

BEFORE = Path(__file__).parent / "before" / "course"
SLUG, WRITTEN = "fully_connected", "q_activations_why"
AN_ABSOLUTE_PATH = re.compile(rb"/(?:work|root|home|Users|tmp|usr|opt|var|mnt|srv)/|\b[A-Z]:\\\\")

#: What the version before gave: points that it earned by itself, by exercise, less those that are 0.
EARNED: dict[str, dict[str, float]] = {
    "ada": {
        "normalise": 7, "build_model": 7, "q_layers": 5, "compile_model": 5, "train": 7, "plot_history": 2.5,
    },
    "grace": {"normalise": 3.5, "build_model": 7, "q_layers": 1},
    "alan": {},
}  # fmt: skip
BY_OVERRIDE = ("3.0", "explicó en clase por qué divide entre 255")
COMMENT = "Falta decir qué suma 1."

#: What nbgrader holds: whole score, points by hand, the comment, the extension and the seconds late.
HELD: dict[str, tuple[Any, ...]] = {
    "ada": (36.5, 3.0, COMMENT, None, 0),
    "grace": (11.0, None, None, timedelta(days=3), 0),
    "alan": (0.0, None, None, None, 0),
}

#: What those earn whose networks are verified anew: a layer of grace's own waits for a person.
RUN_AGAIN = {**EARNED, "grace": {"normalise": 4}}
HELD_AGAIN = {**HELD, "grace": (3.0, *HELD["grace"][1:])}

#: What evidence tells: rebuilt, waiting, refused.
OF_EVIDENCE = {
    "ada": "tu red lee mal ",
    "grace": "lo que depende de ella queda a la espera de tu docente: está hecha con código propio: Halved",
    "alan": "las predicciones no son las de la red que se entregó con ellas",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BEFORE, tmp_path / "course"))


def _evidence(course: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of it with its time: whatever is run leaves new ones, even where there was one."""
    files = (p for p in (course / ".autograder" / "evidence").rglob("*") if p.is_file())
    return {str(p.relative_to(course)): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def _addresses(course: Path) -> dict[str, str]:
    sheets = (course / ".autograder" / "sheets" / SLUG).glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["evidence_key"] for path in sheets}


def _exported(course: Path) -> list[dict[str, str]]:
    out = course.with_name("criteria.csv")
    assert main(["export", str(course), "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _earned(course: Path) -> dict[str, dict[str, float]]:
    earned: dict[str, dict[str, float]] = {student: {} for student in EARNED}
    for row in _exported(course):
        if float(row["earned"] or 0):
            exercises = earned[row["student"]]
            exercises[row["exercise"]] = exercises.get(row["exercise"], 0) + float(row["earned"])
    return earned


def _overridden(course: Path) -> set[tuple[str, str, str, str]]:
    rows = (row for row in _exported(course) if row["override"])
    return {(row["student"], row["exercise"], row["override"], row["reason"]) for row in rows}


def _held(course: Path) -> dict[str, tuple[Any, ...]]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {s.student.id: _row(gradebook, s) for s in gradebook.assignment_submissions(SLUG)}


def _row(gradebook: Any, submission: Any) -> tuple[Any, ...]:
    where = WRITTEN, SLUG, SLUG, submission.student.id
    points = gradebook.find_grade(*where).manual_score
    comment = gradebook.find_comment(*where).manual_comment
    return submission.score, points, comment, submission.extension, submission.total_seconds_late


def _expect_as_before(course: Path) -> None:
    """Nothing was run, and nothing is lost."""
    assert _evidence(course) == _evidence(BEFORE)
    assert _addresses(course) == _addresses(BEFORE)
    assert _earned(course) == EARNED
    assert _overridden(course) == {("grace", "normalise", *BY_OVERRIDE)}
    assert _held(course) == HELD


def _expect_run_again(course: Path) -> None:
    """Asked what today's checks ask, under addresses that tell so; what people gave is as they gave it."""
    now, before = _addresses(course), _addresses(BEFORE)
    assert now.keys() == before.keys()
    assert not {*now.values()} & {*before.values()} - {""}  # one handed in what is no notebook, then as now
    assert _earned(course) == RUN_AGAIN
    assert _overridden(course) == {("grace", "normalise", *BY_OVERRIDE)}
    assert _held(course) == HELD_AGAIN


def _stock(course: Path, *arguments: str) -> None:
    run = [sys.executable, "-P", "-m", "nbgrader", *arguments]
    done = subprocess.run(run, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _page(course: Path, name: str) -> str:
    return (course / "reports" / SLUG / f"{name}.html").read_text(encoding="utf-8")


def _row_of(page: str, student: str) -> str:
    return page.partition(f'data-key="{student}">')[2].partition("</tr>")[0]


def test_it_is_small_and_holds_no_path_of_a_machine() -> None:
    files = [path for path in BEFORE.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 600_000
    assert [path for path in files if AN_ABSOLUTE_PATH.search(path.read_bytes())] == []


@pytest.mark.usefixtures("bubblewrap")
def test_grade_runs_again_whose_evidence_tells_too_little_and_keeps_what_people_gave(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", str(course)]) == 2  # edsger handed in what is no notebook, then as now
    told = capsys.readouterr().err
    assert "edsger: fully_connected.ipynb no es un cuaderno" in told
    assert "Una versión anterior calificó 3 entregas" in told
    _expect_run_again(course)
    for student, words in OF_EVIDENCE.items():
        assert words in _page(course, student)
    before = _evidence(course)
    assert main(["grade", str(course)]) == 2
    assert "versión anterior" not in capsys.readouterr().err
    assert _evidence(course) == before


def test_rescore_changes_nothing_and_says_for_how_many_it_cannot(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rescore", str(course), "--yes"]) == 2
    told = capsys.readouterr()
    assert told.out == f"{SLUG}: hojas que cambian: 0 de 3\n"
    assert f"{SLUG}: una versión anterior calificó 3" in told.err
    _expect_as_before(course)


def test_every_page_is_written_and_shows_what_people_gave(course: Path) -> None:
    assert main(["report", str(course)]) == 0
    reports = course / "reports"
    students = {path.stem for path in (reports / SLUG).glob("*.html")}
    assert students == {"index", "ada", "grace", "alan", "edsger"}
    pages = {name: _page(course, name) for name in students}
    assert f'href="{SLUG}/index.html"' in (reports / "index.html").read_text(encoding="utf-8")
    assert BY_OVERRIDE[1] in pages["grace"]
    assert "11 de 35" in _row_of(pages["index"], "grace")
    assert "36.5 de 39" in _row_of(pages["index"], "ada")  # with the points for her written answer
    assert 'data-key="0.916667"' in _row_of(pages["index"], "ada")  # and her network's accuracy
    assert "logistic_regression" in pages["ada"]


@pytest.mark.usefixtures("bubblewrap")
def test_an_override_is_explained_and_can_be_lifted(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(course), "grace", "normalise"]) == 0
    told = capsys.readouterr().out
    assert BY_OVERRIDE[1] in told
    assert 'return images.astype("float32")' in told
    assert main(["override", str(course), "grace", "normalise", "--lift"]) == 0
    assert _overridden(course) == set()
    assert _held(course) == {**HELD, "grace": (4.0, *HELD["grace"][1:])}  # her network is verified anew


@pytest.mark.usefixtures("bubblewrap")
def test_brought_up_to_date_it_earns_the_same(course: Path) -> None:
    assert main(["init", str(course)]) == 0
    assert main(["grade", str(course)]) == 2
    _expect_run_again(course)


@pytest.mark.usefixtures("bubblewrap")
def test_stock_nbgrader_takes_the_same_and_tells_it(course: Path) -> None:
    """By the configuration that the version before wrote; all but edsger have an `a` in their name."""
    assert main(["grade", str(course)]) == 2
    _stock(course, "autograde", SLUG, "--force", "--student", "*a*")
    _expect_run_again(course)
    _stock(course, "generate_feedback", SLUG, "--student", "ada")
    page = (course / "feedback" / "ada" / SLUG / f"{SLUG}.html").read_text(encoding="utf-8")
    assert COMMENT in page
    assert "36.5" in page
