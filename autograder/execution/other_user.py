"""A kernel of another user's: no walls, but what root alone may read it cannot.

For a grader that is root in a container without namespaces. The grader's own process reads the answers and
nothing else of the user's; what a link leads to is no answer. Not covered: the network, memory, and all
that the machine lets anybody read.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from autograder import inside
from autograder.course.limits import Limits
from autograder.errors import SandboxError
from autograder.evidence.answer_files import ARRAYS_BYTES
from autograder.evidence.evidence import Sandbox
from autograder.execution import all_of_user, as_user, sandbox
from autograder.execution.local_kernel import LocalKernel
from autograder.execution.procfs import of_user

# Numbers of no account, nor of `drop_root`: systemd hands them out, and no container has that.
_FIRST, _MANY = 61_184, 3_000
_THREADS_A_CORE = 8  # TensorFlow and NumPy start some for each core of the machine, whatever a container gets
_FILES = ("facts.json", "arrays.npz")


def other_user_kernel(sandbox: Sandbox, view: Path, limits: Limits) -> OtherUserKernel:
    """A `KernelFactory`; SandboxError where this process is not root."""
    if os.name != "posix" or os.geteuid() != 0:
        raise SandboxError("only root can run student code as another user: grade as root")
    return OtherUserKernel(view, limits)


class OtherUserKernel(LocalKernel):
    """As `LocalKernel`, of a user that is drawn for it; every process of that user ends with it."""

    def __init__(self, view: Path, limits: Limits) -> None:
        self._user = _nobody()
        self._opened: dict[Path, int] = {}
        super().__init__(view, limits)

    def close(self) -> None:
        super().close()
        for descriptor in self._opened.values():
            os.close(descriptor)
        self._opened.clear()

    def _command(self, view: Path) -> list[str]:
        """Of what lies in our package and in the course folder it gets copies: it may read nothing there."""
        self._stack.callback(all_of_user.remove, self._user)
        self._stack.callback(all_of_user.end, self._user)  # also where it comes to no kernel
        self._scratch.chmod(0o711)
        self._answers.chmod(0o711)
        for folder in (self._work, self._wire):
            os.chown(folder, self._user, self._user)
        code = _readable(Path(inside.__file__).parent, self._scratch / "inside")
        data = _readable(view, self._scratch / "view")
        processes = max(self._limits.processes, _THREADS_A_CORE * (os.cpu_count() or 1))
        bounds = [self._limits.file_bytes, round(self._limits.cpu_seconds), processes]
        python = [sys.executable, "-P"]
        change = [as_user.__file__, self._user, self._work, "{connection_file}", *bounds, "--"]
        return [
            *map(str, [*python, *change]),
            *python,
            str(code / "launch.py"),
            str(data),
            as_user.CONNECTION,
        ]

    def _environment(self) -> dict[str, str]:
        """Nothing of the grader's own is in it."""
        kept = {name: value for name, value in sandbox.environment().items() if name != "PYTHONPATH"}
        return {**kept, "HOME": str(self._work)}

    def _hand_over(self, folder: Path) -> None:
        self._opened[folder] = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        for path in (folder / "asks.json", folder):
            os.chown(path, self._user, self._user)

    def _taken(self, folder: Path) -> Path:
        """The user's own files of answers, copied to where only we write."""
        private = Path(tempfile.mkdtemp(dir=self._scratch))
        for name in _FILES:
            content = _own_file(self._opened[folder], name, self._user)
            if content is not None:
                (private / name).write_bytes(content)
        return private


def _nobody() -> int:
    """The number of a user of whom no process runs: all of theirs will be ended."""
    drawn = iter(lambda: _FIRST + secrets.randbelow(_MANY), None)
    return next(user for user in drawn if not of_user(user))


def _readable(source: Path, target: Path) -> Path:
    """A copy that anybody may read."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return target


def _own_file(folder: int, name: str, user: int) -> bytes | None:
    """What a plain file of the user's holds; None of links, whatever they lead to, and of others' files."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != user or found.st_size > ARRAYS_BYTES:
            return None
        return file.read(ARRAYS_BYTES)
