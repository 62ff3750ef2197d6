"""How many wrong programs lose points: an assignment's solution is taken apart, one change at a time.

Each mutant is graded as `prove` grades a case: first its own exercise, then, if that earns
everything, those that build on it. A survivor earns every point; the assignment's `mutants.toml`
says of some why they are no wrong programs.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import SETUP_ID, grade_id_of
from autograder.course.course import Assignment, load_course
from autograder.errors import CourseError
from autograder.evidence.evidence import RunStatus
from autograder.execution.shutdown import stop
from autograder.messages import Message, cause, joined, say
from autograder.pipeline.executors import local_slots
from autograder.pipeline.progress import Progress
from autograder.proving.mistakes import loaded
from autograder.proving.mutants import Mutant, assigned, mutants
from autograder.proving.rehearsal import Rehearsal, dependents, make_scene
from autograder.submissions.python import tree_of

AIM = 0.95
EXPLAINED = "mutants.toml"
_SECONDS = 120.0  # a mutant may loop for ever


class Fate(StrEnum):
    """What became of a mutant."""

    CAUGHT = "caught"
    RAISED = "raised"  # caught too: its own cell fails
    SURVIVED = "survived"
    BROKE = "broke"  # the grader, so that nobody caught it


@dataclass(frozen=True)
class Outcome:
    """`by` are the exercises that lost points; `why` explains a survivor that is not wrong."""

    mutant: Mutant
    fate: Fate
    by: tuple[str, ...] = ()
    why: str = ""

    @property
    def escaped(self) -> bool:
        return self.fate in (Fate.SURVIVED, Fate.BROKE)


@dataclass(frozen=True)
class Counts:
    """How many of the mutants that were tried; those that are `explained` are not wrong."""

    wrong: int
    caught: int
    raised: int
    survived: int
    explained: int

    @property
    def share(self) -> float:
        """Of the wrong ones, those that lose points."""
        return self.caught / self.wrong if self.wrong else 1.0


@dataclass(frozen=True)
class Reason:
    """Why mutants are not wrong: by their ids, or by what stands in the lines that differ."""

    reason: str
    ids: tuple[str, ...] = ()
    exercise: str = ".*"
    operator: str = ".*"
    was: str = ".*"
    became: str = ".*"

    def fits(self, mutant: Mutant) -> bool:
        if self.ids:
            return mutant.id in self.ids
        parts = ("exercise", "operator", "was", "became")
        return all(re.fullmatch(getattr(self, part), getattr(mutant, part), re.DOTALL) for part in parts)


class Workbench:
    """Grades mutants of one assignment; safe to use from several threads.

    What ran is kept in the folder `out`; scores are made anew.
    """

    def __init__(self, assignment: Assignment, out: Path) -> None:
        limits = replace(assignment.limits, cell_seconds=_SECONDS, submission_seconds=3 * _SECONDS)
        self.assignment = replace(assignment, limits=limits)
        self._reasons = reasons(assignment)
        course = load_course(assignment.folder.parent)
        self._rehearsal = Rehearsal(make_scene(out.absolute(), course), self.assignment)
        cells = (cell for cell in self._rehearsal.source.cells if cell.cell_type == "code")
        self._cells: dict[str, str] = {grade_id_of(cell): cell.source for cell in cells}

    def mutants(self) -> list[Mutant]:
        """All of the assignment's, by exercise."""
        names = set(assigned(self._cells[SETUP_ID]))
        found: list[Mutant] = []
        for exercise in self.assignment.automatic:
            source = self._cells[exercise.id]
            names |= assigned(source)
            found += mutants(exercise.id, source, names)
        return found

    def outcome(self, mutant: Mutant) -> Outcome:
        first = frozenset((mutant.exercise,)) | self._brought_in(mutant)
        for looked_at in (first, first | dependents(self.assignment, mutant.exercise)):
            sheet = self._rehearsal.grade(self._notebook(mutant), looked_at).sheet
            if sheet.unscored:
                return Outcome(mutant, Fate.BROKE, tuple(e.exercise for e in sheet.exercises if e.unscored))
            if lost := tuple(e.exercise for e in sheet.exercises if e.earned < e.possible):
                own = next((e for e in sheet.exercises if e.exercise == mutant.exercise), None)
                raised = own is not None and own.status is RunStatus.RAISED
                return Outcome(mutant, Fate.RAISED if raised else Fate.CAUGHT, lost)
        why = next((r.reason for r in self._reasons if r.fits(mutant)), "")
        return Outcome(mutant, Fate.SURVIVED, why=why)

    def _brought_in(self, mutant: Mutant) -> frozenset[str]:
        """Exercises whose variables the change reads: they must run, or it would be caught for nothing."""
        names = loaded(tree_of(mutant.source)) - loaded(tree_of(self._cells[mutant.exercise]))
        own = assigned(mutant.source)
        before = takewhile(lambda e: e.id != mutant.exercise, self.assignment.automatic)
        return frozenset(e.id for e in before if (names - own) & assigned(self._cells[e.id]))

    def _notebook(self, mutant: Mutant) -> NotebookNode:
        notebook = NotebookNode(self._rehearsal.source)
        notebook.cells = [
            NotebookNode({**cell, "source": mutant.source}) if grade_id_of(cell) == mutant.exercise else cell
            for cell in notebook.cells
        ]
        return notebook

    def close(self) -> None:
        self._rehearsal.close()


def reasons(assignment: Assignment) -> tuple[Reason, ...]:
    """Of the assignment's `mutants.toml`, if it has one; CourseError where that cannot be used."""
    path = assignment.folder / EXPLAINED
    if not path.is_file():
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["explained"]
        return tuple(_reason(**entry) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        raise CourseError("{path} cannot be used: {error}", path=path, error=cause(error)) from error


def _reason(reason: str, ids: Sequence[str] = (), **patterns: str) -> Reason:
    for pattern in patterns.values():
        re.compile(pattern)
    return Reason(reason, tuple(ids), **patterns)


def drawn(found: Sequence[Mutant], seed: int, sample: int | None = None) -> list[Mutant]:
    """All of them, or so many, in an order that the seed draws: an interrupted run is a sample, too."""
    count = min(sample or len(found), len(found))
    return random.Random(seed).sample(sorted(found, key=lambda m: m.id), count)


def try_all(bench: Workbench, chosen: Sequence[Mutant], jobs: int, progress: Progress[Outcome]) -> None:
    """Every mutant, so many at a time; interrupted, it ends what runs at once."""
    slots = local_slots(bench.outcome, chosen, jobs, progress=progress, stop=stop, patient=False)
    with closing(slots) as coming:
        for _ in coming:
            pass


def counted(outcomes: Collection[Outcome]) -> Counts:
    fates = Counter(o.fate for o in outcomes)
    explained = sum(bool(o.why) for o in outcomes)
    return Counts(
        wrong=len(outcomes) - explained,
        caught=fates[Fate.RAISED] + fates[Fate.CAUGHT],
        raised=fates[Fate.RAISED],
        survived=sum(o.escaped and not o.why for o in outcomes),
        explained=explained,
    )


def report(slug: str, outcomes: Sequence[Outcome], planned: int) -> list[Message]:
    """What became of the mutants, in lines of Markdown; operators are called as `mutants.toml` names them."""
    count = counted(outcomes)
    last = say("{tried} of {planned} mutants were tried. {caught} of {wrong} wrong programs lose points: "
               "{share:.1%} (aim: {aim:.0%}).", tried=len(outcomes), planned=planned, caught=count.caught,
               wrong=count.wrong, share=count.share, aim=AIM)  # fmt: skip
    blank = _as_is("")
    tables = (*kinds(outcomes), blank, *table(outcomes))
    return [_as_is(f"# {slug}"), blank, *tables, *survivors(outcomes), blank, last]


def table(outcomes: Collection[Outcome]) -> list[Message]:
    """Caught and survived by operator."""
    head = say("| operator | wrong | caught | of these raised | survived | not wrong |")
    return [*_rows(head, outcomes, lambda mutant: mutant.operator), _row(say("all"), outcomes)]


def kinds(outcomes: Collection[Outcome]) -> list[Message]:
    """Caught and survived by the kind of mistake."""
    head = say("| kind of mistake | wrong | caught | of these raised | survived | not wrong |")
    return _rows(head, outcomes, lambda mutant: mutant.kind)


def _rows(head: Message, outcomes: Collection[Outcome], group: Callable[[Mutant], str]) -> list[Message]:
    names = sorted({group(o.mutant) for o in outcomes})
    rows = [_row(name, [o for o in outcomes if group(o.mutant) == name]) for name in names]
    return [head, _as_is("|---|---|---|---|---|---|"), *rows]


def _row(name: Message | str, outcomes: Collection[Outcome]) -> Message:
    c = counted(outcomes)
    numbers = map(str, (c.wrong, c.caught, c.raised, c.survived, c.explained))
    return joined("", ("| ", joined(" | ", (name, *numbers)), " |"))


def survivors(outcomes: Collection[Outcome]) -> Iterator[Message]:
    """Every survivor with its diff; those without a reason first."""
    left = [o for o in outcomes if o.escaped]
    for o in sorted(left, key=lambda o: (bool(o.why), o.mutant.exercise, o.mutant.operator, o.mutant.id)):
        yield _as_is("")
        name = f"{o.mutant.exercise}, {o.mutant.operator} ({o.mutant.id})"
        broke = [say("the grader broke on {names}", names=", ".join(o.by))] if o.fate is Fate.BROKE else []
        yield joined(": ", (name, o.why or say("UNEXPLAINED"), *broke))
        yield from (_as_is(f"    - {line}") for line in o.mutant.was.splitlines())
        yield from (_as_is(f"    + {line}") for line in o.mutant.became.splitlines())


def _as_is(text: str) -> Message:
    return joined("", (text,))
