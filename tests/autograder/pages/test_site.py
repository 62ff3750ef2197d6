"""`autograder report`: every page, only what changed, and what stands in front of them."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.coursedir.lookup import graded
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.standing import Standing
from autograder.messages import say
from autograder.pages import page_cache, site, student_page
from autograder.pages.page_cache import RECORD
from autograder.pages.references import Reference, Source, class_references, keep_trained
from autograder.pages.site import COMPARISON, Written, write_reports
from autograder.scoring.score_sheet import ScoreSheet
from benchmarks.synthetic_class import sheets
from reference.evaluation import Interval

SLUG = "fully_connected"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small_npz: Path) -> CourseFolder:
    """Eight students of one assignment, graded; the other is not."""
    folder = make_folder(tmp_path_factory.mktemp("made") / "course", "es", str(small_npz), hidden_seed=3)
    for sheet in sheets(folder.course.assignment(SLUG), 8):
        folder.keep_sheet(sheet)
    class_references(folder, folder.course.assignment(SLUG))  # fits the baseline once for all tests
    return folder


@pytest.fixture
def folder(made: CourseFolder, tmp_path: Path) -> CourseFolder:
    """A copy of it for one test."""
    shutil.copytree(made.path, tmp_path / "course")
    return open_folder(tmp_path / "course")


def _write(folder: CourseFolder) -> Written:
    return write_reports(folder, graded(folder))


def _touch(folder: CourseFolder, student: str, **changes: Any) -> None:
    folder.keep_sheet(replace(folder.kept_sheet(SLUG, student), **changes))


def _pages(folder: CourseFolder) -> dict[str, str]:
    found = folder.reports.rglob("*.html")
    return {path.relative_to(folder.reports).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_every_link_leads_somewhere(folder: CourseFolder) -> None:
    found = _write(folder)
    assert (found.written, found.unchanged) == (10, 0)
    links = [
        (folder.reports / name, unquote(unescape(href)))
        for name, text in _pages(folder).items()
        for href in re.findall(r'href="([^"#]+)"', text)
    ]
    assert len(links) > 10
    assert [href for page, href in links if not (page.parent / href).is_file()] == []


def test_the_page_in_front_is_in_the_courses_language_and_says_what_waits(folder: CourseFolder) -> None:
    text = _write(folder).front.read_text(encoding="utf-8")
    assert 'lang="es"' in text
    assert "La mitad de 8 estudiantes" in text
    assert "respuestas por leer: 24" in text
    assert "exploration" not in text


def test_a_page_that_cannot_be_rendered_stops_no_other(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(folder)
    whole = _pages(folder)
    first, second, *_ = folder.state.sheets(SLUG)
    first.write_text("[" * 100_000, encoding="utf-8")  # damaged: told, and not by its depth
    _touch(folder, second.stem, sandbox=Sandbox.NONE)
    render = student_page.sheet_page

    def breaks(standing: Standing, *given: Any) -> Any:
        if standing.sheet.student == second.stem:
            raise ValueError("x" * 1000)
        return render(standing, *given)

    with monkeypatch.context() as patched:
        patched.setattr(site, "sheet_page", breaks)
        assert main(["report", str(folder.path)]) == 2
    told = capsys.readouterr().err
    assert f"{first.name}.damaged se apartó porque estaba dañado" in told
    assert f"autograder: {SLUG}/{second.stem}.html: esta página no se pudo generar (ValueError, test" in told
    gone = {f"{SLUG}/{path.stem}.html" for path in (first, second)}
    assert _pages(folder).keys() == whole.keys() - gone
    assert _write(folder).broken == ()
    assert _pages(folder).keys() == whole.keys() - {f"{SLUG}/{first.stem}.html"}


def test_a_class_page_that_cannot_be_rendered_leaves_its_students_theirs(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr(site, "class_page", breaks)
    found = _write(folder)
    assert [problem.student for problem in found.broken] == [f"{SLUG}/index.html"]
    assert len(_pages(folder)) == 9


def test_what_did_not_change_is_not_rendered_again(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(folder)
    before = _pages(folder)
    with monkeypatch.context() as patched:
        patched.setattr(page_cache, "write", None)
        again = _write(folder)
    assert (again.written, again.unchanged) == (0, 10)
    _touch(folder, "student0003", problem=say("it cannot be read"))
    assert _write(folder).written == 3  # theirs, the class's, and the one in front
    after = _pages(folder)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {f"{SLUG}/student0003.html", f"{SLUG}/index.html", "index.html"}


def test_a_page_that_somebody_changed_or_lost_is_rendered_again(folder: CourseFolder) -> None:
    _write(folder)
    whole = _pages(folder)
    folder.page(SLUG, "student0001").write_text("mine", encoding="utf-8")
    folder.page(SLUG, "student0002").unlink()
    assert _write(folder).written == 2
    assert _pages(folder) == whole


@pytest.mark.parametrize("part", ["code_digest", "course_digest"])
def test_other_code_words_or_settings_make_every_page_anew(
    folder: CourseFolder, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    _write(folder)
    monkeypatch.setattr(page_cache, part, lambda *_: "another")
    assert _write(folder).written == 10


def test_a_changed_title_reaches_every_page(folder: CourseFolder) -> None:
    _write(folder)
    manifest = folder.path / "course.toml"
    section = f"[assignments.{SLUG}]\n"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(section, section + 'title = "Otro título"\n'), encoding="utf-8")
    _write(open_folder(folder.path))
    assert all("Otro título" in text for text in _pages(folder).values())


@pytest.mark.parametrize("damage", ["{", '{"format_version": 99}', '{"format_version": 1}', "[]"])
def test_a_record_that_cannot_be_used_costs_only_time(folder: CourseFolder, damage: str) -> None:
    _write(folder)
    (folder.reports / RECORD).write_text(damage, encoding="utf-8")
    assert _write(folder).written == 10
    assert json.loads((folder.reports / RECORD).read_text(encoding="utf-8"))["format_version"] == 1


def test_interrupted_it_goes_on_from_there(folder: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = iter(range(3))

    def done() -> None:
        if next(steps, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_reports(folder, graded(folder), done)
    again = _write(folder)
    assert (again.written, again.unchanged) == (6, 4)
    assert not [path for path in folder.reports.rglob("*") if "draft" in path.name or ".new" in path.name]


def test_a_page_written_after_the_last_record_is_not_taken_for_an_older_one(folder: CourseFolder) -> None:
    """A power cut between a page and the record: then back to the sheet that the record knows."""
    _write(folder)
    record, sheet = (folder.reports / RECORD).read_bytes(), folder.kept_sheet(SLUG, "student0000")
    whole = _pages(folder)
    _touch(folder, "student0000", problem=say("gone"))
    _write(folder)
    (folder.reports / RECORD).write_bytes(record)
    folder.keep_sheet(sheet)
    _write(folder)
    assert _pages(folder) == whole


def test_pages_of_students_who_are_gone_go_too(folder: CourseFolder) -> None:
    _write(folder)
    folder.state.sheet(SLUG, "student0007").unlink()
    _write(folder)
    assert not folder.page(SLUG, "student0007").exists()
    assert "student0007" not in json.dumps(_pages(folder))
    assert "student0007" not in (folder.reports / RECORD).read_text(encoding="utf-8")


def test_a_student_called_index_has_a_page_of_their_own(folder: CourseFolder) -> None:
    for name in ("index", "Index_"):
        folder.keep_sheet(replace(folder.kept_sheet(SLUG, "student0000"), student=name))
    _write(folder)
    pages = _pages(folder)
    assert "<bdi>index</bdi></h1>" in pages[f"{SLUG}/index_.html"]
    assert "<bdi>Index_</bdi></h1>" in pages[f"{SLUG}/Index__.html"]
    assert 'href="index_.html"><bdi>index</bdi>' in pages[f"{SLUG}/index.html"]


def test_whoever_of_the_roster_handed_in_nothing_is_named(folder: CourseFolder) -> None:
    (folder.path / "students.csv").write_text("id\nstudent0001\nabsent\n", encoding="utf-8")
    _write(folder)
    page = _pages(folder)[f"{SLUG}/index.html"]
    assert "1 estudiante de la lista no entregó nada: absent." in page


def test_grades_that_nbgrader_refused_are_in_plain_sight(folder: CourseFolder) -> None:
    assignment = folder.course.assignment(SLUG)
    Ledger(folder, assignment).refuse("student0002", say("nbgrader took no grade: database <is> locked"))
    _write(folder)
    page = _pages(folder)[f"{SLUG}/index.html"]
    assert "No está en el libro de calificaciones de nbgrader" in page
    assert "database &lt;is&gt; locked" in page
    Ledger(folder, assignment).drop(["student0002"])
    _write(folder)
    assert "database" not in _pages(folder)[f"{SLUG}/index.html"]


def test_what_was_trained_for_the_course_comes_before_calibration(folder: CourseFolder) -> None:
    assignment = folder.course.assignment(SLUG)
    (fitted,) = class_references(folder, assignment)
    assert fitted.variant == "logistic_regression"  # nothing is calibrated for data of one's own
    assert 0.5 < fitted.accuracy <= 1
    trained = Reference("dense_128_relu", 0.877, Interval(0.86, 0.89), 5, Source.TRAINED)
    data = folder.data(assignment)
    assert data is not None
    keep_trained(folder, data, [trained])
    assert class_references(folder, assignment) == (fitted, trained)
    _write(folder)
    assert "87.7\N{NO-BREAK SPACE}%" in _pages(folder)[f"{SLUG}/index.html"]
    (other,) = class_references(replace(folder, hidden_seed=4), assignment)
    assert other.variant == fitted.variant


def test_a_comparison_in_the_folder_is_linked(folder: CourseFolder) -> None:
    assert COMPARISON not in _write(folder).front.read_text(encoding="utf-8")
    (folder.reports / COMPARISON).write_text("", encoding="utf-8")
    assert f'href="{COMPARISON}"' in _write(folder).front.read_text(encoding="utf-8")


# On the command line ---------------------------------------------------------------------------


def test_report_prints_the_page_in_front_and_what_it_did(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(folder.path)]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == str(folder.reports / "index.html")
    assert "páginas generadas: 10; sin cambios: 0" in told.out
    assert "estudiante 8 de 8" in told.err
    assert main(["report", str(folder.path), SLUG]) == 0
    assert "páginas generadas: 0; sin cambios: 10" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["exploration"], "todavía no hay nada calificado de exploration"), (["nonsense"], "nonsense")],
)
def test_report_says_what_cannot_be_reported(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["report", str(folder.path), *arguments]) == 2
    error = capsys.readouterr().err.strip()
    assert error.startswith("autograder: ")
    assert told in error
    assert not folder.reports.exists()


def test_report_on_a_course_without_a_grade_says_what_to_do(
    tmp_path: Path, small_npz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder(tmp_path / "course", "en", str(small_npz))
    assert main(["report", str(folder.path)]) == 2
    assert f"run `autograder grade {folder.path}` first" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "nowhere")]) == 2


def test_report_interrupted_says_so(
    folder: CourseFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> Iterator[ScoreSheet]:
        raise KeyboardInterrupt

    monkeypatch.setattr(site, "sheet_page", interrupted)
    assert main(["report", str(folder.path)]) == 130


def test_a_course_whose_data_are_gone_still_has_its_pages(folder: CourseFolder) -> None:
    os.unlink(folder.path / "data.npz")
    assert _write(open_folder(folder.path)).written == 10
