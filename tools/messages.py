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
#: Raised with a template: errors.py says which there are.
ERRORS = (
    "AutograderError", "CourseError", "FolderError", "SubmissionError", "NotebookError", "SandboxError",
    "EngineError", "ServerLost", "GradebookError", "UnusableData", "UnknownVariant", "UnusableFolder",
    "UnusableCalibration", "WorkerDied", "WrongValue",
)  # fmt: skip


def templates(room: str) -> set[str]:
    """Every sentence of a room: what `say(...)`, `said(...)`, `_(...)` and our errors are made with."""
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    found = extract_from_dir(ROOT / room, methods, keywords=dict.fromkeys(("say", "said", "_", *ERRORS)))
    sentences = {message for _, _, message, _, _ in found if isinstance(message, str)}
    if room == "autograder":
        raised = extract_from_dir(ROOT / "reference", methods, keywords=dict.fromkeys(ERRORS))
        sentences |= {message for _, _, message, _, _ in raised if isinstance(message, str)}
        sentences |= {variant.about for variant in VARIANTS.values()}
    return sentences - {""}


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
