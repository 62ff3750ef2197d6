"""Collects what we say to people into the gettext catalogues, one for each room.

    python tools/messages.py          adds what is new, drops what is gone, keeps translations

`tests/test_catalogues.py` fails where a sentence lacks its Spanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import escape, read_po

from reference.models import VARIANTS

ROOT = Path(__file__).parent.parent
ROOMS = ("assignments", "autograder", "reports")
LANGUAGES = ("es",)
#: A sentence, or the two of a plural, which are one entry.
Entry = str | tuple[str, ...]
#: Which arguments of a call are sentences; None stands for the first.
SPOKEN: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "said": None,
    "_": None,
    "plural": (1, 2),
    "ngettext": (1, 2),
}
HEADER = r"""#
msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {plurals}\n"
"""
WIDTH = 100
#: Raised with a template: errors.py says which there are.
ERRORS = (
    "AutograderError", "CourseError", "FolderError", "SubmissionError", "NotebookError", "SandboxError",
    "EngineError", "ServerLost", "GradebookError", "PlaygroundError", "UnusableData", "UnknownVariant",
    "UnusableFolder", "UnusableCalibration", "UnusableCatalogue", "WorkerDied", "WrongValue", "ClusterError",
    "NoEvidence",
)  # fmt: skip


def templates(room: str) -> set[Entry]:
    """Every sentence of a room: what `SPOKEN` calls in code and templates and our errors are made with.

    A sentence that is also a plural's one is no entry of its own: gettext finds it there.
    """
    sentences = _extracted(room, SPOKEN | dict.fromkeys(ERRORS))
    if room == "autograder":
        sentences |= _extracted("reference", dict.fromkeys(ERRORS))
        sentences |= {text for variant in VARIANTS.values() for text in (variant.about, variant.lesson)}
    plurals = {entry[0] for entry in sentences if isinstance(entry, tuple)}
    return sentences - plurals - {""}


def _extracted(room: str, keywords: dict[str, tuple[int, ...] | None]) -> set[Entry]:
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    found = [entry for _, _, entry, _, _ in extract_from_dir(ROOT / room, methods, keywords=keywords)]
    return {entry for entry in found if isinstance(entry, str) or all(entry)}


def catalogues() -> Iterator[tuple[str, Path]]:
    """Each room with the path of each of its catalogues."""
    for room in ROOMS:
        for language in LANGUAGES:
            yield room, ROOT / room / "locale" / f"{language}.po"


def translations(path: Path) -> dict[Entry, tuple[str, ...]]:
    """What a catalogue has: of a sentence its translation, of a plural each form; "" where it lacks one."""
    with path.open("rb") as file:
        found = read_po(file, locale=path.stem, abort_invalid=True)
    return {_entry(m.id): _forms(m.string) for m in found if m.id}


def _entry(id: str | list[str] | tuple[str, ...]) -> Entry:
    return id if isinstance(id, str) else tuple(id)


def _forms(translated: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (translated or "",) if isinstance(translated, str | None) else tuple(translated)


def update(room: str, path: Path) -> None:
    known = translations(path) if path.is_file() else {}
    new = Catalog(locale=path.stem)
    header = HEADER.format(language=path.stem, plurals=new.plural_forms)
    entries = sorted(templates(room), key=_first)
    path.parent.mkdir(exist_ok=True)
    blocks = (_block(entry, known.get(entry, ("",) * new.num_plurals)) for entry in entries)
    path.write_text("\n".join((header, *blocks)), encoding="utf-8")
    missing = sum(not all(known.get(entry, ("",))) for entry in entries)
    print(f"{room}, {path.stem}: {len(entries)} sentences, {missing} untranslated")


def _block(entry: Entry, forms: tuple[str, ...]) -> str:
    """An entry as a `.po` has it; Babel would mark each sentence with a per cent as a format of Python's."""
    if isinstance(entry, str):
        return _line("msgid", entry) + _line("msgstr", forms[0])
    told = "".join(_line(f"msgstr[{number}]", form) for number, form in enumerate(forms))
    return _line("msgid", entry[0]) + _line("msgid_plural", entry[1]) + told


def _line(name: str, text: str) -> str:
    escaped, lines = escape(text), text.splitlines(keepends=True)
    if len(lines) > 1:
        return f'{name} ""\n' + "".join(f"{escape(line)}\n" for line in lines)
    if len(name) + 1 + len(escaped) <= WIDTH:
        return f"{name} {escaped}\n"
    parts = wrap(escaped[1:-1], WIDTH - 2, drop_whitespace=False, break_long_words=False)
    return f'{name} ""\n' + "".join(f'"{part}"\n' for part in parts)


def _first(entry: Entry) -> str:
    return entry if isinstance(entry, str) else entry[0]


if __name__ == "__main__":
    for room, path in catalogues():
        update(room, path)
