"""A course whose limits are soon reached, and attacks handed in to it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from nbformat import write

from autograder.course.course import Assignment
from autograder.course.limits import Limits
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.pipeline.folder_grader import FolderGrader
from autograder.pipeline.outcome import Graded, Problem
from autograder.proving.cases import Case

MIB = 1 << 20
LIMITS = Limits(
    cell_seconds=8.0,
    submission_seconds=30.0,
    cpu_seconds=60.0,
    memory_bytes=700 * MIB,
    processes=64,
    file_bytes=200 * MIB,
    scratch_bytes=64 * MIB,
    output_bytes=4 * MIB,
)


@dataclass(frozen=True)
class HostileClass:
    """Hands in and grades; everything that the grader leaves on disk is below `temporary`."""

    folder: CourseFolder
    assignment: Assignment
    grader: FolderGrader
    temporary: Path
    before: dict[str, str]

    def grade(self, case: Case) -> Graded | Problem:
        path = self.folder.submitted(self.assignment.slug, case.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(case.notebook(self.folder.source(self.assignment), "en"), path)
        return self.grader.grade(case.name)


@pytest.fixture(scope="module")
def hostile(
    bubblewrap: None, small_npz: Path, assignment: Assignment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HostileClass]:
    course = tmp_path_factory.mktemp("hostile") / "course"
    folder = make_folder(course, "en", str(small_npz), hidden_seed=11)
    strict = replace(assignment, limits=LIMITS)
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="h-") as temporary:
        tempfile.tempdir = temporary
        try:
            grader = FolderGrader(folder, strict, Sandbox.WALLS)
            yield HostileClass(folder, strict, grader, Path(temporary), digests(folder))
        finally:
            tempfile.tempdir = before


def digests(folder: CourseFolder) -> dict[str, str]:
    """Every file of a course but submissions, pages, sheets, evidence and the fitted baseline, by content."""
    kept = ("submitted", "reports", *(f".autograder/{name}" for name in ("evidence", "sheets", "baselines")))
    files = {str(p.relative_to(folder.path)): p for p in folder.path.rglob("*") if p.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(files.items())
        if not name.startswith(kept)
    }
