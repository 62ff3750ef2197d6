"""The roster: a table of students in the course folder, as spreadsheets and platforms write one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir.same_student import ByStudent, student_key
from autograder.coursedir.spreadsheet import Row, read_table
from autograder.errors import FolderError
from autograder.messages import Message, say

ROSTER = "students.csv"
COLUMNS = ("id", "first_name", "last_name", "email")
EMPTY = ",".join(COLUMNS) + "\n"

#: What each column may be called, small, without accents and marks; of two in one table the first counts.
ALIASES = {
    "id": ("id", "studentid", "username", "user", "login", "idestudiante", "usuario", "nombredeusuario",
           "matricula", "legajo"),
    "first_name": ("firstname", "givenname", "nombre", "nombres"),
    "last_name": ("lastname", "surname", "familyname", "apellido", "apellidos"),
    "email": ("email", "emailaddress", "mail", "correo", "correoelectronico", "direccionemail",
              "direcciondecorreo"),
    "platform_id": ("platformid", "iddeplataforma", "iddelaplataforma"),
}  # fmt: skip

_LONGEST_ID = 200  # bytes; a file system takes 255, with what is added
_OF_PATHS = "/\\"
_OF_PATTERNS = "*?[]"


@dataclass(frozen=True)
class Student:
    """`platform_ids` are a learning platform's own numbers for the student, where they are known."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    platform_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def named(self) -> dict[str, str]:
        """What is known of the name, under nbgrader's keys."""
        known = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        return {key: value for key, value in known.items() if value}


def read_roster(folder: Path) -> tuple[Student, ...]:
    """The students on the roster; none where it is not there or has no row yet.

    Separated by commas, semicolons or tabs, in UTF-8, UTF-16 or cp1252; rows of blanks are passed over.
    FolderError, with the line, for a table without an `id`, a student twice, or an id that cannot be a
    folder's name.
    """
    path = folder / ROSTER
    if not path.is_file():
        return ()
    rows = read_table(path, ALIASES, needed="id", example=EMPTY.strip())
    found = [(row, _student(path, row)) for row in rows]
    _expect_each_once(path, found)
    return tuple(student for _, student in found)


def on_roster(folder: Path) -> ByStudent[Student]:
    """The students on the roster, by id, however it is written."""
    return ByStudent((student.id, student) for student in read_roster(folder))


def _student(path: Path, row: Row) -> Student:
    id = row.get("id")
    if why := _no_id(id):
        raise FolderError("{path}, line {line}: {reason}", path=path, line=row.line, reason=why)
    numbers = tuple(dict.fromkeys(row.get("platform_id").split()))
    return Student(id, row.get("first_name"), row.get("last_name"), row.get("email"), numbers)


def _no_id(id: str) -> Message | None:
    """Why this cannot be a student's id, which is the name of their folder."""
    if not id:
        return say("there is no id")
    if mark := next((c for c in id if c in _OF_PATHS or not c.isprintable()), None):
        return say("the id {id} cannot be a folder's name: write it without {mark!r}", id=id, mark=mark)
    if mark := next((c for c in id if c in _OF_PATTERNS), None):
        return say("nbgrader finds no folder called {id}: write the id without {mark!r}", id=id, mark=mark)
    if id.startswith(".") or id.endswith("."):
        return say("the id {id} cannot be a folder's name: write it without a dot at either end", id=id)
    if len(id.encode()) > _LONGEST_ID:
        return say("the id {id} is too long to be a folder's name: shorten it", id=id)
    return None


def _expect_each_once(path: Path, found: list[tuple[Row, Student]]) -> None:
    """FolderError where two rows are one student, or bear one number of a platform's."""
    if twice := _first_twice((student_key(student.id), row, student) for row, student in found):
        raise FolderError("{path} names one student twice, by id and line: {names}", path=path, names=twice)
    numbered = ((number, row, student) for row, student in found for number in student.platform_ids)
    if twice := _first_twice(numbered):
        raise FolderError("{path} gives two students one platform_id, by id and line: {names}",
                          path=path, names=twice)  # fmt: skip


def _first_twice(marked: Iterable[tuple[str, Row, Student]]) -> str:
    """The first two that bear one mark, by id and line; nothing where each has its own."""
    seen: dict[str, str] = {}
    for mark, row, student in marked:
        named = f"{student.id} ({row.line})"
        if mark in seen:
            return f"{seen[mark]}, {named}"
        seen[mark] = named
    return ""
