"""Where a student stands in an assignment: a line an exercise, and what the points add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from autograder.course.course import WRITTEN, Assignment, Exercise
from autograder.messages import Message, Translate, say
from autograder.scoring.score_sheet import ExerciseScore, Verdict
from autograder.scoring.wording import ICONS, headline
from autograder.student.panels import icon, marked, region

_UNCHECKED = "·"
_CELL = "text-align:left;padding:.15em .75em .15em 0;vertical-align:top"
_HEADS = (say("Exercise"), say("Name"), say("Time"), say("Points"), say("State"))
_MISSING = (Verdict.FAILED, Verdict.BLOCKED)


@dataclass(frozen=True)
class Standing:
    """Points of an assignment, by what is known of them; together they are all of its points."""

    held: float
    missing: float
    deferred: float
    written: float
    unchecked: float

    @property
    def all(self) -> float:
        return round(self.held + self.missing + self.deferred + self.written + self.unchecked, 2)


def standing(assignment: Assignment, scores: Mapping[str, ExerciseScore]) -> Standing:
    """What the scores known by now add up to."""
    judged = [scores[e.id] for e in assignment.automatic if e.id in scores]
    deferred = sum(map(_deferred, judged))
    held = sum(score.earned for score in judged)
    return Standing(
        held=round(held, 2),
        missing=round(sum(score.possible for score in judged) - held - deferred, 2),
        deferred=round(deferred, 2),
        written=sum(e.points for e in assignment.exercises if e.kind == WRITTEN),
        unchecked=sum(e.points for e in assignment.automatic if e.id not in scores),
    )


def summary(found: Standing) -> tuple[Message, ...]:
    """The points in words, leaving out what there is none of."""
    said = (
        (True, say("Points that hold so far: {points:g} of {all:g}.", points=found.held, all=found.all)),
        (found.missing, say("Still to be won: {points:g}.", points=found.missing)),
        (found.unchecked, say("Not checked in this session: {points:g}.", points=found.unchecked)),
        (found.deferred, say("Recorded, and judged when you hand in: {points:g}.", points=found.deferred)),
        (found.written, say("Written answers, graded by your instructor: {points:g}.", points=found.written)),
    )
    return tuple(message for wanted, message in said if wanted)


class _Row(NamedTuple):
    """A finished row; `sign` stands for what `state` says in words."""

    sign: str
    title: str
    name: str
    minutes: str
    points: str
    state: str


class Progress:
    """The exercises of an assignment with what their last check in this session said."""

    def __init__(
        self, assignment: Assignment, scores: Mapping[str, ExerciseScore], translate: Translate, language: str
    ) -> None:
        self._language, self._translate = language, translate
        self._title = assignment.title.in_(language)
        self._rows = [self._row(e, scores.get(e.id)) for e in assignment.exercises]
        self._heads = [head.render(translate) for head in _HEADS]
        self._summary = " ".join(m.render(translate) for m in summary(standing(assignment, scores)))

    def _row(self, exercise: Exercise, score: ExerciseScore | None) -> _Row:
        sign, state = _state(exercise, score)
        return _Row(
            sign,
            exercise.title.in_(self._language),
            exercise.id,
            f"{exercise.minutes} min" if exercise.minutes else "",
            points(exercise, score).render(self._translate),
            state.render(self._translate),
        )

    def __repr__(self) -> str:
        rows = [row[:1] + row[2:] for row in self._rows]  # the short names: they are what `check` takes
        wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ("  ".join(map(str.ljust, row, wide)).rstrip() for row in rows)
        return "\n".join([self._title, *lines, self._summary])

    def _repr_html_(self) -> str:
        heads = "".join(f"<th scope='col' style='{_CELL}'>{marked(head)}</th>" for head in self._heads)
        rows = "".join(map(_table_row, self._rows))
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        summed = f"<p><b>{marked(self._title)}.</b> {marked(self._summary)}</p>"
        return region(self._language, self._title, summed + table)


def _table_row(row: _Row) -> str:
    """The state is told in the last column, so the sign needs no word of its own."""
    title = f"<span aria-hidden='true'>{icon(row.sign)}</span> {marked(row.title)}"
    cells = (f"<code>{marked(row.name)}</code>", marked(row.minutes), marked(row.points))
    in_a_line = "".join(f"<td style='{_CELL};white-space:nowrap'>{cell}</td>" for cell in cells)
    head = f"<th scope='row' style='{_CELL};font-weight:normal'>{title}</th>"
    return f"<tr>{head}{in_a_line}<td style='{_CELL}'>{marked(row.state)}</td></tr>"


def points(exercise: Exercise, score: ExerciseScore | None) -> Message:
    """What an exercise has earned of what it is worth, as far as is known."""
    if score is None:
        return say("{points:g} points", points=exercise.points)
    if deferred := _deferred(score):
        return say("{earned:g} of {possible:g} points, {deferred:g} yet to be judged", earned=score.earned,
                   possible=score.possible, deferred=deferred)  # fmt: skip
    return say("{earned:g} of {possible:g} points", earned=score.earned, possible=score.possible)


def _deferred(score: ExerciseScore) -> float:
    """Points of what is judged when handed in."""
    return round(sum(c.possible for c in score.criteria if c.verdict is Verdict.DEFERRED), 2)


def _state(exercise: Exercise, score: ExerciseScore | None) -> tuple[str, Message]:
    """An icon, and the same in words."""
    if exercise.kind == WRITTEN:
        return ICONS[Verdict.NEEDS_HUMAN], say("Your instructor reads this one.")
    if score is None:
        return _UNCHECKED, say("Not checked in this session.")
    return ICONS[_overall(score)], headline(score)


def _overall(score: ExerciseScore) -> Verdict:
    """The verdict that matters most to whoever still works on it."""
    verdicts = {criterion.verdict for criterion in score.criteria}
    for verdict in (Verdict.UNSCORED, *_MISSING, Verdict.DEFERRED, Verdict.PASSED):
        if verdict in verdicts:
            return Verdict.FAILED if verdict in _MISSING else verdict
    return Verdict.NOT_ATTEMPTED
