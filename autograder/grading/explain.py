"""Why an exercise earned what it earned: enough to answer a student's complaint."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.cells import grade_id_of, read_notebook
from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError
from autograder.evidence.asks import Ask
from autograder.evidence.evidence import Evidence, Sandbox
from autograder.evidence.facts import Answer
from autograder.evidence.refusals import printed
from autograder.evidence.schema import facts_of
from autograder.gradebook.standing import ExerciseStanding, Standing, Standings
from autograder.gradebook.wording import duration, earlier, so_far
from autograder.grading.shortened import shortened
from autograder.messages import Message, Translate, joined, say
from autograder.scoring.rubrics import rubrics_of
from autograder.scoring.score_sheet import ExerciseScore
from autograder.scoring.wording import STATUSES, in_lines
from autograder.submissions.mending import mended
from autograder.submissions.reading import expect_a_file

_LONGEST = 600  # characters of one answer


def explain(folder: CourseFolder, assignment: Assignment, student: str, exercise: str) -> Iterator[str]:
    """The story of one exercise, line by line: the cell, the asks, the evidence, the verdicts."""
    sheet = folder.kept_sheet(assignment.slug, student)
    if sheet.problem:
        raise FolderError(
            "{student} has no score for {assignment}: {problem}",
            student=student,
            assignment=assignment.slug,
            problem=sheet.problem,
        )
    found = {e.exercise: e for e in sheet.exercises}
    if exercise not in found:
        raise FolderError(
            "{assignment} has no exercise {exercise!r}; it has {names}",
            assignment=assignment.slug,
            exercise=exercise,
            names=", ".join(found),
        )
    told, standing = folder.translate, Standings(folder, assignment).of(sheet)
    yield from (m.render(told) for m in _headline(standing, exercise))
    yield ""
    yield from _cell(folder, assignment, student, exercise)
    transcript = folder.evidence.find(sheet.evidence_key)
    rubric = rubrics_of(assignment).get(exercise)
    if rubric is not None and transcript is not None:
        yield from _evidence(rubric.asks, transcript.evidence.get(exercise), folder.translate)
    yield from _criteria(found[exercise], folder)


def _headline(standing: Standing, exercise: str) -> Iterator[Message]:
    sheet, found = standing.sheet, standing.exercise(exercise)
    score = found.score
    yield say("{student}, {assignment}, {exercise}: {figure}", student=sheet.student,
              assignment=sheet.assignment, exercise=exercise, figure=so_far(found))  # fmt: skip
    how = STATUSES[score.status]
    yield say("run: {how}", how=joined(": ", (how, score.error)) if score.error else how)
    if sheet.sandbox is Sandbox.NONE:
        yield say("it ran without walls (--sandbox none)")
    if score.own_code and found.waiting:
        yield say("it rests on code that could not be verified, {code}: `autograder confirm` shows it",
                  code=score.own_code)  # fmt: skip
    if score.confirmed is not None:
        yield say("confirmed on {date}: {reason}", date=score.confirmed.date,
                  reason=score.confirmed.reason or "-")  # fmt: skip
    yield from _by_person(found)
    yield from _of_all(standing)


def _of_all(standing: Standing) -> Iterator[Message]:
    yield say("the whole assignment: {figure}", figure=so_far(standing))
    if standing.refused:
        yield say("not in nbgrader's gradebook: {reason}", reason=standing.refused)
    if standing.held.late:
        yield say("late by {time}; taken off: {penalty:g} of {points:g} points",
                  time=duration(standing.held.late), penalty=standing.penalty,
                  points=standing.before_penalty)  # fmt: skip


def _by_person(found: ExerciseStanding) -> Iterator[Message]:
    """What people gave, and what the grader did."""
    score, own = found.score, found.override
    automatic = score.automatic
    if own is not None:
        yield say("settled on {date} by {who}: {points:g} points instead of {automatic:g}: {reason}",
                  date=own.date, who=own.who or "-", points=own.points, automatic=automatic,
                  reason=own.reason)  # fmt: skip
    elif found.by_person is not None and (score.in_words or score.is_blank):
        yield say("given in formgrader: {points:g} points", points=found.by_person)
    elif found.by_person is not None:
        yield say("given in formgrader: {points:g} points (the grader gave {automatic:g})",
                  points=found.by_person, automatic=automatic)  # fmt: skip
    if found.extra:
        yield say("extra credit given in formgrader: {points:g}", points=found.extra)
    if found.comment:
        yield joined("", (say("comment given in formgrader: "), found.comment))
    if found.earlier:
        yield earlier(found.earlier)


def _cell(folder: CourseFolder, assignment: Assignment, student: str, exercise: str) -> Iterator[str]:
    """The student's own cell, as it was handed in."""
    yield say("The cell that led to it:").render(folder.translate)
    try:
        expect_a_file(path := folder.submitted(assignment.slug, student))
        notebook = read_notebook(path)
        mended(notebook, folder.released(assignment))
    except Exception as error:  # it may have been taken away since
        gone = say("it cannot be read any more: {kind}", kind=type(error).__name__)
        yield f"  {gone.render(folder.translate)}"
        return
    sources = [c.source for c in notebook.cells if grade_id_of(c) == exercise]
    missing = say("(the student left it out)").render(folder.translate)
    for line in (sources[0] if sources else missing).splitlines():
        yield f"  {line}"


def _evidence(asks: tuple[Ask, ...], evidence: Evidence | None, translate: Translate) -> Iterator[str]:
    yield ""
    yield say("What was asked of it, and what it answered:").render(translate)
    if evidence is None:
        yield "  " + say("there is no evidence: the grader failed").render(translate)
        return
    for position, ask in enumerate(asks):
        asked = {name: value for name, value in ask.to_json().items() if value not in (None, [], False)}
        yield f"  {shortened(asked, translate)}"
        answered = position < len(evidence.values)
        silent = say("no answer").render(translate)
        yield f"    {_cut(evidence.values[position], translate) if answered else silent}"
        for name, array in evidence.arrays.items():
            if name.position == position:
                yield f"    {name.within}: {array.dtype} {array.shape}"
    if evidence.stdout_tail.strip():
        yield "  " + say("printed last:").render(translate)
        for line in evidence.stdout_tail.strip().splitlines()[-5:]:
            yield joined("    ", ("", printed(line))).render(translate)


def _cut(answer: Answer, translate: Translate) -> str:
    told = {name: fact for name, fact in facts_of(answer).items() if name != "sha256"}
    text = shortened(told, translate)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _criteria(score: ExerciseScore, folder: CourseFolder) -> Iterator[str]:
    yield ""
    yield say("What counts:").render(folder.translate)
    yield from (f"  {line}" for line in in_lines(score, folder.translate))
