"""`mutate`: which wrong programs still earn every point."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands.arguments import NOT_YET, a_count, add_jobs
from autograder.commands.bar import Bar
from autograder.commands.output import lines, said
from autograder.errors import AutograderError
from autograder.messages import say, spoken, translator

if TYPE_CHECKING:
    from autograder.course.course import Assignment
    from autograder.proving.mutation_run import Outcome


def add(parser: argparse.ArgumentParser) -> None:
    parser.epilog = said("What ran is kept, so that the same command goes on after Ctrl-C. Ends with 1 where "
                         "fewer wrong programs lose points than is aimed at.")  # fmt: skip
    parser.add_argument(
        "assignments", nargs="*", metavar=said("ASSIGNMENT"), help=said("all of the course, if none")
    )
    parser.add_argument(
        "--course", type=Path, metavar=said("FOLDER"), help=said("assignments of your own (see prove)")
    )
    parser.add_argument("--exercise", metavar="ID", help=said("only this one"))
    parser.add_argument("--sample", type=a_count, metavar="N", help=said("so many of each, drawn by --seed"))
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    add_jobs(parser)
    parser.add_argument("--out", type=Path, default=Path("out/mutate"), metavar=said("DIR"))


def run(options: argparse.Namespace) -> int:
    from autograder.course.course import BUNDLED, load_course

    course = load_course((options.course or BUNDLED).absolute())
    assignments = [course.assignment(slug) for slug in options.assignments] or course.assignments
    chosen = _with_exercise(assignments, options.exercise)
    from autograder.proving.mutation_run import AIM

    shares = [_share(assignment, options) for assignment in chosen]
    return NOT_YET if min(shares) < AIM else 0


def _with_exercise(assignments: Sequence[Assignment], exercise: str | None) -> Sequence[Assignment]:
    """Those that have it; all, if none is named."""
    found = [a for a in assignments if exercise is None or exercise in {e.id for e in a.automatic}]
    if not found:
        raise AutograderError(
            "{names} has no exercise {exercise!r} that is scored by us",
            names=", ".join(a.slug for a in assignments),
            exercise=exercise,
        )
    return found


def _share(assignment: Assignment, options: argparse.Namespace) -> float:
    """Of an assignment's wrong programs, those that lose points; what became of each is told."""
    from autograder.proving.mutation_run import Workbench, counted, drawn, try_all

    bench = Workbench(assignment, options.out / assignment.slug)
    found = [m for m in bench.mutants() if options.exercise in (None, m.exercise)]
    chosen = drawn(found, options.seed, options.sample)
    bar = Mutating(assignment.slug)
    try:
        with bar:
            try_all(bench, chosen, options.jobs, bar)
    finally:  # interrupted, too, it tells what it saw, before the bench says that all was stopped
        _tell(assignment, bar.outcomes, len(chosen), options.out)
        bench.close()
    return counted(bar.outcomes).share


def _tell(assignment: Assignment, outcomes: Sequence[Outcome], planned: int, out: Path) -> None:
    """What became of the mutants, in a file too."""
    from autograder.proving.mutation_run import report

    translate = translator(spoken())
    told = "\n".join(line.render(translate) for line in report(assignment.slug, outcomes, planned))
    (out / f"{assignment.slug}.md").write_text(f"{told}\n", encoding="utf-8")
    lines(told)


class Mutating(Bar["Outcome"]):
    """Keeps what comes in, and tells a survivor that nothing explains at once."""

    def __init__(self, label: str) -> None:
        super().__init__(label, say("mutant"), translator(spoken()))
        self.outcomes: list[Outcome] = []

    def outcome(self, outcome: Outcome) -> None:
        from autograder.proving.mutation_run import counted, survivors

        self.outcomes.append(outcome)
        if outcome.escaped and not outcome.why:
            self.above(survivors([outcome]))
        count = counted(self.outcomes)
        note = say("{caught} caught, {survived} survived", caught=count.caught, survived=count.survived)
        self.note(note.render(self.translate))
        super().outcome(outcome)
