"""What an instructor is told of a student at a glance: a kind, which has an icon, and a word or two."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.messages import Message, plural, say
from autograder.pages.class_counts import Line


def signs(line: Line) -> Iterator[tuple[str, Message]]:
    """`unscored`, `needs_human` or `flag`, with what is to be said of it; nothing where all is well."""
    if line.problem or line.failed:
        yield "unscored", say("no score")
    if line.refused and line.scored:
        yield "unscored", say("not in the gradebook")
    if line.waiting and not line.problem:
        yield "needs_human", plural("{count:g} point waits", "{count:g} points wait", line.waiting)
    if line.flags:
        yield "flag", plural("{count} flag", "{count} flags", line.flags)
