"""How fast pages are made, how small they are, and how much memory a large class takes.

    python -m benchmarks.report_speed [--students N] [--rounds N] [--skip-nbgrader]

A made-up class from a seed (`synthetic_class.py`) is reported by `autograder report` as a whole
process, imports included: from nothing, and again with nothing changed. A student's page is then
rendered in turns with nbgrader's own feedback page of the same solved notebook, in this process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import write

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.standing import standing_of
from autograder.grading.grade import grade
from autograder.pages.student_network import beside
from autograder.pages.student_page import sheet_page
from benchmarks.synthetic_class import sheets
from reports.render import render

GOAL_SECONDS, GOAL_RATIO, MANY = 30.0, 10.0, 2_000


@dataclass(frozen=True)
class Ran:
    """Seconds of a whole process, and the most memory that it held, in MiB."""

    seconds: float
    mebibytes: float


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-reports-") as temporary:
        few = _made(Path(temporary, "few"), options.students)
        _tell_speed(few, options.students)
        many = _made(Path(temporary, "many"), MANY)
        small, large = _report(_emptied(few)), _report(many)
        print(f"peak memory: {small.mebibytes:.0f} MiB with {options.students} students, "
              f"{large.mebibytes:.0f} MiB with {MANY:,} (ratio {large.mebibytes / small.mebibytes:.2f}); "
              f"{large.seconds:.1f} s, class page {_kilobytes(_front(many)):.0f} kB")  # fmt: skip
        if not options.skip_nbgrader:
            _tell_ratio(Path(temporary, "solved"), options.rounds)


def _tell_speed(folder: CourseFolder, students: int) -> None:
    first, again = _report(folder), _report(folder)
    pages = [p for p in _front(folder).parent.glob("*.html") if p != _front(folder)]
    print(f"class page and {students} students' pages, whole process: {first.seconds:.1f} s "
          f"(goal {GOAL_SECONDS:g}); with nothing changed {again.seconds:.1f} s")  # fmt: skip
    print(f"class page {_kilobytes(_front(folder)):.0f} kB, largest student's page "
          f"{max(map(_kilobytes, pages)):.0f} kB")  # fmt: skip


def _made(path: Path, students: int) -> CourseFolder:
    folder = make_folder(path, "en", "digits", hidden_seed=0)
    for sheet in sheets(folder.course.assignments[0], students):
        folder.keep_sheet(sheet)
    return folder


def _emptied(folder: CourseFolder) -> CourseFolder:
    for page in folder.reports.rglob("*.html"):
        page.unlink()
    return folder


def _report(folder: CourseFolder) -> Ran:
    command = [sys.executable, "-P", "-m", "autograder.cli", "report", str(folder.path)]
    root = str(Path(__file__).parent.parent)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, env={**environment, "PYTHONPATH": root}, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    return Ran(time.perf_counter() - started, used.ru_maxrss / 1024)


def _front(folder: CourseFolder) -> Path:
    return folder.report(folder.course.assignments[0].slug) / "index.html"


def _kilobytes(path: Path) -> float:
    return path.stat().st_size / 1000


def _tell_ratio(path: Path, rounds: int) -> None:
    """Both sides read what is stored of one student and give the page as text."""
    folder = _solved(path)
    ours, theirs = _our_page(folder), _their_page(folder)
    pages = ours(), theirs()  # the first also loads what stays loaded
    left, right = [], []
    for _ in range(rounds):
        left.append(_seconds(ours))
        right.append(_seconds(theirs))
    mine, stock = statistics.median(left), statistics.median(right)
    print(f"a student's page, medians of {rounds}: ours {mine * 1000:.1f} ms, {len(pages[0]) / 1000:.0f} kB; "
          f"nbgrader's own {stock * 1000:.0f} ms, {len(pages[1]) / 1000:.0f} kB: "
          f"{stock / mine:.0f} times as fast (goal {GOAL_RATIO:g})")  # fmt: skip


def _solved(path: Path) -> CourseFolder:
    """A course in which one student handed in the solution, graded and in nbgrader's gradebook."""
    folder = make_folder(path, "en", "digits", hidden_seed=0)
    assignment = folder.course.assignments[0]
    handed_in = folder.submitted(assignment.slug, "ada")
    handed_in.parent.mkdir(parents=True)
    write(folder.source(assignment), handed_in)
    if problems := grade(folder, assignment, ["ada"], sandbox=Sandbox.NONE, jobs=1):
        raise SystemExit(f"the solution was not graded: {problems[0].reason}")
    return folder


def _our_page(folder: CourseFolder) -> Callable[[], str]:
    assignment = folder.course.assignments[0]
    others = beside(folder, assignment)

    def page() -> str:
        sheet = folder.kept_sheet(assignment.slug, "ada")
        page = sheet_page(standing_of(sheet), assignment, folder.language, folder.translate, others)
        return render(page, folder.translate)

    return page


def _their_page(folder: CourseFolder) -> Callable[[], str]:
    """nbgrader's stock converter with nothing of ours in its configuration."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    slug = folder.course.assignments[0].slug
    config = Config()
    config.CourseDirectory.root = str(folder.path)
    config.CourseDirectory.assignment_id, config.CourseDirectory.student_id = slug, "ada"
    converter = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    converter.exporter = converter.exporter_class(config=converter.config)
    for step in converter.preprocessors:
        converter.exporter.register_preprocessor(step, enabled=True)
    notebook = str(folder.path / "autograded" / "ada" / slug / f"{slug}.ipynb")

    def page() -> str:
        resources: dict[str, Any] = converter.init_single_notebook_resources(notebook)
        text: str = converter.exporter.from_filename(notebook, resources=resources)[0]
        return text

    return page


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--skip-nbgrader", action="store_true", help="only what needs no training")
    return parser.parse_args()


if __name__ == "__main__":
    main()
