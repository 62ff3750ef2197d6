"""The roster: a table of students in the course folder, as nbgrader's own import reads it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import FolderError

ROSTER = "students.csv"
COLUMNS = ("id", "first_name", "last_name", "email")
EMPTY = ",".join(COLUMNS) + "\n"


@dataclass(frozen=True)
class Student:
    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    def named(self) -> dict[str, str]:
        """What is known of the name, under nbgrader's keys."""
        known = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        return {key: value for key, value in known.items() if value}


def read_roster(folder: Path) -> tuple[Student, ...]:
    """The students on the roster; none where it is not there or has no row yet.

    FolderError for a table without an `id`, or with a student twice.
    """
    path = folder / ROSTER
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        students = tuple(_student(row) for row in rows if any(row.values()))
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise FolderError(
            "{path} cannot be used: its first line must be {header}, in UTF-8, with an id in each row",
            path=path,
            header=EMPTY.strip(),
        ) from error
    ids = [student.id for student in students]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise FolderError("{path} names twice: {names}", path=path, names=", ".join(twice))
    return students


def _student(row: dict[str, str]) -> Student:
    """KeyError without a column `id`, ValueError with an empty one."""
    if not row["id"].strip():
        raise ValueError("a student without an id")
    return Student(*((row.get(column) or "").strip() for column in COLUMNS))
