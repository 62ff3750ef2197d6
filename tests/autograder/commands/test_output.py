"""What a command prints stays on its line and moves no cursor, whatever a student wrote."""

from __future__ import annotations

import contextlib
import io

import pytest

from autograder.commands.bar import EVERY, Bar, Lines
from autograder.commands.output import beside, lines, on_a_line, tell, warn
from autograder.messages import say, translator

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


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_log_gets_the_first_and_the_last_line_and_one_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = _Clock()
    lines = Lines("spread", say("student"), str, 1000, 0, clock)
    for number in range(1000):
        clock.now += EVERY / 256
        lines.set_postfix_str(f"{number} without a score")
        lines.update()
    lines.close()
    assert capsys.readouterr() == (
        "",
        "spread: student 0 of 1000\n"
        "spread: student 256 of 1000, 255 without a score\n"
        "spread: student 512 of 1000, 511 without a score\n"
        "spread: student 768 of 1000, 767 without a score\n"
        "spread: student 1000 of 1000, 999 without a score\n",
    )


def test_a_work_that_is_broken_off_says_how_far_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.suppress(KeyboardInterrupt), Bar[None](None, say("student"), translator("es")) as bar:
        bar.begin(10, 3)
        bar.outcome(None)
        bar.finishing(1)
        raise KeyboardInterrupt
    first, told, last = capsys.readouterr().err.splitlines()
    assert (first, last) == ("estudiante 3 de 10", "estudiante 4 de 10")
    assert told.startswith("autograder: ")


def test_what_is_done_already_gets_one_line_and_a_terminal_its_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Bar[None]("train", say("run"), str) as bar:
        bar.begin(4, 4)
    assert capsys.readouterr().err == "train: run 4 of 4\n"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Bar[None]("train", say("run"), str) as bar:
        bar.begin(1)
        bar.outcome(None)
    assert "1/1" in capsys.readouterr().err
