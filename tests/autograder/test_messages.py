from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from autograder.errors import EngineError
from autograder.messages import Message, joined, of_error, of_system, plural, say, translator
from reference.run_store import UnusableFolder


def test_a_message_renders_its_values() -> None:
    assert say("{held} of {all} hold", held=3, all=4).render(str) == "3 of 4 hold"


def test_a_message_inside_a_message_is_translated_too(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    catalogue = 'msgid "Waits for {cause}"\nmsgstr "Espera a {cause}"\n\nmsgid "that"\nmsgstr "eso"\n'
    (tmp_path / "locale" / "es.po").write_text(catalogue, encoding="utf-8")
    message = say("Waits for {cause}", cause=say("that"))
    assert message.render(translator("es", tmp_path)) == "Espera a eso"
    assert message.render(translator("en", tmp_path)) == "Waits for that"


def test_what_a_student_wrote_is_cut_and_never_taken_for_a_template() -> None:
    message = say("raised {error}", error="{secret.__class__} " + "x" * 500)
    rendered = message.render(str)
    assert "{secret.__class__}" in rendered
    assert len(rendered) < 150


def test_messages_survive_json() -> None:
    message = say("{a} and {b}", a=1.5, b=say("{c}", c="text"))
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message


@pytest.mark.parametrize(
    ("message", "spanish"),
    [
        (say("{x:.4f}", x=0.9375), "0.9375"),
        (say("{x:g} of {y:g} points", x=1.5, y=14.0), "1.5 de 14 puntos"),
        (say("{x:.1%}", x=0.945), "94.5\N{NO-BREAK SPACE}%"),
        (say("{n:,} images", n=60_000), "60\N{NARROW NO-BREAK SPACE}000 imágenes"),
        (say("call `f({x:g})`: {x:g}", x=0.5), "llama `f(0.5)`: 0.5"),
        (say("{shape} and {text}", shape="(64, 28, 28)", text="`x / 255.0`"), "(64, 28, 28) y `x / 255.0`"),
        (say("{x} and {flag}", x=1.25, flag=True), "1.25 y True"),
        (say("inside: {inner}", inner=say("{x:.2f}", x=2.5)), "dentro: 2.50"),
        (say("{x:g} and {y:g}", x=1.5e-7, y=float("nan")), "1.5e-07 y nan"),
    ],
)
def test_numbers_are_written_as_the_language_does(tmp_path: Path, message: Message, spanish: str) -> None:
    (tmp_path / "locale").mkdir()
    sentences = {
        "{x:g} of {y:g} points": "{x:g} de {y:g} puntos",
        "{n:,} images": "{n:,} imágenes",
        "call `f({x:g})`: {x:g}": "llama `f({x:g})`: {x:g}",
        "{shape} and {text}": "{shape} y {text}",
        "{x} and {flag}": "{x} y {flag}",
        "inside: {inner}": "dentro: {inner}",
        "{x:g} and {y:g}": "{x:g} y {y:g}",
    }
    entries = (f'msgid "{english}"\nmsgstr "{own}"\n' for english, own in sentences.items())
    (tmp_path / "locale" / "es.po").write_text("\n".join(entries), encoding="utf-8")
    assert message.render(translator("es", tmp_path)) == spanish


def test_english_numbers_stay_as_python_writes_them() -> None:
    message = say("{a:.4f}, {b:.1%}, {c:,} and {{d}}", a=0.5, b=0.945, c=60_000)
    assert message.render(translator("en")) == message.render(str) == "0.5000, 94.5%, 60,000 and {d}"


@pytest.mark.parametrize(("count", "said"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (1.5, "1.5 runs")])
def test_one_alone_has_a_sentence_of_its_own(count: float, said: str) -> None:
    assert plural("{count:g} run", "{count:g} runs", count).render(str) == said


def test_an_error_is_told_with_its_cause_and_can_be_stored(tmp_path: Path) -> None:
    cause = NotADirectoryError(errno.ENOTDIR, "Not a directory", "out")
    error = UnusableFolder("{path} cannot be used ({error})", path=tmp_path, error=cause)
    message = of_error(error)
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message
    assert message.render(translator("es")).endswith("(una parte de su ruta no es una carpeta)")
    assert of_error(EngineError("{error}", error=error)).values == (("error", message),)
    assert str(of_error(EngineError("{error}", error=KeyError("{a}")))) == "'{a}'"


def test_a_rare_refusal_of_the_system_keeps_its_own_words() -> None:
    assert str(of_system(OSError(errno.EMFILE, "Too many open files"))) == "Too many open files"
    assert str(of_system(OSError("no more"))) == "no more"


def test_joined_messages_are_told_one_by_one_and_uncut() -> None:
    long = "{" + "x" * 500
    both = joined(" {} ", (say("it is a folder"), long))
    assert both.render(translator("es")) == f"es una carpeta {{}} {long}"
    assert str(joined("; ", ())) == ""
