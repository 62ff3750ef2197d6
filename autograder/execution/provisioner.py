"""A Jupyter kernel provisioner in front of the warm server, for any Jupyter client.

The grader's side binds the five sockets of a kernel, in a folder that nobody else may enter, and
hands them over open: so a client can connect at once, and inside there is no socket file at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import threading
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict, Unicode

from autograder.course.limits import Limits
from autograder.errors import ServerLost
from autograder.execution.cell_client import bound_messages
from autograder.execution.ipc_paths import socket_folder
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_process import SandboxedProcess
from autograder.execution.shared_memory import SharedMemory
from autograder.execution.warm_server import server_for

NAME = "autograder-warm"
GROUP = "jupyter_client.kernel_provisioners"

_PORTS = ("shell", "iopub", "stdin", "hb", "control")  # the order that `ipython_kernel.PORTS` knows
_READY_SECONDS = 30.0
_LOOK_SECONDS = 0.5


class WarmProvisioner(KernelProvisionerBase):
    """One kernel; of the kernelspec's own command, environment and folder nothing is used."""

    view = Unicode("", help="Folder of the students' view of the data; none for any other course.").tag(
        config=True
    )
    limits = Dict(help="Limits by name; see autograder/course/limits.py.").tag(config=True)

    process: SandboxedProcess | None = None
    memory: SharedMemory | None = None
    _folder: Path | None = None
    _code: int | None = None

    @property
    def has_process(self) -> bool:
        return self.process is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager: Any = self.parent
        if self._folder is None:
            self._folder = socket_folder("autograder-ipc-")
        manager.transport, manager.ip = "ipc", str(self._folder / "k")
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **_: Any) -> Any:
        view = Path(self.view) if self.view else None
        server = server_for(Walls(view, Limits(**self.limits)))
        connection: dict[str, Any] = dict(self.connection_info)
        key = connection["key"].decode()
        self.memory = SharedMemory() if view else None
        sockets = [_listening(self._path(name)) for name in _PORTS]
        descriptors = self.memory.descriptors if self.memory else ()
        try:
            fileno = [s.fileno() for s in sockets]
            self.process = await asyncio.to_thread(server.fork, key, fileno, descriptors)
        except BaseException:
            await self.cleanup()
            raise
        finally:
            for listening in sockets:
                listening.close()
        return self.connection_info

    async def poll(self) -> int | None:
        if self.process is None:
            return self._code if self._code is not None else 0
        return None if not self.process.ended() else self.process.exit_code() or -signal.SIGKILL

    async def wait(self) -> int | None:
        if self.process is not None:
            await gone(self.process)
            self._code = self.process.exit_code()
            self._leave()
        return self._code

    async def send_signal(self, signum: int) -> None:
        if self.process is not None:
            self.process.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self.process is not None:
            self.process.kill()
            await gone(self.process)

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        self._leave()
        if self.memory is not None:
            self.memory.close()
            self.memory = None
        if self._folder is not None and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _path(self, name: str) -> str:
        connection: dict[str, Any] = dict(self.connection_info)
        return f"{connection['ip']}-{connection[f'{name}_port']}"

    def _leave(self) -> None:
        if self.process is not None:
            self.process.close()
            self.process = None


def _listening(path: str) -> socket.socket:
    Path(path).unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen(100)
    listening.setblocking(False)
    return listening


async def gone(process: SandboxedProcess) -> None:
    """Wait for the end of a process, without asking again and again."""
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    # A descriptor of our own: others may wait for the same end.
    pidfd = os.dup(process.pidfd)
    loop.add_reader(pidfd, _settle, ended)
    try:
        await ended
    finally:
        loop.remove_reader(pidfd)
        os.close(pidfd)


def _settle(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)


class WarmClient(AsyncKernelClient):
    """Ready with the first answer: jupyter_client's own client then listens 0.2 s for nothing."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        async with asyncio.timeout(timeout or _READY_SECONDS):
            await self._answered(self.kernel_info())
            while True:
                heard = await self.iopub_channel.get_msg(timeout=None)
                if heard["header"]["msg_type"] in ("iopub_welcome", "status"):
                    return

    async def _answered(self, message: str) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await self._async_recv_reply(message, timeout=_LOOK_SECONDS)
                return
            if not await self._async_is_alive():
                # No student's code has run in it yet.
                raise ServerLost("a kernel was ended from outside before it answered")

    wait_for_ready = _async_wait_for_ready


class ListeningContext(zmq.asyncio.Context):
    """A context of bounded messages, of which it is known which threads listen for it."""

    threads: tuple[int, ...] = ()
    _starting = threading.Lock()

    @classmethod
    def started(cls) -> ListeningContext:
        context = cls()
        bound_messages(context)
        with cls._starting:  # its threads start with its first socket
            before = set(os.listdir("/proc/self/task"))
            zmq.Socket(context, zmq.PAIR).close(0)
            context.threads = tuple(int(t) for t in set(os.listdir("/proc/self/task")) - before)
        return context


def warm_manager(view: Path | None, limits: dict[str, Any]) -> AsyncKernelManager:
    """A manager of one such kernel, whether or not the entry point is installed."""
    factory = KernelProvisionerFactory.instance()
    value = f"{__name__}:{WarmProvisioner.__name__}"
    factory.provisioners.setdefault(NAME, EntryPoint(name=NAME, value=value, group=GROUP))
    context = ListeningContext.started()
    config = {"view": str(view.absolute()) if view else "", "limits": limits}
    manager = AsyncKernelManager(kernel_spec_manager=_OneSpec(config), context=context)
    manager.client_class = f"{__name__}.{WarmClient.__name__}"
    return manager


def spec(config: dict[str, Any]) -> KernelSpec:
    """The kernelspec of these kernels; its command is for people who read it."""
    return KernelSpec(
        argv=["autograder-warm-kernel", "{connection_file}"],
        display_name="Python 3 (walled)",
        language="python",
        metadata={"kernel_provisioner": {"provisioner_name": NAME, "config": config}},
    )


class _OneSpec(KernelSpecManager):
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self._spec = spec(config)

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self._spec
