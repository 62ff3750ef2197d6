"""Several course folders graded at the same time, each by a process of its own that runs no kernel."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from autograder.coursedir.coursedir import open_folder
from tests.autograder.grading.small_class import graded


def begun(paths: Iterable[Path], env: Mapping[str, str]) -> list[BaseProcess]:
    """The processes; each ends with as many as it could not grade."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    processes = [context.Process(target=_grade, args=(str(path), dict(env))) for path in paths]
    for process in processes:
        process.start()
    return [*processes]


def _grade(path: str, env: dict[str, str]) -> None:
    os.environ |= env  # the server that forks was started before
    os._exit(len(graded(open_folder(Path(path)))))
