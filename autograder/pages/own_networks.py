"""Which of a student's networks is shown, where an assignment has several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.course.course import Assignment
from autograder.scoring.network_summary import NetworkSummary
from autograder.scoring.score_sheet import ExerciseScore, Measurement, ScoreSheet


@dataclass(frozen=True)
class OwnNetwork:
    """The network of an exercise, with its accuracy on hidden images where that is known.

    `of` is how many networks were measured, itself among them.
    """

    exercise: str
    summary: NetworkSummary
    measured: Measurement | None
    of: int


def shown_network(sheet: ScoreSheet, assignment: Assignment) -> OwnNetwork | None:
    """The best of those that can be shown; none measured, that of the assignment's accuracy, or the first."""
    shown = [score for score in sheet.exercises if score.network_summary is not None]
    if not shown:
        return None
    measured = {score.exercise: found for score in shown if (found := _accuracy(score, assignment))}
    wanted = assignment.accuracy[0] if assignment.accuracy else ""
    best = _best(measured) or (wanted if wanted in {score.exercise for score in shown} else shown[0].exercise)
    summary = next(score.network_summary for score in shown if score.exercise == best)
    assert summary is not None
    return OwnNetwork(best, summary, measured.get(best), len(measured))


def best_exercise(scores: Iterable[ExerciseScore], assignment: Assignment) -> str:
    """The exercise whose network reads most hidden images; empty where there are not two to choose from."""
    measured = {score.exercise: found for score in scores if (found := _accuracy(score, assignment))}
    return _best(measured) if len(measured) > 1 else ""


def _best(measured: dict[str, Measurement]) -> str:
    """Of those that are equally good the first, in the order of the notebook."""
    return max(measured, key=lambda exercise: measured[exercise].value, default="")


def _accuracy(score: ExerciseScore, assignment: Assignment) -> Measurement | None:
    """What was measured of an exercise under the name that the assignment's accuracy has."""
    name = assignment.accuracy[1] if assignment.accuracy else ""
    return next((found for found in score.measured if found.name == name), None)
