"""A small table that somebody keeps in a spreadsheet: whatever separates its columns, and however they are
called.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import FolderError
from autograder.messages import Message, of_system, say
from autograder.submissions.texts import decoded

_SEPARATORS = ",;\t"
_TOLD = re.compile(r'"?sep=(?P<mark>.)"?', re.IGNORECASE)  # Excel's own first line

#: What a column may be called, by what we call it.
Aliases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """A row by our names of columns, without blanks around its values; `line` counts from 1."""

    line: int
    values: Mapping[str, str]

    def get(self, column: str) -> str:
        """Nothing for a column that the table does not have."""
        return self.values.get(column, "")


def read_table(path: Path, aliases: Aliases, needed: str, example: str) -> list[Row]:
    """The rows with something in them. FolderError with the line, and why, where it cannot be read.

    `needed` is the column without which there is no table, `example` a first line as it can be.
    """
    rows = _rows(path)
    try:
        separator, (line, header) = _header(rows, aliases)
    except StopIteration:
        raise _refused(path, 1, say("there is no first line such as {example}", example=example)) from None
    except csv.Error as error:
        raise _refused(path, 1, say("it is no row of a table ({told})", told=str(error))) from error
    places = _places(header, aliases)
    if twice := next((n for n in places if _called(header).count(_called(header)[places[n]]) > 1), None):
        raise _refused(path, line, say("two columns are called {name}", name=header[places[twice]].strip()))
    if needed not in places:
        raise _refused(path, line, say("no column is called {needed}; a first line can be {example}",
                                       needed=needed, example=example))  # fmt: skip
    return list(_named(path, _split(path, rows, separator, after=line), places, len(header)))


def _rows(path: Path) -> list[str]:
    """The lines of the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FolderError("{path} cannot be read: {reason}", path=path, reason=of_system(error)) from error
    try:
        return decoded(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _refused(path, line, say("it is not in UTF-8: save the table as “CSV UTF-8”")) from error


def _header(lines: list[str], aliases: Aliases) -> tuple[str, tuple[int, list[str]]]:
    """What separates the columns, and the first row with its line; StopIteration where there is none."""
    filled = ((number, line) for number, line in enumerate(lines, start=1) if line.strip(" ,;\t\ufeff\xa0"))
    number, line = next(filled)
    marks = _SEPARATORS
    if told := _TOLD.fullmatch(line.strip()):
        marks, (number, line) = told["mark"], next(filled)
    found = {mark: next(csv.reader([line], delimiter=mark)) for mark in marks}
    best = max(marks, key=lambda mark: len(_places(found[mark], aliases)))
    return best, (number, found[best])


def _places(header: list[str], aliases: Aliases) -> dict[str, int]:
    """Where each column of ours stands."""
    called = _called(header)
    found = {ours: next((name for name in names if name in called), None) for ours, names in aliases.items()}
    return {ours: called.index(name) for ours, name in found.items() if name is not None}


def _called(header: list[str]) -> list[str]:
    return [_plain(name) for name in header]


def _plain(name: str) -> str:
    """Small, without accents, blanks and marks."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if c.isalnum())


def _split(path: Path, lines: list[str], separator: str, after: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins; a value in quotes may go over several."""
    reader = csv.reader((f"{line}\n" for line in lines[after:]), delimiter=separator, strict=True)
    begin = after + 1
    try:
        for values in reader:
            yield begin, [value.strip() for value in values]
            begin = after + reader.line_num + 1
    except csv.Error as error:
        raise _refused(path, begin, say("it is no row of a table ({told})", told=str(error))) from error


def _named(
    path: Path, rows: Iterator[tuple[int, list[str]]], places: Mapping[str, int], width: int
) -> Iterator[Row]:
    for line, values in rows:
        if any(values[width:]):
            raise _refused(path, line, say("there are more values than columns: put quotes around a value "
                                           "with the separating mark in it"))  # fmt: skip
        if any(values):
            filled = [*values, *[""] * (width - len(values))]
            row = Row(line, {ours: filled[place] for ours, place in places.items()})
            if any("\n" in value for value in row.values.values()):
                raise _refused(path, line, say("a value goes on over the next line: is a quote left open?"))
            yield row


def _refused(path: Path, line: int, why: Message) -> FolderError:
    return FolderError("{path}, line {line}: {reason}", path=path, line=line, reason=why)
