"""One database engine for all steps: nbgrader's own open the gradebook each for itself, ten times a student.

Opening makes an engine with its connection, looks for every table and for the course, and forgets how each
query is put into SQL. nbgrader's steps take the class by its name in their modules; there is no other hook.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import api
from nbgrader.converters import autograde
from nbgrader.preprocessors import latesubmissions, overwritecells, overwritekernelspec, saveautogrades
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import scoped_session, sessionmaker

#: The modules that open it for each student.
STEPS: tuple[Any, ...] = (
    api, autograde, latesubmissions, overwritecells, overwritekernelspec, saveautogrades,
)  # fmt: skip

_NOBODY_SAID = "default_course"


class Kept(Gradebook):  # type: ignore[misc]
    """A session of its own on an engine that outlives it."""

    def __init__(self, engine: Engine, course_id: str, authenticator: Any) -> None:
        self.engine, self.course_id, self.authenticator = engine, course_id, authenticator
        self.db = scoped_session(sessionmaker(autoflush=True, bind=engine, future=True))

    def close(self) -> None:
        """Whatever was not committed is taken back, as in nbgrader's."""
        self.db.remove()


class _Engines:
    """By URL; the first to open one for a course finds it checked by nbgrader, and with its tables."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}
        self._checked: set[tuple[str, str]] = set()

    def gradebook(self, db_url: str, course_id: str = _NOBODY_SAID, authenticator: Any = None) -> Gradebook:
        if (db_url, course_id) not in self._checked:
            Gradebook(db_url, course_id, authenticator).close()
            self._checked.add((db_url, course_id))
        return Kept(self._engine(db_url), course_id, authenticator)

    def _engine(self, db_url: str) -> Engine:
        if db_url not in self._engines:
            served = make_url(db_url).get_backend_name() != "sqlite"  # and may have hung up since
            self._engines[db_url] = create_engine(db_url, future=True, pool_pre_ping=served)
        return self._engines[db_url]

    def dispose(self) -> None:
        for engine in self._engines.values():
            engine.dispose()


def open_gradebook(db_url: str) -> Gradebook:
    """As nbgrader's own steps do, in an `opened_once` or in none."""
    return api.Gradebook(db_url)


@contextmanager
def opened_once() -> Iterator[None]:
    """For this process: in the block nbgrader's steps share an engine for each database."""
    engines = _Engines()
    before = [(module, module.Gradebook) for module in STEPS if hasattr(module, "Gradebook")]
    for module, _ in before:
        module.Gradebook = engines.gradebook
    try:
        yield
    finally:
        for module, stock in before:
            module.Gradebook = stock
        engines.dispose()
