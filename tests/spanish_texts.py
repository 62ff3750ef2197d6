"""Every Spanish text that a person meets, with the place where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

_CELL = re.compile(r"# %%")
_COMMENT = re.compile(r"\s*# es: ?(.*)")
_FENCED = re.compile(r"^```(toml|python|po)\b[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Text:
    """Some lines of Spanish; `line` is the first one's, or that of the entry they belong to."""

    line: int
    words: str

    def line_of(self, offset: int) -> int:
        return self.line + self.words.count("\n", 0, offset)


def of_catalogue(source: str) -> Iterator[Text]:
    """What the entries of a `.po` are translated as; a translation that is wrapped counts as one line."""
    for message in read_po(BytesIO(source.encode()), locale="es"):
        forms = (message.string,) if isinstance(message.string, str) else message.string or ()
        if message.id:
            yield from (Text(message.lineno or 1, form.replace("\n", " ")) for form in forms)


def of_script(source: str) -> Iterator[Text]:
    """Prose of cells in Spanish and comments in Spanish, each run of lines as one text."""
    own, run = False, list[tuple[int, str]]()
    for number, line in enumerate([*source.splitlines(), ""], 1):
        if _CELL.match(line):
            own = 'lang="es"' in line
        comment = _COMMENT.match(line)
        words = comment[1] if comment else line.removeprefix("#") if own and line.startswith("#") else None
        if words is None or _CELL.match(line):
            if run:
                yield Text(run[0][0], "\n".join(text for _, text in run))
            run = []
        else:
            run.append((number, words))


def of_table(source: str) -> Iterator[Text]:
    """Whatever a TOML file has under a key `es`."""
    for words in _spanish(tomllib.loads(source)):
        # Where the text stands; one with escapes is not found, and told at the top.
        yield Text(source.count("\n", 0, max(source.find(words), 0)) + 1, words)


def _spanish(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key == "es" and isinstance(inner, str) else _spanish(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _spanish(inner)


def of_page(source: str) -> Iterator[Text]:
    """What the fenced examples of a page in Markdown hold."""
    for block in _FENCED.finditer(source):
        first = source.count("\n", 0, block.start(2))
        yield from (Text(first + text.line, text.words) for text in READERS[f".{block[1]}"](block[2]))


READERS: dict[str, Callable[[str], Iterator[Text]]] = {
    ".po": of_catalogue, ".py": of_script, ".python": of_script, ".toml": of_table, ".md": of_page,
}  # fmt: skip


def texts(path: Path) -> list[Text]:
    return list(READERS[path.suffix](path.read_text(encoding="utf-8")))


def files(root: Path) -> list[Path]:
    """The catalogues of every room, and what a course is written in."""
    catalogues = [
        path
        for room in ("assignments", "autograder", "reports")
        for path in root.glob(f"{room}/locale/es.po")
    ]
    course = [
        path
        for suffix in ("toml", "py", "md")
        for path in sorted((root / "assignments").rglob(f"*.{suffix}"))
    ]
    return [*catalogues, *course]
