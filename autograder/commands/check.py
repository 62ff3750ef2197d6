"""`check`: a student's own notebook, run from the start."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from autograder.commands.arguments import NOT_YET, add_dataset
from autograder.commands.output import lines, said
from autograder.messages import LANGUAGES


def add(parser: argparse.ArgumentParser) -> None:
    parser.epilog = said("Ends with 0 where all that can be judged now holds, 1 where something does not, "
                         "2 where the notebook cannot be used.")  # fmt: skip
    parser.add_argument("notebook", type=Path, metavar=said("NOTEBOOK"))
    parser.add_argument("--language", choices=LANGUAGES, help=said("default: the notebook's"))
    add_dataset(parser, said("default: the notebook's"))
    parser.add_argument(
        "--sandbox", choices=("walls", "none"), help=said("default: walls where there can be any")
    )


def run(options: argparse.Namespace) -> int:
    from autograder.evidence.evidence import Sandbox
    from autograder.student.notebook_file import find

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that knows no tick shows something
    own = find(options.notebook, options.language, options.dataset)
    print(own.starting(), file=sys.stderr, flush=True)
    from autograder.student.check import preview

    found = preview(own, options.sandbox and Sandbox(options.sandbox))
    lines(str(found))
    return 0 if found.complete else NOT_YET
