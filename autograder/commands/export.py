"""`export`: a CSV of every criterion."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.arguments import add_assignments, add_course_dir, chosen
from autograder.commands.output import said, tell
from autograder.messages import say


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    add_assignments(parser)
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("criteria.csv"),
        metavar=said("FILE"),
        help=said("default: criteria.csv, here"),
    )
    parser.add_argument("--pseudonyms", action="store_true", help=said("for sharing: no names"))


def run(options: argparse.Namespace) -> int:
    from autograder.gradebook.criteria_csv import expect_a_place, export_criteria, pseudonyms
    from autograder.gradebook.standing import Standings

    folder, assignments = chosen(options)
    expect_a_place(options.out)
    standings = [s for assignment in assignments for s in Standings(folder, assignment).all()]
    name = pseudonyms(folder) if options.pseudonyms else str
    rows = export_criteria(folder, standings, options.out, name, with_words=not options.pseudonyms)
    tell(say("{path}: {rows} rows", path=options.out, rows=rows), options)
    return 0
