"""For a grader that is root: makes sources reachable, becomes nobody, runs the command.

    python drop_root.py SOURCE... -- COMMAND...

Run as a plain file, which spares the start of a server the import of the package.

An unprivileged user may not pass through every folder on the way to a source (/root, say).
So each is bound to /tmp/0, /tmp/1, ... in mounts of this process's own.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING or __name__ != "__main__":
    from autograder.inside import linux
else:
    sys.path.insert(0, str(Path(__file__).parents[1] / "inside"))
    import linux

#: Of no account, so that no other process on this machine is of the same user.
UNPRIVILEGED = 64_321


def place(position: int) -> str:
    """Where the source at a position is to be found by the command."""
    return f"/tmp/{position}"


def main(sources: list[str], command: list[str]) -> None:
    linux.unshare(linux.NEW_MOUNTS)
    linux.mount("none", "/", flags=linux.RECURSIVE | linux.PRIVATE)
    opened = [os.open(source, os.O_PATH) for source in sources]  # before /tmp hides some of them
    linux.mount("tmpfs", "/tmp", "tmpfs", linux.NO_SUID | linux.NO_DEVICES, "mode=755,size=1m")
    for position, descriptor in enumerate(opened):
        _make(place(position), stat.S_ISDIR(os.fstat(descriptor).st_mode))
        linux.bind(f"/proc/self/fd/{descriptor}", place(position))
        os.close(descriptor)
    os.setgroups([])
    os.setresgid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    os.setresuid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    linux.give_up_privileges()
    os.chdir("/")
    os.execv(command[0], command)


def _make(path: str, folder: bool) -> None:
    if folder:
        os.mkdir(path)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))


if __name__ == "__main__":
    divider = sys.argv.index("--")
    main(sys.argv[1:divider], sys.argv[divider + 1 :])
