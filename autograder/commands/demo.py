"""`make demo`: the whole way on embedded digits and bundled example submissions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from nbformat import write as write_notebook

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import Sandbox
from autograder.execution.sandbox import available
from autograder.gradebook.writer import release
from autograder.grading.grade import grade
from autograder.messages import say
from autograder.proving.cases import Case, load_cases
from autograder.training.train import Experiment, run_experiment
from reports.page_data.index import IndexPage, Link, LinkSection
from reports.render import write

#: Every variant once, for its curves, and the dense ones with seeds enough for a verdict.
PLAN = (("*", 1), ("dense", 5))


def make_demo(out: Path, jobs: int, language: str, plan: Sequence[tuple[str, int]] = PLAN) -> Path:
    """Train, grade and render everything into `out`; returns the page in front.

    `plan` pairs variants with numbers of seeds. Finished trainings of an earlier demo are used
    again; the course folder is made anew.
    """
    folder = _course(out, language)
    graded = [(assignment, _shown(assignment)) for assignment in folder.course.assignments]
    for assignment, cases in graded:
        _hand_in(folder, assignment, cases)
        students = [case.name for case in cases]
        # The examples are our own code, so they need no wall; behind one, networks are rebuilt and shown.
        sandbox = Sandbox.NONE if available() else Sandbox.WALLS
        grade(folder, assignment, students, sandbox, jobs, tell=lambda outcome: None)
    for variants, seeds in plan:
        run_experiment(Experiment("digits", variants, seeds, None, jobs, out, language, folder))
    page = out / "index.html"
    write(_front(folder, graded), page, folder.translate)
    return page


def _course(out: Path, language: str) -> CourseFolder:
    """A course folder of ours, in the place of an earlier demo's and of nobody else's."""
    path, mark = out / "course", out / ".autograder-demo"
    if mark.is_file():
        shutil.rmtree(path, ignore_errors=True)
    elif not path.exists():
        out.mkdir(parents=True, exist_ok=True)
        mark.touch()
    folder = make_folder(path, language, "digits", hidden_seed=0)
    for assignment in folder.course.assignments:
        release(folder, assignment.slug)
    return folder


def _shown(assignment: Assignment) -> tuple[Case, ...]:
    return tuple(case for case in load_cases(assignment) if case.demo)


def _hand_in(folder: CourseFolder, assignment: Assignment, cases: tuple[Case, ...]) -> None:
    for case in cases:
        path = folder.submitted(assignment.slug, case.name)
        path.parent.mkdir(parents=True)
        write_notebook(case.notebook(folder.source(assignment), folder.language), path)


def _front(folder: CourseFolder, graded: list[tuple[Assignment, tuple[Case, ...]]]) -> IndexPage:
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
