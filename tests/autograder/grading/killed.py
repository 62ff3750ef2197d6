"""Gradings in processes of their own, in which something goes wrong at a given write: mostly they are killed.

Every write in the course folder is a point: files that are opened for it, moved, made or removed, and what
the gradebook commits. Python tells of them (audit events) whoever makes them, nbgrader included.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import sys
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from autograder.course.cells import grade_id_of
from autograder.course.course import BUNDLED
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.execution.kernel import CellRun
from autograder.execution.scripted_kernel import ScriptedKernel
from autograder.grading.grade import grade
from tests.autograder.grading.faults import Fault, How, Kernels, Passed

SLUG = "spread"
RIGHT, WRONG = "heights.mean()", "0"
SECONDS = 120.0
KILLED = 9

#: How a grading's process may end.
ENDS = {
    How.BEFORE: (KILLED,),
    How.DURING: (-signal.SIGXFSZ, KILLED),
    How.AFTER: (KILLED,),
    How.FAILS: (0,),
    How.LOST: (0,),
    How.LOST_TWICE: (0,),
    How.NO_KERNEL: (0,),
}

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
class Counter:
    """Counts writes within a folder, and has a fault strike at one of them."""

    folder: str
    fault: Fault | None
    seen: list[str]
    left: int | None = None  # events until the process ends
    struck: int = 0

    def audit(self, name: str, args: tuple[Any, ...]) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                os._exit(KILLED)
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
        number = len(self.seen)
        name = _RANDOM.sub(r"\1*", os.path.relpath(absolute, self.folder))
        self.seen.append(f"{what} {name}")
        if self.fault is not None and self.fault.at == number:
            self._strike(self.fault, what)

    def _strike(self, fault: Fault, what: str) -> None:
        if fault.how is How.BEFORE:
            os._exit(KILLED)
        if fault.how is How.DURING:  # the kernel ends it at the byte where a file would grow beyond this
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (fault.much, most))
        if fault.how is How.AFTER:
            self.left = fault.much
        if fault.how is How.FAILS:
            self.struck += 1
            if what == "commit":
                raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def own_course(place: Path) -> Path:
    """The assignments of the course in assignments/README.md."""
    blocks = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for name, content in blocks.findall((BUNDLED / "README.md").read_text(encoding="utf-8")):
        path = place / "statistics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return place / "statistics"


def toy_course(place: Path) -> CourseFolder:
    """That course, in which ada and grace hand in what is right."""
    made = make_folder(place / "course", "en", course=own_course(place))
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


def grading(course: Path, fault: Fault | None = None) -> Passed:
    """Grade everybody in another process; what it came by, which a process that is killed does not tell."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe()
    process = context.Process(target=_grade, args=(str(course), fault, theirs))
    process.start()
    theirs.close()
    try:
        passed: Passed = ours.recv()
    except EOFError:
        passed = Passed()
    process.join(SECONDS)
    assert process.exitcode in (ENDS[fault.how] if fault else (0,))
    assert not fault or process.exitcode or passed.struck == (2 if fault.how is How.LOST_TWICE else 1)
    return passed


def _grade(course: str, fault: Fault | None, line: Any) -> None:
    counter = Counter(course, fault if fault and fault.how.strikes_a_write else None, [])
    folder = open_folder(Path(course))
    students = folder.students(SLUG)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and would be told of an error
    sys.addaudithook(counter.audit)
    event.listen(Engine, "commit", counter.commit)
    kernels = Kernels(fault, Executing)
    with contextlib.suppress(*((Exception,) if fault else ())):
        problems = grade(
            folder, folder.course.assignment(SLUG), students,
            sandbox=Sandbox.NONE, jobs=1, kernel=kernels,
        )  # fmt: skip
        assert fault or problems == ()
    if fault and fault.how in (How.DURING, How.AFTER):
        os._exit(KILLED)  # it was the last write
    if fault and fault.how is How.BEFORE:
        os._exit(0)  # it never came to that point
    struck = counter.struck + kernels.struck
    line.send(Passed(tuple(counter.seen), kernels.made, kernels.calls, struck))


@dataclass(frozen=True)
class Undisturbed:
    """A folder as it was before a grading, what the grading came by, and what came of it."""

    before: CourseFolder
    passed: Passed
    state: dict[str, Any]


def undisturbed(folder: CourseFolder) -> Undisturbed:
    graded = copied(folder, folder.path.with_name(f"{folder.path.name}-graded"))
    passed = grading(graded.path)
    return Undisturbed(folder, passed, state(graded))


def copied(folder: CourseFolder, path: Path) -> CourseFolder:
    return open_folder(shutil.copytree(folder.path, path))


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
        "sheets": [replace(sheet, usage=None) for sheet in sheets],  # seconds are other ones each time
        "evidence": {s.student: folder.evidence.find(s.evidence_key) is not None for s in sheets},
        "ledger": json.loads(folder.state.ledger(SLUG).read_text(encoding="utf-8")),
        "autograded": autograded,
        "pages": sorted(p.name for p in folder.report(SLUG).iterdir()),
        "unfinished": sorted(str(p) for pattern in (".new-*", "*.draft") for p in folder.path.rglob(pattern)),
    }
