"""A student's page tells nothing of the hidden images, whatever their code says of them."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.course.course import Assignment, Course
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.gradebook.standing import standing_of
from autograder.messages import say
from autograder.pages.redaction import known_numbers, redacted, redacted_text
from autograder.pages.student_network import Beside
from autograder.pages.student_page import sheet_page
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import Collected, score
from autograder.scoring.score_sheet import ScoreSheet
from autograder.scoring.truth import truth_of
from reference.datasets import Dataset
from reports.render import render
from tests.autograder.kernel_answers import answered

Spelling = Callable[[Any], str]
SPELLINGS: dict[str, Spelling] = {
    "a list": lambda pixels: str(pixels.tolist()),
    "NumPy's own": str,
    "fractions": lambda pixels: str((pixels / 255).round(3).tolist()),
    "names": lambda pixels: "_".join(f"x{pixel}" for pixel in pixels),
    "hexadecimal": lambda pixels: pixels.astype(np.uint8).tobytes().hex(),
    "apart": lambda pixels: " and ".join(map(str, pixels)),
    "a few": lambda pixels: str(tuple(pixels[:3].tolist())) + "!",
}


def test_a_long_word_is_redacted_at_once() -> None:
    began = time.process_time()
    assert redacted_text("a" * 40_000, frozenset()) == "a" * 40_000
    assert redacted_text("a" * 40_000 + "7", frozenset()) == "…"
    assert time.process_time() - began < 2


def _pixels(images: Any) -> Any:
    """Some of a hidden image that are not the ground."""
    inked = np.asarray(images)[0].ravel()
    return inked[inked > 40][:60]


def _hostile(spelt: str) -> dict[str, Any]:
    """Names as a hostile notebook leaves them, each with pixels in whatever the grader may quote."""

    def normalise(images: Any) -> Any:
        raise ValueError(spelt)

    kind: Any = type(spelt, (), {})
    named = kind()
    table = pd.DataFrame({spelt: [1.0], spelt + "!": [2.0]})
    names = ("x_train", "y_train", "index", "label", "model", "history", "train_loss", "probabilities",
             "dataset_is", "problem_is", "layer_types", "true_label", "test_index")  # fmt: skip
    return {**dict.fromkeys(names, named), "normalise": normalise, "history_table": table, "loss_is": spelt,
            "layer_parameters": {spelt: spelt}, "test_loss": kind, "predicted_label": spelt}  # fmt: skip


def _sheet(assignment: Assignment, course: Course, data: Dataset, namespace: Mapping[str, Any]) -> ScoreSheet:
    rubrics, found = rubrics_of(assignment), {}
    for exercise in assignment.automatic:
        error = f"RuntimeError: {namespace['loss_is']}"
        shown = answered(rubrics[exercise.id].asks, namespace, data, exercise=exercise.id)
        found[exercise.id] = replace(shown, status=RunStatus.RAISED, error=error)
    collected = Collected("mallory", "key", Sandbox.WALLS, found)
    truth = truth_of(course, assignment, rubrics, data)
    alone = [score(collected, replace(truth, asked=(one,))) for one in truth.asked]  # so that nothing waits
    return replace(alone[0], exercises=tuple(exercise for sheet in alone for exercise in sheet.exercises))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_pixel_of_a_hidden_image_reaches_the_page(
    course: Course, assignment: Assignment, digits: Dataset, spelling: str
) -> None:
    pixels = _pixels(digits.hidden.images)
    sheet = _sheet(assignment, course, digits, _hostile(SPELLINGS[spelling](pixels)))
    quoted = sum(
        SPELLINGS[spelling](pixels)[:20] in str(c.message) for e in sheet.exercises for c in e.criteria
    )
    assert quoted >= 5, "the attack says nothing: it proves nothing"
    known = known_numbers(assignment, digits)
    text = html.unescape(
        render(sheet_page(standing_of(sheet), assignment, "en", str, Beside(known, rubrics_of(assignment))))
    )
    secret = {str(pixel) for pixel in pixels} | {str(round(pixel / 255, 3)) for pixel in pixels}
    said = re.findall(r'<p class="(?:message said|headline)">(.*?)</p>', text, re.DOTALL)
    assert len(said) > 20
    for sentence in said:
        numbers = re.findall(r"\d+(?:\.\d+)?", re.sub(r"<[^>]+>", "", sentence))
        assert secret.isdisjoint(set(numbers) - known), sentence
        assert pixels.astype(np.uint8)[:3].tobytes().hex() not in sentence


def test_what_means_something_stays(assignment: Assignment, digits: Dataset) -> None:
    known = known_numbers(assignment, digits)
    for told in (
        "(60, 28, 28)",
        "ValueError: Input 0 of layer dense is incompatible: expected 784, got (None, 28, 28)",
        "ndarray of float32",
        "Conv2D, MaxPooling2D",
        "NameError: name 'x_train_normalised' is not defined",
    ):
        assert redacted_text(told, known) == told


def test_many_numbers_are_left_out_even_if_each_is_known(assignment: Assignment, digits: Dataset) -> None:
    spelt = " ".join(["0", "1", "10", "28"] * 5)
    assert redacted_text(spelt, known_numbers(assignment, digits)) == "…"


def test_a_message_within_a_message_is_looked_at_and_numbers_of_ours_stay(
    assignment: Assignment, digits: Dataset
) -> None:
    inner = say("`{name}` raised {error}.", name="f", error="E: 113 117")
    message = say("Waits for: {cause} {measured:.3f}", cause=inner, measured=0.113)
    assert str(redacted(message, known_numbers(assignment, digits))) == "Waits for: `f` raised E: …. 0.113"
