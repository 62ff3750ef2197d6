"""`gradescope`: the zip that grades an assignment on Gradescope."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.commands.arguments import add_course_dir
from autograder.commands.output import said, tell
from autograder.messages import say


def add(parser: argparse.ArgumentParser) -> None:
    add_course_dir(parser)
    parser.add_argument("assignment", metavar=said("ASSIGNMENT"))
    parser.add_argument(
        "--out", type=Path, metavar=said("FILE"), help=said("default: gradescope-ASSIGNMENT.zip, here")
    )
    parser.add_argument(
        "--lock",
        type=Path,
        metavar=said("FILE"),
        help=said("pinned packages with their hashes (default: requirements.lock of the checkout)"),
    )


def run(options: argparse.Namespace) -> int:
    from autograder.coursedir.coursedir import open_folder
    from autograder.gradescope.requirements import default_lock
    from autograder.gradescope.zip_file import write_zip

    folder = open_folder(options.course_dir)
    assignment = folder.course.assignment(options.assignment)
    usual = Path(f"gradescope-{assignment.slug}.zip")
    out = options.out / usual if options.out and options.out.is_dir() else options.out or usual
    write_zip(folder, assignment, options.lock or default_lock(), out)
    tell(say("{path}: upload it as the autograder; it holds the answers, so give it to nobody else",
             path=out), options)  # fmt: skip
    return 0
