"""What grading costs beside what a submission's own cells take, for every assignment.

    python -m benchmarks.grading_cost [--dataset mnist5k|PATH.npz] [--assignments SLUG,SLUG]

The solution of each assignment is handed in by three students, with a comment that makes each another
program, and graded behind walls, one at a time. The first starts what starts once; of the other two the
whole way counts: kernel, cells, asks, rebuilding, scoring, pages and nbgrader's recording.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from nbformat import write

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.grading.grade import grade

GOAL = 1.3
_MEASURED = ("ben", "eva")


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-cost-") as temporary:
        folder = make_folder(Path(temporary, "course"), "en", options.dataset, hidden_seed=0)
        for assignment in folder.course.assignments:
            if not options.assignments or assignment.slug in options.assignments.split(","):
                _tell(folder, assignment)


def _tell(folder: CourseFolder, assignment: Assignment) -> None:
    _graded(folder, assignment, "ada")
    wall = sum(_graded(folder, assignment, student) for student in _MEASURED)
    sheets = [folder.kept_sheet(assignment.slug, student) for student in _MEASURED]
    cells = sum(sheet.usage.seconds for sheet in sheets if sheet.usage)
    each, own = wall / len(sheets), cells / len(sheets)
    print(
        f"{assignment.slug}: {each:.1f} s a submission, {own:.1f} s of it in its cells: "
        f"{wall / cells:.2f} times (goal {GOAL})",
        flush=True,
    )


def _graded(folder: CourseFolder, assignment: Assignment, student: str) -> float:
    """Seconds of grading the solution, handed in by that student."""
    notebook = folder.source(assignment)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source += f"\n# {student}"
    path = folder.submitted(assignment.slug, student)
    path.parent.mkdir(parents=True)
    write(notebook, path)
    started = time.perf_counter()
    if problems := grade(folder, assignment, [student], sandbox=Sandbox.WALLS, jobs=1):
        raise SystemExit(f"the solution of {assignment.slug} was not graded: {problems[0].reason}")
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="mnist5k")
    parser.add_argument("--assignments")
    return parser.parse_args()


if __name__ == "__main__":
    main()
