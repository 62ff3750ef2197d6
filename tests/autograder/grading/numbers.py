"""What each student has, read wherever a person can see it: all of it has to be the same."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from nbgrader.plugins import CsvExportPlugin

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.gradebook.nbgrader_api import api_of
from autograder.grading.explain import explain
from tests.autograder.grading.killed import SLUG
from tests.autograder.grading.small_class import gradebook_of

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_FIGURE = re.compile(
    rf"{_NUMBER} of {_NUMBER}(?: points?)?(?: so far)?(?:,? (?:badge )?{_NUMBER} points? waits?)?"
)


@dataclass(frozen=True)
class Figure:
    """Points so far, of how many, and how many wait."""

    earned: float
    reachable: float
    waiting: float = 0.0


def the_same_everywhere(folder: CourseFolder, feedback: bool = False, slug: str = SLUG) -> dict[str, Figure]:
    """What each has; fails where two places say two things. Pages are rendered before they are read."""
    assert main(["report", str(folder.path)]) == 0
    folder = open_folder(folder.path)
    found = {
        "class page": _class_page(folder, slug),
        "students' pages": _pages(folder.report(slug)),
        "explain": _explained(folder, slug),
        "export": _exported(folder, slug),
    }
    if feedback:
        found["feedback"] = _feedback(folder, slug)
    for place, figures in found.items():
        assert figures == found["class page"], place
    of_nbgrader = _nbgrader(folder, slug)
    assert {s: f.earned for s, f in found["class page"].items()} == of_nbgrader
    assert _nbgrader_export(folder, slug) == of_nbgrader
    return found["class page"]


def _class_page(folder: CourseFolder, slug: str) -> dict[str, Figure]:
    page = (folder.report(slug) / "index.html").read_text(encoding="utf-8")
    rows = re.findall(
        r'<tr[^>]*><th scope="row" class="title" data-key="([^"]+)">(.*?)</tr>', page, re.DOTALL
    )
    return {student: _of_row(row) for student, row in rows if "no score" not in row}


def _of_row(row: str) -> Figure:
    earned, reachable = re.findall(rf">\s*{_NUMBER} of {_NUMBER}<", row)[0]
    waiting = re.findall(rf"{_NUMBER} points? waits?", row)
    return Figure(float(earned), float(reachable), float(waiting[0]) if waiting else 0.0)


def _pages(place: Path) -> dict[str, Figure]:
    found = {path.stem: path for path in place.glob("*.html") if path.stem != "index"}
    return {student: f for student, path in found.items() if (f := _of_page(path)) is not None}


def _of_page(path: Path) -> Figure | None:
    page = path.read_text(encoding="utf-8")
    if "There is no score" in page:
        return None
    score = re.findall(r'<p class="score">(.*?)</p>', page, re.DOTALL)[0]
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", score)).split()).replace(" ,", ",")
    return _figure(text)


def _explained(folder: CourseFolder, slug: str) -> dict[str, Figure]:
    """Of each student the sum over exercises, less the penalty, and the line about the whole: both."""
    assignment, found = folder.course.assignment(slug), {}
    for sheet in folder.sheets(slug):
        if sheet.problem:
            continue
        stories = [list(explain(folder, assignment, sheet.student, e.exercise)) for e in sheet.exercises]
        wholes = {line for story in stories for line in story if line.startswith("the whole assignment: ")}
        (whole,) = wholes
        found[sheet.student] = _figure(whole)
        own = [_figure(story[0].rpartition(": ")[2]) for story in stories]
        taken = [float(x) for line in stories[0] for x in re.findall(rf"taken off: {_NUMBER}", line)]
        earned = round(max(0.0, sum(f.earned for f in own) - sum(taken)), 2)
        assert (earned, round(sum(f.waiting for f in own), 2)) == (
            found[sheet.student].earned,
            found[sheet.student].waiting,
        )
    return found


def _figure(text: str) -> Figure:
    alone = re.fullmatch(rf".*?{_NUMBER} points? waits?", text)
    if alone and " of " not in text:
        return Figure(0.0, 0.0, float(alone[1]))
    match = _FIGURE.search(text)
    assert match, text
    return Figure(*(float(part or 0) for part in match.groups()))


def _exported(folder: CourseFolder, slug: str) -> dict[str, Figure]:
    out = folder.path.with_name("criteria.csv")
    assert main(["export", str(folder.path), slug, "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["total"]]
    found = {}
    for student in {row["student"] for row in rows}:
        own = [row for row in rows if row["student"] == student]
        exercises = {r["exercise"]: float(r["points"] or 0) + float(r["extra_credit"] or 0) for r in own}
        (figure,) = {(r["total"], r["reachable"], r["waiting"], r["penalty"]) for r in own}
        total, reachable, waiting, penalty = map(float, figure)
        assert round(max(0.0, sum(exercises.values()) - penalty), 2) == total
        found[student] = Figure(total, reachable, waiting)
    return found


def _nbgrader(folder: CourseFolder, slug: str) -> dict[str, float]:
    with gradebook_of(folder) as gradebook:
        return {
            s.student.id: round(max(0.0, s.score - s.late_submission_penalty), 2)
            for s in gradebook.assignment_submissions(slug)
            if s.notebooks and any(g.auto_score is not None for n in s.notebooks for g in n.grades)
        }


def _nbgrader_export(folder: CourseFolder, slug: str) -> dict[str, float]:
    """What `nbgrader export` writes of whoever has a submission in its gradebook."""
    out, known = folder.path.with_name("grades.csv"), _nbgrader(folder, slug)
    with gradebook_of(folder) as gradebook:
        exporter = CsvExportPlugin()
        exporter.to = str(out)
        exporter.export(gradebook)
    with out.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == slug]
    for row in rows:
        assert row["student_id"] in known or float(row["score"]) == 0
    return {row["student_id"]: round(float(row["score"]), 2) for row in rows if row["student_id"] in known}


def _feedback(folder: CourseFolder, slug: str) -> dict[str, Figure]:
    students = [s.student for s in folder.sheets(slug) if not s.problem]
    with api_of(folder) as api:
        for student in students:
            outcome = api.generate_feedback(slug, student, force=True)
            assert outcome["success"], outcome
    found = {s: folder.path / "feedback" / s / slug / f"{slug}.html" for s in students}
    return {student: figure for student, path in found.items() if (figure := _of_page(path))}
