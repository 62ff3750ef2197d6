"""Score sheets -> finished page data, and the pages of a class on disk."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course import Assignment
from autograder.discretion import Known, discreet
from autograder.feedback import WORDS, headline
from autograder.folder import CourseFolder
from autograder.marking import Problem
from autograder.messages import Message, Translate, say
from autograder.own_network import Beside, beside, own_network
from autograder.scores import ExerciseScore, ScoreSheet, Verdict
from reference.evaluation import image_interval
from reports.pages import (
    CriterionLine,
    ExerciseBlock,
    IndexPage,
    Interval,
    Link,
    LinkSection,
    SheetPage,
    StudentAccuracies,
    StudentRow,
    WrittenAnswer,
)
from reports.render import write


def write_class_pages(
    folder: CourseFolder, assignment: Assignment, sheets: Sequence[ScoreSheet], problems: Sequence[Problem]
) -> None:
    """A page a student, and one in front of them, in the folder's language."""
    target = folder.report(assignment.slug)
    for stale in target.glob("*.html"):
        stale.unlink()
    others = beside(folder, assignment)
    for sheet in sheets:
        page = sheet_page(sheet, assignment, folder.language, folder.translate, others)
        write(page, target / f"{sheet.student}.html", folder.translate)
    front = class_page(assignment, sheets, problems, folder.language, folder.translate)
    write(front, target / "index.html", folder.translate)


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


def class_page(
    assignment: Assignment,
    sheets: Sequence[ScoreSheet],
    problems: Sequence[Problem],
    language: str,
    translate: Translate,
) -> IndexPage:
    """The students of one assignment: points and measured accuracy, or why there is no grade."""
    reasons = {s.student: s.problem for s in sheets if s.problem} | {p.student: p.reason for p in problems}
    scored = [sheet for sheet in sheets if sheet.student not in reasons]
    links = tuple(
        Link(f"{sheet.student}.html", sheet.student, _told(sheet, assignment, translate)) for sheet in scored
    )
    sections = [LinkSection(say("Students").render(translate), links)]
    if reasons:
        files = tuple(
            Link(_handed_in(student, assignment), student, why.render(translate))
            for student, why in reasons.items()
        )
        sections.insert(0, LinkSection(say("Without a grade").render(translate), files))
    lead = say("{students} submissions, scored by the grader.", students=len(scored))
    return IndexPage(
        title=assignment.title.in_(language),
        lead=lead.render(translate),
        sections=tuple(sections),
        language=language,
    )


def _handed_in(student: str, assignment: Assignment) -> str:
    """Where the file lies, as seen from the class page."""
    return f"../../submitted/{student}/{assignment.slug}/{assignment.slug}.ipynb"


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


def _told(sheet: ScoreSheet, assignment: Assignment, translate: Translate) -> str:
    """A student in a line for the instructor, with whatever is to be looked at."""
    flags = [flag for exercise in sheet.exercises for flag in exercise.flags]
    if unverified := ", ".join(e.exercise for e in sheet.exercises if e.remark is not None):
        flags.append(say("Please look: predictions not verified in {exercises}.", exercises=unverified))
    told = _summary(sheet, assignment).render(translate)
    flags += sheet.remarks
    return " ".join([told, *(f"⚑ {flag.render(translate)}" for flag in dict.fromkeys(flags))])


def _summary(sheet: ScoreSheet, assignment: Assignment) -> Message:
    found = sheet.measurement(*assignment.accuracy) if assignment.accuracy else None
    if found is None:
        return say("{earned:g} of {possible:g} points", earned=sheet.earned, possible=sheet.possible)
    return say(
        "{earned:g} of {possible:g} points; {accuracy:.1%} of {cases} hidden images read right",
        earned=sheet.earned,
        possible=sheet.possible,
        accuracy=found.value,
        cases=found.cases,
    )


def _remarks(sheet: ScoreSheet, read: bool) -> list[Message]:
    remarks = []
    if sheet.problem:
        remarks.append(say("There is no score: {reason}.", reason=sheet.problem))
    if sheet.waiting and not read:
        remarks.append(say("{points:g} of these points are for answers in words: your instructor gives them.",
                           points=sheet.waiting))  # fmt: skip
    remarks += sheet.remarks
    if sheet.sandbox == "none":
        remarks.append(say("This notebook ran without walls around it (--sandbox none)."))
    if sheet.unscored and not sheet.problem:
        remarks.append(say("Parts of this sheet are not scored, through a failure of the grader."))
    return remarks


def _headlines(score: ExerciseScore, known: Known) -> tuple[Message | None, ...]:
    remark = discreet(score.remark, known) if score.remark else None
    if score.override is None:
        return headline(score), remark
    own = score.override
    settled = say("Settled by your instructor on {date}: {reason} (the grader gave {automatic:g}).",
                  date=own.date, reason=own.reason, automatic=score.automatic)  # fmt: skip
    return settled, remark


def _block(
    score: ExerciseScore, assignment: Assignment, language: str, translate: Translate, known: Known
) -> ExerciseBlock:
    step = _next_step(score, assignment)
    return ExerciseBlock(
        exercise=score.exercise,
        title=assignment.exercise(score.exercise).title.in_(language),
        headline=" ".join(m.render(translate) for m in _headlines(score, known) if m),
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
    if assignment.hints and len(rubric.steps) > 1:
        return rubric.steps[0]
    return say("Run `grader.check(\"{name}\")` in your notebook, and begin with the first ✗.",
               name=score.exercise)  # fmt: skip
