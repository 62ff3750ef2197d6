"""What commands share of their arguments."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TypeAlias

from autograder.commands.output import said, translate_for
from autograder.messages import LANGUAGES, say

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command: TypeAlias = Callable[[argparse.Namespace], int]

#: Exit codes; `autograder.cli` says what they mean.
NOT_YET, FAILURE, INTERRUPTED = 1, 2, 130


def a_count(text: str) -> int:
    """A whole number above 0."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        wrong = say("{text!r} is not a whole number above 0", text=text)
        raise argparse.ArgumentTypeError(wrong.render(translate_for(None)))
    return int(text)


def cores() -> int:
    return os.cpu_count() or 1


def add_command(commands: Commands, name: str, about: str, command: Command) -> argparse.ArgumentParser:
    """A parser for one command, which says what it is for among the others and by itself."""
    parser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(command=command)
    return parser


def add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=a_count, default=cores(), metavar="N", help=said("processes (default: cores)")
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help=said("of the report"))
