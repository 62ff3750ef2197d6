"""Score sheets -> finished page data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from autograder.course import Assignment
from autograder.discretion import Known, discreet
from autograder.feedback import WORDS, headline
from autograder.messages import Message, Translate, plural, say
from autograder.own_network import Beside, own_network
from autograder.scores import ExerciseScore, ScoreSheet, Verdict
from reference.evaluation import image_interval
from reports.formats import Numbers
from reports.pages import (
    CriterionLine,
    ExerciseBlock,
    Interval,
    SheetPage,
    StudentAccuracies,
    StudentRow,
    WrittenAnswer,
)


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
    shown = [e for e in sheet.exercises if not (answers and e.waiting)]
    return SheetPage(
        title=sheet.student,
        student=sheet.student,
        assignment=title,
        earned=round(sheet.earned + sum(a.earned for a in answers), 2),
        possible=sheet.possible,
        remarks=tuple(m.render(translate) for m in _remarks(sheet, read=bool(answers))),
        exercises=tuple(_block(e, assignment, language, translate, others.known) for e in shown),
        answers=answers,
        language=language,
        network=own_network(sheet, assignment, others, translate),
    )


def student_accuracies(
    assignment: Assignment,
    sheets: Sequence[ScoreSheet],
    references: Sequence[tuple[str, float]],
    links: str,
    language: str,
    translate: Translate,
) -> StudentAccuracies | None:
    """Students' measured accuracies; None for an assignment that measures none.

    `references` are (variant, accuracy) on the same hidden images, of which the assignment's
    own are shown; `links` is the address of
    the folder of their pages, as seen from the report.
    """
    if assignment.accuracy is None or not sheets:
        return None
    rows = tuple(_student_row(s, assignment, links, translate) for s in sheets)
    cases = (m.cases for s in sheets if (m := s.measurement(*assignment.accuracy)))
    return StudentAccuracies(
        title=assignment.title.in_(language),
        images=max(cases, default=0),
        students=rows,
        references=tuple(r for r in references if r[0] in assignment.references),
    )


def _student_row(sheet: ScoreSheet, assignment: Assignment, links: str, translate: Translate) -> StudentRow:
    found = sheet.measurement(*assignment.accuracy) if assignment.accuracy else None
    interval = image_interval(round(found.value * found.cases), found.cases) if found else None
    return StudentRow(
        student=sheet.student,
        accuracy=found.value if found else None,
        interval=Interval(interval.low, interval.high) if interval else None,
        points=sheet.earned,
        possible=sheet.possible,
        remark="" if found else say("No trained network to measure.").render(translate),
        link=f"{links}/{sheet.student}.html",
    )


def _remarks(sheet: ScoreSheet, read: bool) -> list[Message]:
    remarks = []
    if sheet.problem:
        remarks.append(say("There is no score: {reason}.", reason=sheet.problem))
    if sheet.waiting and not read:
        told = plural(
            "{count:g} of all points is for an answer in words, which your instructor has yet to read.",
            "{count:g} of all points are for answers in words, which your instructor has yet to read.",
            sheet.waiting,
        )
        remarks.append(told)
    remarks += sheet.remarks
    if sheet.sandbox == "none":
        remarks.append(say("This notebook ran without walls around it (--sandbox none)."))
    if sheet.unscored and not sheet.problem:
        remarks.append(say("Parts of this sheet are not scored, through a failure of the grader."))
    return remarks


def _headlines(score: ExerciseScore, known: Known, language: str) -> tuple[Message | None, ...]:
    remark = discreet(score.remark, known) if score.remark else None
    if score.override is None:
        return headline(score), remark
    own = score.override
    day = Numbers(language).day(date.fromisoformat(own.date))
    settled = say("Settled by your instructor on {date}: {reason} (the grader gave {automatic:g}).",
                  date=day, reason=own.reason, automatic=score.automatic)  # fmt: skip
    return settled, remark


def _block(
    score: ExerciseScore, assignment: Assignment, language: str, translate: Translate, known: Known
) -> ExerciseBlock:
    step = _next_step(score, assignment)
    return ExerciseBlock(
        exercise=score.exercise,
        title=assignment.exercise(score.exercise).title.in_(language),
        headline=" ".join(m.render(translate) for m in _headlines(score, known, language) if m),
        earned=score.earned,
        possible=score.possible,
        criteria=tuple(
            CriterionLine(
                title=c.title.render(translate),
                verdict=c.verdict.value,
                word=WORDS[c.verdict].render(translate),
                earned=round(c.earned, 2),
                possible=round(c.possible, 2),
                message=discreet(c.message, known).render(translate) if c.message else "",
            )
            for c in score.criteria
        ),
        next_step=step.render(translate) if step else "",
    )


def _next_step(score: ExerciseScore, assignment: Assignment) -> Message | None:
    """What to try where something is missing: the first of several hints, if the instructor allows it."""
    missing = any(c.verdict in (Verdict.FAILED, Verdict.NOT_ATTEMPTED) for c in score.criteria)
    rubric = assignment.rubrics.get(score.exercise)
    if not (missing and rubric) or score.override:
        return None
    begun = any(c.verdict is Verdict.PASSED for c in score.criteria)  # then the first hint is behind them
    if assignment.hints and len(rubric.steps) > 1 and not begun:
        return rubric.steps[0]
    return say("Run `grader.check(\"{name}\")` in your notebook, and begin with the first ✗.",
               name=score.exercise)  # fmt: skip
