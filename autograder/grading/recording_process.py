"""Recording beside running: a process of its own takes each sheet as it comes, the only one that writes.

It is asked for one student after the other, so that whoever is killed, it or the grading, at most one sheet
is in the midst: what was recorded is in the ledger, and the next grading records the rest.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from types import TracebackType
from typing import Any, Self

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.errors import GradebookError
from autograder.grading import wire
from autograder.grading.recording import Recording, afterwards
from autograder.pipeline.outcome import Problem
from reference.errors import Told

_SECONDS = 20.0  # for the sheet at hand, where nothing else is to come
_STDERR = 2


class WritingProcess:
    """One for any number of assignments, one after the other; gone at the end of the block.

    `recorder` is a `Recorder`. Where descriptors cannot be handed on, it records afterwards, in this process.
    """

    def __init__(self, program: str = "autograder.grading.writing_process") -> None:
        self._program = program
        self._running: _Running | None = None

    def start(self) -> None:
        """It takes seconds to import nbgrader: begun early, nobody waits for that."""
        if os.name == "posix" and self._running is None:
            self._running = _Running(self._program)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @contextmanager
    def recorder(
        self, folder: CourseFolder, assignment: Assignment, lock: int, force: bool
    ) -> Iterator[Recording]:
        self.start()
        if self._running is None:
            with afterwards(folder, assignment, lock, force) as recording:
                yield recording
            return
        thread = ThreadPoolExecutor(1, "recording")
        beside = _Beside(self._running, thread, wire.begin(folder.path, assignment.slug, force=force), lock)
        try:
            yield beside
        finally:
            thread.shutdown(wait=False, cancel_futures=True)
            if not beside.ended:
                self._end()
            thread.shutdown()

    def _end(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.end()


class _Beside:
    """One assignment. Once something failed, nothing else is asked; `end` raises it.

    Where nothing can be recorded at all, `take` does so already: no class is run for that.
    """

    def __init__(
        self, running: _Running, thread: ThreadPoolExecutor, begin: dict[str, Any], lock: int
    ) -> None:
        self.ended = False
        self._running, self._thread = running, thread
        self._failure: Told | OSError | None = None
        self._unusable: Told | OSError | None = None
        self._asked = [thread.submit(self._ask, begin, lock)]

    def take(self, student: str) -> None:
        if self._unusable is not None:
            raise self._unusable
        self._asked.append(self._thread.submit(self._ask, wire.take(student)))

    def end(self) -> tuple[Problem, ...]:
        pages = self._thread.submit(self._ask, wire.END)
        taken = [problem for answered in self._asked for problem in answered.result()]
        broken = pages.result()
        if self._failure is not None:
            raise self._failure
        self.ended = True
        return (*sorted(taken, key=lambda problem: problem.student), *broken)

    def _ask(self, told: dict[str, Any], lock: int | None = None) -> tuple[Problem, ...]:
        if self._failure is None:
            try:
                return self._running.ask(told, lock)
            except (Told, OSError) as error:
                self._failure = error
                if lock is not None and not self._running.gone:
                    self._unusable = error
        return ()


class _Running:
    """One run of the process. It hears of no Ctrl-C, and ends once the line to it is closed at this end."""

    def __init__(self, program: str) -> None:
        self._ours, theirs = socket.socketpair()
        self._line = Connection(os.dup(self._ours.fileno()))
        self._begun = self.gone = False
        paths = os.pathsep.join(filter(None, sys.path))  # the same code is found there
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", program, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=_STDERR,
                env={**os.environ, "PYTHONPATH": paths},
                start_new_session=True,
            )

    def ask(self, told: dict[str, Any], lock: int | None) -> tuple[Problem, ...]:
        """The answer; what failed there is raised, GradebookError where it ended."""
        try:
            wire.put(self._line, told)
            if lock is not None:
                self._begun = True
                send_handle(self._line, lock, self._process.pid)
            return wire.answered(self._line)
        except (EOFError, ConnectionError) as error:
            self.gone = True
            raise GradebookError(
                "the process that writes the gradebook ended with {code}: every sheet is kept, and what is "
                "not recorded yet is recorded by the next `autograder grade`",
                code=self._process.wait(),
            ) from error

    def end(self) -> None:
        """It may finish the sheet at hand; interrupted meanwhile, or after a while, it is ended."""
        try:
            self._ours.shutdown(socket.SHUT_WR)
            if self._begun:
                self._process.wait(_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            pass
        finally:
            self._process.kill()
            self._process.wait()
            self._ours.close()
            self._line.close()
