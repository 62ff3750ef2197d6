"""`demo`: the whole way on embedded images and bundled example submissions."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from autograder.commands.arguments import add_report
from autograder.commands.output import said, warn
from autograder.commands.train import Training
from autograder.errors import FolderError
from autograder.messages import say

if TYPE_CHECKING:
    from autograder.commands.demo_front import Front
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder
    from autograder.proving.cases import Case
    from autograder.training.experiment import Experiment
    from reference.training import Run

#: The dense variants once, for something to see, then with seeds enough for a verdict; the others for their
#: curves.
PLAN = (("logistic_regression,dense", 1), ("dense", 5), ("*", 1))
#: Lies in a folder that a demo made.
MARK = ".autograder-demo"

_AWAITED = say("The rest is being trained and graded. This page loads itself anew until all of it is there.")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("out/demo"), metavar=said("DIR"))
    add_report(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.execution.sandbox import available

    if lacking := available():
        warn(
            say("The examples run without walls, so no network is rebuilt: {reason}", reason=lacking), options
        )
    print(make_demo(options.out, options.jobs, options.language).absolute())
    return 0


def make_demo(
    out: Path,
    jobs: int,
    language: str,
    plan: Sequence[tuple[str, int]] = PLAN,
    dataset: str | None = None,
) -> Path:
    """Train, grade and render everything into `out`; returns the page in front.

    `plan` pairs variants with numbers of seeds; the data are those of new courses if none are named. The page
    in front is there from the beginning and loads itself anew until all is. Finished trainings of an earlier
    demo are used again; the course folder is made anew.
    """
    _expect_ours(out)
    out = out.absolute()  # recording goes into the course's folder while trainings are kept beside it
    folder = _course(out, language, dataset)
    from autograder.commands.demo_front import Front, write_notebooks  # brings the pages
    from autograder.training.experiment import Experiment
    from autograder.training.train import run_experiment

    front = Front(out, folder, {a.slug: _examples(a) for a in folder.course.assignments})
    warn(say("{page} shows what is there so far", page=front.write(_AWAITED).absolute()))
    write_notebooks(out, folder)
    front.write(_AWAITED)
    trained = Experiment(folder.dataset_name, tuple(plan), None, jobs, out, language, folder, refreshed=True)
    try:
        with _beside(partial(_train, trained, front)):
            for assignment in folder.course.assignments:
                _grade(folder, assignment, front.examples[assignment.slug], jobs)
                front.write(_AWAITED)
        run_experiment(trained)  # nothing to train is left: the students stand beside the variants now
    finally:
        front.write()  # whatever happened: nothing more is to come
    return front.page


@contextmanager
def _beside(work: Callable[[Event], None]) -> Iterator[None]:
    """`work` in a thread, as one alone would leave a core with nothing to do; its error is raised here.

    Where what goes on beside it fails or is interrupted, `work` is told by the event, and waited for.
    """
    ended = Event()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work, ended)
        try:
            yield
            working.result()
        finally:
            ended.set()


def _train(trained: Experiment, front: Front, ended: Event) -> None:
    """The variants, and with them the page to draw on; no more of them when `ended` is set."""
    from autograder.training.train import train_beside

    with _Until(ended) as bar:
        train_beside(trained, bar, lambda: front.write(_AWAITED))
    _drawing_page(trained, front.folder)
    front.write(_AWAITED)


class _Until(Training):
    """Ends the training between two runs."""

    def __init__(self, ended: Event) -> None:
        super().__init__()
        self._ended = ended

    def outcome(self, outcome: Run) -> None:
        super().outcome(outcome)
        if self._ended.is_set():
            raise KeyboardInterrupt


def _expect_ours(out: Path) -> None:
    """FolderError where no course can be, or where anything is that an earlier demo did not leave."""
    from autograder.coursedir.names import expect_no_pattern

    expect_no_pattern(out)
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise FolderError("{path} is not empty: choose a new folder", path=out)


def _course(out: Path, language: str, dataset: str | None) -> CourseFolder:
    """A course folder of ours, in the place of an earlier demo's."""
    from autograder.commands.demo_front import DRAWING
    from autograder.coursedir.init import make_folder
    from autograder.gradebook.writer import release

    path = out / "course"
    shutil.rmtree(path, ignore_errors=True)
    for name in ("index.html", "comparison.html", DRAWING):  # they would show what is being made anew
        (out / name).unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    folder = make_folder(path, language, dataset, hidden_seed=0)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    return folder


def _examples(assignment: Assignment) -> tuple[Case, ...]:
    """The cases to show of an assignment."""
    from autograder.proving.cases import load_cases

    return tuple(case for case in load_cases(assignment) if case.demo)


def _drawing_page(trained: Experiment, folder: CourseFolder) -> None:
    """The page to draw on, of those that are worth it among the networks that were just trained."""
    from autograder.commands.demo_front import DRAWING
    from autograder.playground.page import write_page
    from autograder.playground.trained import VARIANTS, reference_networks
    from reference.models import select

    planned = {variant for globs, _ in trained.plans for variant in select(globs)}
    if chosen := [variant.name for variant in select(VARIANTS) if variant in planned]:
        reference = reference_networks(trained.out, ",".join(chosen))
        write_page(trained.out / DRAWING, reference, folder.language, folder.translate)


def _grade(folder: CourseFolder, assignment: Assignment, cases: Sequence[Case], jobs: int) -> None:
    """The cases handed in and graded."""
    from nbformat import write

    from autograder.evidence.evidence import Sandbox
    from autograder.execution.sandbox import available
    from autograder.grading.grade import grade

    for case in cases:
        path = folder.submitted(assignment.slug, case.name)
        path.parent.mkdir(parents=True)
        write(case.notebook(folder.source(assignment), folder.language), path)
    # The examples are our own code, so they need no wall; behind one, networks are rebuilt and shown.
    sandbox = Sandbox.NONE if available() else Sandbox.WALLS
    grade(folder, assignment, [case.name for case in cases], sandbox=sandbox, jobs=jobs)
