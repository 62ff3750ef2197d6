"""Code of an exercise, run in this process, and what its checks say of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.course.course import Course
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset
from tests.autograder.kernel_answers import answered

#: (exercise, code) -> what its criteria say that do not hold, by their names; as in grading.
Said = Callable[..., dict[str, str]]


@pytest.fixture
def said(course: Course, digits: Dataset) -> Said:
    assignment = course.assignment("convolution")
    rubrics = rubrics_of(assignment)

    def judged(exercise: str, code: str, **given: Any) -> dict[str, str]:
        namespace: dict[str, Any] = {"np": np, "plt": plt, "x_test": digits.test.images, **given}
        with contextlib.suppress(Exception):  # a cell that stopped: what it had defined by then is there
            exec(code, namespace)
        drawn = [plt.figure(number) for number in plt.get_fignums()]
        asked = Asked(rubrics[exercise], assignment.exercise(exercise).points)
        evidence = answered(asked.rubric.asks, namespace, digits, drawn, exercise)
        plt.close("all")
        score = score_exercise(asked, evidence, digits)
        assert not score.unscored
        return {c.name: str(c.message) for c in score.criteria if c.verdict is not Verdict.PASSED}

    return judged
