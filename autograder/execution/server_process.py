"""One run of the warm server's process: started, proven, asked for forks, ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError, EngineError, SandboxError, ServerLost
from autograder.execution import drop_root, sandbox
from autograder.execution.sandbox import Walls
from autograder.execution.sandboxed_process import SandboxedProcess, forked
from autograder.inside.fork_server import PACKET, READY
from autograder.messages import say

_START_SECONDS = 180.0
_PROVE_SECONDS = 90.0
_DROP = Path(drop_root.__file__)


class ServerProcess:
    """One run of the server. Its life hangs on a thread, not on who happened to start it."""

    def __init__(self, walls: Walls) -> None:
        if reason := sandbox.available():
            raise SandboxError("{reason}", reason=reason)
        self._log = os.memfd_create("server-log", os.MFD_CLOEXEC)
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._failure, self._ended = "", threading.Event()
        self._sending, self._proving = threading.Lock(), threading.Lock()
        self._proof: SandboxedProcess | None = None
        self._doubt: AutograderError | None = None
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

    def begin_proof(self) -> None:
        self._proof = self.fork({"do": "prove"}, [])

    def expect_proof(self) -> None:
        """Wait until a child has fitted a tiny network; raises for all who wait where it did not."""
        with self._proving:
            if self._proof is not None:
                self._doubt = _doubt(self._proof)
                self._proof.close()
                self._proof = None
            if self._doubt is not None:
                raise self._doubt

    def fork(self, request: dict[str, Any], descriptors: list[int]) -> SandboxedProcess:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._request(request, [theirs.fileno(), *descriptors])
            theirs.close()
            return forked(ours)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()

    def alive(self) -> bool:
        """The socket knows of an end before the process does."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        return not self._ended.is_set() and not poll.poll(0)

    def shows(self, view: Path | None) -> bool:
        """Whether the folder that it shows is the one that is there now, not one that was deleted since."""
        return _place(view) == self._shown

    def _request(self, request: dict[str, Any], descriptors: list[int]) -> None:
        try:
            with self._sending:  # nobody closes it meanwhile: its number may be another's then
                socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
        except OSError as error:
            raise ServerLost("the sandbox's server ended: {error}", error=error) from error

    def kill(self) -> None:
        """Nobody needs it; whoever waits for it is told that it ended."""
        if not self._failure:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    def close(self) -> None:
        with self._sending:
            self._control.close()
        self.kill()
        self._ended.wait(10.0)
        with self._proving:
            if self._proof is not None:
                self._proof.close()
                self._proof = None
        with contextlib.suppress(OSError):
            os.close(self._log)

    def _said(self) -> str:
        self._ended.wait(1.0)
        log = os.pread(self._log, 1 << 16, 0).decode(errors="replace").split("\n")
        return self._failure or next((line for line in reversed(log) if line.strip()), "no reason given")


def _doubt(proof: SandboxedProcess) -> AutograderError | None:
    """Why children of the server cannot be trusted to train, once the proof has ended."""
    ended, code = proof.ended(_PROVE_SECONDS), proof.exit_code()
    if ended and code is None:
        return ServerLost("the sandbox's server ended before it had proven itself")
    if ended and code == 0:
        return None
    how = say("ended with {code}", code=code) if ended else say("hung")
    return EngineError("a tiny training in the sandbox {how}: this TensorFlow does not bear a fork", how=how)


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
