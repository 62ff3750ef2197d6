"""A sheet -> Gradescope's results.json.

What is judged only on handing in is not told at once: who may hand in again could try every option. It is a
test of its own, shown after the due date where the course has a deadline, else when grades are published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from autograder.course.course import WRITTEN, Assignment
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.standing import standing_of
from autograder.gradescope.places import FORMAT_VERSION
from autograder.messages import Message, Translate, plural, say
from autograder.pages.student_network import Beside
from autograder.pages.student_page import sheet_page
from autograder.scoring.score_sheet import Measurement, ScoreSheet, Verdict
from autograder.scoring.wording import ICONS
from reports.page_data.student import CriterionLine, ExerciseBlock, SheetPage

Results = dict[str, Any]
#: Names of criteria, by exercise.
Kept = Mapping[str, Collection[str]]

_AFTER_DUE, _AFTER_PUBLISHED = "after_due_date", "after_published"
_TEXT = {"output_format": "text"}


class Writing:
    """Results in the language of a course."""

    def __init__(self, assignment: Assignment, language: str, translate: Translate, others: Beside) -> None:
        self._assignment, self._language = assignment, language
        self._translate, self._others = translate, others

    def results(self, sheet: ScoreSheet, local: ScoreSheet) -> Results:
        """Of a sheet; `local` is what a student's own notebook says of the same evidence."""
        kept = kept_back(sheet, local)
        told, later = self._page(_only(sheet, kept, False)), self._page(_only(sheet, kept, True))
        shown = _AFTER_DUE if self._assignment.deadline else _AFTER_PUBLISHED
        tests = [self._test(block, "visible", "") for block in told.exercises]
        tests += [self._test(block, shown, self._say(_LATER)) for block in later.exercises]
        remarks = [*told.remarks, *([self._say(_kept_points(later, shown))] if later.exercises else [])]
        found = {**_frame(sheet.sandbox), "output": "\n".join(remarks), **_TEXT, "tests": tests}
        best = best_accuracy(sheet, self._assignment)
        if sheet.sandbox is Sandbox.WALLS and best is not None:
            name = self._say(say("accuracy on hidden images"))
            found["leaderboard"] = [{"name": name, "value": round(best.value, 4)}]
        return found

    def _page(self, sheet: ScoreSheet) -> SheetPage:
        standing = standing_of(sheet)
        return sheet_page(standing, self._assignment, self._language, self._translate, self._others)

    def _test(self, block: ExerciseBlock, visibility: str, note: str) -> dict[str, Any]:
        in_words = self._assignment.exercise(block.exercise).kind == WRITTEN
        name = f"{block.title} ({note})" if note else block.title
        return {
            "name": name,
            "score": block.earned,
            "max_score": 0.0 if in_words else block.possible,  # a person gives those, on Gradescope
            "output": "\n".join(_lines(block)),
            **_TEXT,
            "visibility": visibility,
            "extra_data": {"exercise": block.exercise},
        }

    def _say(self, message: Message) -> str:
        return message.render(self._translate)


_LATER = say("judged when you hand in")


def _kept_points(later: SheetPage, shown: str) -> Message:
    points = round(sum(block.possible for block in later.exercises), 2)
    if shown == _AFTER_DUE:
        return plural(
            "{count:g} point is for what is judged when you hand in: you see it after the due date.",
            "{count:g} points are for what is judged when you hand in: you see them after the due date.",
            points,
        )
    return plural(
        "{count:g} point is for what is judged when you hand in: you see it once grades are published.",
        "{count:g} points are for what is judged when you hand in: you see them once grades are published.",
        points,
    )


def kept_back(sheet: ScoreSheet, local: ScoreSheet) -> Kept:
    """Criteria of which a student's own notebook says something else; answers in words it leaves alone."""
    at_home = {(e.exercise, c.name): c.verdict for e in local.exercises for c in e.criteria}
    told = (Verdict.NEEDS_HUMAN, None)
    return {
        e.exercise: {
            c.name for c in e.criteria if at_home.get((e.exercise, c.name)) not in (*told, c.verdict)
        }
        for e in sheet.exercises
    }


def _only(sheet: ScoreSheet, kept: Kept, wanted: bool) -> ScoreSheet:
    """The sheet with just the criteria that are kept back, or just the others; exercises with none go."""
    parts = (
        replace(e, criteria=tuple(c for c in e.criteria if (c.name in kept[e.exercise]) == wanted))
        for e in sheet.exercises
    )
    return replace(sheet, exercises=tuple(e for e in parts if e.criteria))


def best_accuracy(sheet: ScoreSheet, assignment: Assignment) -> Measurement | None:
    """The best on hidden images that was measured, as on the student's page."""
    name = assignment.accuracy[1] if assignment.accuracy else ""
    found = [m for e in sheet.exercises for m in e.measured if m.name == name]
    return max(found, key=lambda each: each.value, default=None)


def _lines(block: ExerciseBlock) -> list[str]:
    lines = [block.headline, *filter(None, [block.stopped])]
    for criterion in block.criteria:
        lines.append(_criterion(criterion))
        lines += [f"    {criterion.message}"] if criterion.message else []
    return [*lines, *filter(None, [block.next_step])]


def _criterion(line: CriterionLine) -> str:
    sign = next((icon for verdict, icon in ICONS.items() if verdict.value == line.verdict), "")
    return f"{sign} {line.title}: {line.word}, {line.earned:g} / {line.possible:g}"


def refused(reason: str) -> Results:
    """What the student can put right."""
    return {"score": 0.0, **_frame(None), "output": reason, **_TEXT, "tests": []}


def our_fault(reason: str, translate: Translate) -> Results:
    """What nobody can but the instructor, who alone sees why."""
    told = say("This could not be graded, and it is no fault of yours: your instructor sees why. The score "
               "of 0 stands for nothing.").render(translate)  # fmt: skip
    name = say("Why it could not be graded (for the instructor)").render(translate)
    why = {"name": name, "score": 0.0, "max_score": 0.0, "output": reason, **_TEXT, "visibility": "hidden"}
    return {"score": 0.0, **_frame(None), "output": told, **_TEXT, "tests": [why]}


def _frame(sandbox: Sandbox | None) -> Results:
    """What every results.json has."""
    walls = {} if sandbox is None else {"walls": "walls" if sandbox is Sandbox.WALLS else "without walls"}
    extra = {"format_version": FORMAT_VERSION, **walls}
    return {"visibility": "visible", "stdout_visibility": "hidden", "extra_data": extra}
