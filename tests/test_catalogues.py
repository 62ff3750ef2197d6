"""Every sentence has its Spanish, with the same fields in it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from string import Formatter

import polib
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


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_every_sentence_is_translated(room: str, path: Path) -> None:
    translated = {e.msgid: e.msgstr for e in polib.pofile(str(path)) if e.msgstr}
    wanted = tool.templates(room)
    assert wanted, f"no sentence was found in {room}: the collector is broken"
    assert wanted - translated.keys() == set(), "run `python tools/messages.py` and translate these"
    assert translated.keys() - wanted == set(), "nobody says these any more: run `python tools/messages.py`"


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_translations_have_the_same_fields(room: str, path: Path) -> None:
    for entry in polib.pofile(str(path)):
        assert _fields(entry.msgid) == _fields(entry.msgstr), entry.msgid
        assert _PERCENT.findall(entry.msgid) == _PERCENT.findall(entry.msgstr), entry.msgid


def test_both_sentences_of_a_plural_are_collected() -> None:
    assert {"{count} is worse", "{count} are worse"} <= tool.templates("autograder")
    assert {"below {margin} point", "below {margin} points"} <= tool.templates("reports")


@pytest.mark.parametrize(("room", "path"), list(tool.catalogues()), ids=lambda x: str(getattr(x, "stem", x)))
def test_every_field_has_a_name(room: str, path: Path) -> None:
    """Braces that are meant as such are doubled: a sentence that cannot be filled raises before a student."""
    for entry in polib.pofile(str(path)):
        named = [name for _, name, _, _ in Formatter().parse(entry.msgid) if name is not None]
        assert all(name.isidentifier() for name in named), entry.msgid
