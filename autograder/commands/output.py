"""What a command prints: in the course's language where it is about a course, else in the machine's."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
import tomllib
from pathlib import Path
from typing import TextIO

from autograder.messages import LANGUAGES, Message, Translate, spoken, translator

#: What a terminal obeys instead of showing it: control characters, marks of direction, halves of characters.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def on_a_line(text: str) -> str:
    """The text as one line shows it: what a terminal would obey stands there as Python writes it."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def lines(text: str, file: TextIO | None = None) -> None:
    """Print a text of ours, in which a student may be quoted."""
    for line in text.split("\n"):
        print(on_a_line(line), file=file)


def tell(message: Message, options: argparse.Namespace | None = None) -> None:
    print(on_a_line(message.render(translate_for(options))))


def warn(message: Message, options: argparse.Namespace | None = None) -> None:
    beside(message.render(translate_for(options)))


def beside(line: str) -> None:
    """Beside the output, marked as ours."""
    print(on_a_line(f"autograder: {line}"), file=sys.stderr)


def said(sentence: str) -> str:
    """A sentence of a command's help, in the machine's language."""
    return translator(spoken())(sentence)


def agreed(question: Message, options: argparse.Namespace) -> bool:
    """Whether somebody at the terminal says yes; nobody does where there is no terminal."""
    if not sys.stdin.isatty():
        return False
    return input(question.render(translate_for(options))).strip().lower() in ("y", "yes", "s", "sí", "si")


def who() -> str:
    """Who gives a command, as their machine calls them; a dash where it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "-"


def translate_for(options: argparse.Namespace | None) -> Translate:
    named = (getattr(options, name, None) for name in ("course_dir", "course"))
    folder = next((path for path in named if path is not None), None)
    return translator((_language_of(folder) if folder else None) or spoken())


def _language_of(folder: Path) -> str | None:
    """What its course.toml says, even one that cannot be used otherwise."""
    try:
        language = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError, RecursionError):
        return None
    return language if language in LANGUAGES else None
