"""When something was handed in, and what that costs: for the student's page and the class's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from autograder.course.course import Assignment
from autograder.gradebook.held import Held
from autograder.gradebook.standing import Standing
from autograder.gradebook.wording import duration
from autograder.messages import Message, Translate, say
from reports.formats import Numbers
from reports.page_data.student import Fact


def facts(
    standing: Standing, assignment: Assignment, language: str, translate: Translate
) -> tuple[Fact, ...]:
    """Hand-in time, the student's own deadline, lateness and its penalty; what there is of them."""
    return tuple(
        Fact(name.render(translate), value.render(translate))
        for name, value in _facts(standing, assignment, Numbers(language))
    )


def _facts(standing: Standing, assignment: Assignment, numbers: Numbers) -> Iterator[tuple[Message, Message]]:
    held, zone = standing.held, zone_of(assignment)
    if held.handed_in:
        yield say("Handed in on"), say("{told}", told=numbers.moment(held.handed_in.astimezone(zone)))
    if deadline := held.deadline or assignment.deadline_here:
        if not held.handed_in and standing.taken:
            yield say("Handed in on"), say("nobody knows when")
        told = say("{told}", told=numbers.moment(deadline.astimezone(zone)))
        yield say("Deadline"), say("{when}, extended", when=told) if held.extension else told
    if held.late:
        yield say("Late by"), duration(held.late)
    if standing.penalty:
        yield (
            say("Penalty for lateness"),
            say("{penalty:g} of {points:g}", penalty=standing.penalty, points=standing.before_penalty),
        )


def zone_of(assignment: Assignment) -> tzinfo | None:
    """That of the deadline as the instructor wrote it; this machine's where they wrote none."""
    return assignment.deadline.tzinfo if assignment.deadline else None


def handed_in(held: Held, assignment: Assignment, numbers: Numbers) -> str:
    return numbers.moment(held.handed_in.astimezone(zone_of(assignment))) if held.handed_in else ""
