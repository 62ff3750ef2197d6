"""The grader's side of the warm server: starts it, asks it for kernels, replaces it when it died."""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Sequence
from typing import Any

from autograder.errors import AutograderError
from autograder.execution import sandbox, shutdown
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_process import SandboxedProcess
from autograder.execution.server_process import ServerProcess


class WarmServer:
    """One process inside walls that forks kernels; safe to use from several threads.

    It starts when first asked, and again when it is asked after having died. As a context
    manager it is gone, with every kernel of its, at the end.
    """

    def __init__(self, walls: Walls) -> None:
        self.walls = walls
        self._lock = threading.RLock()
        self._running: ServerProcess | None = None

    def start(self) -> None:
        """Have it running and proven, or SandboxError without walls, or EngineError if it cannot be."""
        self._expect_proof(self._begun())

    def fork(self, key: str, sockets: Sequence[int], memory: Sequence[int]) -> SandboxedProcess:
        """A new kernel with IPython's message key; ServerLost where the server ended meanwhile."""
        view = sandbox.VIEW if self.walls.view and memory else None
        return self._forked({"do": "kernel", "key": key, "view": view}, [*sockets, *memory])

    def fork_rebuilder(self, line: int, memory: Sequence[int]) -> SandboxedProcess:
        """A process that rebuilds networks as it is told over a socket: see `inside/rebuild_server.py`."""
        return self._forked({"do": "rebuild", "view": sandbox.VIEW}, [line, *memory])

    def alive(self) -> bool:
        with self._lock:
            return self._running is not None and self._running.alive()

    @property
    def pid(self) -> int | None:
        """Of the outermost process of the sandbox."""
        with self._lock:
            return self._running.process.pid if self._running else None

    def close(self) -> None:
        if (running := self._running) is not None:
            running.kill()  # who waits for it to be ready holds the lock
        with self._lock:
            if self._running is not None:
                self._running.close()
            self._running = None

    def __enter__(self) -> WarmServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begun(self) -> ServerProcess:
        with self._lock:
            if self._running is not None:
                if self._running.alive() and self._running.shows(self.walls.view):
                    return self._running
                self._running.close()
            self._running = running = ServerProcess(self.walls)
            try:
                running.wait_until_ready()
                running.begin_proof()
            except BaseException:
                self.close()
                raise
            return running

    def _forked(self, request: dict[str, Any], descriptors: list[int]) -> SandboxedProcess:
        """What is asked for. It comes up beside the proof, and is not handed out without it."""
        running = self._begun()
        process = running.fork(request, descriptors)
        try:
            self._expect_proof(running)
        except BaseException:
            process.close()
            raise
        return process

    def _expect_proof(self, running: ServerProcess) -> None:
        try:
            running.expect_proof()
        except AutograderError:
            with self._lock:
                if self._running is running:
                    self.close()
            raise


_servers: dict[Walls, WarmServer] = {}
_servers_lock = threading.Lock()


def server_for(walls: Walls) -> WarmServer:
    """The one server of this process for these walls; it ends with the process at the latest.

    KeyboardInterrupt where all was stopped.
    """
    shutdown.go_on()
    with _servers_lock:
        return _servers.setdefault(walls, WarmServer(walls))


def begin_to_start(walls: Walls) -> None:
    """Have the server start meanwhile; who asks it for a kernel waits for it, and learns why it cannot."""

    def start() -> None:
        with contextlib.suppress(AutograderError, KeyboardInterrupt):
            server_for(walls).start()

    threading.Thread(target=start, name="server-start", daemon=True).start()


@atexit.register
def close_servers() -> None:
    """End every server of `server_for`."""
    with _servers_lock:
        servers = list(_servers.values())
        _servers.clear()
    for server in servers:
        server.close()


shutdown.at_stop(server_for, close_servers)
