"""What `class_speed.py` runs in processes of their own, a side each.

python -m benchmarks.class_sides SIDE COURSE STUDENTS

graded    submissions to sheets, nothing recorded
cells     the cells alone, in children of a warm process
grade     `autograder grade --force`, whole; tells its memory
first     the same, until the first cell is to run
imports   what a warm kernel has imported, in a fresh process
"""

from __future__ import annotations

import os
import resource
import sys
import time
import types
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

JOBS = 2
SLUG = "light"


def main(side: str, course: str, students: str) -> None:
    sides = {"graded": _graded, "cells": _cells, "grade": _grade, "first": _first, "imports": _imports}
    sides[side](Path(course), int(students))


def _graded(course: Path, students: int) -> None:
    from autograder.coursedir.coursedir import open_folder
    from autograder.evidence.evidence import Sandbox
    from autograder.pipeline.executors import local_slots
    from autograder.pipeline.folder_grader import FolderGrader
    from autograder.pipeline.outcome import Graded

    folder = open_folder(course)
    grader = FolderGrader(folder, folder.course.assignment(SLUG), Sandbox.WALLS, force=True)
    with closing(local_slots(grader.grade, folder.students(SLUG)[:students], JOBS)) as coming:
        for outcome in coming:
            if not isinstance(outcome, Graded) or outcome.sheet.earned != 100:
                raise SystemExit(f"a right solution was graded otherwise: {outcome}")


def _cells(course: Path, students: int) -> None:
    import nbformat

    from autograder.coursedir.coursedir import open_folder
    from autograder.inside.fork_server import warm_up

    warm_up()
    folder = open_folder(course)
    view = folder.view(folder.data(folder.course.assignment(SLUG)))
    running = 0
    for student in folder.students(SLUG)[:students]:
        if running == JOBS:
            _expect_well()
            running -= 1
        notebook = nbformat.read(folder.submitted(SLUG, student), 4)
        if os.fork() == 0:
            _run(view, [cell.source for cell in notebook.cells if cell.cell_type == "code"])
        running += 1
    for _ in range(running):
        _expect_well()


def _run(view: Path, sources: Sequence[str]) -> NoReturn:
    from autograder.inside import answering, figures, launch

    code = 1
    try:
        launch.set_up(view, answering, figures)
        names: dict[str, Any] = types.ModuleType("__main__").__dict__
        for source in sources:
            exec(source, names)
        code = 0
    finally:
        os._exit(code)


def _expect_well() -> None:
    _, status = os.wait()
    if status:
        raise SystemExit(f"a submission's cells ended with {status}")


def _grade(course: Path, students: int) -> None:
    from autograder.cli import main as autograder

    code = autograder(["grade", str(course), SLUG, "--force", "--jobs", str(JOBS)])
    print(f"peak MiB {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}")
    raise SystemExit(code)


def _first(course: Path, students: int) -> None:
    from autograder.execution import collector  # which brings nothing that grading would import later

    def told(*_: object) -> NoReturn:
        print(f"ready at {time.time()}", flush=True)
        os._exit(0)

    collector._run = told  # type: ignore[assignment]
    _grade(course, students)


def _imports(course: Path, students: int) -> None:
    from autograder.inside.fork_server import import_all

    import_all()
    print(f"ready at {time.time()}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
