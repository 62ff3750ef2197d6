"""What is said of labels, of figures and of the pair confused most often, and where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.course.course import Course
from autograder.networks import confusion
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.rubrics import Criterion, rubrics_of
from autograder.scoring.score import look_at, score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset
from tests.autograder.kernel_answers import answered
from tests.autograder.networks.digits_read import DATA, misread, reader


@pytest.fixture
def drawn() -> Iterator[Callable[..., list[Any]]]:
    """Draws the first images of the data, so many figures with so many rows and columns."""

    def draw(data: Dataset, figures: int, rows: int, columns: int) -> list[Any]:
        images = iter(data.train.images)
        for _ in range(figures):
            for place in np.ravel(plt.subplots(rows, columns)[1]):
                place.imshow(next(images), cmap="gray")
        return [plt.figure(number) for number in plt.get_fignums()]

    plt.close("all")
    yield draw
    plt.close("all")


def _said(course: Course, data: Dataset, figures: list[Any], labels: Any) -> dict[str, str]:
    rubric = rubrics_of(course.assignment("cnn"))["first_images"]
    evidence = answered(rubric.asks, {"first_labels": labels}, data, figures, "first_images")
    score = score_exercise(Asked(rubric, 4), evidence, data)
    assert not score.unscored
    return {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}


@pytest.mark.parametrize(
    ("figures", "rows", "columns", "words"),
    [
        (1, 2, 2, ""),
        (4, 1, 1, "The images stand in 4 figures of their own: draw all four in one"),
        (2, 1, 2, "The images stand in 2 figures of their own: draw all four in one"),
        (1, 1, 4, "The images stand in 1 row and 4 columns: two by two"),
        (1, 4, 1, "The images stand in 4 rows and 1 column: two by two"),
    ],
)
def test_four_figures_are_told_as_figures(
    course: Course, digits: Dataset, drawn: Any, figures: int, rows: int, columns: int, words: str
) -> None:
    labels = digits.train.labels[:4].tolist()
    found = _said(course, digits, drawn(digits, figures, rows, columns), labels)
    assert found.get("grid", "").startswith(words)
    assert bool(words) is ("grid" in found)


def test_labels_that_are_texts_are_told_so(course: Course, digits: Dataset, drawn: Any) -> None:
    labels = [str(label) for label in digits.train.labels[:4]]
    found = _said(course, digits, drawn(digits, 1, 2, 2), labels)
    assert found == {
        "labels": f'`first_labels` holds texts, "{labels[0]}", "{labels[1]}", "{labels[2]}", "{labels[3]}"; '
        "whole numbers are wanted, without quotes."
    }


def _pair(course: Course) -> Criterion:
    rubric = rubrics_of(course.assignment("cnn"))["confusion"]
    return next(criterion for criterion in rubric.criteria if criterion.name == "pair")


@pytest.mark.parametrize(
    ("wrong", "told", "words"),
    [
        ({2: 3, 7: 9}, (7, 5), ""),
        ({2: 3, 7: 9}, (5, 7), "the other way round"),
        ({2: 3, 7: 9}, (7, 7), "Leave the diagonal out"),
        ({2: 3, 7: 9}, "7,5", '`confused_pair` is a text, "7,5"; whole numbers are wanted'),
        ({2: 3, 7: 9}, ("7", "5"), '`confused_pair` holds texts, "7", "5"'),
        ({}, (0, 0), ""),
        ({}, (), ""),
        ({}, None, ""),
    ],
)
def test_of_a_network_without_a_mistake_no_pair_is_asked(
    course: Course, monkeypatch: pytest.MonkeyPatch, wrong: dict[int, int], told: Any, words: str
) -> None:
    pair = _pair(course)
    monkeypatch.setitem(pair.judge.__globals__, "_network", lambda *_: reader(misread(wrong), "net"))
    rubric = rubrics_of(course.assignment("cnn"))["confusion"]
    answers = Answers(rubric.asks, answered(rubric.asks, {"confused_pair": told}, DATA, (), "confusion"))
    try:
        found = look_at(pair.judge, answers, DATA)
    except Unanswered as lacking:
        found = lacking.message
    assert words in str(found)
    assert bool(words) is (found is not None)
    assert confusion.counted(reader(misread(wrong), "net").predicted, DATA).sum() == len(DATA.test)
