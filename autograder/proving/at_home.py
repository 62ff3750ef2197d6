"""What students get of a course judges by itself: its checks, without solutions, cases and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course.course import BESIDE, Assignment, Course, copy_for_students
from autograder.errors import CourseError
from autograder.evidence.evidence import Evidence
from autograder.messages import Message, of_error, say
from autograder.scoring.rubrics import Rubric, rubrics_of
from autograder.scoring.score import score_exercise
from autograder.scoring.score_sheet import Verdict
from autograder.scoring.truth import Asked
from reference.datasets import Dataset

_CONTENT = (Verdict.PASSED, Verdict.DEFERRED, Verdict.UNCONFIRMED)


def discontent(
    course: Course, assignment: Assignment, evidence: Mapping[str, Evidence], dataset: Dataset | None
) -> Iterator[Message]:
    """What they find wrong with the evidence of a solution, or cannot say without the key."""
    with TemporaryDirectory(prefix="prove-") as place:
        copy_for_students(course, assignment, Path(place))
        copied = replace(assignment, folder=Path(place, BESIDE, assignment.slug))
        for name, rubric in rubrics_of(copied).items():
            if name in evidence:
                yield from _of(rubric, evidence[name], dataset)


def _of(rubric: Rubric, evidence: Evidence, dataset: Dataset | None) -> Iterator[Message]:
    try:
        score = score_exercise(Asked(rubric, 1), evidence, dataset, local=True)
    except CourseError as error:
        yield say("{id}, at home: {told}; give the criterion that asks for it a `local`",
                  id=rubric.exercise, told=of_error(error))  # fmt: skip
        return
    failed = [criterion for criterion in score.criteria if criterion.verdict not in _CONTENT]
    yield from (
        say("{id}, at home: {title} does not hold", id=rubric.exercise, title=c.title) for c in failed
    )
