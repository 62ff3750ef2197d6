"""Programs that people wrote from the sheet alone, without having read a check: right and wrong ones.

A program is an entry of `<assignment>/cases/programs.toml`: the cells of one or two exercises, beside
the solution's, whole or as `change`s (as those of `golden.toml`) of what they are `from`: the program
of that name, or else the solution. It says which exercises must lose points and which may.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.course.course import Assignment, Text
from autograder.course.notebooks import compile_source
from autograder.errors import CourseError
from autograder.messages import Message, cause, of_error, say
from autograder.proving.cases import Case
from autograder.proving.rehearsal import Rehearsal, dependents, needed
from autograder.proving.words import score_in_words
from autograder.scoring.score_sheet import ExerciseScore

FILE = "programs.toml"
_SEED = 0  # the same few every time

Changes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Program:
    """A wrong one `loses` points in some exercises, and `may_lose` some in others; `cause` says why."""

    name: str
    about: str
    right: bool
    cells: Mapping[str, str]
    changes: Mapping[str, Changes] = field(default_factory=dict)
    loses: tuple[str, ...] = ()
    may_lose: tuple[str, ...] = ()
    cause: str = ""

    @property
    def exercises(self) -> frozenset[str]:
        """Those that it is about."""
        return frozenset((*self.cells, *self.changes, *self.loses))

    def notebook(self, source: NotebookNode) -> NotebookNode:
        """What its author would hand in; CourseError where a change is not found just once."""
        case = Case(self.name, "solution", Text(()), self.cells, {}, changes=self.changes)
        return case.notebook(source, "en")


def load_programs(assignment: Assignment, folder: Path | None = None) -> tuple[Program, ...]:
    """Those in a folder, or an assignment's own, if it has any; CourseError where one cannot be used."""
    path = (folder or assignment.folder / "cases") / FILE
    if not path.is_file():
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_program(assignment, entries, name) for name in entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError("{path} cannot be used: {error}", path=path, error=cause(error)) from error


def _program(assignment: Assignment, entries: Mapping[str, Any], name: str) -> Program:
    entry = dict(entries[name])
    begun = entries[entry.pop("from")]["cells"] if "from" in entry else {}
    changes = {id: tuple((str(old), str(new)) for old, new in pairs)
               for id, pairs in entry.pop("change", {}).items()}  # fmt: skip
    cells = entry.pop("cells", {}) | {id: begun[id] for id in changes if id in begun}
    loses, may_lose = (tuple(entry.pop(key, ())) for key in ("loses", "may_lose"))
    program = Program(name, cells=cells, changes=changes, loses=loses, may_lose=may_lose, **entry)
    named = {*program.exercises, *program.may_lose}
    if unknown := named - {e.id for e in assignment.automatic}:
        raise ValueError(f"{name} names {', '.join(sorted(unknown))}")
    if program.right == bool(loses) or not (cells or changes):
        raise ValueError(f"{name} has to be right, or to lose points somewhere, by a cell of its own")
    return program


def unfit(assignment: Assignment) -> Iterator[Message]:
    """Changes that are not found just once in what they change."""
    source = compile_source(assignment, "en", "digits")
    for program in load_programs(assignment):
        try:
            program.notebook(source)
        except CourseError as error:
            yield of_error(error)


def drawn(programs: Sequence[Program], count: int | None) -> list[Program]:
    """So many of them, by a seed, or all of them."""
    few = len(programs) if count is None else min(count, len(programs))
    names = {program.name for program in random.Random(_SEED).sample(programs, few)}
    return [program for program in programs if program.name in names]


def faults(program: Program, rehearsal: Rehearsal) -> Iterator[Message]:
    """Where it earns other points than it deserves.

    What waits for a person, because it rests on code that cannot be built anew, counts as earned.
    """
    yield from faults_in(scored(program, rehearsal), program, rehearsal.assignment)


def scored(program: Program, rehearsal: Rehearsal) -> tuple[ExerciseScore, ...]:
    """What it earns in its exercises and those that they need, where some checks look back."""
    looked_at = needed(rehearsal.assignment, program.exercises)
    return rehearsal.grade(program.notebook(rehearsal.source), looked_at).sheet.exercises


def faults_in(scores: Sequence[ExerciseScore], program: Program, assignment: Assignment) -> Iterator[Message]:
    """Of what a program earned, that which it does not deserve."""
    excused = {*program.loses, *program.may_lose}
    excused |= {id for lost in program.loses for id in dependents(assignment, lost)}
    for score in scores:
        if score.unscored or (_loses(score) and score.exercise not in excused):
            yield say("it is right there, but {told}", told=score_in_words(score))
        elif score.exercise in program.loses and not _loses(score):
            yield say("it is wrong ({cause}), but {told}", cause=program.cause, told=score_in_words(score))


def _loses(score: ExerciseScore) -> bool:
    return round(score.earned + score.unconfirmed, 2) < score.possible
