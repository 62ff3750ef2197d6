"""`demo`: the whole way on embedded digits and bundled example submissions."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.arguments import add_report
from autograder.commands.output import said, warn
from autograder.commands.train import Training
from autograder.errors import FolderError
from autograder.messages import say

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.coursedir.coursedir import CourseFolder
    from autograder.proving.cases import Case
    from reports.page_data.index import IndexPage

#: Every variant once, for its curves, and the dense ones with seeds enough for a verdict.
PLAN = (("*", 1), ("dense", 5))
#: Lies in a folder that a demo made.
MARK = ".autograder-demo"


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


def make_demo(out: Path, jobs: int, language: str, plan: Sequence[tuple[str, int]] = PLAN) -> Path:
    """Train, grade and render everything into `out`; returns the page in front.

    `plan` pairs variants with numbers of seeds. Finished trainings of an earlier demo are used
    again; the course folder is made anew.
    """
    _expect_ours(out)
    folder = _course(out, language)
    from autograder.training.experiment import Experiment
    from autograder.training.train import run_experiment
    from reports.render import write

    graded = [(assignment, _graded(folder, assignment, jobs)) for assignment in folder.course.assignments]
    for variants, seeds in plan:
        with Training() as bar:
            run_experiment(Experiment("digits", variants, seeds, None, jobs, out, language, folder), bar)
    page = out / "index.html"
    write(_front(folder, graded), page, folder.translate)
    return page


def _expect_ours(out: Path) -> None:
    """FolderError where no course can be, or where anything is that an earlier demo did not leave."""
    from autograder.coursedir.names import expect_no_pattern

    expect_no_pattern(out)
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise FolderError("{path} is not empty: choose a new folder", path=out)


def _course(out: Path, language: str) -> CourseFolder:
    """A course folder of ours, in the place of an earlier demo's."""
    from autograder.coursedir.init import make_folder
    from autograder.gradebook.writer import release

    path = out / "course"
    shutil.rmtree(path, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    folder = make_folder(path, language, "digits", hidden_seed=0)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    return folder


def _graded(folder: CourseFolder, assignment: Assignment, jobs: int) -> tuple[Case, ...]:
    """The cases to show of an assignment, handed in and graded."""
    from nbformat import write

    from autograder.evidence.evidence import Sandbox
    from autograder.execution.sandbox import available
    from autograder.grading.grade import grade
    from autograder.proving.cases import load_cases

    cases = tuple(case for case in load_cases(assignment) if case.demo)
    for case in cases:
        path = folder.submitted(assignment.slug, case.name)
        path.parent.mkdir(parents=True)
        write(case.notebook(folder.source(assignment), folder.language), path)
    # The examples are our own code, so they need no wall; behind one, networks are rebuilt and shown.
    sandbox = Sandbox.NONE if available() else Sandbox.WALLS
    grade(folder, assignment, [case.name for case in cases], sandbox=sandbox, jobs=jobs)
    return cases


def _front(folder: CourseFolder, graded: list[tuple[Assignment, tuple[Case, ...]]]) -> IndexPage:
    from reports.page_data.index import IndexPage, Link, LinkSection

    translate, language = folder.translate, folder.language
    comparison = Link(
        "comparison.html",
        say("Every variant against logistic regression").render(translate),
        say("Accuracies with intervals, learning curves, confusion matrices, and the students beside them.")
        .render(translate),
    )  # fmt: skip
    sections = [LinkSection(say("Trainings").render(translate), (comparison,))]
    for assignment, cases in graded:
        pages = f"course/reports/{assignment.slug}"
        whole = Link(
            f"{pages}/index.html",
            say("The whole class").render(translate),
            say("What was missed most, what waits, and where everybody stands.").render(translate),
        )
        links = (Link(f"{pages}/{c.name}.html", c.name, c.about.in_(language)) for c in cases)
        sections.append(LinkSection(assignment.title.in_(language), (whole, *links)))
    return IndexPage(
        title=folder.course.title.in_(language),
        lead=say("Trained, graded and rendered on this machine, from the digits that come with scikit-learn.")
        .render(translate),
        sections=tuple(sections),
        language=language,
    )  # fmt: skip
