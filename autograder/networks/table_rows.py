"""The rows of a student's table of results: which column and which network each is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.inside.answering import COLUMNS
from autograder.messages import Message, say
from autograder.scoring.answers import Answers, Unanswered

_SHOWN = 8  # values of a column

Row = Mapping[str, Any]


def rows(answers: Answers, name: str, *columns: str) -> list[Row]:
    """The rows of a table by column, in lower case; Unanswered where it lacks one of `columns`."""
    found = {_spelt_alike(column): values for column, values in answers.table(name).items()}
    missing = [column for column in columns if column not in found]
    if missing and len(found) >= COLUMNS:
        raise Unanswered(say("Of `{name}` the first {most} columns are looked at, and {missing} is not among "
                             "them.", name=name, most=COLUMNS, missing=", ".join(missing)))  # fmt: skip
    if missing:
        raise Unanswered(_lacks(name, missing, columns, found))
    return [dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True)]


def _lacks(name: str, missing: list[str], columns: tuple[str, ...], found: Mapping[str, Any]) -> Message:
    """Said of a table without some of its columns, of which the first tells its rows apart."""
    told = ", ".join(found) or "-"
    heights = {len(values) for values in found.values()}
    if missing == list(columns) and heights == {len(columns)} and all(map(str.isdigit, found)):
        return say("`{name}` has the columns {found}; a row for each network is wanted, and the columns "
                   "{missing}. If these are its rows, it lies on its side: turn it round with `.T`.",
                   name=name, found=told, missing=", ".join(missing))  # fmt: skip
    if len(missing) > 1:
        return say("`{name}` lacks the columns {missing}; it has {found}.", name=name,
                   missing=", ".join(missing), found=told)  # fmt: skip
    if missing[0] == columns[0] and len(columns) > 1:
        return say("`{name}` lacks the column {missing}; it has {found}. If {missing} is its index: "
                   "`reset_index()` makes a column of it.", name=name, missing=missing[0],
                   found=told)  # fmt: skip
    return say("`{name}` lacks the column {missing}; it has {found}.", name=name, missing=missing[0],
               found=told)  # fmt: skip


def lacking_rows(answers: Answers, name: str, column: str, wanted: Collection[str]) -> Message | None:
    """Whether each network has its row, known by its key in `column`, and only one."""
    table = rows(answers, name, column)
    absent = [key for key in wanted if row_of(table, column, key) is None]
    if absent and (answers.value(name).length or 0) > len(table):
        return say("Of the {count:,} rows of `{name}` the first {told:,} are looked at, and none of them is "
                   "for {absent}.", count=answers.value(name).length, name=name, told=len(table),
                   absent=", ".join(absent))  # fmt: skip
    return no_row(name, column, table, absent) if absent else _doubled_rows(name, column, table, wanted)


def _doubled_rows(name: str, column: str, table: Sequence[Row], wanted: Collection[str]) -> Message | None:
    doubled = [key for key in wanted if sum(same_key(row[column], key) for row in table) > 1]
    if not doubled:
        return None
    return say("In the column {column} of `{name}` there is more than one row for {doubled}: are some left "
               "over from before? Begin with an empty table, and make one row for each network.",
               column=column, name=name, doubled=", ".join(doubled))  # fmt: skip


def stray_rows(answers: Answers, name: str, column: str, wanted: Collection[str]) -> Message | None:
    """Told of rows that are of no network. One with an accuracy may be put in to compare with."""
    table = rows(answers, name, column)
    stray = [row for row in table if not any(same_key(row[column], key) for key in wanted)]
    if not stray or (len(stray) == 1 and _is_number(stray[0].get("test_accuracy"))):
        return None
    held = ", ".join(list(dict.fromkeys(str(row[column]) for row in stray))[:_SHOWN])
    return say("In the column {column} of `{name}` there is {held}, of which the dict has no network. One "
               "row for each network is asked for: are these left over from another table? Begin with an "
               "empty one.", column=column, name=name, held=held)  # fmt: skip


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value))


def no_row(name: str, column: str, table: Sequence[Row], absent: Sequence[str]) -> Message:
    held = ", ".join(list(dict.fromkeys(str(row[column]) for row in table))[:_SHOWN]) or "-"
    return say("In the column {column} of `{name}` there is no row for {absent}; it holds {held}. Write the "
               "keys of the dict there.", column=column, name=name, absent=", ".join(absent),
               held=held)  # fmt: skip


def row_of(table: Sequence[Row], column: str, key: str) -> Row | None:
    return next((row for row in table if same_key(row[column], key)), None)


def same_key(one: Any, other: str) -> bool:
    """Whether 16, 16.0, "16" and " ReLU" mean the key that another is."""
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return _spelt_alike(str(one)) == _spelt_alike(other)


def _spelt_alike(text: str) -> str:
    return text.strip().lower().replace(" ", "_")
