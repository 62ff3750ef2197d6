"""What a student has -> the finished data of their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from autograder.course.course import Assignment
from autograder.evidence.evidence import Sandbox
from autograder.gradebook.standing import ExerciseStanding, Standing
from autograder.gradebook.wording import earlier
from autograder.messages import Message, Translate, plural, say
from autograder.pages.delivery import facts
from autograder.pages.next_step import next_step
from autograder.pages.redaction import redacted
from autograder.pages.student_network import Beside, student_network
from autograder.scoring.score_sheet import ExerciseScore, Override, Verdict
from autograder.scoring.wording import WORDS, headline, stopped, told_of_stopping
from reports.formats import Numbers
from reports.page_data.student import CriterionLine, ExerciseBlock, SheetPage


def sheet_page(
    standing: Standing,
    assignment: Assignment,
    language: str,
    translate: Translate,
    others: Beside,
    answers: Mapping[str, str] | None = None,
) -> SheetPage:
    """One student's page; with `answers` in words, by exercise, those are on it."""
    sheet, words = standing.sheet, _Words(assignment, language, translate, others, answers or {})
    return SheetPage(
        title=sheet.student,
        student=sheet.student,
        assignment=assignment.title.in_(language),
        earned=standing.earned,
        possible=standing.possible,
        remarks=tuple(m.render(translate) for m in _remarks(standing)),
        exercises=tuple(map(words.block, standing.exercises)),
        language=language,
        network=student_network(sheet, assignment, others, translate, language),
        waiting=standing.waiting,
        facts=facts(standing, assignment, language, translate),
        digest=standing.digest,
    )


def _remarks(standing: Standing) -> Iterator[Message]:
    sheet = standing.sheet
    if sheet.problem:
        yield say("There is no score: {reason}.", reason=sheet.problem)
    if unread := round(sum(e.waiting for e in standing.exercises if e.score.in_words), 2):
        yield plural(
            "{count:g} of all points is for an answer in words, which your instructor has yet to read.",
            "{count:g} of all points are for answers in words, which your instructor has yet to read.",
            unread,
        )
    if unconfirmed := round(sum(e.waiting for e in standing.exercises if e.score.unconfirmed), 2):
        yield plural(
            "{count:g} of all points rests on what could not be checked: your instructor has yet to look.",
            "{count:g} of all points rest on what could not be checked: your instructor has yet to look.",
            unconfirmed,
        )
    yield from sheet.remarks
    if sheet.sandbox is Sandbox.NONE:
        yield say("This notebook ran without walls around it (--sandbox none).")
    if standing.unscored and not sheet.problem:
        yield say("Parts of this sheet are not scored, through a failure of the grader.")


class _Words:
    """Exercises put into a language."""

    def __init__(
        self,
        assignment: Assignment,
        language: str,
        translate: Translate,
        others: Beside,
        answers: Mapping[str, str],
    ) -> None:
        self._assignment, self._language, self._translate = assignment, language, translate
        self._others, self._answers = others, answers

    def block(self, found: ExerciseStanding) -> ExerciseBlock:
        score = found.score
        step = next_step(found, self._assignment, self._others.rubrics)
        criteria = () if score.in_words and found.by_person is not None else score.counted
        return ExerciseBlock(
            exercise=score.exercise,
            title=self._assignment.exercise(score.exercise).title.in_(self._language),
            headline=" ".join(m.render(self._translate) for m in self._headlines(found)),
            earned=found.earned,
            possible=score.possible,
            criteria=tuple(
                CriterionLine(
                    title=c.title.render(self._translate),
                    verdict=_SHOWN.get(c.verdict, c.verdict).value,
                    word=WORDS[c.verdict].render(self._translate),
                    earned=round(c.earned, 2),
                    possible=round(c.possible, 2),
                    message=self._told(c.message) if c.message else "",
                )
                for c in criteria
            ),
            next_step=step.render(self._translate) if step else "",
            waiting=found.waiting,
            by_person=found.by_person is not None,
            answer=self._answers.get(score.exercise, ""),
            comment=found.comment,
            earlier=earlier(found.earlier).render(self._translate) if found.earlier else "",
            stopped=self._stopped(found),
        )

    def _stopped(self, found: ExerciseStanding) -> str:
        """That the cell did, unless that stands below already or is settled."""
        if found.by_person is not None or told_of_stopping(found.score):
            return ""
        ended = stopped(found.score)
        return self._told(ended) if ended else ""

    def _told(self, message: Message) -> str:
        return redacted(message, self._others.known).render(self._translate)

    def _headlines(self, found: ExerciseStanding) -> Iterator[Message]:
        if found.override:
            yield self._settled(found.override, found.score)
        elif found.by_person is not None:
            yield _given(found.by_person, found.score)
        else:
            yield headline(found.score)
        if found.extra:
            yield plural("Extra credit from your instructor: {count:g} point.",
                         "Extra credit from your instructor: {count:g} points.", found.extra)  # fmt: skip
        if confirmed := found.score.confirmed:
            day = Numbers(self._language).day(date.fromisoformat(confirmed.date))
            yield say("Your instructor looked at your code on {date}: what rests on it counts.",
                      date=day)  # fmt: skip
        if found.remark:
            yield redacted(found.remark, self._others.known)

    def _settled(self, own: Override, score: ExerciseScore) -> Message:
        day = Numbers(self._language).day(date.fromisoformat(own.date))
        if not own.who:  # of before
            return say("Settled by your instructor on {date}: {reason} (the grader gave {automatic:g}).",
                       date=day, reason=own.reason, automatic=score.automatic)  # fmt: skip
        points = plural("{count:g} point", "{count:g} points", own.points)
        return say("Settled by your instructor ({who}) on {date}, {points}: {reason} (the grader gave "
                   "{automatic:g}).", who=own.who, date=day, points=points, reason=own.reason,
                   automatic=score.automatic)  # fmt: skip


def _given(points: float, score: ExerciseScore) -> Message:
    """What formgrader was given, beside the grader's own points where there are any."""
    if score.in_words or score.is_blank:
        return plural("Given by your instructor: {count:g} point.",
                      "Given by your instructor: {count:g} points.", points)  # fmt: skip
    return plural("Given by your instructor: {count:g} point (the grader gave {automatic:g}).",
                  "Given by your instructor: {count:g} points (the grader gave {automatic:g}).",
                  points, automatic=score.automatic)  # fmt: skip


#: What looks like another verdict on the page; its words are its own.
_SHOWN = {Verdict.UNCONFIRMED: Verdict.NEEDS_HUMAN}
