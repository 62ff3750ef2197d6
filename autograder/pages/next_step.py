"""What a student's page tells to try next, where an exercise is open."""

from __future__ import annotations

from autograder.course.course import Assignment
from autograder.gradebook.standing import ExerciseStanding
from autograder.messages import Message, say
from autograder.scoring.rubrics import Rubric, Rubrics
from autograder.scoring.score_sheet import CriterionScore, Verdict


def next_step(found: ExerciseStanding, assignment: Assignment, rubrics: Rubrics) -> Message | None:
    """One thing to do where something is missing; None where nothing is, or a person has settled it.

    Where nothing holds yet it is the first of several hints, if the instructor allows it: who has begun has
    that behind them, and goes on with what `grader.check` says.
    """
    score, rubric = found.score, rubrics.get(found.score.exercise)
    missing = [c for c in score.criteria if c.verdict in (Verdict.FAILED, Verdict.NOT_ATTEMPTED)]
    if not (missing and rubric) or found.by_person is not None:
        return None
    begun = any(c.verdict is Verdict.PASSED for c in score.criteria)
    if assignment.hints and len(rubric.steps) > 1 and not begun:
        return rubric.steps[0]
    return _where_to_look(rubric, missing)


def _where_to_look(rubric: Rubric, missing: list[CriterionScore]) -> Message:
    """Where `grader.check` shows what is missing, or that it cannot: some answers are kept for grading."""
    kept = {criterion.name for criterion in rubric.criteria if criterion.local is not None}
    if all(criterion.verdict is Verdict.NOT_ATTEMPTED for criterion in missing):
        return say("Fill in its cell, and run `grader.check(\"{name}\")` in your notebook: it says what "
                   "comes first.", name=rubric.exercise)  # fmt: skip
    if kept.issuperset(criterion.name for criterion in missing):
        return say("What is missing here is judged only when you hand in (◌): `grader.check(\"{name}\")` "
                   "looks at its form alone. Read the question once more, and what is said above of your "
                   "answer.",
                   name=rubric.exercise)  # fmt: skip
    return say("Run `grader.check(\"{name}\")` in your notebook, and begin with the first ✗.",
               name=rubric.exercise)  # fmt: skip
