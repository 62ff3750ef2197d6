"""How many wrong programs lose points: `make mutate`.

    python -m benchmarks.mutate [ASSIGNMENT ...] [--sample N] [--seed N] [--jobs N] [--out DIR]

Takes the solutions apart, one change at a time, and marks each mutant as `autograder prove`
marks a case: first its own exercise, then, if that earns everything, those that build on it.
A survivor earns every point. It is told with its diff, and with the reason why it is no
wrong program, where `mutants_explained.toml` has one; those without are told as they come.
What ran is kept in DIR, so that the same command goes on after Ctrl-C (scores are made anew: a
changed check needs no new run). The order is drawn by the seed, so that what an interrupted run
tells is a sample. Ends with 1 below the share that is aimed at.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from tqdm import tqdm

from autograder.course.cells import SETUP_ID, grade_id_of
from autograder.course.course import Assignment, load_course
from autograder.evidence.evidence import RunStatus
from autograder.execution.shutdown import stop
from autograder.pipeline.executors import local_slots
from autograder.proving.mutants import Mutant, assigned, mutants
from autograder.proving.rehearsal import Rehearsal, make_scene, needed

AIM = 0.95
EXPLAINED = Path("benchmarks", "mutants_explained.toml")
_SECONDS = 120.0  # a mutant may loop for ever

#: What became of a mutant.
CAUGHT, RAISED, SURVIVED, BROKE = "caught", "raised", "survived", "the grader broke"


@dataclass(frozen=True)
class Outcome:
    """`by` are the exercises that lost points; `why` explains a survivor that is not wrong."""

    mutant: Mutant
    became: str
    by: tuple[str, ...] = ()
    why: str = ""


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
    """Marks mutants of one assignment; safe to use from several threads."""

    def __init__(self, assignment: Assignment, out: Path, reasons: Sequence[Reason]) -> None:
        limits = replace(assignment.limits, cell_seconds=_SECONDS, submission_seconds=3 * _SECONDS)
        self.assignment = replace(assignment, limits=limits)
        course = load_course(assignment.folder.parent)
        self._rehearsal = Rehearsal(make_scene(out.absolute(), course), self.assignment)
        self._reasons = reasons

    def mutants(self) -> list[Mutant]:
        """All of the assignment's, by exercise."""
        cells = {grade_id_of(c): c.source for c in self._rehearsal.source.cells if c.cell_type == "code"}
        names = {name for source in cells.values() for name in assigned(source)}
        own = [e.id for e in self.assignment.automatic]
        return [m for id in (SETUP_ID, *own) if id in own for m in mutants(id, cells[id], names)]

    def outcome(self, mutant: Mutant) -> Outcome:
        first = frozenset((mutant.exercise,))
        for looked_at in (first, first | dependents(self.assignment, mutant.exercise)):
            sheet = self._rehearsal.grade(self._notebook(mutant), looked_at).sheet
            if sheet.unscored:
                return Outcome(mutant, BROKE, tuple(e.exercise for e in sheet.exercises if e.unscored))
            if lost := tuple(e.exercise for e in sheet.exercises if e.earned < e.possible):
                own = next((e for e in sheet.exercises if e.exercise == mutant.exercise), None)
                raised = own is not None and own.status is RunStatus.RAISED
                return Outcome(mutant, RAISED if raised else CAUGHT, lost)
        why = next((r.reason for r in self._reasons if r.fits(mutant)), "")
        return Outcome(mutant, SURVIVED, why=why)

    def _notebook(self, mutant: Mutant) -> NotebookNode:
        notebook = NotebookNode(self._rehearsal.source)
        notebook.cells = [
            NotebookNode({**cell, "source": mutant.source}) if grade_id_of(cell) == mutant.exercise else cell
            for cell in notebook.cells
        ]
        return notebook

    def close(self) -> None:
        self._rehearsal.close()


def dependents(assignment: Assignment, exercise: str) -> frozenset[str]:
    """The exercises that build on one, directly or through others."""
    return frozenset(e.id for e in assignment.automatic if exercise in needed(assignment, [e.id])) - {
        exercise
    }


def reasons(path: Path = EXPLAINED) -> tuple[Reason, ...]:
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("explained", [])
    return tuple(Reason(**{**e, "ids": tuple(e.get("ids", ()))}) for e in entries)


def table(outcomes: Collection[Outcome]) -> list[str]:
    """Caught and survived by operator, as Markdown."""
    rows = [
        "| operator | wrong | caught | of these raised | survived | not wrong |",
        "|---|---|---|---|---|---|",
    ]
    for operator in (*sorted({o.mutant.operator for o in outcomes}), "all"):
        own = [o for o in outcomes if operator in (o.mutant.operator, "all")]
        count = _counts(own)
        rows.append(f"| {operator} | {count['wrong']} | {count['caught']} | {count['raised']} "
                    f"| {count['survived']} | {count['explained']} |")  # fmt: skip
    return rows


def _counts(outcomes: Collection[Outcome]) -> Mapping[str, int]:
    explained = sum(bool(o.why) for o in outcomes)
    raised = sum(o.became == RAISED for o in outcomes)
    return {
        "wrong": len(outcomes) - explained,
        "caught": raised + sum(o.became == CAUGHT for o in outcomes),
        "raised": raised,
        "survived": sum(o.became in (SURVIVED, BROKE) and not o.why for o in outcomes),
        "explained": explained,
    }


def survivors(outcomes: Collection[Outcome]) -> list[str]:
    """Every survivor with its diff; those without a reason first."""
    lines = []
    left = [o for o in outcomes if o.became in (SURVIVED, BROKE)]
    for o in sorted(left, key=lambda o: (bool(o.why), o.mutant.exercise, o.mutant.operator, o.mutant.id)):
        lines += ["", f"{o.mutant.exercise}, {o.mutant.operator} ({o.mutant.id}): {o.why or 'UNEXPLAINED'}"
                  + (f": {BROKE} on {', '.join(o.by)}" if o.became == BROKE else "")]  # fmt: skip
        lines += [f"    - {line}" for line in o.mutant.was.splitlines()]
        lines += [f"    + {line}" for line in o.mutant.became.splitlines()]
    return lines


def run(bench: Workbench, chosen: Sequence[Mutant], jobs: int) -> Iterator[Outcome]:
    """Outcomes as they come in; survivors that nothing explains are told at once."""
    outcomes = []
    with tqdm(total=len(chosen), desc=bench.assignment.slug, unit="mutant", smoothing=0.05) as bar:
        for outcome in local_slots(bench.outcome, chosen, jobs, stop=stop, patient=False):
            outcomes.append(outcome)
            if not outcome.why:
                for line in survivors([outcome]):
                    bar.write(line, file=sys.stderr)
            bar.set_postfix(_counts(outcomes), refresh=False)
            bar.update()
            yield outcome


def drawn(bench: Workbench, options: argparse.Namespace) -> list[Mutant]:
    """The mutants that are asked for, in an order that the seed draws."""
    found = [m for m in bench.mutants() if options.exercise in (None, m.exercise)]
    count = min(options.sample or len(found), len(found))
    return random.Random(options.seed).sample(sorted(found, key=lambda m: m.id), count)


def report(slug: str, outcomes: Sequence[Outcome], planned: int, out: Path) -> float:
    """Tell what became of the mutants, in a file too; returns the share of wrong ones that were caught."""
    count = _counts(outcomes)
    share = count["caught"] / max(1, count["wrong"])
    told = [f"# {slug}", "", *table(outcomes), *survivors(outcomes), "",
            f"{len(outcomes)} of {planned} mutants were tried. {count['caught']} of {count['wrong']} wrong "
            f"programs lose points: {share:.1%} (aim: {AIM:.0%})."]  # fmt: skip
    (out / f"{slug}.md").write_text("\n".join(told) + "\n", encoding="utf-8")
    print("\n".join(told))
    return share


def main(options: argparse.Namespace) -> int:
    course = load_course(options.course.absolute()) if options.course else load_course()
    assignments = [course.assignment(slug) for slug in options.assignments] or course.assignments
    shares = []
    for assignment in assignments:
        bench = Workbench(assignment, options.out / assignment.slug, reasons())
        chosen, outcomes = drawn(bench, options), list[Outcome]()
        try:
            for outcome in run(bench, chosen, options.jobs):
                outcomes.append(outcome)
        finally:  # interrupted, too, it tells what it saw, before the bench says that all was stopped
            shares.append(report(assignment.slug, outcomes, len(chosen), options.out))
            bench.close()
    return int(min(shares) < AIM)


def _options(arguments: Any = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How many wrong programs lose points.")
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all of the course, if none")
    parser.add_argument("--course", type=Path, metavar="FOLDER", help="default: the bundled course")
    parser.add_argument("--exercise", metavar="ID", help="mutants of this one only")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of each assignment, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    parser.add_argument("--out", type=Path, default=Path("out/mutate"), metavar="DIR")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(_options()))
    except KeyboardInterrupt:
        print("mutate: interrupted; what was run is kept, run it again to go on", file=sys.stderr)
        sys.exit(130)
