"""`prove`: whether a course holds together."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.catalogues import compile_all
from autograder.commands.arguments import NOT_YET, add_jobs
from autograder.commands.bar import Bar
from autograder.commands.output import on_a_line, said
from autograder.messages import LANGUAGES, Message, Translate, joined, say, spoken

if TYPE_CHECKING:
    from autograder.proving.proofs import Finding, Proof
    from autograder.proving.stage import Stage


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", metavar=said("[FOLDER] [ASSIGNMENT ...]"),
        help=said("a folder with a course.toml (default: the course that comes with autograder), "
                  "and which of it"),
    )  # fmt: skip
    parser.add_argument("--full", action="store_true", help=said("whole notebooks, all images of the digits"))
    parser.add_argument(
        "--programs",
        action="store_true",
        help=said("every program of cases/programs.toml, not a few of them"),
    )
    parser.add_argument("--language", choices=LANGUAGES, help=said("only this one"))
    add_jobs(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.course.course import BUNDLED, load_course

    folder, slugs = BUNDLED, list(options.what)
    if slugs and (Path(slugs[0]).is_dir() or os.sep in slugs[0]):
        folder = Path(slugs.pop(0))
    course = load_course(folder.absolute())
    compile_all(course.folder)
    translate = course.translator(spoken())  # --language says which notebooks
    chosen = [course.assignment(slug) for slug in slugs] or course.assignments
    from autograder.proving.proofs import FEW_PROGRAMS, proofs
    from autograder.proving.stage import stage_for

    languages = (options.language,) if options.language else LANGUAGES
    wanted = proofs(course, chosen, languages, programs=None if options.programs else FEW_PROGRAMS)
    with stage_for(course, fast=not options.full) as stage:
        return prove(stage, wanted, options.jobs, translate)


def prove(stage: Stage, wanted: Sequence[Proof], jobs: int, translate: Translate = str) -> int:
    """Tell of each proof whether it holds, and what to do where it does not."""
    from autograder.execution.sandbox import available
    from autograder.proving.proofs import prove_all

    if why := available():
        print(on_a_line(say("note: without walls, because {why}", why=why).render(translate)))
    with Proving("prove", say("proof"), translate, leave=False) as bar:
        failed = prove_all(stage, wanted, jobs, bar)
    print(_sum(len(wanted) - len(failed), len(wanted)).render(translate))
    return NOT_YET if failed else 0


class Proving(Bar["Finding"]):
    """Prints what came of each proof; what was heard once is not told again."""

    _heard: frozenset[str] = frozenset()

    def outcome(self, outcome: Finding) -> None:
        self.above(_finding_lines(outcome, self._heard), sys.stdout)
        self._heard |= {*map(str, outcome.faults)}
        super().outcome(outcome)


def _finding_lines(found: Finding, heard: Collection[str]) -> list[Message]:
    """Lines for people; a fault that another proof has told, such as a check that breaks, in short."""
    title = found.proof.title
    if not found.faults:
        return [joined(" ", ("✓", title))]
    if {*map(str, found.faults)} <= set(heard):
        return [say("✗ {title}: for the reason above", title=title)]
    remedy = say("next: {remedy}", remedy=found.proof.remedy)
    return [joined(" ", ("✗", title)), *(joined("    ", ("", line)) for line in (*found.faults, remedy))]


def _sum(held: int, count: int) -> Message:
    if held == count:
        return say("Everything holds: {held} of {count}.", held=held, count=count)
    return say("{held} of {count} hold.", held=held, count=count)
