"""A kernel without any wall.

It runs student code as the grader's own user: nothing here stops it from reading files, reaching the
network or lying in its answers. It exists for `--sandbox none` and trusted code, such as the course's
own examples.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course.limits import Limits
from autograder.errors import EngineError
from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import PRINTED_TOO_MUCH, Reason, filled
from autograder.execution import shutdown
from autograder.execution.cell_client import CellClient, bound_messages
from autograder.execution.ipc_paths import remove_folder, socket_folder
from autograder.execution.kernel import CellRun, error_line, shown
from autograder.inside import launch
from autograder.inside.launch import ASK_HANDLER

_LAUNCH = Path(launch.__file__)


class LocalKernel:
    """An IPython kernel without walls; VIEW is the folder described in `inside/launch.py`."""

    def __init__(self, view: Path, limits: Limits) -> None:
        shutdown.go_on()
        self._limits = limits
        self._stack = ExitStack()
        self._scratch = socket_folder("autograder-")
        self._stack.callback(remove_folder, self._scratch)
        names = ("work", "answers", "wire")
        self._work, self._answers, self._wire = (self._scratch / name for name in names)
        for folder in (self._work, self._answers, self._wire):
            folder.mkdir()
        self._alive, self._interrupted = True, False
        wire = {"transport": "ipc", "ip": str(self._wire / "ipc")} if os.name == "posix" else {}
        manager = AsyncKernelManager(kernel_spec_manager=_OwnSpec(self._command(view.absolute())), **wire)
        bound_messages(manager.context)
        self._client = CellClient(manager, limits.output_bytes)
        self._client.too_much = self._interrupt
        try:
            quiet = {"stdout": DEVNULL, "stderr": DEVNULL}
            started = self._client.setup_kernel(
                cleanup_kc=True, cwd=str(self._work), env=self._environment(), **quiet
            )
            self._stack.enter_context(started)
            self._stack.callback(shutdown.forget, self)
            shutdown.at_stop(self, self._kill)
        except Exception as error:
            self._stack.close()
            raise EngineError("a kernel could not be started: {error}", error=error) from error

    def run(self, source: str, seconds: float) -> CellRun:
        started, self._interrupted = time.perf_counter(), False
        cell = new_code_cell(source)
        status = self._execute(cell, seconds) if self._alive else RunStatus.DIED
        outputs = shown(cell.outputs)
        error: Reason = error_line(outputs)
        if self._client.flooded:
            error = filled(PRINTED_TOO_MUCH, bytes=self._limits.output_bytes)
        if error and status is RunStatus.COMPLETED:
            status = RunStatus.RAISED
        return CellRun(status, time.perf_counter() - started, outputs, error, not self._alive)

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        folder = Path(tempfile.mkdtemp(dir=self._answers))
        question = folder / "asks.json"
        question.write_text(json.dumps(asks), encoding="utf-8")
        self._hand_over(folder)
        put = f"__import__('sys').modules[{ASK_HANDLER!r}].answer_file({str(question)!r}, {str(folder)!r})"
        return self.run(put, seconds), self._taken(folder)

    @property
    def peak_bytes(self) -> int | None:
        return None  # no watchdog stands beside it

    def close(self) -> None:
        self._stack.close()

    def _command(self, view: Path) -> list[str]:
        """What starts it, with Jupyter's own word for the connection file."""
        return [sys.executable, "-P", str(_LAUNCH), str(view), "{connection_file}"]

    def _environment(self) -> dict[str, str]:
        return _environment()

    def _hand_over(self, folder: Path) -> None:
        """Let the kernel write its answers there."""

    def _taken(self, folder: Path) -> Path:
        """Where the answers are to be read that it left in a folder."""
        return folder

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
        except Exception:  # a kernel that sends what is no message of Jupyter's is not heard again
            self._alive = False
            self._kill()
            return RunStatus.DIED
        finally:
            shutdown.go_on()
        return RunStatus.COMPLETED

    def _interrupt(self) -> None:
        """Once a cell: a second time would meet the next one. What goes on ends with its time."""
        if not self._interrupted:
            self._interrupted = True
            self._signal("SIGINT")

    def _kill(self) -> None:
        """With every process that it started and that did not leave its group."""
        self._signal("SIGKILL")

    def _signal(self, name: str) -> None:
        """Where there are groups, and such a signal."""
        manager: Any = self._client.km
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(manager.provisioner.pgid, getattr(signal, name))


class _OwnSpec(KernelSpecManager):
    """This interpreter, whatever kernelspecs a machine or a notebook names."""

    def __init__(self, command: list[str]) -> None:
        super().__init__()
        self._argv = command

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
