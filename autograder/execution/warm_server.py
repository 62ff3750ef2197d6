"""The grader's side of the warm server: starts it, asks it for kernels, replaces it when it died."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError, EngineError, SandboxError, ServerLost
from autograder.execution import drop_root, sandbox, shutdown
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_process import SandboxedProcess, forked
from autograder.inside.fork_server import PACKET, READY
from autograder.messages import say

_START_SECONDS = 180.0
_PROVE_SECONDS = 90.0
_DROP = Path(drop_root.__file__)


class WarmServer:
    """One process inside walls that forks kernels; safe to use from several threads.

    It starts when first asked, and again when it is asked after having died. As a context
    manager it is gone, with every kernel of its, at the end.
    """

    def __init__(self, walls: Walls) -> None:
        self.walls = walls
        self._lock = threading.RLock()
        self._running: _Running | None = None

    def start(self) -> None:
        """Have it running and proven, or SandboxError without walls, or EngineError if it cannot be."""
        with self._lock:
            if self._running is not None and self._running.alive() and self._running.shows(self.walls.view):
                return
            if self._running is not None:
                self._running.close()
            self._running = _Running(self.walls)
            try:
                self._running.wait_until_ready()
            except BaseException:
                self._running.close()
                self._running = None
                raise
            self._prove()

    def fork(self, key: str, sockets: Sequence[int], memory: Sequence[int]) -> SandboxedProcess:
        """A new kernel with IPython's message key; ServerLost where the server ended meanwhile."""
        self.start()
        view = sandbox.VIEW if self.walls.view and memory else None
        return self._fork({"do": "kernel", "key": key, "view": view}, [*sockets, *memory])

    def fork_rebuilder(self, line: int, memory: Sequence[int]) -> SandboxedProcess:
        """A process that rebuilds networks as it is told over a socket: see `inside/rebuild_server.py`."""
        self.start()
        return self._fork({"do": "rebuild", "view": sandbox.VIEW}, [line, *memory])

    def alive(self) -> bool:
        with self._lock:
            return self._running is not None and self._running.alive()

    @property
    def pid(self) -> int | None:
        """Of the outermost process of the sandbox."""
        with self._lock:
            return self._running.process.pid if self._running else None

    def close(self) -> None:
        with self._lock:
            if self._running is not None:
                self._running.close()
            self._running = None

    def __enter__(self) -> WarmServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> SandboxedProcess:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with self._lock:
                if self._running is None:
                    raise ServerLost("the sandbox's server ended: run it again")
                self._running.request(request, [theirs.fileno(), *descriptors])
            theirs.close()
            return forked(ours)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()

    def _prove(self) -> None:
        with contextlib.closing(self._fork({"do": "prove"}, [])) as proof:
            ended = proof.ended(_PROVE_SECONDS)
            if ended and proof.exit_code() is None:
                self.close()
                raise ServerLost("the sandbox's server ended before it had proven itself")
            if not ended or proof.exit_code() != 0:
                self.close()
                how = say("ended with {code}", code=proof.exit_code()) if ended else say("hung")
                raise EngineError(
                    "a tiny training in the sandbox {how}: this TensorFlow does not bear a fork", how=how
                )


class _Running:
    """One run of the server. Its life hangs on a thread, not on who happened to start it."""

    def __init__(self, walls: Walls) -> None:
        if reason := sandbox.available():
            raise SandboxError("{reason}", reason=reason)
        self._log = os.memfd_create("server-log", os.MFD_CLOEXEC)
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._failure, self._ended = "", threading.Event()
        self._shown = _place(walls.view)
        made = {path: _memory(content) for path, content in walls.made_files().items()}
        program = [sandbox.interpreter(), "-P", "-m", "autograder.inside.fork_server"]
        program += [str(inner.fileno()), json.dumps(walls.settings())]
        started = threading.Event()
        arguments = (walls, program, made, [inner.fileno(), *made.values()], started)
        threading.Thread(target=self._live, args=arguments, name="sandbox", daemon=True).start()
        started.wait()
        for descriptor in made.values():
            os.close(descriptor)
        inner.close()

    def _live(
        self,
        walls: Walls,
        program: list[str],
        made: dict[str, int],
        passed: list[int],
        started: threading.Event,
    ) -> None:
        # bubblewrap dies with the thread that started it: this one lives as long.
        try:
            self.process = _popen(walls, program, made, passed, self._log)
        except OSError as error:
            self._failure = str(error)
        finally:
            started.set()
        if not self._failure:
            self.process.wait()
        self._ended.set()

    def wait_until_ready(self) -> None:
        self._control.settimeout(_START_SECONDS)
        try:
            packet = self._control.recv(PACKET)
        except OSError as error:
            packet = str(error).encode()
        if packet != READY:
            said = packet.decode() or self._said()
            raise EngineError("the sandbox's server could not start: {reason}", reason=said)

    def alive(self) -> bool:
        """The socket knows of an end before the process does."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        return not self._ended.is_set() and not poll.poll(0)

    def shows(self, view: Path | None) -> bool:
        """Whether the folder that it shows is the one that is there now, not one that was deleted since."""
        return _place(view) == self._shown

    def request(self, request: dict[str, Any], descriptors: list[int]) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
        except OSError as error:
            raise ServerLost("the sandbox's server ended: {error}", error=error) from error

    def close(self) -> None:
        self._control.close()
        if not self._failure:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        self._ended.wait(10.0)
        with contextlib.suppress(OSError):
            os.close(self._log)

    def _said(self) -> str:
        self._ended.wait(1.0)
        log = os.pread(self._log, 1 << 16, 0).decode(errors="replace").split("\n")
        return self._failure or next((line for line in reversed(log) if line.strip()), "no reason given")


def _popen(
    walls: Walls, program: list[str], made: dict[str, int], passed: list[int], log: int
) -> subprocess.Popen[bytes]:
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": log}
    quiet["start_new_session"] = True  # Ctrl-C is for the grader
    if os.geteuid() != 0:
        return subprocess.Popen(walls.command(program, made), pass_fds=passed, **quiet)
    places = {source: drop_root.bound_path(i) for i, source in enumerate(walls.sources())}
    command = walls.command(program, made, lambda source: places[source])
    first = [sys.executable, "-E", "-s", "-S", str(_DROP), *map(str, walls.sources()), "--", *command]
    return subprocess.Popen(first, pass_fds=passed, **quiet)


def _place(view: Path | None) -> tuple[int, int] | None:
    """What a folder is told by, whatever its name; None where there is none."""
    try:
        found = view.stat() if view else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _memory(content: bytes) -> int:
    descriptor = os.memfd_create("made", os.MFD_CLOEXEC)
    os.pwrite(descriptor, content, 0)
    return descriptor


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
