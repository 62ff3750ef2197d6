"""A student's page: their network beside others, its mistakes as pictures, and what to try next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.init import make_folder
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.gradebook.standing import standing_of
from autograder.messages import Message, say
from autograder.pages.student_network import Beside, beside
from autograder.pages.student_page import sheet_page
from autograder.scoring.network_summary import EPOCHS, MISTAKES, Learning, Misread, Mistake, NetworkSummary
from autograder.scoring.score_sheet import (
    CriterionScore,
    ExerciseScore,
    Measurement,
    Override,
    ScoreSheet,
    Verdict,
)
from reference.datasets import Dataset
from reference.evaluation import image_interval
from reports.digit_pictures import picture
from reports.page_data.student import SheetPage
from reports.render import render

SPACE = "\N{NO-BREAK SPACE}"
LARGEST = 300_000  # bytes of a student's page
TOLD = say("Something is not yet as it should be, and here it says at length what was found of it: {found}.",
           found="x" * 120)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    return make_folder(tmp_path_factory.mktemp("own") / "course", "es", "digits", hidden_seed=5)


@pytest.fixture(scope="module")
def assignment(folder: CourseFolder) -> Assignment:
    return folder.course.assignment("fully_connected")


@pytest.fixture(scope="module")
def others(folder: CourseFolder, assignment: Assignment) -> Beside:
    return beside(folder, assignment)


def _misread(data: Dataset, count: int, wrong: int | None = None) -> Misread:
    labels = data.test.labels
    mistakes = (Mistake(i, int(labels[i]), (int(labels[i]) + 1) % 10, 0.983) for i in range(count))
    return Misread(data.digest, len(data.test), count if wrong is None else wrong, tuple(mistakes))


def _score(exercise: str, verdict: Verdict = Verdict.FAILED, **more: Any) -> ExerciseScore:
    failed = CriterionScore("first", say("The first of several"), verdict, 0.0, 3.0, TOLD)
    return ExerciseScore(exercise, RunStatus.COMPLETED, (failed,) * 5, **more)


def _sheet(assignment: Assignment, misread: Misread, **more: Any) -> ScoreSheet:
    series = tuple(1 / epoch for epoch in range(1, EPOCHS + 1))
    shown = NetworkSummary(Learning(series, series, series, series), misread)
    measured = (Measurement("hidden_accuracy", 0.9, 360),)
    scores = [_score(e.id) for e in assignment.automatic if e.id != "train"]
    scores.append(_score("train", measured=measured, network_summary=shown, **more))
    return ScoreSheet("ada", assignment.slug, "", "", Sandbox.WALLS, tuple(scores))


def _page(folder: CourseFolder, assignment: Assignment, others: Beside, misread: Misread) -> SheetPage:
    return sheet_page(standing_of(_sheet(assignment, misread)), assignment, "es", folder.translate, others)


def test_the_network_stands_beside_baseline_and_reference(
    folder: CourseFolder, assignment: Assignment, others: Beside
) -> None:
    network = _page(folder, assignment, others, _misread(folder.dataset, 3)).network
    assert network
    assert network.standing
    own, (baseline, *references) = network.standing.own, network.standing.references
    assert (own.accuracy, own.name) == (0.9, "Tu red")
    chance = image_interval(324, 360)
    assert (own.interval.low, own.interval.high) == (chance.low, chance.high)
    assert (baseline.is_baseline, baseline.name) == (True, "logistic_regression")
    assert baseline.interval
    assert 0.85 < baseline.interval.low < baseline.accuracy < baseline.interval.high
    assert [row.name for row in references] == ["dense_128_relu", "no_normalisation"]
    assert not any(row.is_baseline for row in references)
    assert all(row.interval and row.interval.low < row.accuracy < row.interval.high for row in references)
    assert f"90.0{SPACE}%" in network.standing.words


def test_data_that_are_gone_cost_the_picture_and_not_the_page(
    folder: CourseFolder, assignment: Assignment, tmp_path: Path
) -> None:
    without = replace(folder, dataset_name=str(tmp_path / "gone.npz"))
    page = _page(folder, assignment, beside(without, assignment), _misread(folder.dataset, 3))
    assert page.network is None
    assert render(page, folder.translate)


@pytest.mark.parametrize(
    ("shown", "wrong", "words"),
    [
        (0, 0, "lee bien todas y cada una de las 360"),
        (1, 1, "lee mal esta."),
        (5, 5, "lee mal estas 5"),
        (12, 31, "Estos son los 12 errores"),
    ],
)
def test_mistakes_are_test_images_told_in_words(
    folder: CourseFolder, assignment: Assignment, others: Beside, shown: int, wrong: int, words: str
) -> None:
    page = _page(folder, assignment, others, _misread(folder.dataset, shown, wrong))
    assert page.network
    assert words in page.network.words
    assert len(page.network.mistakes) == shown
    for place, mistake in enumerate(page.network.mistakes):
        label = folder.dataset.test.labels[place]
        assert mistake.picture == picture(folder.dataset.test.images[place])
        assert mistake.words == f"{label}, leído como {(label + 1) % 10} con una certeza del 98.3{SPACE}%"
        assert mistake.words in render(page, folder.translate)


@pytest.mark.parametrize("unknown", [say("It could not be rebuilt."), None])
def test_where_there_are_no_pictures_a_sentence_says_why(
    folder: CourseFolder, assignment: Assignment, others: Beside, unknown: Message | None
) -> None:
    misread = replace(_misread(folder.dataset, 3), data_digest="of other data")
    if unknown is not None:
        misread = Misread(folder.dataset.digest, unknown=unknown)
    page = _page(folder, assignment, others, misread)
    assert page.network
    assert page.network.mistakes == ()
    assert page.network.words == (str(unknown) if unknown else folder.translate(
        "The course's data have changed since this was graded, so that there are no pictures."))  # fmt: skip


def test_the_largest_page_stays_small(folder: CourseFolder, assignment: Assignment, others: Beside) -> None:
    page = _page(folder, assignment, others, _misread(folder.dataset, MISTAKES))
    text = render(page, folder.translate)
    assert text.count('class="digit"') == MISTAKES
    assert text.count("x" * 119) == 5 * len(assignment.automatic)
    assert len(text.encode()) < LARGEST


def test_what_to_try_next_is_the_first_hint_and_never_the_last(
    folder: CourseFolder, assignment: Assignment, others: Beside
) -> None:
    page = _page(folder, assignment, others, _misread(folder.dataset, 0))
    for block in page.exercises:
        first, *_, last = others.rubrics[block.exercise].steps
        assert block.next_step == first.render(folder.translate) != last.render(folder.translate)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("passed", ""),
        ("settled", ""),
        ("not allowed", "grader.check"),
        ("the only hint", "grader.check"),
        ("begun", "grader.check"),
    ],
)
def test_without_a_hint_that_may_be_given(
    folder: CourseFolder,
    assignment: Assignment,
    others: Beside,
    case: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    score = _score("train", Verdict.PASSED if case == "passed" else Verdict.FAILED)
    if case == "settled":
        score = replace(score, override=Override(3.0, "by hand", "2026-01-01"))
    if case == "not allowed":
        assignment = replace(assignment, hints=False)
    if case == "begun":
        held = replace(score.criteria[0], verdict=Verdict.PASSED)
        score = replace(score, criteria=(held, *score.criteria))
    if case == "the only hint":
        monkeypatch.setattr(others.rubrics["train"], "steps", (say("All of it."),))
    sheet = ScoreSheet("ada", assignment.slug, "", "", Sandbox.WALLS, (score,))
    (block,) = sheet_page(standing_of(sheet), assignment, "es", folder.translate, others).exercises
    assert bool(block.next_step) == bool(said)
    assert said in block.next_step
