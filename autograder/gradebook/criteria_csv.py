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
from autograder.coursedir.roster import on_roster
from autograder.errors import FolderError
from autograder.gradebook.standing import ExerciseStanding, Standing
from autograder.messages import Translate, of_system
from autograder.scoring.wording import stopped
from autograder.state_files import write_whole

COLUMNS = (
    "student", "assignment", "exercise", "criterion", "title", "verdict", "earned", "possible", "message",
    "override", "reason",
    # of the exercise
    "points", "given_by", "extra_credit", "comment", "stopped",
    # of the assignment
    "total", "reachable", "waiting", "handed_in", "deadline", "extended_minutes", "late_seconds", "penalty",
    # of the student: empty where there is no roster
    "on_roster",
)  # fmt: skip
_IN_WORDS = ("reason", "comment")
_LETTERS = 8
#: Where a cell may begin, and then what makes it a formula; quotes and blanks between them may be dropped.
_FORMULA = re.compile(
    r"""(^|[,;:|\t\r\n\f\v\x00\u2028\u2029])(?=[ "'\xa0\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20])"""
)

Naming = Callable[[str], str]


def export_criteria(
    folder: CourseFolder,
    standings: Iterable[Standing],
    target: Path,
    name: Naming = str,
    with_words: bool = True,
) -> int:
    """Write the table, UTF-8 with a byte order mark so that spreadsheets read it; returns its rows.

    What is of an exercise, and of the assignment, stands in each of its rows. Without `with_words` what
    instructors wrote is left out: it may name somebody. It is written whole or not at all. FolderError
    where it cannot be there.
    """
    expect_a_place(target)
    roster = on_roster(folder.path)
    rows = [
        {
            **row,
            "on_roster": ("yes" if standing.sheet.student in roster else "no") if roster else "",
            **({} if with_words else dict.fromkeys(_IN_WORDS, "")),
        }
        for standing in standings
        for row in _rows(standing, folder.translate, name)
    ]
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


def _rows(standing: Standing, translate: Translate, name: Naming) -> Iterator[dict[str, object]]:
    sheet = standing.sheet
    who = {"student": name(sheet.student), "assignment": sheet.assignment}
    whole = {**who, **_of_the_assignment(standing)}
    if sheet.problem:
        yield {**whole, "verdict": "unscored", "message": sheet.problem.render(translate)}
    for found in standing.exercises:
        settled = _of_the_exercise(found, translate)
        for criterion in found.score.counted:
            yield {
                **whole,
                "exercise": found.score.exercise,
                "criterion": criterion.name,
                "title": criterion.title.render(translate),
                "verdict": criterion.verdict.value,
                "earned": round(criterion.earned, 4),
                "possible": round(criterion.possible, 4),
                "message": criterion.message.render(translate) if criterion.message else "",
                **settled,
            }


def _of_the_exercise(found: ExerciseStanding, translate: Translate) -> dict[str, object]:
    """What counts of it, and who gave it, nothing where nobody did yet; and whether its cell stopped."""
    own, ended = found.override, stopped(found.score)
    who = "override" if own else "grader" if found.by_person is None else "formgrader"
    return {
        "override": own.points if own else "",
        "reason": own.reason if own else "",
        "points": "" if found.points is None else found.points,
        "given_by": "" if found.points is None else who,
        "extra_credit": found.extra or "",
        "comment": found.comment,
        "stopped": ended.render(translate) if ended else "",
    }


def _of_the_assignment(standing: Standing) -> dict[str, object]:
    """What counts, and when it came: times in UTC, as ISO 8601 has them."""
    held = standing.held
    return {
        "total": "" if standing.unscored else standing.earned,
        "reachable": standing.reachable,
        "waiting": standing.waiting,
        "handed_in": held.handed_in.isoformat() if held.handed_in else "",
        "deadline": held.deadline.isoformat() if held.deadline else "",
        "extended_minutes": round(held.extension.total_seconds() / 60) if held.extension else "",
        "late_seconds": round(held.late.total_seconds()),
        "penalty": standing.penalty,
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
