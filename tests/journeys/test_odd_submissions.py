"""What a class hands in that is odd: each is graded and told, or named with the reason why not."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.commands.output import on_a_line
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.same_student import student_key
from autograder.scoring.wording import GONE
from tests.journeys.classes import SLUG, WRITTEN, hand_in, nbgrader, recorded

#: student: what is said of their submission, which is graded all the same
TOLD = {
    "old_format": "old format 3",
    "no_kernel": "names no kernel",
    "shadow": "not used, since only the notebook runs: numpy.py",
    "linked": "Links were handed in and not followed: answers, endless",
    "nested": "not used, since only the notebook runs: notes",
    "untyped": "",
    "foreign": "marks as another notebook's counted as the student's own: of_another",
    "set_up": "The first code cell was changed",
    "turned": f"counted as the kind of cell that they were handed out as: load_data, normalise, {WRITTEN}",
    "deleted": "",
    "ids": "",
    "versions": "",
    "twice": "",
    "undated": "When it came is unknown: timestamp.txt holds “yesterday”",
    "jose\u0301": "",  # as a Mac writes it; the roster has it in one character
    "timeless": "there is no timestamp.txt beside it",
}
#: student: why there is no score
BYTES = os.fsdecode(b"caf\xe9")
NO_ID = "escape\x1b[2J"  # can be no student's, and is a stranger's
REFUSED = {
    "latin": "not in UTF-8",
    "link": "is a link, not a file",
    "renamed": "there is my work.ipynb: was it handed in under another name?",
    "zipped": "there is work.zip: unpack it there",
    "large": "is 50 MB large",
    "other": "is another assignment's",
    "clock": "timestamp.txt is no file",
    "escape\x1b[2J": "takes [ in the folder's name",
    "Zoe": "Zoe, zoe in submitted/ are one student's",
    "zoe": "Zoe, zoe in submitted/ are one student's",
}


def _odd(course: Path, solution: Any) -> None:
    usual = hand_in(course, "ada", solution)
    for name in ("submission_secret.txt", ".DS_Store", "Thumbs.db", "desktop.ini", "._x.ipynb"):
        usual.with_name(name).write_text("", encoding="utf-8")
    usual.with_name("__MACOSX").mkdir()
    old = hand_in(course, "old_format", solution)
    old.write_text(nbformat.writes(nbformat.convert(copy.deepcopy(solution), 3), version=3), encoding="utf-8")
    bare = copy.deepcopy(solution)
    bare.metadata = {}
    hand_in(course, "no_kernel", bare)
    foreign = copy.deepcopy(solution)
    traits = {"schema_version": 3, "grade_id": "of_another", "solution": True, "grade": False,
              "locked": False, "task": False}  # fmt: skip
    foreign.cells.append(nbformat.v4.new_code_cell("1", metadata={"nbgrader": traits}))
    hand_in(course, "foreign", foreign)
    shadow = hand_in(course, "shadow", solution).with_name("numpy.py")
    shadow.write_text("raise SystemExit('this is not numpy')\n", encoding="utf-8")
    linked = hand_in(course, "linked", solution).with_name("answers")
    linked.symlink_to(course / "source" / SLUG / f"{SLUG}.ipynb")
    linked.with_name("endless").symlink_to("/dev/zero")
    notes = hand_in(course, "nested", solution).with_name("notes")
    notes.mkdir()
    (notes / "x[1]").symlink_to("../../../../course.toml")
    (notes / "folder").symlink_to("../../../..")
    (notes / "mine.txt").write_text("my own notes", encoding="utf-8")
    untyped = hand_in(course, "untyped", solution)
    cells = json.loads(untyped.read_text(encoding="utf-8"))
    cells["cells"].append({"metadata": {}, "source": "a cell of no type"})
    untyped.write_text(json.dumps(cells), encoding="utf-8")
    _against_the_format(course, solution)
    hand_in(course, "jose\u0301", solution)
    hand_in(course, "undated", solution, when="yesterday")
    hand_in(course, "timeless", solution).with_name("timestamp.txt").unlink()


def _against_the_format(course: Path, solution: Any) -> None:
    """What nbgrader by itself refuses, or loses."""
    edited, turned = copy.deepcopy(solution), copy.deepcopy(solution)
    by_id = {cell.id: cell for cell in (*edited.cells, *turned.cells)}
    set_up = next(cell for cell in edited.cells if cell.id == "setup")
    set_up.source += "\nimport numpy as of_mine\ndef load_data():\n    return 1"
    own = next(cell for cell in edited.cells if cell.id == "normalise")
    own.source = own.source.replace("255.0", "of_mine.float32(255)")
    for name, kind in (("load_data", "markdown"), ("normalise", "raw"), (WRITTEN, "code")):
        by_id[name].cell_type = kind
    hand_in(course, "set_up", edited)
    _written(hand_in(course, "turned", solution), json.dumps(turned))
    deleted = copy.deepcopy(solution)
    cells = {cell.id: cell for cell in deleted.cells}
    cells["show_sample"], cells["check_show_sample"] = (  # a cell below its check
        copy.deepcopy(cells["check_show_sample"]),
        copy.deepcopy(cells["show_sample"]),
    )
    cells["normalise"], cells["check_normalise"] = (
        cells["check_normalise"],
        nbformat.v4.new_code_cell(cells["normalise"].source),
    )
    deleted.cells = [cells[cell.id] for cell in deleted.cells]
    hand_in(course, "deleted", deleted)
    ids = json.loads(nbformat.writes(solution))
    names: tuple[Any, ...] = (None, "a blank", "x" * 65, "twin", "twin", 3, {})
    for cell, name in zip(ids["cells"], names, strict=False):
        cell["id"] = name
    _written(hand_in(course, "ids", solution), json.dumps(ids))
    old = json.loads(nbformat.writes(solution))
    del old["nbformat_minor"]
    old["metadata"]["kernelspec"]["display_name"] = None
    old["cells"].append({"cell_type": "heading", "level": 2, "metadata": {"tags": 3}, "source": ["old"]})
    _written(hand_in(course, "versions", solution), "\ufeff" + json.dumps(old))
    twice = json.loads(nbformat.writes(solution))
    _written(hand_in(course, "twice", solution), json.dumps({**twice, "cells": twice["cells"] * 2}))


def _written(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _refused(course: Path, solution: Any) -> None:
    latin = hand_in(course, "latin", solution)
    latin.write_bytes(
        latin.read_text(encoding="utf-8").replace("Five", "Cinco años").encode("cp1252", "ignore")
    )
    link = hand_in(course, "link", solution)
    link.unlink()
    link.symlink_to(course / "source" / SLUG / f"{SLUG}.ipynb")
    renamed = hand_in(course, "renamed", solution)
    renamed.rename(renamed.with_name("my work.ipynb"))
    zipped = hand_in(course, "zipped", solution)
    zipped.rename(zipped.with_name("work.zip"))
    large = copy.deepcopy(solution)
    large.cells.append(nbformat.v4.new_markdown_cell("x" * (50 << 20)))
    hand_in(course, "large", large)
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('homework 2')")])
    hand_in(course, "other", other)
    clock = hand_in(course, "clock", solution).with_name("timestamp.txt")
    clock.unlink()
    clock.symlink_to("/dev/zero")
    hand_in(course, BYTES, solution)
    hand_in(course, "zoe", solution)
    hand_in(course, "Zoe", solution)
    (course / "submitted" / "escape\x1b[2J" / SLUG).mkdir(parents=True)


@pytest.fixture(scope="module")
def told(quick_course: Path, quick_solution: Any) -> tuple[CourseFolder, list[str]]:
    """The class, graded, and the lines that the command wrote beside its progress."""
    _odd(quick_course, quick_solution)
    _refused(quick_course, quick_solution)
    ids = [unicodedata.normalize("NFC", who) for who in (*TOLD, *REFUSED) if who not in ("Zoe", NO_ID)]
    (quick_course / "students.csv").write_text("ID;Nombre\n" + "".join(f"{i};\n" for i in ids), "utf-16")
    with contextlib.redirect_stderr(io.StringIO()) as told:
        assert main(["grade", str(quick_course), "--sandbox", "none"]) == 2
    marked = (line.partition("autograder: ") for line in told.getvalue().splitlines())
    return open_folder(quick_course), [line for _, mark, line in marked if mark]


@pytest.mark.parametrize("student", TOLD)
def test_what_is_odd_is_graded_and_told_in_the_summary_and_the_sheet(
    told: tuple[CourseFolder, list[str]], student: str
) -> None:
    folder, lines = told
    sheet = folder.kept_sheet(SLUG, student)
    usual = folder.kept_sheet(SLUG, "ada")
    assert usual.remarks == ()
    assert sheet.earned == usual.earned > 0
    assert TOLD[student] in " ".join(str(remark) for remark in sheet.remarks)
    assert not TOLD[student] or any(
        line.startswith(f"{student}: ") and TOLD[student] in line for line in lines
    )
    assert recorded(folder)[student]["score"] == sheet.earned


def test_an_exercise_whose_cell_was_deleted_is_said_to_be_gone(told: tuple[CourseFolder, list[str]]) -> None:
    folder, _ = told
    remarks = {e.exercise: e.remark for e in folder.kept_sheet(SLUG, "deleted").exercises if e.remark}
    assert remarks == {"normalise": GONE}
    assert main(["rescore", str(folder.path), SLUG]) == 0
    assert {e.exercise for e in folder.kept_sheet(SLUG, "deleted").exercises if e.remark} == {"normalise"}


@pytest.mark.parametrize("student", REFUSED)
def test_what_cannot_be_graded_is_named_with_its_reason(
    told: tuple[CourseFolder, list[str]], student: str
) -> None:
    folder, lines = told
    assert REFUSED[student] in str(folder.kept_sheet(SLUG, student).problem)
    shown = student.replace("\x1b", "\\x1b")
    assert any(line.startswith(f"{shown}: ") and REFUSED[student] in line for line in lines)
    assert student not in recorded(folder)


def test_nobody_is_named_without_a_cause_and_a_stranger_is_named(
    told: tuple[CourseFolder, list[str]],
) -> None:
    _, lines = told
    expected = {*(who for who, what in TOLD.items() if what), *REFUSED, BYTES}
    assert {line.split(": ")[0] for line in lines if ": " in line} == {on_a_line(who) for who in expected}
    assert [line for line in lines if ": " not in line] == ["ada is not in students.csv; graded all the same"]


def test_the_class_page_marks_who_is_not_on_the_roster(told: tuple[CourseFolder, list[str]]) -> None:
    folder, _ = told
    rows = (folder.report(SLUG) / "index.html").read_text(encoding="utf-8").split("<tr")
    assert [
        who for who in (*TOLD, "ada") if any(f">{who}<" in r and "not on the roster" in r for r in rows)
    ] == ["ada"]


def test_an_id_written_otherwise_is_the_same_student_in_the_gradebook(
    told: tuple[CourseFolder, list[str]],
) -> None:
    folder, _ = told
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        held = [s.id for s in gradebook.students if student_key(s.id) in ("jos\u00e9", "zoe")]
    assert sorted(held) == ["jose\u0301", "zoe"]


def test_a_name_that_is_no_text_stops_nobody(told: tuple[CourseFolder, list[str]]) -> None:
    _, lines = told
    assert [line for line in lines if line.startswith("caf")] == [
        "caf\\udce9: the folder's name is not in UTF-8, or too long: rename it"
    ]


def test_a_link_is_followed_by_nobody(told: tuple[CourseFolder, list[str]]) -> None:
    """The hidden seed is in course.toml; our own run, nbgrader's, and feedback copy what lies beside."""
    folder, _ = told
    secret = (folder.path / "course.toml").read_bytes()
    nbgrader(folder, "autograde", SLUG, "--force", "--student", "nested")
    nbgrader(folder, "generate_feedback", SLUG, "--student", "nested")
    for place in ("autograded", "feedback"):
        found = {p.name: p for p in (folder.path / place).rglob("*") if p.is_file() or p.is_symlink()}
        assert "mine.txt" in found
        assert not {"x[1]", "folder", "answers", "endless"} & found.keys()
        assert not any(secret in path.read_bytes() for path in found.values())


def test_stock_autograde_bears_what_can_be_graded(told: tuple[CourseFolder, list[str]]) -> None:
    folder, _ = told
    before = recorded(folder)
    usual = {
        "timeless",
        "jose\u0301",
        "set_up",
        "turned",
        "deleted",
        "ids",
        "twice",
    }  # read as what `versions` has
    for student in TOLD.keys() - usual:
        nbgrader(folder, "autograde", SLUG, "--force", "--student", student)
    assert recorded(folder) == before
