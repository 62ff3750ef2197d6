"""What commands share of their arguments."""

from __future__ import annotations

import argparse
import os
from typing import TypeAlias

from autograder.messages import LANGUAGES

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

#: Exit codes; `autograder.cli` says what they mean.
NOT_YET, FAILURE, INTERRUPTED = 1, 2, 130


def a_count(text: str) -> int:
    """A whole number above 0."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def cores() -> int:
    return os.cpu_count() or 1


def add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=a_count, default=cores(), metavar="N", help="processes (default: cores)"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the report")
