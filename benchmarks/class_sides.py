"""What `class_speed.py` runs in processes of their own, one side at a time.

python -m benchmarks.class_sides graded COURSE STUDENTS     submissions to sheets, nothing recorded
python -m benchmarks.class_sides cells COURSE STUDENTS      the cells alone, in a process that is warm
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat

from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.evidence.evidence import Sandbox
from autograder.pipeline.executors import local_slots
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded

JOBS = 2


def main(side: str, course: str, students: str) -> None:
    folder = open_folder(Path(course))
    names = folder.students("light")[: int(students)]
    {"graded": _graded, "cells": _cells}[side](folder, names)


def _graded(folder: CourseFolder, students: Sequence[str]) -> None:
    grader = FolderGrader(folder, folder.course.assignment("light"), Sandbox.WALLS, force=True)
    with closing(local_slots(grader.grade, students, JOBS)) as coming:
        for outcome in coming:
            assert isinstance(outcome, Graded), outcome
            assert outcome.sheet.earned == 100, outcome.sheet


def _cells(folder: CourseFolder, students: Sequence[str]) -> None:
    """Each submission in a child of this process, which has imported everything; two at a time."""
    import keras  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import sklearn.linear_model  # noqa: F401
    import tensorflow  # noqa: F401

    running = 0
    for student in students:
        if running == JOBS:
            _expect_well(os.wait()[1])
            running -= 1
        notebook = nbformat.read(folder.submitted("light", student), 4)
        if os.fork() == 0:
            _run(folder.view(folder.data(folder.course.assignment("light"))), notebook)
        running += 1
    for _ in range(running):
        _expect_well(os.wait()[1])


def _expect_well(status: int) -> None:
    if status:
        raise SystemExit(f"a submission's cells ended with {status}")


def _run(view: Path, notebook: Any) -> None:
    from autograder.inside import answering, figures, launch

    code = 1
    try:
        launch.set_up(view, answering, figures)
        names = types.ModuleType("__main__").__dict__
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
