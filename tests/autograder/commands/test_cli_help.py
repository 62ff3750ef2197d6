"""Help and argparse's own complaints, in the machine's language."""

from __future__ import annotations

import argparse
import gettext
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import catalogues, cli
from autograder.commands import argparse_language
from autograder.course.course import BUNDLED
from autograder.coursedir.init import _data_for
from reference.datasets import DEFAULT

CATALOGUE = catalogues.read(Path(cli.__file__).parent, "es")
SAME_IN_ANY_LANGUAGE = {"N", "ID"}
SAME_IN_SPANISH = {"%(prog)s: error: %(message)s\n"}

COMMANDS = (
    "check", "init", "prove", "mutate", "demo", "grade", "rescore", "explain", "override", "extend", "export",
    "forget", "report", "confirm", "train", "playground", "calibrate", "kernel", "kernel install", "doctor",
    "gradescope",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _argparse_as_it_was() -> Iterator[None]:
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


def _parsers(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield from _parsers(inner, f"{name} {word}".strip())


def _sentences(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Everything in a parser that a person reads and that we wrote."""
    yield from filter(None, (parser.description, parser.epilog))
    for action in parser._actions:
        yield from filter(None, (action.help, action.metavar if isinstance(action.metavar, str) else None))
        if isinstance(action, argparse._SubParsersAction):
            yield from filter(None, (choice.help for choice in action._choices_actions))


def _spanish(sentence: str) -> str:
    assert CATALOGUE is not None
    found = CATALOGUE.gettext(sentence)
    assert found != sentence or sentence in SAME_IN_SPANISH, f"{sentence!r} is not in the catalogue"
    return found


def _said(monkeypatch: pytest.MonkeyPatch, language: str) -> dict[str, list[str]]:
    monkeypatch.setenv("LANGUAGE", language)
    return {name: list(_sentences(parser)) for name, parser in _parsers(cli.make_parser())}


def test_every_word_of_every_command_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    english, spanish = _said(monkeypatch, "en"), _said(monkeypatch, "es")
    assert set(english) == {"", *COMMANDS}
    for name, sentences in english.items():
        assert sentences, name
        for sentence, told in zip(sentences, spanish[name], strict=True):
            assert told == (sentence if sentence in SAME_IN_ANY_LANGUAGE else _spanish(sentence)), name


@pytest.mark.parametrize("columns", ["60", "250"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_reads_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    told = {}
    for language in ("en", "es"):
        monkeypatch.setenv("LANGUAGE", language)
        with pytest.raises(SystemExit) as ended:
            cli.main([*name.split(), "--help"])
        assert ended.value.code == 0
        told[language] = capsys.readouterr().out
    assert told["en"].startswith(f"usage: autograder {name}".strip())
    assert told["es"].startswith(f"uso: autograder {name}".strip())
    assert "show this help message and exit" in told["en"]
    assert "muestra esta ayuda y termina" in told["es"]
    assert not {"usage:", "positional arguments:", "options:"} & set(told["es"].splitlines())


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        ("", "the following arguments are required: COMMAND", "faltan estos argumentos: COMANDO"),
        ("train --seeds 0", "'0' is not a whole number above 0", "'0' no es un número entero mayor que 0"),
        ("train --seeds", "argument --seeds: expected one argument", "argumento --seeds: necesita un valor"),
        ("demo --language fr", "invalid choice: 'fr' (choose from", "opción no válida: 'fr' (elige entre"),
        ("grade c --colour", "unrecognized arguments: --colour", "argumentos desconocidos: --colour"),
        ("grade c --s ada", "ambiguous option: --s could match", "opción ambigua: --s puede ser"),
        ("grade c --force=3", "ignored explicit argument '3'", "no admite un valor, y se le dio '3'"),
        ("override c s e", "one of the arguments --points", "falta uno de estos argumentos: --points"),
        ("override c s e --lift --points 1", "not allowed with argument", "no se admite junto con --lift"),
        ("override c s e --points x", "invalid float value: 'x'", "valor no válido (float): 'x'"),
    ],
)
def test_what_cannot_be_parsed_is_told_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: str,
    english: str,
    spanish: str,
) -> None:
    for language, told in (("en", english), ("es", spanish)):
        monkeypatch.setenv("LANGUAGE", language)
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments.split())
        assert ended.value.code == 2
        assert told in capsys.readouterr().err


def _parser() -> argparse.ArgumentParser:
    """Made as the command line's is, with what none of our commands has: options of many values."""
    argparse_language.speak()
    parser = argparse.ArgumentParser(prog="other")
    parser.add_argument("--one", nargs=1)
    parser.add_argument("--two", nargs=2)
    parser.add_argument("--some", nargs="+")
    return parser


@pytest.mark.parametrize(
    ("languages", "arguments", "told"),
    [
        ("es_MX.UTF-8", "--one", "argumento --one: necesita 1 valor\n"),
        ("es", "--two", "argumento --two: necesita 2 valores\n"),
        ("fr:es", "--some", "argumento --some: necesita al menos un valor\n"),
        ("en", "--one", "argument --one: expected 1 argument\n"),
        ("en:es", "--two", "argument --two: expected 2 arguments\n"),
    ],
)
def test_argparse_itself_counts_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    languages: str,
    arguments: str,
    told: str,
) -> None:
    """By the language that our own sentences are in, where the machine's settings name several."""
    monkeypatch.setenv("LANGUAGE", languages)
    with pytest.raises(SystemExit):
        _parser().parse_args([arguments])
    assert capsys.readouterr().err.endswith(told)


def test_these_are_argparses_own_sentences() -> None:
    """In another Python they may be others: then ours would never be said."""
    source = inspect.getsource(argparse)
    sentences = {*argparse_language.SENTENCES, *(form for pair in argparse_language.PLURALS for form in pair)}
    assert [s for s in sentences if s.replace("\n", "\\n") not in source] == []
    assert [s for s in argparse_language.SENTENCES if not _spanish(s)] == []


def test_the_data_of_new_courses_are_what_the_help_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    assert _data_for(BUNDLED, None)[0] == DEFAULT == "mnist5k"
    told = {
        name: action.help
        for name, parser in _parsers(cli.make_parser())
        for action in parser._actions
        if "--dataset" in action.option_strings and name != "check"
    }
    assert told == dict.fromkeys(("init", "train", "calibrate"), f"default: {DEFAULT}")
