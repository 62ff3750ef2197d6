"""The database that `db_url` in course.toml names: read, made ready, and told where it cannot be used.

nbgrader finds an assignment by its name alone, whatever the course: in one PostgreSQL database each course
folder has a schema of its own. The password is in no URL that nbgrader gets, since it logs URLs and writes
them into alembic's files: it is handed over when something connects.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbgrader import dbutil
from nbgrader.api import Base, Gradebook
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import GradebookError
from autograder.gradebook.ledger import any_taken
from autograder.state_files import StateFiles

_DRIVER = "postgresql+psycopg"
_SECONDS = "10"  # until a server that does not answer is given up
_LOCK = 0x6E62_6772  # of all course folders on a database, while one of them makes its tables
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_PLAIN = re.compile(r"[a-z0-9_]{1,40}")
_SEVERAL = "Multiple connection attempts failed"

_stock_upgrade = dbutil.upgrade

#: By server, user and database.
_passwords: dict[tuple[str, ...], str] = {}


@dataclass(frozen=True)
class _Place:
    """A course's part of a database; `chosen` where course.toml names the course, not the folder alone."""

    url: str
    schema: str
    course: str
    path: str
    chosen: bool


def database_of(folder: CourseFolder) -> str:
    """The URL for nbgrader, without a password, of a database that is ready; empty for nbgrader's default.

    GradebookError, in one line without the password, where it cannot be used.
    """
    if not folder.database.url:
        return ""
    url = _read(folder)
    if url.drivername == "sqlite":
        return _file(folder, url)
    course, schema = name_of(folder), schema_of(name_of(folder))
    whole = _in_schema(_with_password_aside(url), schema)
    try:
        _make_ready(_Place(whole, schema, course, str(folder.path), bool(folder.database.course)))
    except SQLAlchemyError as error:
        raise unusable(folder, error) from error
    return whole


def unusable(folder: CourseFolder, error: SQLAlchemyError) -> GradebookError:
    """In the database's own words, without what stands in the environment."""
    told = str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__]
    reason = told[-1].lstrip("- ") if told[0].startswith(_SEVERAL) else told[0]
    for name in _VARIABLE.findall(folder.database.url):
        if len(value := os.environ.get(name, "")) > 3:
            reason = reason.replace(value, f"${{{name}}}")
    return GradebookError("nbgrader's gradebook cannot be used: {reason}; what it holds stays", reason=reason)


@contextlib.contextmanager
def tools_on_path() -> Iterator[None]:
    """This environment's: nbgrader starts alembic, which is one."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def name_of(folder: CourseFolder) -> str:
    """What nbgrader calls the course."""
    return folder.database.course or folder.path.name


def schema_of(name: str) -> str:
    """Where a course's tables are: named after it, in letters that nothing has to quote."""
    if _PLAIN.fullmatch(name):
        return f"course_{name}"
    plain = re.sub("[^a-z0-9_]", "_", name.lower())[:30]
    return f"course_{plain}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def expect_erasable(gradebook: Any) -> None:
    """An error of SQLAlchemy's where it cannot be changed, or somebody who looks at it keeps it from that."""
    gradebook.db.rollback()  # nbgrader's own look
    with gradebook.engine.begin() as connection:
        if _is_file(gradebook):
            connection.exec_driver_sql("DELETE FROM student WHERE 1 = 0")
        else:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_SECONDS}s'")
            connection.exec_driver_sql(f"LOCK TABLE {_tables()} IN ACCESS EXCLUSIVE MODE")


def erase_freed(gradebook: Any) -> None:
    """What was removed is in no file of the tables' any more, and in no statistics of theirs."""
    gradebook.db.rollback()
    with gradebook.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if _is_file(gradebook):
            connection.exec_driver_sql("VACUUM")
        else:
            connection.exec_driver_sql(f"SET lock_timeout = '{_SECONDS}s'")  # somebody may look at them
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {_tables()}")


def _is_file(gradebook: Any) -> bool:
    return bool(gradebook.engine.dialect.name == "sqlite")


def _tables() -> str:
    return ", ".join(f'"{name}"' for name in Base.metadata.tables)


def _read(folder: CourseFolder) -> URL:
    try:
        url = make_url(_expanded(folder.database.url))
    except (ArgumentError, ValueError):
        url = None  # and what was raised may quote it
    if url is None or "@" in (url.host or ""):  # that is the end of a password
        raise GradebookError(
            "db_url in course.toml is not as in: {example}",
            example="postgresql://ada:${GRADEBOOK_PASSWORD}@localhost/grades",
        )
    if url.drivername not in ("sqlite", "postgresql", _DRIVER):
        raise GradebookError(
            "db_url in course.toml begins with {found}: choose sqlite or postgresql", found=url.drivername
        )
    if url.drivername != "sqlite" and find_spec("psycopg") is None:
        raise GradebookError(
            "db_url in course.toml wants the extra {extra}: `pip install {package}`",
            extra="postgresql",
            package='"psycopg[binary]"',
        )
    return url


def _expanded(template: str) -> str:
    """With its variables; in user, password and the value of an option any sign may stand, as it is."""
    login = template.rfind("@")

    def value(found: re.Match[str]) -> str:
        within = found.start() < login or template[: found.start()].endswith("=")
        return quote(_variable(found[1]), safe="") if within else _variable(found[1])

    return _VARIABLE.sub(value, template)


def _variable(name: str) -> str:
    if not (value := os.environ.get(name)):
        raise GradebookError(
            "db_url in course.toml names {variable}, which the environment does not have: set it",
            variable=f"${{{name}}}",
        )
    return value


def _file(folder: CourseFolder, url: URL) -> str:
    """A path in it is one of the course folder's."""
    name = str(folder.path / (url.database or "gradebook.db"))
    return url.set(database=name).render_as_string(hide_password=False)


def _with_password_aside(url: URL) -> URL:
    """The URL without it; `_hand_over` knows it from now on."""
    given = url.password or url.query.get("password")
    query = {name: value for name, value in url.query.items() if name != "password"}
    bare = URL.create(_DRIVER, url.username, None, url.host, url.port, url.database, query)
    if isinstance(given, str):
        _passwords[_address(_parameters(bare))] = given
    return bare


def _parameters(url: URL) -> dict[str, Any]:
    return {**url.translate_connect_args(database="dbname", username="user"), **url.query}


def _address(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(parameters.get(name) or "") for name in ("host", "port", "user", "dbname"))


@event.listens_for(Engine, "do_connect")
def _hand_over(_dialect: Any, _record: Any, _args: Any, parameters: dict[str, Any]) -> None:
    """The password, to the server that it is for."""
    if "password" not in parameters and _address(parameters) in _passwords:
        parameters["password"] = _passwords[_address(parameters)]


def hand_over_to_alembic() -> None:
    """For this process, in which nbgrader read our configuration: `nbgrader db upgrade` starts it."""
    dbutil.upgrade = _upgrade


def _upgrade(db_url: str, revision: str = "head") -> None:
    # Not in the file that nbgrader writes for it.
    password = _passwords.get(_address(_parameters(make_url(db_url))))
    os.environ |= {"PGPASSWORD": password} if password else {}
    try:
        with tools_on_path():
            _stock_upgrade(db_url.replace("%", "%%") if password else db_url, revision)
    finally:
        if password:
            del os.environ["PGPASSWORD"]


def _in_schema(url: URL, schema: str) -> str:
    options = " ".join(filter(None, [str(url.query.get("options", "")), f"-csearch_path={schema}"]))
    wait = url.query.get("connect_timeout", _SECONDS)
    return url.update_query_dict({"options": options, "connect_timeout": wait}).render_as_string()


@cache
def _make_ready(place: _Place) -> None:
    """The course's schema and tables are there; whoever comes at the same time waits."""
    with create_engine(place.url, poolclass=NullPool).connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})  # until it is closed
        _make_schema(connection, place)
        connection.commit()
        with tools_on_path():
            for name in (place.course, "default_course"):  # nbgrader's own steps know no course
                Gradebook(place.url, name).close()


def _make_schema(connection: Connection, place: _Place) -> None:
    """Its comment says whose it is: two folders of one name are told, unless course.toml names the course."""
    about = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
    found = connection.execute(about, {"name": place.schema}).one_or_none()
    if found is None:
        _expect_no_grades(place)
        connection.execute(CreateSchema(place.schema))
        spelt = connection.scalar(text("SELECT quote_literal(:path)"), {"path": place.path})
        connection.connection.cursor().execute(f"COMMENT ON SCHEMA {place.schema} IS {spelt}")
    elif found[0] not in (None, place.path) and not place.chosen:
        raise GradebookError(
            "the database has a gradebook {course} of {path}: say course_id in course.toml, "
            "the same where this is that course, else another",
            course=place.course,
            path=found[0],
        )


def _expect_no_grades(place: _Place) -> None:
    """What a folder's gradebook had before it was renamed would be missed by nobody."""
    ledgers = StateFiles(Path(place.path)).ledgers
    if any_taken(ledgers):
        raise GradebookError(
            "the database has no gradebook {course}, and another one has grades of this folder: say its "
            "course_id in course.toml (the folder's name, before you renamed it), or delete {ledgers} to "
            "begin anew",
            course=place.course,
            ledgers=ledgers,
        )
