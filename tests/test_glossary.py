"""Spanish has one word for one thing: those of docs/glossary.es.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.spanish_texts import READERS, Text, files, texts

ROOT = Path(__file__).parent.parent
GLOSSARY = ROOT / "docs" / "glossary.es.md"
#: Not prose: code, fields, formats of argparse, options, and names of files and of Python.
_CODE = re.compile(r"`[^`]*`|\{[^{}]*\}|%\(\w+\)\w|--[\w-]+|\w*(?:[_/]\w+)+|\w+(?:\.[a-z]\w*)+")


@dataclass(frozen=True)
class Entry:
    """A row: what to say, what not, and where the latter is meant otherwise."""

    say: str
    avoid: tuple[str, ...]
    but: tuple[str, ...]


def glossary(page: str) -> list[Entry]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"
    ]
    head, _, *rows = rows
    assert head == ["concept", "say", "not", "but", "why"]
    return [Entry(say, _quoted(avoid), _quoted(but)) for _, say, avoid, but, _ in rows]


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def pattern(phrase: str) -> re.Pattern[str]:
    """The phrase with each of its words in singular and plural, over the ends of lines as well."""
    words = r"\s+".join(_inflected(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _inflected(word: str) -> str:
    if "#" in word:
        return re.escape(word).replace(r"\#", r"\d+")
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w*"
    if word.endswith("ón"):
        return re.escape(word[:-2]) + "(?:ón|ones)"
    return re.escape(word) + "(?:e?s)?" if word[-1].isalpha() else re.escape(word)


def faults(text: Text, entries: list[Entry]) -> list[tuple[int, str]]:
    """The lines with words that are not ours, each with what to say instead."""
    prose = _CODE.sub(_blanked, text.words)
    found = []
    for entry in entries:
        left = prose
        for phrase in entry.but:
            left = re.sub(r"\s+".join(map(re.escape, phrase.split())), _blanked, left)
        for phrase in entry.avoid:
            for match in pattern(phrase).finditer(left):
                said = " ".join(match[0].split())
                found.append((text.line_of(match.start()), f"“{said}” is “{entry.say}” in our Spanish"))
    return found


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"\S", " ", match[0])


ENTRIES = glossary(GLOSSARY.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", files(ROOT), ids=lambda path: str(path.relative_to(ROOT)))
def test_spanish_says_the_words_of_the_glossary(path: Path) -> None:
    told = [
        f"{path.relative_to(ROOT)}:{line}: {fault}"
        for text in texts(path)
        for line, fault in faults(text, ENTRIES)
    ]
    assert told == [], "\n".join(["see docs/glossary.es.md", *told])


def test_all_kinds_of_text_are_read() -> None:
    """A reader that finds nothing would find no fault either, nor would an empty table."""
    assert sum(len(entry.avoid) for entry in ENTRIES) > 60
    counts = {path.relative_to(ROOT).as_posix(): len(texts(path)) for path in files(ROOT)}
    for name, least in {
        "assignments/locale/es.po": 300, "autograder/locale/es.po": 700, "reports/locale/es.po": 200,
        "assignments/course.toml": 35, "assignments/fully_connected/cases/golden.toml": 40,
        "assignments/fully_connected/notebook.py": 50, "assignments/exploration/notebook.py": 35,
        "assignments/README.md": 9,
    }.items():  # fmt: skip
        assert counts[name] >= least, name


@pytest.mark.parametrize(
    ("suffix", "source", "expected"),
    [
        (".po", 'msgid "One"\nmsgstr "Uno"\n\nmsgid "The widths"\nmsgstr "Las anchuras"\n', (4, "ancho")),
        (".po", 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "una"\nmsgstr[1] "dos parejas"\n', (1, "par")),
        (".py", '# %% [markdown] lang="es"\n# Uno.\n#\n# Coma\n# flotante.\n', (4, "punto flotante")),
        (".py", "def f(images):\n    # es: Tres desviaciones\n    # es: típicas.\n", (2, "desviación")),
        (".toml", '[title]\nen = "History"\nes = "Su historia"\n', (3, "historial")),
        (".toml", '[[a.b]]\nes = "Bien"\n[c]\nabout.es = "Tres NÚCLEOS"', (4, "kernel")),
        (".md", '# A page\n\n```toml course.toml\ntitle.es = "bajo 128"\n```\n', (4, "clave")),
        (".md", "```python notebook.py\n# es: Son 0,5 metros.\n```\n", (2, "0.5; 60 000")),
    ],
)
def test_a_planted_word_is_found_in_its_line(suffix: str, source: str, expected: tuple[int, str]) -> None:
    (found,) = [fault for text in READERS[suffix](source) for fault in faults(text, ENTRIES)]
    line, say = expected
    assert found[0] == line
    assert f"is “{say}" in found[1]


@pytest.mark.parametrize(
    "words",
    [
        "Falló el calificador", "por núcleo\ndel procesador", "nota: sin aislamiento", "monto de un cheque",
        "`anchura`", "{notebook} tiene 2 celdas", "pon en notebook.py una celda", "(--sandbox none)",
        "llama a load_data", "muestra las capas", "60 000 imágenes, un 0.5 %", "el reloj de pulsera",
    ],
)  # fmt: skip
def test_what_is_meant_otherwise_may_be_said(words: str) -> None:
    assert faults(Text(1, words), ENTRIES) == []


def test_english_and_code_are_not_looked_at() -> None:
    source = '# %% [markdown] lang="en"\n# una anchura\n# %% exercise="a"\n# en: una anchura\nanchura = 1\n'
    assert list(READERS[".py"](source)) == []


def test_no_word_is_both_said_and_avoided() -> None:
    for entry in ENTRIES:
        other = [each for each in ENTRIES if each != entry]
        assert faults(Text(1, entry.say), other) == [], entry.say
