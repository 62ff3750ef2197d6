"""The process that writes gradebook and pages, for `recording_process`: `python -m ... DESCRIPTOR`.

It does what it is told, one thing after the other, and ends when nobody can tell it anything any more. From
the beginning of an assignment to its end it holds the folder's lock as well, by a descriptor of its own.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.quick_nbformat import spare_grammars
from autograder.coursedir.coursedir import CourseFolder, open_folder
from autograder.grading import wire
from autograder.pipeline.outcome import Problem
from reference.errors import Told

if TYPE_CHECKING:
    from autograder.gradebook.nbgrader_api import Api

_IDLE = 0.05  # seconds without a sheet: submissions run first


def main(descriptor: int) -> None:
    """Until the other end is closed, or nobody holds it any more."""
    signal.signal(signal.SIGINT, _nothing)  # whoever tells us what to do hears it, too
    spare_grammars()
    _prepare()
    with Connection(descriptor) as line, contextlib.suppress(EOFError, ConnectionError):
        while True:
            told = wire.request(line)
            with _descriptor(recv_handle(line)):
                say_last = _assignment(line, told)
            say_last()  # whoever hears it may want the lock at once


def _nothing(*_: object) -> None:
    """To be ignored would be handed on to whatever is started here, kernels too."""


def _prepare() -> None:
    """Import what takes long before anything is wanted."""
    gc.disable()  # of what is imported nothing is garbage
    for name in ("gradebook.writer", "gradebook.reading", "pages.site", "preprocessors"):
        import_module(f"autograder.{name}")
    gc.freeze()
    gc.enable()


def _make_ready(api: Api, slug: str) -> None:
    """What sheets and pages are going to need, while there are none."""
    from autograder.gradebook.preprocessors import prepare
    from reports.render import compile_templates

    prepare(api.config, slug)
    compile_templates()


@contextlib.contextmanager
def _descriptor(lock: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(lock)


def _assignment(line: Connection, told: dict[str, Any]) -> Callable[[], None]:
    """From its beginning to its end, or to what makes it fail; what is to be said of that."""
    try:
        folder = open_folder(Path(told["course"]))
        return partial(wire.answer, line, _write(line, folder, told["assignment"], force=told["force"]))
    except ConnectionError:
        raise
    except (Told, OSError) as error:
        return partial(wire.failure, line, error)


def _write(line: Connection, folder: CourseFolder, slug: str, *, force: bool) -> tuple[Problem, ...]:
    from autograder.gradebook.nbgrader_api import api_of  # nothing of it before `spare_grammars`
    from autograder.gradebook.writer import Recording
    from autograder.pages.site import write_reports

    assignment = folder.course.assignment(slug)
    with api_of(folder) as api:
        recording = Recording(folder, api, assignment, force)
        wire.answer(line)
        if not line.poll(_IDLE):
            _make_ready(api, slug)
        while (student := wire.request(line).get("student")) is not None:
            sheet = folder.sheet(slug, student)
            problem = recording.take(sheet) if sheet else None
            wire.answer(line, [problem] if problem else [])
        recording.end()
    return write_reports(folder, [assignment]).broken


if __name__ == "__main__":
    main(int(sys.argv[1]))
    sys.stderr.flush()
    os._exit(0)  # all is written and closed; to take nbgrader apart takes half a second, and somebody waits
