"""Every sentence has its Spanish, with the same fields in it; a plural has a form for each count."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "messages.py"
_spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
assert _spec is not None
assert _spec.loader is not None
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)


_PERCENT = re.compile(r"%(?:\(\w+\))?[rs]")  # argparse's sentences have fields of this kind


def _fields(sentence: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(sentence) if name is not None}


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Each sentence with its translation; of a plural each form with the English that it stands for."""
    for entry, forms in tool.translations(path).items():
        one, other = (entry, entry) if isinstance(entry, str) else entry
        yield from zip((one, *(other for _ in forms[1:])), forms, strict=True)


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_every_sentence_is_translated(room: str, path: Path) -> None:
    translated = {entry: forms for entry, forms in tool.translations(path).items() if all(forms)}
    wanted = tool.templates(room)
    assert wanted, f"no sentence was found in {room}: the collector is broken"
    assert wanted - translated.keys() == set(), "run `python tools/messages.py` and translate these"
    assert translated.keys() - wanted == set(), "nobody says these any more: run `python tools/messages.py`"


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_translations_have_the_same_fields(room: str, path: Path) -> None:
    pairs = list(_pairs(path))
    assert pairs
    for sentence, translation in pairs:
        assert _fields(sentence) == _fields(translation), sentence
        assert _PERCENT.findall(sentence) == _PERCENT.findall(translation), sentence


def test_both_sentences_of_a_plural_are_collected_as_one_entry() -> None:
    assert ("{count} is worse", "{count} are worse") in tool.templates("autograder")
    assert ("below {margin} point", "below {margin} points") in tool.templates("reports")


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_collecting_again_changes_nothing(tmp_path: Path, room: str, path: Path) -> None:
    again = tmp_path / path.name
    again.write_bytes(path.read_bytes())
    tool.update(room, again)
    assert again.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_every_field_has_a_name(room: str, path: Path) -> None:
    """Braces that are meant as such are doubled: a sentence that cannot be filled raises before a student."""
    for sentence, _ in _pairs(path):
        named = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
        assert all(name.isidentifier() for name in named), sentence
