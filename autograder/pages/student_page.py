"""Score sheets -> finished page data."""

from __future__ import annotations

from datetime import date

from autograder.course.course import Assignment
from autograder.evidence.evidence import Sandbox
from autograder.messages import Message, Translate, plural, say
from autograder.pages.redaction import Known, redacted
from autograder.pages.student_network import Beside, student_network
from autograder.scoring.rubrics import Rubrics
from autograder.scoring.score_sheet import ExerciseScore, ScoreSheet, Verdict
from autograder.scoring.wording import WORDS, headline
from reports.formats import Numbers
from reports.page_data.student import CriterionLine, ExerciseBlock, SheetPage, WrittenAnswer


def sheet_page(
    sheet: ScoreSheet,
    assignment: Assignment,
    language: str,
    translate: Translate,
    others: Beside,
    answers: tuple[WrittenAnswer, ...] = (),
) -> SheetPage:
    """One student's page; with `answers`, those that a person has read, and their points."""
    title = assignment.title.in_(language)
    shown = [e for e in sheet.exercises if not (answers and e.in_words)]
    return SheetPage(
        title=sheet.student,
        student=sheet.student,
        assignment=title,
        earned=round(sheet.earned + sum(a.earned for a in answers), 2),
        possible=sheet.possible,
        remarks=tuple(m.render(translate) for m in _remarks(sheet, read=bool(answers))),
        exercises=tuple(_block(e, assignment, language, translate, others) for e in shown),
        answers=answers,
        language=language,
        network=student_network(sheet, assignment, others, translate),
    )


def _remarks(sheet: ScoreSheet, read: bool) -> list[Message]:
    remarks = []
    if sheet.problem:
        remarks.append(say("There is no score: {reason}.", reason=sheet.problem))
    if (unread := sum(e.in_words for e in sheet.exercises)) and not read:
        told = plural(
            "{count:g} of all points is for an answer in words, which your instructor has yet to read.",
            "{count:g} of all points are for answers in words, which your instructor has yet to read.",
            unread,
        )
        remarks.append(told)
    if unconfirmed := round(sum(e.unconfirmed for e in sheet.exercises), 2):
        told = plural(
            "{count:g} of all points rests on code of your own, which your instructor has yet to look at.",
            "{count:g} of all points rest on code of your own, which your instructor has yet to look at.",
            unconfirmed,
        )
        remarks.append(told)
    remarks += sheet.remarks
    if sheet.sandbox is Sandbox.NONE:
        remarks.append(say("This notebook ran without walls around it (--sandbox none)."))
    if sheet.unscored and not sheet.problem:
        remarks.append(say("Parts of this sheet are not scored, through a failure of the grader."))
    return remarks


def _headlines(score: ExerciseScore, known: Known, language: str) -> tuple[Message | None, ...]:
    remark = redacted(score.remark, known) if score.remark else None
    if score.override is None:
        return headline(score), remark
    own = score.override
    day = Numbers(language).day(date.fromisoformat(own.date))
    settled = say("Settled by your instructor on {date}: {reason} (the grader gave {automatic:g}).",
                  date=day, reason=own.reason, automatic=score.automatic)  # fmt: skip
    return settled, remark


def _block(
    score: ExerciseScore, assignment: Assignment, language: str, translate: Translate, others: Beside
) -> ExerciseBlock:
    step, known = _next_step(score, assignment, others.rubrics), others.known
    return ExerciseBlock(
        exercise=score.exercise,
        title=assignment.exercise(score.exercise).title.in_(language),
        headline=" ".join(m.render(translate) for m in _headlines(score, known, language) if m),
        earned=score.earned,
        possible=score.possible,
        criteria=tuple(
            CriterionLine(
                title=c.title.render(translate),
                verdict=_SHOWN.get(c.verdict, c.verdict).value,
                word=WORDS[c.verdict].render(translate),
                earned=round(c.earned, 2),
                possible=round(c.possible, 2),
                message=redacted(c.message, known).render(translate) if c.message else "",
            )
            for c in score.counted
        ),
        next_step=step.render(translate) if step else "",
    )


#: What looks like another verdict on the page; its words are its own.
_SHOWN = {Verdict.UNCONFIRMED: Verdict.NEEDS_HUMAN}


def _next_step(score: ExerciseScore, assignment: Assignment, rubrics: Rubrics) -> Message | None:
    """What to try where something is missing: the first of several hints, if the instructor allows it."""
    missing = any(c.verdict in (Verdict.FAILED, Verdict.NOT_ATTEMPTED) for c in score.criteria)
    rubric = rubrics.get(score.exercise)
    if not (missing and rubric) or score.override:
        return None
    begun = any(c.verdict is Verdict.PASSED for c in score.criteria)  # then the first hint is behind them
    if assignment.hints and len(rubric.steps) > 1 and not begun:
        return rubric.steps[0]
    return say("Run `grader.check(\"{name}\")` in your notebook, and begin with the first ✗.",
               name=score.exercise)  # fmt: skip
