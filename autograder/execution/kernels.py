"""The seam to the dangerous thing: something that runs cells and answers asks.

`LocalKernel` runs student code as the grader's own user, with no wall at all: nothing here
stops it from reading files, reaching the network or lying in its answers. It exists for
`--sandbox none` and trusted code, such as the course's own examples.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, Protocol

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.errors import EngineError
from autograder.evidence import RunStatus
from autograder.execution import stopping
from autograder.execution.launch import DESK
from autograder.execution.places import socket_folder
from autograder.reasons import MORE, kept

_LAUNCH = Path(__file__).with_name("launch.py")
_STDOUT_TAIL = 2_000
_SHOWN_TEXT = 20_000
_SHOWN_BINARY = 1 << 20
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class CellRun:
    """What a cell did: RAISED with its error in one line, or COMPLETED, TIMED_OUT or DIED.

    `ended` says that the kernel is gone; a cell that was interrupted in time leaves it alive.
    """

    status: RunStatus
    seconds: float
    outputs: tuple[dict[str, Any], ...] = ()
    error: str = ""
    ended: bool = False

    @property
    def stdout_tail(self) -> str:
        streams = (o.get("text", "") for o in self.outputs if o["output_type"] == "stream")
        return "".join(streams)[-_STDOUT_TAIL:]


class Kernel(Protocol):
    """One submission's kernel; once it has ended, every later call says DIED."""

    def run(self, source: str, seconds: float) -> CellRun: ...

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        """Put asks; the folder holds what `evidence.read_answers` reads."""
        ...

    @property
    def peak_bytes(self) -> int | None:
        """The most memory that its cells were seen to hold; None where nobody looked."""
        ...

    def close(self) -> None: ...


class LocalKernel:
    """An IPython kernel without walls; VIEW is the folder described in `launch.py`."""

    def __init__(self, view: Path) -> None:
        stopping.go_on()
        self._stack = ExitStack()
        self._scratch = socket_folder("autograder-")
        self._stack.callback(shutil.rmtree, self._scratch, ignore_errors=True)
        self._work, self._answers = self._scratch / "work", self._scratch / "answers"
        self._work.mkdir()
        self._answers.mkdir()
        self._alive = True
        wire = {"transport": "ipc", "ip": str(self._scratch / "ipc")} if os.name == "posix" else {}
        manager = AsyncKernelManager(kernel_spec_manager=_OwnSpec(view.absolute()), **wire)
        frame = new_notebook(cells=[new_code_cell()])  # nbclient puts each cell into its notebook
        self._client = NotebookClient(frame, km=manager, allow_errors=True, shutdown_kernel="immediate")
        try:
            started = self._client.setup_kernel(
                cleanup_kc=True, cwd=str(self._work), env=_environment(), stdout=DEVNULL, stderr=DEVNULL
            )
            self._stack.enter_context(started)
            self._stack.callback(stopping.forget, self)
            stopping.at_stop(self, self._kill)
        except Exception as error:
            self._stack.close()
            raise EngineError("a kernel could not be started: {error}", error=error) from error

    def run(self, source: str, seconds: float) -> CellRun:
        started = time.perf_counter()
        cell = new_code_cell(source)
        status = self._execute(cell, seconds) if self._alive else RunStatus.DIED
        outputs = shown(cell.outputs)
        error = error_line(outputs)
        if error and status is RunStatus.COMPLETED:
            status = RunStatus.RAISED
        return CellRun(status, time.perf_counter() - started, outputs, error, not self._alive)

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        folder = Path(tempfile.mkdtemp(dir=self._answers))
        question = folder / "asks.json"
        question.write_text(json.dumps(asks), encoding="utf-8")
        put = f"__import__('sys').modules[{DESK!r}].answer_file({str(question)!r}, {str(folder)!r})"
        return self.run(put, seconds), folder

    @property
    def peak_bytes(self) -> int | None:
        return None  # no watchdog stands beside it

    def close(self) -> None:
        self._stack.close()

    def _execute(self, cell: NotebookNode, seconds: float) -> RunStatus:
        self._client.timeout = max(1, round(seconds))
        try:
            self._client.execute_cell(cell, 0)
        except CellTimeoutError:
            self._alive = False
            return RunStatus.TIMED_OUT
        except DeadKernelError:
            self._alive = False
            return RunStatus.DIED
        finally:
            stopping.go_on()
        return RunStatus.COMPLETED

    def _kill(self) -> None:
        """With every process that it started and that did not leave its group."""
        manager: Any = self._client.km
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(manager.provisioner.pgid, signal.SIGKILL)


class _OwnSpec(KernelSpecManager):
    """This interpreter, whatever kernelspecs a machine or a notebook names."""

    def __init__(self, view: Path) -> None:
        super().__init__()
        self._argv = [sys.executable, "-P", str(_LAUNCH), str(view), "{connection_file}"]

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=self._argv, display_name="autograder", language="python")


def _environment() -> dict[str, str]:
    """The grader's environment, quiet, and with figures drawn into the notebook."""
    return {
        **os.environ,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONSAFEPATH": "1",
    }


def error_line(outputs: Iterable[dict[str, Any]]) -> str:
    """The first exception among a cell's outputs, in a line; empty where there is none."""
    errors = (o for o in outputs if o["output_type"] == "error")
    text = next((f"{_cut(o['ename'])}: {_cut(o['evalue'])}" for o in errors), "")
    return " ".join(_COLOURS.sub("", text).split())


def shown(outputs: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """What is kept of a cell's outputs: streams joined where they follow each other, all cut."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output["output_type"] == "stream" and before.get("name") == output["name"]:
            before["texts"].append(output["text"])
        else:
            joined.append({**output, "texts": [output["text"]]} if "text" in output else dict(output))
    streams = (o | {"text": "".join(o.pop("texts"))} if "texts" in o else o for o in joined)
    return tuple(_bounded(stream) for stream in streams)


def _bounded(output: dict[str, Any]) -> dict[str, Any]:
    """An output of bearable size: long texts are cut, large pictures left out."""
    if "text" in output:
        return {**output, "text": _cut(output["text"])}
    if "data" in output:
        kept = {k: v for k, v in output["data"].items() if len(str(v)) <= _SHOWN_BINARY}
        data = {k: v if k.startswith("image/") else _cut(v) for k, v in kept.items()}
        return {**output, "data": data}
    return output


def _cut(text: Any) -> Any:
    if not isinstance(text, str) or len(text) <= _SHOWN_TEXT:
        return text
    return f"{text[:_SHOWN_TEXT]}\n{kept(MORE, count=len(text) - _SHOWN_TEXT)}"
