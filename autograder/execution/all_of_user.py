"""Ends every process of a user's, and removes what they left where everybody may write. For root."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from autograder.execution.ipc_paths import remove_folder
from autograder.execution.procfs import of_user

_ENDING_SECONDS, _SHOT_SECONDS = 10.0, 2.0
_OPEN_TO_ALL = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock")))
_KILL = "import os, signal; os.kill(-1, signal.SIGKILL)"
_REMOVE = 0  # IPC_RMID

_libc = ctypes.CDLL(None)
#: System V's three kinds, each with the call that takes one away and what that wants beside its number.
_SHARED = {
    "shm": (_libc.shmctl, (_REMOVE, None)),
    "msg": (_libc.msgctl, (_REMOVE, None)),
    "sem": (_libc.semctl, (0, _REMOVE)),
}


def end(user: int) -> None:
    """SIGKILL to every process of the user's, until there is none.

    The user itself can shoot all in one go, between two forks of none; root shoots whoever shoots back.
    """
    until = time.monotonic() + _ENDING_SECONDS
    while (found := of_user(user)) and time.monotonic() < until:
        for process in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        shoot = [sys.executable, "-IS", "-c", _KILL]
        with contextlib.suppress(subprocess.TimeoutExpired):  # they may have stopped it
            subprocess.run(shoot, check=False, user=user, group=user, extra_groups=[], timeout=_SHOT_SECONDS)


def remove(user: int) -> None:
    """What is theirs where everybody may write, and memory and queues of theirs.

    So the grader has room for what it writes, and nobody finds anything. To be called once all have ended.
    """
    for place in filter(Path.is_dir, _OPEN_TO_ALL):
        for path in place.iterdir():
            with contextlib.suppress(OSError):
                if path.lstat().st_uid == user:
                    path.unlink() if path.is_symlink() or not path.is_dir() else remove_folder(path)
    for kind, (take_away, rest) in _SHARED.items():
        for number in _made_by(user, Path("/proc/sysvipc", kind)):
            take_away(number, *rest)


def _made_by(user: int, table: Path) -> list[int]:
    """Whoever made it may have given it away since: its maker stays."""
    with contextlib.suppress(FileNotFoundError):
        header, *rows = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
        maker = header.index("cuid")
        return [int(row[1]) for row in rows if row[maker] == str(user)]
    return []
