"""What a command prints: in the course's language where it is about a course, else in the machine's."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from autograder.messages import LANGUAGES, Message, Translate, spoken, translator


def tell(message: Message, options: argparse.Namespace | None = None) -> None:
    print(message.render(translate_for(options)))


def warn(message: Message, options: argparse.Namespace | None = None) -> None:
    beside(message.render(translate_for(options)))


def beside(line: str) -> None:
    """Beside the output, marked as ours."""
    print(f"autograder: {line}", file=sys.stderr)


def said(sentence: str) -> str:
    """A sentence of a command's help, in the machine's language."""
    return translator(spoken())(sentence)


def translate_for(options: argparse.Namespace | None) -> Translate:
    named = (getattr(options, name, None) for name in ("course_dir", "course"))
    folder = next((path for path in named if path is not None), None)
    return translator((_language_of(folder) if folder else None) or spoken())


def _language_of(folder: Path) -> str | None:
    """What its course.toml says, even one that cannot be used otherwise."""
    try:
        language = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):
        return None
    return language if language in LANGUAGES else None
