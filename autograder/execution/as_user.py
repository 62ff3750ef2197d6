"""Becomes another user, for good, and runs a kernel as that user.

    python as_user.py USER FOLDER CONNECTION_FILE FILE_BYTES CPU_SECONDS PROCESSES -- COMMAND...

Run as a plain file by root. The word `{connection}` in COMMAND becomes a copy in FOLDER, which is the user's.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING or __name__ != "__main__":
    from autograder.inside import linux
else:
    sys.path.insert(0, str(Path(__file__).parents[1] / "inside"))
    import linux

CONNECTION = "{connection}"
_BOUNDED = (resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NPROC)


def main(user: int, folder: Path, connection: Path, bounds: list[int], command: list[str]) -> None:
    own = folder / "connection.json"
    own.write_bytes(connection.read_bytes())
    own.chmod(0o600)
    os.chown(own, user, user)
    for what, most in (*zip(_BOUNDED, bounds, strict=True), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    with contextlib.suppress(OSError):  # not every container has them
        resource.setrlimit(resource.RLIMIT_MSGQUEUE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # where memory ends, the grader is not shot
    linux.leave_keyring()
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    linux.give_up_privileges()
    os.umask(0o077)
    os.chdir(folder)
    os.execv(command[0], [str(own) if word == CONNECTION else word for word in command])


if __name__ == "__main__":
    divider = sys.argv.index("--")
    given = sys.argv[1:divider]
    main(int(given[0]), Path(given[1]), Path(given[2]), [int(n) for n in given[3:]], sys.argv[divider + 1 :])
