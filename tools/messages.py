"""Collects what we say to people into the gettext catalogues, one for each room.

    python tools/messages.py          adds what is new, drops what is gone, keeps translations

`tests/test_catalogues.py` fails where a sentence lacks its Spanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from reference.models import VARIANTS

ROOT = Path(__file__).parent.parent
ROOMS = ("assignments", "autograder", "reports")
LANGUAGES = ("es",)
#: Which arguments of a call are sentences; None stands for the first.
SPOKEN: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "said": None,
    "_": None,
    "plural": (1, 2),
    "ngettext": (1, 2),
}
#: Raised with a template: errors.py says which there are.
ERRORS = (
    "AutograderError", "CourseError", "FolderError", "SubmissionError", "NotebookError", "SandboxError",
    "EngineError", "ServerLost", "GradebookError", "UnusableData", "UnknownVariant", "UnusableFolder",
    "UnusableCalibration", "WorkerDied", "WrongValue",
)  # fmt: skip


def templates(room: str) -> set[str]:
    """Every sentence of a room: what `SPOKEN` calls in code and templates and our errors are made with."""
    sentences = _extracted(room, SPOKEN | dict.fromkeys(ERRORS))
    if room == "autograder":
        sentences |= _extracted("reference", dict.fromkeys(ERRORS))
        sentences |= {text for variant in VARIANTS.values() for text in (variant.about, variant.lesson)}
    return sentences - {""}


def _extracted(room: str, keywords: dict[str, tuple[int, ...] | None]) -> set[str]:
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    found = [message for _, _, message, _, _ in extract_from_dir(ROOT / room, methods, keywords=keywords)]
    many = [sentence for message in found if isinstance(message, tuple) for sentence in message]
    return {sentence for sentence in (*found, *many) if isinstance(sentence, str)}


def catalogues() -> Iterator[tuple[str, Path]]:
    """Each room with the path of each of its catalogues."""
    for room in ROOMS:
        for language in LANGUAGES:
            yield room, ROOT / room / "locale" / f"{language}.po"


def update(room: str, path: Path) -> None:
    known = {e.msgid: e.msgstr for e in polib.pofile(str(path))} if path.is_file() else {}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": path.stem}
    for sentence in sorted(templates(room)):
        catalogue.append(polib.POEntry(msgid=sentence, msgstr=known.get(sentence, "")))
    path.parent.mkdir(exist_ok=True)
    catalogue.save(str(path))
    missing = sum(not entry.msgstr for entry in catalogue)
    print(f"{path.relative_to(ROOT)}: {len(catalogue)} sentences, {missing} untranslated")


if __name__ == "__main__":
    for room, path in catalogues():
        update(room, path)
