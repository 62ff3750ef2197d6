"""What a command prints stays on its line and moves no cursor, whatever a student wrote."""

from __future__ import annotations

import contextlib
import io

import pytest

from autograder.commands.bar import Bar
from autograder.commands.output import beside, lines, on_a_line, tell, warn
from autograder.messages import say

OBEYED = ["\x1b[2J", "\x1b]0;title\x07", "\r", "\n", "\x08", "\x9b31m", "\x7f", "\u202e", "\u2028", "\udc80"]


@pytest.mark.parametrize("sign", OBEYED, ids=ascii)
def test_what_a_terminal_obeys_is_shown(capsys: pytest.CaptureFixture[str], sign: str) -> None:
    said = say("{name} says so", name=f"a{sign}b")
    tell(said)
    warn(said)
    beside(f"a{sign}b says so")
    with contextlib.redirect_stdout(io.StringIO()) as above:
        Bar[None](None, say("student"), str).above([said], above)
    out, err = capsys.readouterr()
    for text in (out, *err.splitlines(keepends=True), above.getvalue()):
        assert text.endswith("says so\n")
        assert text.count("\n") == 1
        assert all(part.isprintable() for part in text.splitlines())


def test_words_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    said = "años, 日本 🙂 e\u0301\\x1b"
    assert on_a_line(said) == said
    lines("one\ntwo\x1b[1m")
    assert capsys.readouterr().out == "one\ntwo\\x1b[1m\n"
