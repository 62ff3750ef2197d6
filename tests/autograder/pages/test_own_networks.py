"""Of several networks a student's page shows the best, and both pages say which one is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.gradebook.standing import standing_of
from autograder.messages import say
from autograder.pages.class_counts import ClassCounts
from autograder.pages.class_page import class_page
from autograder.pages.own_networks import best_exercise, shown_network
from autograder.pages.redaction import known_numbers
from autograder.pages.references import Reference, Source, student_references
from autograder.pages.student_network import Beside, student_network
from autograder.scoring.network_summary import Misread, NetworkSummary
from autograder.scoring.score_sheet import CriterionScore, ExerciseScore, Measurement, ScoreSheet, Verdict
from reference.models import BASELINE
from reports.render import render

#: What the networks of some exercises reach; None where there is one that nobody measured.
Reached = dict[str, float | None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("own") / "course", "en", "mnist5k", hidden_seed=5)


@pytest.fixture(scope="module")
def cnn(folder: CourseFolder) -> Assignment:
    return folder.course.assignment("cnn")


def _sheet(reached: Reached, student: str = "ana") -> ScoreSheet:
    held = (CriterionScore("built", say("Built"), Verdict.PASSED, 1.0, 1.0),)
    scores = [
        ExerciseScore(
            exercise,
            RunStatus.COMPLETED,
            held,
            measured=() if value is None else (Measurement("hidden_accuracy", value, 1000),),
            network_summary=NetworkSummary(None, Misread(exercise)),
        )
        for exercise, value in reached.items()
    ]
    return ScoreSheet(student, "cnn", "", "", Sandbox.WALLS, tuple(scores))


@pytest.mark.parametrize(
    ("reached", "shown", "of"),
    [
        ({"mlp": 0.91, "larger_cnn": 0.96, "dropout_cnn": 0.97}, "dropout_cnn", 3),
        ({"mlp": 0.91, "larger_cnn": 0.96, "dropout_cnn": None}, "larger_cnn", 2),
        ({"mlp": 0.91, "simple_cnn": 0.91}, "mlp", 2),
        ({"mlp": 0.91, "simple_cnn": None}, "mlp", 1),
        ({"mlp": None, "larger_cnn": None}, "larger_cnn", 0),
        ({"mlp": None, "simple_cnn": None}, "mlp", 0),
        ({}, "", 0),
    ],
)
def test_the_best_is_shown_or_else_that_of_the_accuracy(
    cnn: Assignment, reached: Reached, shown: str, of: int
) -> None:
    found = shown_network(_sheet(reached), cnn)
    assert (found.exercise if found else "", found.of if found else 0) == (shown, of)
    assert found is None or found.summary.misread.data_digest == shown
    assert best_exercise(_sheet(reached).exercises, cnn) == (shown if of > 1 else "")


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        (
            {"mlp": 0.91, "larger_cnn": 0.96},
            "The one of “A larger convolutional network”: of your 2 ",
        ),
        ({"larger_cnn": 0.96}, ""),
    ],
)
def test_a_student_is_told_which_one_it_is(
    folder: CourseFolder, cnn: Assignment, reached: Reached, told: str
) -> None:
    data = folder.data(cnn)
    assert data is not None
    others = Beside(known_numbers(cnn, data), {}, data)
    found = student_network(_sheet(reached), cnn, others, str, "en")
    assert found is not None
    assert found.which.startswith(told)
    assert bool(found.which) is bool(told)
    assert found.standing is not None
    assert found.standing.own.accuracy == 0.96


def test_the_class_page_says_whose_accuracy_it_draws_and_counts_the_best(
    folder: CourseFolder, cnn: Assignment
) -> None:
    counts = ClassCounts(cnn)
    better: Reached = {"mlp": 0.91, "larger_cnn": 0.96, "dropout_cnn": 0.97}
    for student, reached in (("ana", better), ("beto", better), ("carla", {**better, "mlp": 0.99})):
        counts.add(standing_of(_sheet(reached, student)))
    references = (Reference("larger_cnn", 0.9644, None, 30, Source.CALIBRATED),)
    page = class_page(folder, cnn, counts, references)
    assert page.accuracies == (
        "What each student's network of “A larger convolutional network” reads right of 1,000 hidden images, "
        "beside the references.",
        "Of several networks, each student's best is that of: Three stages and much dropout (2); The "
        "multilayer perceptron (1).",
    )
    html = render(page)
    assert all(sentence.partition("'")[0] in html for sentence in page.accuracies)
    assert "larger_cnn 96.4" in html


def test_of_one_network_nobody_is_told_which(folder: CourseFolder, cnn: Assignment) -> None:
    counts = ClassCounts(cnn)
    for student in ("ana", "beto"):
        counts.add(standing_of(_sheet({"larger_cnn": 0.96}, student)))
    assert len(class_page(folder, cnn, counts, ()).accuracies) == 1
    none = ClassCounts(cnn)
    none.add(standing_of(replace(_sheet({}), exercises=())))
    assert class_page(folder, cnn, none, ()).accuracies == ()


def test_the_network_that_a_class_page_draws_has_its_own_reference(
    folder: CourseFolder, cnn: Assignment
) -> None:
    assert cnn.accuracy is not None
    data = folder.data(cnn)
    assert data is not None
    unfitted = replace(cnn, references=tuple(name for name in cnn.references if name != BASELINE))
    assert cnn.accuracy[0] in {found.variant for found in student_references(folder, unfitted, data)}
