"""The roster, as spreadsheets of several makes and hands write it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from autograder.coursedir.roster import Student, on_roster, read_roster
from autograder.coursedir.same_student import ByStudent, student_key, written_otherwise
from autograder.errors import FolderError

ADA = Student("ada", "Ada", "Pérez", "a@x")


def _kept(folder: Path, content: str | bytes) -> Path:
    content = content.encode() if isinstance(content, str) else content
    (folder / "students.csv").write_bytes(content)
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "header",
    [
        "id,first_name,last_name,email",
        "ID,First Name, last name ,E-Mail",
        "Usuario,NOMBRE,Apellidos,Correo electrónico",
    ],
)
def test_separators_encodings_and_names_of_columns(
    tmp_path: Path, encoding: str, separator: str, header: str
) -> None:
    lines = (header, ",,,", " ada ,Ada,Pérez,a@x", "\xa0, ,,", "")
    text = "\r\n".join(line.replace(",", separator) for line in lines)
    assert read_roster(_kept(tmp_path, text.encode(encoding))) == (ADA,)


def test_columns_stand_in_any_order_and_others_are_nobodys(tmp_path: Path) -> None:
    table = (
        'sep=;\nGrupo;Email;"Last; seen";username;Last name;ID;platform_id\nB;a@x;;zz;Pérez;ada;4711  88\n'
    )
    assert read_roster(_kept(tmp_path, table)) == (Student("ada", "", "Pérez", "a@x", ("4711", "88")),)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("", 1, "no first line"),
        ("name\nada\n", 1, "no column is called id"),
        ("\n\nid,ID\nada,x\n", 3, "two columns are called id"),
        ("id,email\nada,\n,a@x\n", 3, "there is no id"),
        ("id,email\nada,a,b\n", 2, "more values than columns"),
        ('id,email\nada,"a\nalan,b"\n', 2, "quote left open"),
        ('id,email\nada,"a\nalan,b\n', 2, "no row of a table"),
        (b"id\nada\nalan\n\x81\n", 4, "not in UTF-8"),
        ("id\nada\nc/d\n", 3, "'/'"),
        ("id\nada[1]\n", 2, "nbgrader finds no folder called ada[1]"),
        ("id\n..\n", 2, "without a dot"),
        (f"id\n{'x' * 201}\n", 2, "too long"),
    ],
)
def test_what_cannot_be_read_is_told_with_line_and_cause(
    tmp_path: Path, content: str | bytes, line: int, told: str
) -> None:
    with pytest.raises(FolderError) as raised:
        read_roster(_kept(tmp_path, content))
    assert f"students.csv, line {line}: " in str(raised.value)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "twice", ["ada\nalan\nada", "Ada\nalan\nada", "José\nalan\n" + unicodedata.normalize("NFD", "josé")]
)
def test_nobody_is_on_it_twice(tmp_path: Path, twice: str) -> None:
    first, _, again = twice.split("\n")
    with pytest.raises(FolderError) as raised:
        read_roster(_kept(tmp_path, f"id\n{twice}\n"))
    assert f"{first} (2), {again} (4)" in str(raised.value)


def test_a_number_of_a_platform_is_one_students(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"one platform_id, .*: ada \(2\), alan \(3\)"):
        read_roster(_kept(tmp_path, "id,platform_id\nada,1 2\nalan,2\n"))


def test_an_id_is_found_however_it_is_written(tmp_path: Path) -> None:
    roster = on_roster(_kept(tmp_path, "id\njosé\nAda\n"))
    assert unicodedata.normalize("NFD", "José") in roster
    assert roster["ada"].id == "Ada"
    assert "jose" not in roster
    assert list(roster) == ["josé", "Ada"]


def test_ids_that_only_look_different_are_grouped() -> None:
    decomposed = unicodedata.normalize("NFD", "josé")
    assert written_otherwise(["ada", "alan", "Ada", "josé", decomposed]) == {
        "Ada": ("Ada", "ada"), "ada": ("Ada", "ada"),
        "josé": (decomposed, "josé"), decomposed: (decomposed, "josé"),
    }  # fmt: skip
    assert student_key("STRASSE") == student_key("straße")
    assert dict(ByStudent([("A", 1), ("a", 2)])) == {"a": 2}
