"""What was trained, compared on a page: among the reports of a course too, with its students beside."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.standing import Standings
from autograder.messages import Message, Translate, plural, translator
from autograder.pages.references import Reference, Source, keep_trained, reference_of
from autograder.pages.site import COMPARISON, write_reports
from autograder.training.comparison_page import comparison_page
from autograder.training.experiment import Experiment
from autograder.training.student_accuracies import student_accuracies
from reference.datasets import Dataset
from reference.models import VARIANTS
from reference.run_store import Records
from reference.training import Run, Status
from reports.page_data.comparison import StudentAccuracies
from reports.render import write


def write_comparison(
    experiment: Experiment, dataset: Dataset, records: Records, planned: Mapping[str, int]
) -> Path:
    """Render what is stored, with the course's students beside it where there is a course."""
    runs = records.all()
    if experiment.course:
        _keep_for(experiment.course, experiment, dataset, runs, planned)
    students = _students(experiment, trained_references(runs, dataset), _translator(experiment))
    return _write(experiment, dataset, runs, planned, students)


def write_interim(
    experiment: Experiment, dataset: Dataset, records: Records, planned: Mapping[str, int], left: int
) -> None:
    """Render what is stored so far, with so many trainings still to come."""
    _write(experiment, dataset, records.all(), planned, None, left)


def _write(
    experiment: Experiment,
    dataset: Dataset,
    runs: Sequence[Run],
    planned: Mapping[str, int],
    students: StudentAccuracies | None,
    left: int = 0,
) -> Path:
    translate, path = _translator(experiment), experiment.out / "comparison.html"
    page = comparison_page(runs, dataset, experiment.language, translate, students, planned)
    if left:
        page = replace(page, awaits=_awaits(left, sum(planned.values())).render(translate))
    write(page, path, translate)
    return path


def _translator(experiment: Experiment) -> Translate:
    own, language = experiment.course, experiment.language
    return own.course.translator(language) if own else translator(language)


def _awaits(left: int, planned: int) -> Message:
    return plural("{count} of {planned} trainings is still to come. This page loads itself anew until then.",
                  "{count} of {planned} trainings are still to come. This page loads itself anew until then.",
                  left, planned=planned)  # fmt: skip


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
        standings = [s for s in Standings(folder, assignment).all() if not s.sheet.problem]
        links = Path(os.path.relpath(folder.report(assignment.slug), experiment.out)).as_posix()
        found = student_accuracies(
            assignment,
            standings,
            references,
            links,
            experiment.language,
            translate,
        )
        if found is not None:
            return found
    return None
