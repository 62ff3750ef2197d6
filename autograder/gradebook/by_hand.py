"""nbgrader's rows of one submission, by exercise: where its points, and where people's stand.

Formgrader keeps points with a check cell or an answer in words, and comments with what a student wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.course.cells import CHECK_PREFIX
from autograder.coursedir.coursedir import CourseFolder
from autograder.gradebook.given import Given, Record, read_given, write_given
from autograder.scoring.overrides import Overrides, read_overrides, write_overrides
from autograder.scoring.score_sheet import ExerciseScore, Override, ScoreSheet


@dataclass
class Row:
    """nbgrader's own grade and comment, which are changed in its session; `comment` where there is a cell."""

    grade: Any
    comment: Any = None

    def given(self, text: str, override: Override | None) -> Given:
        """What a person gave here; an override where the points are its."""
        grade, comment = self.grade, self.comment.manual_comment if self.comment else None
        own = override if override and override.points == grade.manual_score else None
        return Given(grade.manual_score, grade.extra_credit, comment, text, own)

    def put(self, given: Given) -> None:
        self.grade.manual_score, self.grade.extra_credit = given.points, given.extra
        if self.comment:
            self.comment.manual_comment = given.comment

    def clear(self) -> None:
        """No points of anybody's."""
        self.put(NOTHING)
        self.grade.auto_score, self.grade.needs_manual_grade = None, False


NOTHING = Given(None, None, None)


def rows_of(submission: Any) -> dict[str, Row]:
    """By exercise."""
    comments = {comment.name: comment for notebook in submission.notebooks for comment in notebook.comments}
    return {
        name: Row(grade, comments.get(name))
        for notebook in submission.notebooks
        for grade in notebook.grades
        if (name := grade.name.removeprefix(CHECK_PREFIX))
    }


def settle(folder: CourseFolder, sheet: ScoreSheet, gradebook: Any) -> None:
    """Once nbgrader has its automatic points: what people gave is put where it belongs.

    Whenever this is cut off, the next recording ends it: what was set aside is on disk before the gradebook
    loses it, and what is recorded is told last.
    """
    place = folder.state.given(sheet.assignment, sheet.student)
    overrides = read_overrides(folder.state.overrides(sheet.assignment, sheet.student))
    rows = rows_of(gradebook.find_submission(sheet.assignment, sheet.student))
    scores = [score for score in sheet.exercises if score.exercise in rows]
    before = read_given(place)
    aside = before
    for score in (s for s in scores if before.texts.get(s.exercise, s.text) != s.text):
        row, text = rows[score.exercise], before.texts[score.exercise]
        aside = aside.set_aside(score.exercise, row.given(text, overrides.settled.get(score.exercise)))
        row.put(NOTHING)
    if aside != before:
        write_given(place, aside)
    back = list(_given_back(scores, rows, aside))
    _override(sheet, rows, overrides)
    for score in scores:
        _mark(score, rows[score.exercise])
    gradebook.db.commit()
    write_given(place, aside.recorded({s.exercise: s.text for s in scores}, back))
    if overrides.pending:
        write_overrides(folder.state.overrides(sheet.assignment, sheet.student), Overrides(overrides.settled))


def _given_back(
    scores: list[ExerciseScore], rows: dict[str, Row], record: Record
) -> Iterator[tuple[str, Given]]:
    """What was given for the very text that is there again, where nobody gave anything since."""
    for score in scores:
        row = rows[score.exercise]
        found = record.for_text(score.exercise, score.text)
        if found and not row.given("", None):
            row.put(found)
            yield score.exercise, found


def _override(sheet: ScoreSheet, rows: dict[str, Row], overrides: Overrides) -> None:
    """An override is what a person gave; of before, what formgrader has is taken to be later."""
    in_force = {e.exercise: e.override for e in sheet.exercises}
    for exercise in overrides.pending & rows.keys():
        grade, own = rows[exercise].grade, in_force.get(exercise)
        of_before = own is not None and not own.who
        if not (of_before and grade.manual_score is not None):
            grade.manual_score = own.points if own else None


def _mark(score: ExerciseScore, row: Row) -> None:
    """What waits for a person, as formgrader lists it."""
    grade = row.grade
    if score.is_blank:
        grade.auto_score = 0.0
    waits = score.unconfirmed > 0 or grade.auto_score is None
    grade.needs_manual_grade = waits and grade.manual_score is None


def keep_aside(folder: CourseFolder, assignment: str, student: str, submission: Any) -> None:
    """What people gave, before nbgrader's rows are removed: it comes back with what it was given for."""
    place = folder.state.given(assignment, student)
    overrides = read_overrides(folder.state.overrides(assignment, student))
    record = before = read_given(place)
    for exercise, row in rows_of(submission).items():
        given = row.given(before.texts.get(exercise, ""), overrides.settled.get(exercise))
        record = record.set_aside(exercise, given)
    if record != before:
        write_given(place, record)


def supersede(folder: CourseFolder, assignment: str, student: str, exercise: str, gradebook: Any) -> None:
    """Take a person's earlier points away because of a later act of a person; they stay beside it."""
    place, path = folder.state.given(assignment, student), folder.state.overrides(assignment, student)
    overrides, record = read_overrides(path), read_given(place)
    row = rows_of(gradebook.find_submission(assignment, student)).get(exercise)
    if row is None or row.grade.manual_score is None:
        return
    own = overrides.settled.get(exercise)
    given = row.given(record.texts.get(exercise, ""), own)
    kept = Given(given.points, None, None, given.text, given.override, superseded=True)
    write_given(place, record.set_aside(exercise, kept))
    row.grade.manual_score = None
    gradebook.db.commit()
    write_overrides(path, overrides.without(exercise))
