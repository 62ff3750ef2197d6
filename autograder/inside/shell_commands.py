"""Runs inside: `!command`, `%pip` and all else that IPython hands to a shell, over pipes.

IPython takes a pseudo-terminal for them, and behind the walls there is none.
"""

from __future__ import annotations

import codecs
import os
import select
import signal
import subprocess
import sys
from typing import Any

_SHELL = "/bin/sh"
_PIECE = 1 << 16
_SECONDS = 0.1  # until it is asked again whether the command has ended, which others may outlive

#: pip asks a network that is not there but once, and says so.
_QUIET = {"PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def use_pipes() -> None:
    """From now on, for the shell of this process."""
    from ipykernel import zmqshell
    from IPython.core import interactiveshell

    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    for module in (interactiveshell, zmqshell):
        module.system = system  # type: ignore[attr-defined]


def system(command: str) -> int:
    """Run a command and show what it prints; its exit status, negative where a signal ended it.

    Interrupted, as when a cell's time is over, it ends with all that it started in its group.
    """
    sys.stdout.flush()
    with subprocess.Popen(
        [_SHELL, "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            _show(process)
        except BaseException:
            _end(process)
            raise
    status = process.returncode
    return status if status <= 128 else 128 - status  # as a shell tells of a signal


def _show(process: Any) -> None:
    """Print what comes until the command has ended, not until everything that holds its output has."""
    pipe, text = process.stdout.fileno(), codecs.getincrementaldecoder("utf-8")("replace")
    while True:
        ended = process.poll() is not None
        ready = select.select([pipe], [], [], 0 if ended else _SECONDS)[0]
        piece = os.read(pipe, _PIECE) if ready else b""
        if piece:
            print(text.decode(piece), end="", flush=True)
        elif ended or ready:
            break
    process.wait()


def _end(process: Any) -> None:
    os.killpg(process.pid, signal.SIGKILL)
