"""Why an exercise earned what it earned: enough to answer a student's complaint."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.asks import Ask
from autograder.course import Assignment
from autograder.errors import AutograderError, FolderError
from autograder.evidence import Evidence
from autograder.feedback import ICONS, WORDS
from autograder.folder import CourseFolder
from autograder.notebooks import read_notebook
from autograder.scores import ExerciseScore
from autograder.submission import grade_id_of, restore_metadata

_LONGEST = 600  # characters of one answer


def explain(folder: CourseFolder, assignment: Assignment, student: str, exercise: str) -> Iterator[str]:
    """The story of one exercise, line by line: the cell, the asks, the evidence, the verdicts."""
    sheet = folder.kept_sheet(assignment.slug, student)
    if sheet.problem:
        raise FolderError(f"{student} has no score for {assignment.slug}: {sheet.problem}")
    found = {e.exercise: e for e in sheet.exercises}
    if exercise not in found:
        raise FolderError(f"{assignment.slug} has no exercise {exercise!r}; it has {', '.join(found)}")
    yield from _headline(found[exercise], assignment, student, sheet.sandbox)
    yield ""
    yield from _cell(folder, assignment, student, exercise)
    transcript = folder.evidence.find(sheet.evidence_key)
    if exercise in assignment.rubrics and transcript is not None:
        asks = assignment.rubrics[exercise].asks
        yield from _evidence(asks, transcript.evidence.get(exercise))
    yield from _criteria(found[exercise], folder)


def _headline(score: ExerciseScore, assignment: Assignment, student: str, sandbox: str) -> Iterator[str]:
    yield f"{student}, {assignment.slug}, {score.exercise}: {score.earned:g} of {score.possible:g} points"
    yield f"run: {score.status.value}" + (f", {score.error}" if score.error else "")
    if sandbox == "none":
        yield "it ran without walls (--sandbox none)"
    if score.override is not None:
        own = score.override
        yield f"settled on {own.date}: {own.points:g} points instead of {score.automatic:g}: {own.reason}"


def _cell(folder: CourseFolder, assignment: Assignment, student: str, exercise: str) -> Iterator[str]:
    """The student's own cell, as it was handed in."""
    yield "The cell that led to it:"
    try:
        notebook = read_notebook(folder.submitted(assignment.slug, student))
    except Exception as error:  # it may have been taken away since
        yield f"  it cannot be read any more: {type(error).__name__}"
        return
    restore_metadata(notebook, folder.released(assignment))
    sources = [c.source for c in notebook.cells if grade_id_of(c) == exercise]
    for line in (sources[0] if sources else "(the student left it out)").splitlines():
        yield f"  {line}"


def _evidence(asks: tuple[Ask, ...], evidence: Evidence | None) -> Iterator[str]:
    yield ""
    yield "What was asked of it, and what it answered:"
    if evidence is None:
        yield "  there is no evidence: the grader failed"
        return
    for position, ask in enumerate(asks):
        asked = {name: value for name, value in ask.to_json().items() if value not in (None, [], False)}
        yield f"  {json.dumps(asked)}"
        answered = position < len(evidence.values)
        yield f"    {_shortened(evidence.values[position])}" if answered else "    no answer"
        for name, array in evidence.arrays.items():
            if name.startswith(f"{position}."):
                yield f"    {name.partition('.')[2]}: {array.dtype} {array.shape}"
    if evidence.stdout_tail.strip():
        yield "  printed last:"
        yield from (f"    {line}" for line in evidence.stdout_tail.strip().splitlines()[-5:])


def _shortened(facts: Mapping[str, Any]) -> str:
    text = json.dumps({k: v for k, v in facts.items() if k != "sha256"}, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _criteria(score: ExerciseScore, folder: CourseFolder) -> Iterator[str]:
    translate = folder.translate
    yield ""
    yield "What counts:"
    for criterion in score.criteria:
        word = WORDS[criterion.verdict].render(translate)
        points = f"{criterion.earned:.2f} of {criterion.possible:.2f}"
        yield f"  {ICONS[criterion.verdict]} {criterion.title.render(translate)}: {word}, {points}"
        if criterion.message:
            yield f"      {criterion.message.render(translate)}"
    for note in (score.remark, *score.flags):
        if note is not None:
            yield f"  ⚑ {note.render(translate)}"


def exercise_of(folder: CourseFolder, name: str) -> tuple[Assignment, str]:
    """`assignment/exercise`, or an exercise's name where only one assignment has it."""
    slug, _, exercise = name.rpartition("/")
    having = [a for a in folder.course.assignments if exercise in {e.id for e in a.exercises}]
    chosen = [folder.course.assignment(slug)] if slug else having
    if len(chosen) != 1:
        places = ", ".join(f"{a.slug}/{exercise}" for a in having) or "no assignment has it"
        raise AutograderError(f"which exercise is {name!r}? {places}")
    return chosen[0], exercise
