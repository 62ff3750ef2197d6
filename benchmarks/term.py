"""An unchanged class is skipped, and a whole class rescored: students a second, medians of three.

    python benchmarks/term.py [STUDENTS]

One solution is run once; everybody hands it in, so that all evidence is there and of real size.
What nbgrader's own gradebook takes is told apart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nbformat import write

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.writer import record
from autograder.grading.grade import grade
from autograder.grading.rescore import rescore
from autograder.pipeline.folder_grader import FolderGrader

ROUNDS = 3


def main(students: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_folder(Path(temporary, "course"), "en", "digits", hidden_seed=0)
        assignment = folder.course.assignments[0]
        names = _hand_in(folder, students)
        grade(folder, assignment, names[:1], sandbox=Sandbox.NONE, jobs=1)  # runs it once
        grader = FolderGrader(folder, assignment, Sandbox.NONE)
        scoring = _median(lambda: [grader.grade(name) for name in names])
        sheets = folder.sheets(assignment.slug)
        start = time.perf_counter()
        record(folder, assignment, sheets)
        recording = time.perf_counter() - start
        skipping = _median(lambda: grade(folder, assignment, names, sandbox=Sandbox.NONE, jobs=1))
        rescoring = _median(lambda: list(rescore(folder, assignment)))
    print(f"{students} students, each number a median of {ROUNDS}, students a second")
    print(f"  an unchanged class, graded again: {students / skipping:8.1f}  (goal 20)")
    print(f"    of which reading and scoring:   {students / scoring:8.1f}")
    print(f"  rescoring stored evidence:        {students / rescoring:8.1f}  (goal 50)")
    each = recording / students
    print(f"  nbgrader's own gradebook, apart:  {1 / each:8.1f}  ({each:.2f} s each)")


def _hand_in(folder: CourseFolder, students: int) -> list[str]:
    assignment = folder.course.assignments[0]
    solved = folder.source(assignment)
    names = [f"student{i:03}" for i in range(students)]
    for name in names:
        path = folder.submitted(assignment.slug, name)
        path.parent.mkdir(parents=True)
        write(solved, path)
    return names


def _median(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
