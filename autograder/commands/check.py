"""A student's own notebook: `check`."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from autograder.commands.arguments import NOT_YET, Commands, add_command
from autograder.commands.output import said
from autograder.evidence.evidence import Sandbox
from autograder.messages import LANGUAGES


def add(commands: Commands) -> None:
    _add_check(commands)


def _check(options: argparse.Namespace) -> int:
    from autograder.student.check import preview
    from autograder.student.notebook_file import find

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that knows no tick shows something
    own = find(options.notebook, options.language, options.dataset)
    print(own.starting(), file=sys.stderr, flush=True)
    found = preview(own, options.sandbox and Sandbox(options.sandbox))
    print(found)
    return 0 if found.complete else NOT_YET


def _add_check(commands: Commands) -> None:
    about = said("run a student's own notebook from the start and say what would be graded")
    check = add_command(commands, "check", about, _check)
    check.epilog = said("Ends with 0 where all that can be judged now holds, 1 where something does not, "
                        "2 where the notebook cannot be used.")  # fmt: skip
    check.add_argument("notebook", type=Path, metavar=said("NOTEBOOK"))
    check.add_argument("--language", choices=LANGUAGES, help=said("default: the notebook's"))
    check.add_argument(
        "--dataset", metavar=said("digits|mnist|PATH.npz"), help=said("default: the notebook's")
    )
    check.add_argument(
        "--sandbox", choices=("walls", "none"), help=said("default: walls where there can be any")
    )
