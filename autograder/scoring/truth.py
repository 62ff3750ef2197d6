"""What only the grader knows: what is asked of whom for how many points, and the data with all labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.course import WRITTEN, Assignment, Course
from autograder.evidence.asks import Ask
from autograder.scoring.rubrics import Rubric, Rubrics
from reference.datasets import Dataset


@dataclass(frozen=True)
class Asked:
    """An exercise's rubric, its points in this course, and the exercises that it builds on."""

    rubric: Rubric
    points: float
    needs: tuple[str, ...] = ()

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
    """What only the grader knows: the rubrics, and the data with all labels, if the course has any.

    A `local` one is a student's own: what is kept for grading is judged by its form.
    """

    assignment: str
    course_digest: str
    asked: tuple[Asked | Written, ...]
    dataset: Dataset | None
    local: bool = False

    @property
    def asks(self) -> Mapping[str, tuple[Ask, ...]]:
        """What is asked, by exercise."""
        return {one.exercise: one.rubric.asks for one in self.asked if isinstance(one, Asked)}


def truth_of(
    course: Course, assignment: Assignment, rubrics: Rubrics, dataset: Dataset | None, local: bool = False
) -> Truth:
    """What the grader scores by: rubrics with their points, and data with all labels, if there are any.

    CourseError where checks have a key that cannot be read: before anybody is scored without it.
    """
    for rubric in () if local else rubrics.values():
        _ = rubric.key and rubric.key.answers
    asked = tuple(
        Written(e.id, e.points)
        if e.kind == WRITTEN
        else Asked(rubrics[e.id], e.points, assignment.built_on(e.id))
        for e in assignment.exercises
    )
    return Truth(assignment.slug, course.digest, asked, dataset, local)
