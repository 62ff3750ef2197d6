"""Changed checks applied to stored evidence: nothing runs, and what changes is shown first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.released import expect_written, is_repriced
from autograder.evidence.evidence import RunStatus
from autograder.grading.course_lock import locked
from autograder.pipeline.outcome import Problem
from autograder.pipeline.submission_grader import collected_from, is_of
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score import score
from autograder.scoring.score_sheet import ExerciseScore, ScoreSheet, unanswered
from autograder.scoring.truth import truth_of
from autograder.scoring.wording import GONE


@dataclass(frozen=True)
class Rescored:
    """A student's sheet before and after; `after` is None where there is no evidence to go by.

    Evidence with other hidden images is none. With `outdated` there is some, of an earlier version and too
    little for what is asked today.
    """

    before: ScoreSheet
    after: ScoreSheet | None
    outdated: bool = False

    @property
    def changes(self) -> tuple[tuple[str, float | None, float | None], ...]:
        """(exercise, the grader's points before and after) where they differ; None where it was not there."""
        if self.after is None:
            return ()
        old = {e.exercise: e.automatic for e in self.before.exercises}
        new = {e.exercise: e.automatic for e in self.after.exercises}
        names = dict.fromkeys((*old, *new))
        return tuple((name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


def rescore(folder: CourseFolder, assignment: Assignment) -> Iterator[Rescored]:
    """Every kept sheet of an assignment, scored again by the checks as they are now."""
    expect_written(folder, assignment)
    truth = truth_of(folder.course, assignment, rubrics_of(assignment), folder.data(assignment))
    for before in folder.sheets(assignment.slug):
        if before.problem:  # what was handed in could not be read: there is nothing to score
            continue
        known = before.evidence_key and is_of(before.evidence_key, truth.dataset, folder.hidden_seed)
        outdated = bool(known) and folder.evidence.is_outdated(before.evidence_key, truth.asks)
        found = folder.evidence.find(before.evidence_key) if known and not outdated else None
        if found is None:
            yield Rescored(before, None, outdated)
            continue
        again = collected_from(before.student, before.evidence_key, before.sandbox, found)
        after = replace(_as_handed_in(before, score(again, truth)), remarks=before.remarks)
        yield Rescored(before, folder.with_decisions(after))


def _as_handed_in(before: ScoreSheet, after: ScoreSheet) -> ScoreSheet:
    """The same code waits for the same decision, and an answer that was not there is not there."""
    known = {e.exercise: e for e in before.exercises}
    exercises = tuple(_as_it_was(known[e.exercise], e) if e.exercise in known else e for e in after.exercises)
    return replace(after, exercises=exercises)


def _as_it_was(before: ExerciseScore, after: ExerciseScore) -> ExerciseScore:
    blank = after.in_words and before.status is RunStatus.NOT_ATTEMPTED
    remark = after.remark or (GONE if before.remark == GONE else None)
    told = replace(after, remark=remark, own_code=before.own_code, text=before.text)
    return unanswered(told) if blank else told


def apply(folder: CourseFolder, assignment: Assignment, rescored: list[Rescored]) -> list[Problem]:
    """Keep the new sheets, record those that changed, and render the pages anew.

    Changed points reach nbgrader's gradebook here, in one go with the grades by them.
    """
    from autograder.gradebook.writer import reprice  # brings nbgrader, which a refusal does without

    after = [r.after for r in rescored if r.after is not None]
    with locked(folder):
        if is_repriced(folder, assignment):
            reprice(folder, assignment, [sheet.student for sheet in after])
        return write_sheets(folder, assignment, after)


def write_sheets(folder: CourseFolder, assignment: Assignment, after: list[ScoreSheet]) -> list[Problem]:
    """Keep these, and let the gradebook and the pages follow; to be called with the folder's lock held."""
    from autograder.gradebook.writer import record  # brings nbgrader, which a refusal does without
    from autograder.pages.site import write_reports

    for sheet in after:
        folder.keep_sheet(sheet)
    problems = record(folder, assignment, after)
    return [*problems, *write_reports(folder, [assignment]).broken]
