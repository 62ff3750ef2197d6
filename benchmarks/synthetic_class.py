"""A made-up class of any size, from a seed: score sheets as real ones are, with nothing run.

Each student has a skill, each criterion a difficulty; who fails is told what the exercise's own
hints say, so that texts are as long as real ones. A few sheets carry what is rare: failures of
ours, files that were no notebooks, flags, networks that nobody could verify.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from autograder.course.course import WRITTEN, Assignment, Exercise
from autograder.evidence.evidence import RunStatus, Sandbox
from autograder.messages import Message, say
from autograder.scoring.rubrics import Criterion, Rubrics, rubrics_of
from autograder.scoring.score_sheet import (
    CriterionScore,
    ExerciseScore,
    Measurement,
    ScoreSheet,
    Usage,
    Verdict,
)

_IMAGES = 360


def sheets(assignment: Assignment, students: int, seed: int = 0) -> Iterator[ScoreSheet]:
    """So many sheets, the same ones for a seed; the names sort in this order."""
    rubrics = rubrics_of(assignment)
    for number in range(students):
        chance = random.Random(f"{seed} {assignment.slug} {number}")
        yield _sheet(assignment, rubrics, f"student{number:04}", chance)


def _sheet(assignment: Assignment, rubrics: Rubrics, student: str, chance: random.Random) -> ScoreSheet:
    if chance.random() < 0.01:
        reason = say("{name} is not a notebook: it is empty", name=f"{assignment.slug}.ipynb")
        return ScoreSheet(student, assignment.slug, "made-up", "", Sandbox.WALLS, (), reason)
    skill, broken = chance.gauss(1.2, 1.1), chance.random() < 0.01
    return ScoreSheet(
        student,
        assignment.slug,
        "made-up",
        f"made-up-{student}",
        Sandbox.WALLS,
        tuple(_exercise(assignment, rubrics, e, skill, broken, chance) for e in assignment.exercises),
        usage=Usage(round(chance.lognormvariate(3.4, 0.35), 3), int(chance.lognormvariate(19.6, 0.3))),
    )


def _exercise(
    assignment: Assignment,
    rubrics: Rubrics,
    exercise: Exercise,
    skill: float,
    broken: bool,
    chance: random.Random,
) -> ExerciseScore:
    if exercise.kind == WRITTEN:
        answer = CriterionScore(
            "answer", say("Your answer in words"), Verdict.NEEDS_HUMAN, 0.0, exercise.points
        )
        return ExerciseScore(exercise.id, RunStatus.COMPLETED, (answer,))
    rubric = rubrics[exercise.id]
    share = exercise.points / sum(criterion.weight for criterion in rubric.criteria)
    begun = chance.random() < 0.97 and skill > -1.5
    criteria: list[CriterionScore] = []
    for criterion in rubric.criteria:
        verdict = _verdict(criterion, criteria, skill, begun, broken, chance)
        message = _message(verdict, rubric.steps, chance)
        worth = criterion.weight * share
        earned = worth if verdict is Verdict.PASSED else 0.0
        criteria.append(CriterionScore(criterion.name, criterion.title, verdict, earned, worth, message))
    measures = assignment.accuracy is not None and assignment.accuracy[0] == exercise.id
    measured = _measured(assignment, skill, chance) if measures and begun and not broken else ()
    status = RunStatus.COMPLETED if begun else RunStatus.NOT_ATTEMPTED
    flags = (
        (say("This network reads {images} images too well.", images=_IMAGES),)
        if chance.random() < 0.004
        else ()
    )
    return ExerciseScore(exercise.id, status, tuple(criteria), measured, flags=flags)


def _verdict(
    criterion: Criterion,
    before: list[CriterionScore],
    skill: float,
    begun: bool,
    broken: bool,
    chance: random.Random,
) -> Verdict:
    if broken:
        return Verdict.UNSCORED
    if not begun:
        return Verdict.NOT_ATTEMPTED
    held = {score.name for score in before if score.verdict is Verdict.PASSED}
    if not held >= {*criterion.needs}:
        return Verdict.BLOCKED
    difficulty = random.Random(criterion.name).gauss(-0.6, 0.9)
    return Verdict.PASSED if skill + chance.gauss(0, 0.6) > difficulty else Verdict.FAILED


def _message(verdict: Verdict, steps: tuple[Message, ...], chance: random.Random) -> Message | None:
    if verdict is Verdict.UNSCORED:
        return say("The grader failed, not your code: nothing was deducted ({reason}).",
                   reason="no space left on device")  # fmt: skip
    plain = [step for step in steps if "{" not in step.template]  # hints may show code with braces
    return chance.choice(plain) if verdict is Verdict.FAILED and plain else None


def _measured(assignment: Assignment, skill: float, chance: random.Random) -> tuple[Measurement, ...]:
    assert assignment.accuracy is not None
    right = 0.9 - 0.02 * abs(chance.gauss(0, 1)) - (0.5 * chance.random() if skill < -0.5 else 0)
    return (Measurement(assignment.accuracy[1], round(right * _IMAGES) / _IMAGES, _IMAGES),)
