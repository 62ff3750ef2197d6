"""`autograder train`: plan -> train what is missing -> tables -> comparison page."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder
from autograder.messages import Translate, translator
from autograder.pages.references import Reference, Source, keep_trained, reference_of
from autograder.pages.site import COMPARISON, write_reports
from autograder.pipeline.progress import SILENT, Progress
from autograder.training.comparison_page import comparison_page
from autograder.training.student_accuracies import student_accuracies
from reference.datasets import Dataset, load
from reference.models import VARIANTS, select
from reference.run_store import Records, Settings
from reference.runner import missing, plan, train_all
from reference.training import Run, Status
from reports.page_data.comparison import StudentAccuracies
from reports.render import write


@dataclass(frozen=True)
class Experiment:
    """What is to be trained, on which data, and where the results go."""

    dataset: str
    variants: str
    seeds: int
    epochs: int | None
    jobs: int
    out: Path
    language: str = "en"
    course: CourseFolder | None = None

    @property
    def hidden_seed(self) -> int:
        return self.course.hidden_seed if self.course else 0

    @property
    def hidden_file(self) -> Path | None:
        return self.course.hidden_file if self.course else None


def run_experiment(experiment: Experiment, progress: Progress[Run] = SILENT) -> Path:
    """Train, tabulate and render; returns the path of `comparison.html`.

    Interrupted, it leaves tables of what was finished, and goes on from there next time.
    """
    tasks = plan(select(experiment.variants), experiment.seeds, experiment.epochs)
    dataset = experiment.course.dataset if experiment.course else load(experiment.dataset)
    records = Records(experiment.out)
    records.open(Settings(dataset.name, dataset.digest, experiment.hidden_seed, experiment.epochs))
    try:
        left = missing(tasks, records)
        progress.begin(len(tasks), len(tasks) - len(left))
        data = (experiment.dataset, experiment.hidden_seed, experiment.jobs)
        for run in train_all(left, *data, own_hidden=experiment.hidden_file):
            records.keep(run)
            progress.outcome(run)
    finally:
        records.write_tables(dataset.test.labels)
        planned = Counter(task.variant.name for task in tasks)
        page = write_comparison(experiment, dataset, records, planned)
    return page


def write_comparison(
    experiment: Experiment, dataset: Dataset, records: Records, planned: Mapping[str, int]
) -> Path:
    """Render what is stored, with the course's students beside it where there is a course."""
    own, language = experiment.course, experiment.language
    translate = own.course.translator(language) if own else translator(language)
    runs = records.all()
    if experiment.course:
        _keep_for(experiment.course, experiment, dataset, runs, planned)
    students = _students(experiment, trained_references(runs, dataset), translate)
    page = comparison_page(runs, dataset, experiment.language, translate, students, planned)
    path = experiment.out / "comparison.html"
    write(page, path, translate)
    return path


def _keep_for(
    course: CourseFolder,
    experiment: Experiment,
    dataset: Dataset,
    runs: tuple[Run, ...],
    planned: Mapping[str, int],
) -> None:
    """The comparison among the course's own reports, and its accuracies for the pages of classes.

    Trained for fewer or more epochs than declared, the references would mislead: then only the page.
    """
    page = comparison_page(runs, dataset, course.language, course.translate, None, planned)
    write(page, course.reports / COMPARISON, course.translate)
    if experiment.epochs is None:
        keep_trained(course, dataset, trained_references(runs, dataset))
    write_reports(course, [a for a in course.course.assignments if course.state.sheets(a.slug)])


def trained_references(runs: Sequence[Run], dataset: Dataset) -> tuple[Reference, ...]:
    """What every variant that trained reaches on the hidden images, in course order."""
    reached = {
        name: [run.hidden_accuracy for run in runs if run.variant == name and run.status is Status.TRAINED]
        for name in VARIANTS
    }
    images = len(dataset.hidden)
    return tuple(reference_of(name, own, images, Source.TRAINED) for name, own in reached.items() if own)


def _students(
    experiment: Experiment, references: Sequence[Reference], translate: Translate
) -> StudentAccuracies | None:
    """Of the course's first assignment that measures an accuracy and has score sheets."""
    folder = experiment.course
    if folder is None:
        return None
    for assignment in folder.course.assignments:
        sheets = [sheet for sheet in folder.sheets(assignment.slug) if not sheet.problem]
        links = Path(os.path.relpath(folder.report(assignment.slug), experiment.out)).as_posix()
        found = student_accuracies(
            assignment,
            sheets,
            references,
            links,
            experiment.language,
            translate,
        )
        if found is not None:
            return found
    return None
