"""A process in namespaces of its own, as the grader holds it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading

from autograder.errors import EngineError, ServerLost
from autograder.inside.namespaces import ENDED, FAILED, STARTED

_FORK_SECONDS = 30.0


class Tenant:
    """A process in a room of its own, held by a pidfd: no number can be taken for another's."""

    def __init__(self, pidfd: int, line: socket.socket) -> None:
        self.pidfd, self._line = pidfd, line
        self._lock = threading.Lock()
        self.report = ""  # what its init said of its end

    @property
    def pid(self) -> int:
        """Of its init, as this process sees it; 0 or below when it is gone."""
        with open(f"/proc/self/fdinfo/{self.pidfd}", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pid:"))

    def ended(self, seconds: float = 0.0) -> bool:
        """Whether nothing of it is left, waiting so long for that."""
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1_000))

    def signal(self, number: int) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._line.send(str(number).encode())

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def exit_code(self) -> int | None:
        """Of its own process, negative for a signal; None while it runs, or if it was killed with all."""
        with self._lock, contextlib.suppress(OSError):
            while not self.report and (packet := self._line.recv(1_024, socket.MSG_DONTWAIT)):
                self.report = packet.decode(errors="replace")
        what, _, detail = self.report.partition(" ")
        return int(detail) if what.encode() == ENDED else None

    def close(self) -> None:
        """Kill it and wait until it is gone."""
        self.kill()
        self.ended(10.0)
        with self._lock:
            self._line.close()
            os.close(self.pidfd)


def _tenant(line: socket.socket) -> Tenant:
    line.settimeout(_FORK_SECONDS)
    try:
        packet, descriptors, _, _ = socket.recv_fds(line, 1_024, 1)
    except OSError as error:
        raise ServerLost("the sandbox's server gave no kernel: {error}", error=error) from error
    if not packet:
        raise ServerLost("the sandbox's server ended before it gave a kernel")
    if packet != STARTED or not descriptors:
        raise EngineError(
            "no room for a kernel: {reason}",
            reason=packet.decode(errors="replace").removeprefix(FAILED.decode()),
        )
    return Tenant(descriptors[0], line)
