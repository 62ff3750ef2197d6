"""Score sheets as a table: a row a student, exercise and criterion."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import FolderError
from autograder.messages import Translate, of_system
from autograder.scoring.score_sheet import ScoreSheet
from autograder.state_files import write_whole

COLUMNS = (
    "student", "assignment", "exercise", "criterion", "title", "verdict", "earned", "possible", "message",
    "override", "reason",
)  # fmt: skip
_LETTERS = 8
#: Where a cell may begin, and then what makes it a formula; quotes and blanks between them may be dropped.
_FORMULA = re.compile(
    r"""(^|[,;:|\t\r\n\f\v\x00\u2028\u2029])(?=[ "'\xa0\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20])"""
)

Naming = Callable[[str], str]


def export_criteria(
    folder: CourseFolder, sheets: Iterable[ScoreSheet], target: Path, name: Naming = str
) -> int:
    """Write the table, UTF-8 with a byte order mark so that spreadsheets read it; returns its rows.

    It is written whole or not at all. FolderError where it cannot be there.
    """
    expect_a_place(target)
    rows = [row for sheet in sheets for row in _rows(sheet, folder.translate, name)]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    _put(target, table.getvalue().encode("utf-8-sig"))
    return len(rows)


def expect_a_place(target: Path) -> None:
    """FolderError where no file can be."""
    if target.is_dir():
        raise FolderError("{path} is a folder: name a file in it", path=target)
    if not target.parent.is_dir():
        raise FolderError("{folder} is not there: make it, or name a file elsewhere", folder=target.parent)


def _put(target: Path, content: bytes) -> None:
    if target.exists() and not target.is_file():
        target.write_bytes(content)  # a pipe, or /dev/stdout, stays what it is
        return
    try:
        write_whole(target.resolve(), content)
    except OSError as error:
        raise FolderError(
            "{path} cannot be written ({reason}): name a file elsewhere", path=target, reason=of_system(error)
        ) from error


def _rows(sheet: ScoreSheet, translate: Translate, name: Naming) -> Iterator[dict[str, object]]:
    who = {"student": name(sheet.student), "assignment": sheet.assignment}
    if sheet.problem:
        yield {**who, "verdict": "unscored", "message": str(sheet.problem)}
    for exercise in sheet.exercises:
        own = exercise.override
        settled = {"override": own.points, "reason": own.reason} if own else {}
        for criterion in exercise.counted:
            yield {
                **who,
                "exercise": exercise.exercise,
                "criterion": criterion.name,
                "title": criterion.title.render(translate),
                "verdict": criterion.verdict.value,
                "earned": round(criterion.earned, 4),
                "possible": round(criterion.possible, 4),
                "message": criterion.message.render(translate) if criterion.message else "",
                **settled,
            }


def _harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula, made text again: students write some of it.

    Whatever it takes for the mark between cells, which is its language's: a part of a text may become one.
    """
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


def pseudonyms(folder: CourseFolder) -> Naming:
    """Names for sharing: the same for a student each time, and from another course another.

    They follow from a secret of the course folder; whoever has that can tell who is who.
    """
    path = folder.state.pseudonyms_key
    if not path.is_file():
        write_whole(path, secrets.token_hex(32))
        path.chmod(0o600)
    key = path.read_text(encoding="utf-8").encode()

    def name(student: str) -> str:
        digest = hmac.new(key, student.encode(), hashlib.sha256).hexdigest()
        return f"student-{digest[:_LETTERS]}"

    return name
