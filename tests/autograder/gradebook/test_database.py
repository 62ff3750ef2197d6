"""What `db_url` in course.toml may say, and how it is told where it cannot be used. No server is needed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from autograder.coursedir.coursedir import CourseFolder
from autograder.coursedir.settings import Database
from autograder.errors import GradebookError
from autograder.gradebook import database
from autograder.gradebook.database import database_of, schema_of, unusable
from tests.autograder.grading.killed import SLUG
from tests.autograder.grading.small_class import choose, hand_in, small_course

NAME, SECRET = "GRADEBOOK_PASSWORD", "p@ss:w/rd%41"


def _folder(url: str, course: str = "") -> CourseFolder:
    return CourseFolder(Path("/nowhere/course"), "en", "digits", 0, database=Database(url, course))


def _told(url: str) -> str:
    with pytest.raises(GradebookError) as caught:
        database_of(_folder(url))
    return str(caught.value)


def test_without_one_the_gradebook_is_nbgraders_own_file() -> None:
    assert database_of(_folder("")) == ""


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///book.db", "sqlite:////nowhere/course/book.db"),
        ("sqlite:////data/book.db?timeout=60", "sqlite:////data/book.db?timeout=60"),
    ],
)
def test_a_file_that_it_names_lies_in_the_course_folder(written: str, used: str) -> None:
    assert database_of(_folder(written)) == used


def test_a_variable_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    told = _told(f"postgresql://ada:${{{NAME}}}@localhost/grades")
    assert (
        told
        == "db_url in course.toml names ${GRADEBOOK_PASSWORD}, which the environment does not have: set it"
    )


def test_a_variable_whose_name_is_none_is_named_too() -> None:
    assert "names ${GRADEBOOK-PASSWORD}, which" in _told("postgresql://ada:${GRADEBOOK-PASSWORD}@server/x")


@pytest.mark.parametrize(
    "written", ["grades", "postgresql:/localhost", "postgresql://ada:%s@localhost:five/x"]
)
def test_what_is_no_url_is_told_without_what_stands_in_it(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, SECRET)
    told = _told(written.replace("%s", f"${{{NAME}}}"))
    assert told.startswith("db_url in course.toml is not as in: postgresql://ada:${GRADEBOOK_PASSWORD}@")


def test_the_end_of_a_password_is_not_told_as_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADEBOOK", "postgresql://ada:tief@geheim@server/x")
    for written in ("${GRADEBOOK}", "postgresql://ada:tief@geheim@server/x"):
        assert _told(written).startswith("db_url in course.toml is not as in:")


def test_another_kind_of_database_is_told() -> None:
    assert (
        _told("mysql://ada@localhost/x")
        == "db_url in course.toml begins with mysql: choose sqlite or postgresql"
    )


def test_a_driver_that_is_not_installed_is_told_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "find_spec", lambda _: None)
    assert 'wants the extra postgresql: `pip install "psycopg[binary]"`' in _told("postgresql://localhost/x")


def test_a_password_may_have_any_sign_and_is_in_no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, SECRET)
    monkeypatch.setattr(database, "_make_ready", lambda place: None)
    for written in (
        f"ada:${{{NAME}}}@server/grades",
        f"ada@server/grades?password={SECRET.replace('%', '%25')}",
        f"ada@server/grades?password=${{{NAME}}}",
        f"ada@server/grades?sslmode=require&password=${{{NAME}}}",
    ):
        used = database_of(_folder(f"postgresql://{written}"))
        assert used.startswith("postgresql+psycopg://ada@server/grades?")
        given = {"host": "server", "user": "ada", "dbname": "grades"}
        database._hand_over(None, None, [], given)
        assert given["password"] == SECRET
    elsewhere = {"host": "another", "user": "ada", "dbname": "grades"}
    database._hand_over(None, None, [], elsewhere)
    assert "password" not in elsewhere


def test_a_whole_url_may_come_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADEBOOK", "postgresql://ada:p%40ss@server:5433/grades?sslmode=require")
    monkeypatch.setattr(database, "_make_ready", lambda place: None)
    assert database_of(_folder("${GRADEBOOK}", "dl")) == (
        "postgresql+psycopg://ada@server:5433/grades?connect_timeout=10&options=-csearch_path%3Dcourse_dl"
        "&sslmode=require"
    )


def test_what_a_database_says_is_a_line_without_what_stands_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(NAME, SECRET)
    error = SQLAlchemyError(f"no host {SECRET}\nand more of {SECRET}")
    told = str(unusable(_folder(f"postgresql://ada:${{{NAME}}}@localhost/x"), error))
    assert told == "nbgrader's gradebook cannot be used: no host ${GRADEBOOK_PASSWORD}; what it holds stays"


def test_every_course_has_a_schema_of_its_own_whose_name_needs_no_quotes() -> None:
    names = ("dl", "DL", "dl 2027", "dl-2027", "Año", "user", "d" * 200, "d" * 201)
    schemas = [schema_of(name) for name in names]
    assert len({*schemas}) == len(names)
    assert all(re.fullmatch(r"course_[a-z0-9_]{1,50}", schema) for schema in schemas)


@pytest.mark.slow
def test_a_stock_command_ends_where_course_toml_cannot_be_used(tmp_path: Path) -> None:
    """nbgrader itself goes on without its configuration, and would run what students handed in."""
    folder, trace = small_course(tmp_path), tmp_path / "ran"
    hand_in(folder, "ada", mean=f"open({str(trace)!r}, 'w').close() or heights.mean()")
    choose(folder, "points = many")
    line = _refused(folder, sys.path)
    assert not trace.exists()
    assert line.startswith("autograder: ")
    assert "course.toml" in line


@pytest.mark.slow
def test_a_stock_command_ends_where_this_package_is_not_installed(tmp_path: Path) -> None:
    folder, trace = small_course(tmp_path), tmp_path / "ran"
    hand_in(folder, "ada", mean=f"open({str(trace)!r}, 'w').close() or heights.mean()")
    (tmp_path / "other" / "autograder").mkdir(parents=True)
    (tmp_path / "other" / "autograder" / "__init__.py").touch()
    assert "needs mnist-autograder[grading]" in _refused(folder, [str(tmp_path / "other"), *sys.path])
    assert not trace.exists()


def _refused(folder: CourseFolder, path: list[str]) -> str:
    """The one line with which stock `nbgrader autograde` ends."""
    command = [sys.executable, "-m", "nbgrader", "autograde", SLUG, "--force"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    done = subprocess.run(command, cwd=folder.path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line
