"""The vocabulary that checks are written in, and the loader of checks."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.course import AUTO, WRITTEN, Assignment, Course
from autograder.errors import CourseError
from autograder.evidence.asks import Ask
from autograder.messages import Message
from autograder.scoring.answers import Answers
from autograder.scoring.network_summary import Exhibit
from reference.datasets import Dataset

#: Says what is wrong and what to try; None where the criterion holds.
Judge = Callable[[Answers, Dataset], Message | None]
#: A number the grader takes from the evidence, with the number of cases behind it.
Gauge = Callable[[Answers, Dataset], tuple[float, int]]
#: What the student's page shows of their network.
Exhibitor = Callable[[Answers, Dataset], Exhibit]


@dataclass(frozen=True)
class Criterion:
    """One thing that must hold, worth `weight` of its exercise; `needs` names what comes first.

    With `local` it is kept for grading: a student's own notebook judges by that instead, which
    looks at an answer's form, so that it cannot be used to guess.
    """

    name: str
    title: Message
    weight: float
    judge: Judge
    needs: tuple[str, ...] = ()
    local: Judge | None = None


class Rubric:
    """What is asked of one exercise, and what counts as right.

    `given` names what other exercises or the set-up define: to have that is not to have begun.
    """

    def __init__(self, exercise: str, *asks: Ask, given: tuple[str, ...] = ()) -> None:
        self.exercise = exercise
        self.asks = asks
        self.given = given
        self.criteria: tuple[Criterion, ...] = ()
        self.gauges: tuple[tuple[str, Gauge], ...] = ()
        self.flags: tuple[Judge, ...] = ()
        self.exhibitors: tuple[Exhibitor, ...] = ()
        self.steps: tuple[Message, ...] = ()

    def criterion(
        self,
        name: str,
        title: Message,
        weight: float = 1.0,
        needs: tuple[str, ...] = (),
        local: Judge | None = None,
    ) -> Callable[[Judge], Judge]:
        """Adds the decorated function as a criterion; they are judged in order of appearance."""

        def add(judge: Judge) -> Judge:
            self.criteria += (Criterion(name, title, weight, judge, needs, local),)
            return judge

        return add

    def hints(self, *steps: Message) -> None:
        """What `grader.hint` says, one more each time it is asked, from vague to clear."""
        self.steps = steps

    def flag(self, judge: Judge) -> Judge:
        """Adds the decorated function: what it says is for the instructor, and costs nothing."""
        self.flags += (judge,)
        return judge

    def measurement(self, name: str) -> Callable[[Gauge], Gauge]:
        """Adds the decorated function as a measurement that reports show; it earns nothing."""

        def add(gauge: Gauge) -> Gauge:
            self.gauges += ((name, gauge),)
            return gauge

        return add

    def exhibit(self, exhibitor: Exhibitor) -> Exhibitor:
        """Adds the decorated function: what it gives stands on the student's page; the first one counts."""
        self.exhibitors += (exhibitor,)
        return exhibitor


@dataclass(frozen=True)
class Asked:
    """An exercise's rubric and the points that it carries in this course."""

    rubric: Rubric
    points: float

    @property
    def exercise(self) -> str:
        return self.rubric.exercise


@dataclass(frozen=True)
class Written:
    """An exercise answered in words, which a person scores."""

    exercise: str
    points: float


@dataclass(frozen=True, eq=False)
class Truth:
    """What only the grader knows: the rubrics and the data with all labels."""

    assignment: str
    course_digest: str
    asked: tuple[Asked | Written, ...]
    dataset: Dataset


Rubrics = Mapping[str, Rubric]


def rubrics_of(assignment: Assignment) -> Rubrics:
    """The rubrics in `checks/` by exercise, read anew; CourseError where they miss one or know more."""
    modules = sorted((assignment.folder / "checks").glob("*.py"))
    found = {rubric.exercise: rubric for path in modules for rubric in _checks(path)}
    expected = {e.id for e in (*assignment.exercises, *assignment.left_out) if e.kind == AUTO}
    if found.keys() != expected:
        odd = ", ".join(sorted(found.keys() ^ expected))
        raise CourseError(
            "{checks} and course.toml differ on: {odd}", checks=assignment.folder / "checks", odd=odd
        )
    return found


def truth_of(course: Course, assignment: Assignment, rubrics: Rubrics, dataset: Dataset) -> Truth:
    """What the grader scores by: rubrics with their points, and data with all labels."""
    asked = tuple(
        Written(e.id, e.points) if e.kind == WRITTEN else Asked(rubrics[e.id], e.points)
        for e in assignment.exercises
    )
    return Truth(assignment.slug, course.digest, asked, dataset)


def _checks(path: Path) -> tuple[Rubric, ...]:
    name = f"_checks_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    rubrics: tuple[Rubric, ...] = module.RUBRICS
    return rubrics
