"""Gradings in processes of their own that are killed just before a given write; no handler runs then.

Every write in the course folder is a point: files that are opened for it, moved, made or removed, and what
the gradebook commits. Python tells of them (audit events) whoever makes them, nbgrader included.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.course.cells import grade_id_of
from autograder.course.course import BUNDLED
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.execution.kernel import CellRun
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.grading.grade import grade

SLUG = "spread"
RIGHT, WRONG = "heights.mean()", "0"
SECONDS = 120.0

_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "shutil.copyfile")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_RANDOM = re.compile(r"(\.new-|\.html\.)\w+|\b[0-9a-f]{32}\b")


class Executing(ScriptedKernel):
    """Runs the exercises' own cells, here in the grader's process: they are the tests' own."""

    def run(self, source: str, seconds: float) -> CellRun:
        if re.search(r"^(average|scores) = ", source, re.MULTILINE):
            heights = np.array([158, 161, 164, 166, 167, 170, 172, 175, 181, 186])
            names: dict[str, Any] = {**self.namespace, "heights": heights}
            exec(source, names)
            self.namespace = names
        return super().run(source, seconds)


@dataclass
class _Counter:
    """Counts writes within a folder, and ends the process before one of them."""

    folder: str
    killed_at: int | None
    seen: list[str]

    def audit(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "open":
            path, _, flags = args
            if isinstance(path, str | bytes | os.PathLike) and flags & _WRITES:
                self.point("write", os.fsdecode(path))
        elif name in _CHANGES:
            self.point(name.partition(".")[2], os.fsdecode(args[1] if name == "os.rename" else args[0]))

    def commit(self, *_: object) -> None:
        self.point("commit", str(Path(self.folder, "gradebook.db")))

    def point(self, what: str, path: str) -> None:
        absolute = os.path.abspath(path)
        if not absolute.startswith(self.folder + os.sep):
            return
        if len(self.seen) == self.killed_at:
            os._exit(9)
        name = _RANDOM.sub(r"\1*", os.path.relpath(absolute, self.folder))
        self.seen.append(f"{what} {name}")


def toy_course(place: Path) -> CourseFolder:
    """The course of assignments/README.md, in which ada and grace hand in what is right."""
    blocks = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for name, content in blocks.findall((BUNDLED / "README.md").read_text(encoding="utf-8")):
        path = place / "statistics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    made = make_folder(place / "course", "en", course=place / "statistics")
    folder = open_folder(made.path)  # with the course's words compiled
    for student in ("ada", "grace"):
        hand_in(folder, student, RIGHT)
    return folder


def hand_in(folder: CourseFolder, student: str, average: str) -> None:
    """A notebook with this for the mean, and what is right for the scores then."""
    notebook = folder.released(folder.course.assignment(SLUG))
    answers = {
        "average": f"average = {average}",
        "standardise": "scores = (heights - average) / heights.std()",
    }
    for cell in notebook.cells:
        cell.source = answers.get(grade_id_of(cell), cell.source)
    path = folder.submitted(SLUG, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def grading(course: Path, killed_at: int | None = None) -> list[str]:
    """Grade everybody in another process; the points that it passed, none where it was killed at one."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe()
    process = context.Process(target=_grade, args=(str(course), killed_at, theirs))
    process.start()
    theirs.close()
    try:
        seen: list[str] = ours.recv()
    except EOFError:
        seen = []
    process.join(SECONDS)
    assert process.exitcode == (0 if killed_at is None else 9)
    return seen


def _grade(course: str, killed_at: int | None, line: Any) -> None:
    counter = _Counter(course, killed_at, [])
    folder = open_folder(Path(course))
    students = folder.students(SLUG)
    sys.addaudithook(counter.audit)
    event.listen(Engine, "commit", counter.commit)
    problems = grade(
        folder, folder.course.assignment(SLUG), students,
        sandbox=Sandbox.NONE, jobs=1, kernel=lambda *_: Executing(),
    )  # fmt: skip
    assert problems == ()
    if killed_at is not None:
        os._exit(0)  # it never came to that point
    line.send(counter.seen)


def state(folder: CourseFolder) -> dict[str, Any]:
    """What a course folder holds of its class."""
    with Gradebook(f"sqlite:///{folder.path / 'gradebook.db'}") as gradebook:
        notebooks = gradebook.find_assignment(SLUG).submissions
        grades = {
            (submission.student.id, grade.cell.name): (grade.auto_score, grade.manual_score, grade.max_score)
            for submission in notebooks
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    autograded = {
        path.parent.parent.name: [cell.get("outputs") for cell in nbformat.read(path, 4).cells]
        for path in (folder.path / "autograded").glob(f"*/{SLUG}/*.ipynb")
    }
    sheets = folder.sheets(SLUG)
    return {
        "grades": grades,
        "sheets": sheets,
        "evidence": {s.student: folder.evidence.find(s.evidence_key) is not None for s in sheets},
        "ledger": json.loads(folder.state.ledger(SLUG).read_text(encoding="utf-8")),
        "autograded": autograded,
        "pages": sorted(p.name for p in folder.report(SLUG).iterdir()),
        "unfinished": sorted(str(p) for pattern in (".new-*", "*.draft") for p in folder.path.rglob(pattern)),
    }
