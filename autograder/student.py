"""What a student's notebook imports: `grader.check` and `load_data`.

In a student's own Jupyter, the asks that grading will put to the notebook are put to it here,
with images made from the public ones, and scored by the same checks.
"""

from __future__ import annotations

import contextlib
import html
import importlib
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.evidence import Evidence, RunStatus
from autograder.execution import inside
from autograder.execution.figures import watch
from autograder.messages import Message, Translate, say
from autograder.scores import ExerciseScore, Verdict
from autograder.scoring import Asked, score_exercise
from reference.datasets import Dataset, Images, Split, load, read
from reference.quiet import loading_quietly

_LOCAL_SEED = 0  # public: grading moves the images by a seed of its own
_LOCAL_IMAGES = 1_000

ICONS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.BLOCKED: "…",
    Verdict.NOT_ATTEMPTED: "○",
    Verdict.NEEDS_HUMAN: "✎",
    Verdict.DEFERRED: "◌",
    Verdict.UNSCORED: "!",
}

_chosen: tuple[str, int | None] = ("digits", None)  # the data of the notebook's Grader, and how many of them

Pair = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def load_data(path: str | None = None) -> tuple[Pair, Pair]:
    """Training and test data: `(x_train, y_train), (x_test, y_test)`, as Keras gives MNIST.

    Images (N, 28, 28) uint8 in 0..255, labels (N,) uint8 in 0..9. Without a `path` they are
    those that the notebook's Grader was made for. Nothing is downloaded where they are here.
    """
    name, train_images = _chosen
    data = read(path or name)
    if path is None:
        data = {key: a[:train_images] if key.endswith("_train") else a for key, a in data.items()}
    return (data["x_train"], data["y_train"]), (data["x_test"], data["y_test"])


class Grader:
    """Checks the exercises of one assignment in the notebook that it is made in."""

    def __init__(self, assignment: str, language: str = "en", dataset: str = "digits") -> None:
        global _chosen
        if _shell() is not None:
            # A missing Keras is told by the notebook's own import.
            with loading_quietly(), contextlib.suppress(ImportError):
                importlib.import_module("keras")
        self._course: Course = load_course()
        self._assignment: Assignment = self._course.assignment(assignment)
        self._translate: Translate = self._course.translator(language)
        self._language = language
        self._dataset_name = dataset
        _chosen = dataset, self._assignment.train_images
        self._drawn = watch()
        self._last, self._seen = "", frozenset[int]()

    def check(self, exercise: str) -> Result:
        """What holds of an exercise by now, what does not, and what to try."""
        known = [e.id for e in self._assignment.automatic]
        if exercise not in known:
            raise CourseError(f"there is no exercise {exercise!r}: choose from {', '.join(known)}")
        asked = Asked(self._assignment.rubrics[exercise], self._assignment.exercise(exercise).points)
        self._forget_figures_of_others(exercise)
        evidence = self._evidence(asked, _notebook_namespace())
        score = score_exercise(asked, evidence, self._dataset, local=True)
        return Result(self._assignment.exercise(exercise).title.in_(self._language), score, self._translate)

    def _evidence(self, asked: Asked, namespace: Mapping[str, Any]) -> Evidence:
        asks = [ask.to_json() for ask in asked.rubric.asks]
        facts, arrays = inside.answer(asks, namespace, self._images, self._drawn)
        return Evidence(asked.rubric.exercise, RunStatus.COMPLETED, tuple(facts), arrays)

    def _forget_figures_of_others(self, exercise: str) -> None:
        """A figure belongs to the exercise that is checked first after it was drawn."""
        if exercise != self._last:
            self._drawn[:] = [figure for figure in self._drawn if id(figure) not in self._seen]
        self._last, self._seen = exercise, frozenset(map(id, self._drawn))

    def _images(self, split: str) -> Images:
        chosen: Split = getattr(self._dataset, split)
        return chosen.images

    @cached_property
    def _dataset(self) -> Dataset:
        """As grading has it, with fewer hidden images, made by a seed that everyone knows."""
        return load(self._dataset_name, _LOCAL_SEED, _LOCAL_IMAGES).first(self._assignment.train_images)


class Result:
    """One exercise's score, as HTML in Jupyter and as text elsewhere."""

    def __init__(self, title: str, score: ExerciseScore, translate: Translate) -> None:
        self._title, self.score, self._translate = title, score, translate

    def _lines(self) -> list[tuple[str, str, str]]:
        return [
            (
                ICONS[c.verdict],
                c.title.render(self._translate),
                c.message.render(self._translate) if c.message else "",
            )
            for c in self.score.criteria
        ]

    def __repr__(self) -> str:
        rows = (
            f"  {icon} {title}" + (f"\n      {text}" if text else "") for icon, title, text in self._lines()
        )
        return "\n".join([f"{self._title}: {headline(self.score).render(self._translate)}", *rows])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<li style='margin:.25em 0;list-style:none'><b>{icon}</b> {_marked(title)}"
            + (f"<div style='margin-left:1.5em'>{_marked(text)}</div>" if text else "")
            + "</li>"
            for icon, title, text in self._lines()
        )
        heading = (
            f"<b>{html.escape(self._title)}.</b> {html.escape(headline(self.score).render(self._translate))}"
        )
        return f"<div><p>{heading}</p><ul style='padding-left:.5em'>{rows}</ul></div>"


def _marked(text: str) -> str:
    """Escaped, with `names` between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text))


def headline(score: ExerciseScore) -> Message:
    """The state of an exercise in words: never by colour alone."""
    criteria = score.criteria
    held = sum(c.verdict in (Verdict.PASSED, Verdict.DEFERRED) for c in criteria)
    if score.waiting:
        return say("Your instructor reads this one.")
    if all(c.verdict is Verdict.NOT_ATTEMPTED for c in criteria):
        return say("Not begun yet.")
    if score.unscored:
        return say("The grader failed here, not your code.")
    if deferred := sum(c.verdict is Verdict.DEFERRED for c in criteria) if held == len(criteria) else 0:
        return say("So far so good: {deferred} of {all} checks are made when you hand in.",
                   deferred=deferred, all=held)  # fmt: skip
    if held == len(criteria):
        return say("All {all} checks hold.", all=held)
    return say("Not yet: {held} of {all} checks hold.", held=held, all=len(criteria))


def _notebook_namespace() -> Mapping[str, Any]:
    """The variables of the notebook, or of the script that called `check`."""
    shell = _shell()
    if shell is not None:
        namespace: Mapping[str, Any] = shell.user_ns
        return namespace
    return sys._getframe(2).f_globals


def _shell() -> Any:
    """The IPython that we run in, None in a plain script."""
    module = sys.modules.get("IPython")
    return None if module is None else module.get_ipython()
