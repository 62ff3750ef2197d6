"""Runs inside: a stock IPython kernel over sockets that the grader has bound and handed in."""

from __future__ import annotations

import contextlib
import resource
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import zmq
from ipykernel import debugger, ipkernel
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp
from IPython.core import shellapp
from jupyter_client.session import Session
from traitlets.config import Config

from autograder.inside import answering, figures, launch, shell_commands
from autograder.inside.quiet import settle

PORTS = ("shell", "iopub", "stdin", "hb", "control")
SHOWN = 1 << 20  # characters of one text in a message, a courtesy: the grader has bounds of its own
SHOWN_IMAGE = 4 << 20

_OURS = "autograder"
_ours = list[str]()
_modules = set[str]()  # names of all that the server has imported


def run(key: str, view: Path | None, descriptors: list[int]) -> None:
    """Serve until shut down; `descriptors`: listening sockets in the order of PORTS, then shared memory."""
    sockets, memory = descriptors[: len(PORTS)], descriptors[len(PORTS) :]
    settle()
    if view is not None:
        launch.set_up(view, answering, figures, (memory[0], memory[1]))
    _forget_ourselves(keep_stand_in=view is not None)
    app: Any = _App.instance(sockets)
    app.session = _ClippingSession(parent=app, key=key.encode())
    shell_commands.use_pipes()
    app.update_config(Config({"HistoryManager": {"enabled": False}, "IPKernelApp": {"parent_handle": 0}}))
    app.initialize([])
    if "matplotlib" in sys.modules:
        app.shell.enable_matplotlib("inline")  # pyplot was imported before there was a shell
    _keep_a_reserve(app.shell)
    app.start()


def _keep_a_reserve(shell: Any) -> None:
    """To say how a cell ended takes memory, which the cell itself may not have."""
    most = resource.getrlimit(resource.RLIMIT_DATA)
    all_of_it = (most[1], most[1])  # made now: later there may be no room for a tuple

    def tell(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: Any = None) -> None:
        resource.setrlimit(resource.RLIMIT_DATA, all_of_it)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    def begin(info: Any) -> None:
        resource.setrlimit(resource.RLIMIT_DATA, most)

    def end(result: Any) -> None:
        resource.setrlimit(resource.RLIMIT_DATA, all_of_it)

    shell.set_custom_exc((MemoryError,), tell)
    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", end)


def remember_ourselves() -> None:
    """Called once all is imported, before any fork: to look through all modules touches much memory."""
    _modules.update(sys.modules)
    _ours[:] = [name for name in _modules if name == _OURS or name.startswith(_OURS + ".")]


def _forget_ourselves(keep_stand_in: bool) -> None:
    """Leave no name of ours importable but the stand-in."""
    for name in _ours:
        if not (keep_stand_in and name == _OURS):
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if not entry.startswith("/run/")]


class _App(IPKernelApp):
    """Writes no connection file and binds nothing: its ports are positions in the list of sockets."""

    name = "ipython-kernel"

    def __init__(self, descriptors: list[int]) -> None:
        super().__init__()
        self._listening = dict(enumerate(descriptors, 1))
        self.transport, self.ip = "ipc", "/nowhere"
        for port, name in enumerate(PORTS, 1):
            setattr(self, f"{name}_port", port)

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """There is none: to make a parser for it takes a tenth of a kernel's beginning."""

    def init_kernel(self) -> None:
        """Without a debugger, for which ipykernel notes the file of every module."""
        debugger._is_debugpy_available = False
        with _no_modules(ipkernel):
            super().init_kernel()

    def init_code(self) -> None:
        """What `%reset --aggressive` is to leave needs no noting: the server knows it."""
        with _no_modules(shellapp):
            super().init_code()
        shell: Any = self.shell
        shell._sys_modules_keys = _modules

    def init_connection_file(self) -> None: ...

    def write_connection_file(self, **_: Any) -> None: ...

    def log_connection_info(self) -> None:
        self._ports = {name: getattr(self, f"{name}_port") for name in PORTS}

    def _try_bind_socket(self, s: Any, port: int) -> int:
        _adopt(s, self._listening[port], port)
        return port

    def init_control(self, context: Any) -> None:
        super().init_control(context)
        shell = self.shell_socket.getsockopt(zmq.LAST_ENDPOINT)
        if shell:  # the debugger's own connection, to a path that is not there inside
            self.debug_shell_socket.disconnect(shell)

    def init_heartbeat(self) -> None:
        self.heartbeat = _Heartbeat(zmq.Context(), ("ipc", self.ip, self.hb_port))
        self.heartbeat.descriptor = self._listening[self.hb_port]
        self.heartbeat.start()


@contextlib.contextmanager
def _no_modules(module: Any) -> Iterator[None]:
    """Let a module of others find none in `sys`: to look through them all copies much memory."""
    module.sys = _FewModules()
    try:
        yield
    finally:
        module.sys = sys


class _FewModules:
    """`sys`, but for its modules."""

    modules: Mapping[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


class _Heartbeat(Heartbeat):
    descriptor = -1

    def _try_bind_socket(self) -> None:
        _adopt(self.socket, self.descriptor, self.port)


def _adopt(s: Any, descriptor: int, port: int) -> None:
    s.setsockopt(zmq.USE_FD, descriptor)
    s.bind(f"ipc:///nowhere-{port}")


class _ClippingSession(Session):
    """Keeps a cell that prints without end from filling a message without end."""

    def msg(self, msg_type: str, content: Any = None, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().msg(msg_type, _clipped(content), *args, **kwargs)


def _clipped(content: Any, key: str = "") -> Any:
    if isinstance(content, dict):
        return {name: _clipped(part, str(name)) for name, part in content.items()}
    if isinstance(content, list | tuple):
        return [_clipped(part, key) for part in content]
    if not isinstance(content, str):
        return content
    if key.startswith("image/"):
        return content if len(content) <= SHOWN_IMAGE else ""
    left = len(content) - SHOWN
    return content if left <= 0 else f"{content[:SHOWN]}\n... ({left} more characters)"
