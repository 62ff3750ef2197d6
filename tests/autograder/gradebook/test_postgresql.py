"""nbgrader's gradebook in PostgreSQL: several course folders on one database, stock commands, bad input."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text

from autograder.cli import main
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.errors import GradebookError
from autograder.gradebook import database
from autograder.gradebook.database import database_of, schema_of
from autograder.gradebook.nbgrader_api import Api, api_of
from autograder.gradebook.writer import enrol
from autograder.grading.forget import forget
from tests.autograder.gradebook.at_once import begun
from tests.autograder.gradebook.on_database import named, on_database, rows_of
from tests.autograder.grading.killed import SLUG
from tests.autograder.grading.small_class import graded, hand_in, small_course
from tests.postgresql_server import PASSWORD, VARIABLE, Server

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's own queries

COURSES = ("Algebra 2027", "dl-a", "dl-b", "dl_b")
STUDENTS = ("ada", "grace", "josé")
COMMAND = """
import sys
from autograder.cli import main
sys.exit(main(["grade", sys.argv[1], "--sandbox", "none", "--jobs", "1"]))
"""
RIGHT, WRONG = "heights.mean()", "0"


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """Nothing is handed in, and nobody asked for a database."""
    return small_course(tmp_path_factory.mktemp("plain"))


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)


@pytest.fixture(scope="session")
def four(
    postgresql: Server, plain: CourseFolder, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, CourseFolder]:
    """Graded at the same time, by processes that find the database empty; each has another student wrong."""
    place = tmp_path_factory.mktemp("four")
    folders = {name: on_database(postgresql.db_url, plain, place / name) for name in COURSES}
    for folder, wrong in zip(folders.values(), (*STUDENTS, None), strict=True):
        for student in STUDENTS:
            hand_in(folder, student, mean=WRONG if student == wrong else RIGHT)
    real = [sys.executable, "-c", COMMAND, str(folders["dl-a"].path)]
    with subprocess.Popen(
        real, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_env()
    ) as command:
        others = begun((f.path for f in folders.values() if f.path.name != "dl-a"), {VARIABLE: PASSWORD})
        told, _ = command.communicate(timeout=300)
    for process in others:
        process.join(300)
    assert command.returncode == 0, told
    assert [process.exitcode for process in others] == [0, 0, 0]
    assert PASSWORD not in told
    return folders


def _env() -> dict[str, str]:
    return {**os.environ, VARIABLE: PASSWORD, "PYTHONPATH": os.pathsep.join(sys.path)}


def _stock(folder: CourseFolder, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command, where = [sys.executable, "-m", "nbgrader", *arguments], folder.path
    return subprocess.run(command, cwd=where, env=_env() | env, capture_output=True, text=True, timeout=120)


def test_four_folders_graded_at_the_same_time_lose_no_row_and_mix_none(
    four: Mapping[str, CourseFolder],
) -> None:
    for folder, wrong in zip(four.values(), (*STUDENTS, None), strict=True):
        rows = rows_of(folder)
        assert rows.keys() == {*STUDENTS}
        least = {student for student, points in rows.items() if points < max(rows.values())}
        assert least == {wrong} - {None}


def test_nothing_lies_outside_the_courses_schemas(
    four: Mapping[str, CourseFolder], postgresql: Server
) -> None:
    with create_engine(database_of(four["dl-a"])).connect() as connection:
        tables = connection.execute(
            text("SELECT schemaname, count(*) AS found FROM pg_tables WHERE tablename = 'grade' GROUP BY 1")
        )
        assert {row.schemaname: row.found for row in tables} == {schema_of(name): 1 for name in COURSES}


def test_the_password_is_in_no_file_of_a_course_folder(four: Mapping[str, CourseFolder]) -> None:
    for folder in four.values():
        files = [path for path in folder.path.rglob("*") if path.is_file()]
        assert any(path.parent.name == SLUG and path.suffix == ".html" for path in files)
        assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
        assert not (folder.path / "gradebook.db").exists()


def test_stock_commands_work_on_the_same_database(four: Mapping[str, CourseFolder]) -> None:
    folder = four["dl-b"]
    before = rows_of(folder)
    listed = _stock(folder, "db", "student", "list")
    assert re.findall(r"^(\w+) \(", listed.stdout, re.MULTILINE) == [*STUDENTS], listed.stderr
    again = _stock(folder, "autograde", SLUG, "--force")
    assert again.returncode == 0, again.stderr
    assert rows_of(folder) == before
    upgraded = _stock(folder, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert f"csearch_path%3D{schema_of('dl-b')}" in upgraded.stderr  # it names what it works on
    told = "".join(done.stdout + done.stderr for done in (listed, again, upgraded))
    assert not any(secret in told for secret in (PASSWORD, quote(PASSWORD), quote(PASSWORD, safe="")))


def test_a_stock_command_without_the_password_ends_in_a_line_and_writes_nowhere_else(
    four: Mapping[str, CourseFolder],
) -> None:
    refused = _stock(four["dl-b"], "db", "student", "list", **{VARIABLE: ""})
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"autograder: db_url in course.toml names ${{{VARIABLE}}}, which")
    assert not (four["dl-b"].path / "gradebook.db").exists()


def test_what_formgrader_asks_is_answered(four: Mapping[str, CourseFolder]) -> None:
    with api_of(four["dl-a"]) as api:
        assert api.get_assignment(SLUG)["num_submissions"] == len(STUDENTS)
        assert {found["id"] for found in api.get_students()} >= {*STUDENTS}
        assert {found["student"] for found in api.get_submissions(SLUG)} == {*STUDENTS}
        assert [found["name"] for found in api.get_student_submissions("ada")] == [SLUG]
        assert len(api.get_notebook_submissions(SLUG, SLUG)) == len(STUDENTS)


def test_who_is_forgotten_is_gone_from_their_course_alone(four: Mapping[str, CourseFolder]) -> None:
    others = {name: rows_of(folder) for name, folder in four.items() if name != "dl_b"}
    gone = [str(what) for what in forget(four["dl_b"], "grace")]
    assert "the rows in the gradebook" in gone
    assert rows_of(four["dl_b"]).keys() == {"ada", "josé"}
    assert {name: rows_of(folder) for name, folder in four.items() if name != "dl_b"} == others


def test_who_is_forgotten_is_in_no_file_of_the_tables(alone: CourseFolder, postgresql: Server) -> None:
    name = "Wanderwelle"
    (alone.path / "students.csv").write_text(f"id,first_name\nada,Ada\nvera,{name}\n", encoding="utf-8")
    enrol(alone)
    assert _files_with(name, alone, postgresql) != []
    assert forget(alone, "vera") != ()
    assert _files_with(name, alone, postgresql) == []


def test_nothing_is_removed_while_somebody_looks_at_it(
    alone: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_SECONDS", "1")
    hand_in(alone, "ada")
    assert graded(alone) == ()
    with create_engine(database_of(alone)).connect() as looking:
        looking.execute(text("SELECT count(*) FROM student"))
        with pytest.raises(GradebookError, match="lock timeout; what it holds stays"):
            forget(alone, "ada")
    assert rows_of(alone).keys() == {"ada"}
    assert "the rows in the gradebook" in map(str, forget(alone, "ada"))


def _files_with(name: str, folder: CourseFolder, server: Server) -> list[Path]:
    with create_engine(database_of(folder)).connect() as connection:
        connection.execute(text("CHECKPOINT"))
    files = [path for path in (server.data / "base").rglob("*") if path.is_file()]
    return [path for path in files if name.encode() in path.read_bytes()]


# What cannot be used ---------------------------------------------------------------------------------


@pytest.fixture
def alone(postgresql: Server, plain: CourseFolder, tmp_path: Path) -> Iterator[CourseFolder]:
    """A course of its own, of which nothing is left on the server."""
    name = re.sub(r"\W", "-", tmp_path.name)
    folder = on_database(postgresql.db_url, plain, tmp_path / "course", f'course_id = "{name}"\n')
    yield folder
    database._make_ready.cache_clear()
    with create_engine(database_of(folder)).begin() as connection:
        connection.execute(text(f'DROP SCHEMA "{schema_of(name)}" CASCADE'))
    database._make_ready.cache_clear()


def _line(capsys: pytest.CaptureFixture[str], folder: CourseFolder) -> str:
    """The one that `grade` ends with."""
    database._make_ready.cache_clear()
    hand_in(folder, "ada")
    capsys.readouterr()
    assert main(["grade", str(folder.path), "--sandbox", "none", "--jobs", "1"]) == 2
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err
    assert "Traceback" not in told.err
    return told.err.splitlines()[-1]


def test_a_wrong_password_is_told_in_a_line(
    postgresql: Server,
    plain: CourseFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "not this one")
    line = _line(capsys, on_database(postgresql.db_url, plain, tmp_path / "course"))
    assert "cannot be used: " in line
    assert "password authentication failed" in line
    assert "not this one" not in line


def test_a_server_that_does_not_answer_is_told_in_a_line(
    postgresql: Server, plain: CourseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        nowhere = Server(taken.getsockname()[1])
        for host in ("127.0.0.1", "localhost"):  # which may be two addresses
            url = nowhere.db_url.replace("127.0.0.1", host)
            line = _line(capsys, on_database(url, plain, tmp_path / host))
            assert re.search(r"cannot be used: .*refused", line)


def test_a_database_that_is_not_there_is_told_in_a_line(
    postgresql: Server, plain: CourseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgresql.db_url.replace("/postgres", "/nowhere")
    assert 'database "nowhere" does not exist' in _line(capsys, on_database(url, plain, tmp_path / "course"))


def test_another_folder_of_the_same_name_is_told_unless_it_names_its_course(
    four: Mapping[str, CourseFolder], postgresql: Server, plain: CourseFolder, tmp_path: Path
) -> None:
    second = on_database(postgresql.db_url, plain, tmp_path / "dl-a")
    with pytest.raises(GradebookError, match=r"has a gradebook dl-a of .*four.*: say course_id"):
        enrol(second)
    assert rows_of(named(second.path, "dl-a")) == rows_of(four["dl-a"])


def test_a_folder_that_was_renamed_is_told_before_its_grades_are_missed(
    four: Mapping[str, CourseFolder], tmp_path: Path
) -> None:
    renamed = tmp_path / "dl-renamed"
    shutil.copytree(four["dl-a"].path, renamed)
    with pytest.raises(GradebookError, match="has no gradebook dl-renamed, and another one has grades"):
        enrol(open_folder(renamed))
    assert rows_of(named(renamed, "dl-a")) == rows_of(four["dl-a"])


def test_a_database_that_fails_under_one_student_forgets_no_grade(
    alone: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in ("ada", "grace"):
        hand_in(alone, student)
    assert graded(alone) == ()
    before = rows_of(alone)
    hand_in(alone, "ada", mean=WRONG)
    autograde = Api.autograde

    def meanwhile(self: Any, *names: str, **options: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(database, "_passwords", {})
            return autograde(self, *names, **options)

    monkeypatch.setattr(Api, "autograde", meanwhile)
    (problem,) = graded(alone)
    assert "could not be written: " in str(problem.reason)
    assert rows_of(alone) == before
    monkeypatch.setattr(Api, "autograde", autograde)
    assert graded(alone) == ()
    assert rows_of(alone)["ada"] < before["ada"]
