"""The kernel behind walls: nbclient in front of a warm kernel, with a watchdog beside it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course.limits import Limits
from autograder.errors import AutograderError, EngineError, ServerLost
from autograder.evidence.evidence import RunStatus
from autograder.evidence.refusals import PRINTED_TOO_MUCH, Reason, filled
from autograder.execution import shutdown
from autograder.execution.cell_client import CellClient
from autograder.execution.kernel import CellRun, error_line, shown
from autograder.execution.provisioner import WarmProvisioner, gone, warm_manager
from autograder.execution.sandbox import Walls
from autograder.execution.watchdog import Watchdog
from autograder.inside.launch import ASK_HANDLER

_PARTING_SECONDS = 0.5  # in which a kernel whose messages break off may turn out to have ended
_ASK = f"__import__('sys').modules[{ASK_HANDLER!r}].answer_memory()"


class SandboxedKernel:
    """A `Kernel` forked by the server of these walls.

    ServerLost, from any call, where it was ended by neither its student's code nor our watchdog: the
    submission can be run again.
    """

    def __init__(self, view: Path, limits: Limits) -> None:
        self._walls = Walls(view.absolute(), limits)
        self._stack = ExitStack()
        self._answers = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
        manager = warm_manager(self._walls.view, asdict(limits))
        self._stack.callback(manager.context.destroy, linger=0)
        self._client = _Client(manager, limits.output_bytes)
        self._ended = False
        try:
            self._stack.enter_context(self._client.setup_kernel(cleanup_kc=True))
            provisioner = self._client.provisioner
            assert provisioner.process is not None
            assert provisioner.memory is not None
            self._process, self._memory = provisioner.process, provisioner.memory
            self._dog = self._stack.enter_context(Watchdog(self._process, limits, manager.context.threads))
            self._client.too_much = self._dog.interrupt
        except AutograderError:
            self._stack.close()
            raise
        except Exception as error:
            self._stack.close()
            raise EngineError("a kernel could not be started: {error}", error=error) from error

    def run(self, source: str, seconds: float) -> CellRun:
        if self._ended:
            return CellRun(RunStatus.DIED, 0.0, ended=True)
        started, cell = time.perf_counter(), new_code_cell(source)
        self._dog.expect(seconds)
        outputs = self._execute(cell)
        verdict = self._dog.relax()
        died = self._ended = outputs is None or self._dog.killed
        if died and not self._dog.killed:
            self._expect_an_end_of_its_own()
        error: Reason = "" if verdict else error_line(outputs or ())
        if self._client.flooded:
            error = filled(PRINTED_TOO_MUCH, bytes=self._walls.limits.output_bytes)
        status = verdict or (RunStatus.DIED if died else RunStatus.RAISED if error else RunStatus.COMPLETED)
        return CellRun(status, time.perf_counter() - started, outputs or (), error, self._ended)

    def ask(self, asks: list[dict[str, Any]], seconds: float) -> tuple[CellRun, Path]:
        folder = Path(tempfile.mkdtemp(dir=self._answers))
        if self._ended:
            return CellRun(RunStatus.DIED, 0.0, ended=True), folder
        self._memory.put(asks)
        run = self.run(_ASK, seconds)
        taken = self._memory.take()
        for name, content in zip(("facts.json", "arrays.npz"), taken or (), strict=False):
            (folder / name).write_bytes(content)
        return run, folder

    @property
    def peak_bytes(self) -> int | None:
        return self._dog.peak_bytes

    def close(self) -> None:
        self._stack.close()

    def _execute(self, cell: NotebookNode) -> tuple[dict[str, Any], ...] | None:
        """Run a cell for its outputs; None where the kernel died of it."""
        try:
            self._client.execute_cell(cell, 0)
            return shown(cell.outputs)
        except DeadKernelError:
            return None
        except AutograderError:
            raise
        except Exception:  # a kernel that sends what is no message of Jupyter's is not heard again
            if not self._process.ended(_PARTING_SECONDS):
                self._dog.end(RunStatus.DIED)
            return None

    def _expect_an_end_of_its_own(self) -> None:
        """Init tells of every end that student code can bring about, and is out of that code's reach."""
        shutdown.go_on()
        if self._process.exit_code() is None:
            raise ServerLost(
                "this submission was ended from outside, with the sandbox's server or alone: "
                "look for a lack of memory"
            )


class _Client(CellClient):
    """It learns of a kernel's end at once."""

    def __init__(self, manager: Any, output_bytes: int) -> None:
        super().__init__(manager, output_bytes, ipython_hist_file="", timeout=None)

    @property
    def provisioner(self) -> WarmProvisioner:
        manager: Any = self.km
        provisioner: WarmProvisioner = manager.provisioner
        return provisioner

    async def _async_poll_kernel_alive(self) -> None:
        process = self.provisioner.process
        if process is not None:
            await gone(process)
        await asyncio.sleep(0)
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()
