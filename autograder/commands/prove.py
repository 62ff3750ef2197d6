"""`prove`: whether a course holds together."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from autograder.commands.arguments import NOT_YET, add_jobs
from autograder.commands.output import said
from autograder.messages import LANGUAGES, spoken


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", metavar=said("[FOLDER] [ASSIGNMENT ...]"),
        help=said("a folder with a course.toml (default: the course that comes with autograder), "
                  "and which of it"),
    )  # fmt: skip
    parser.add_argument("--full", action="store_true", help=said("whole notebooks, all images of the digits"))
    parser.add_argument("--language", choices=LANGUAGES, help=said("only this one"))
    add_jobs(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.course.course import BUNDLED, load_course
    from autograder.proving.proofs import proofs, prove_all
    from autograder.proving.stage import stage_for

    folder, slugs = BUNDLED, list(options.what)
    if slugs and (Path(slugs[0]).is_dir() or os.sep in slugs[0]):
        folder = Path(slugs.pop(0))
    course = load_course(folder.absolute())
    translate = course.translator(spoken())  # --language says which notebooks
    chosen = [course.assignment(slug) for slug in slugs] or course.assignments
    wanted = proofs(course, chosen, (options.language,) if options.language else LANGUAGES)
    with stage_for(course, fast=not options.full) as stage:
        failed = prove_all(stage, wanted, options.jobs, print, translate)
    return NOT_YET if failed else 0
