"""What grading behind walls needs of a machine, looked at piece by piece."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.evidence.packages import INSTALL_EXTRA, missing_here
from autograder.execution import sandbox
from autograder.execution.sandbox import Walls
from autograder.execution.warm_server import WarmServer
from autograder.messages import Message, of_error, say

_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")


@dataclass(frozen=True)
class Finding:
    """One thing that is needed: how it is here, or what to do about it."""

    what: Message
    good: bool
    found: Message | str


def examine() -> tuple[Finding, ...]:
    """All that is needed; the trial of a server comes last, and only where the rest is there."""
    findings = tuple(look() for look in _LOOKS)
    return (*findings, _server()) if all(finding.good for finding in findings) else findings


def usual_packages() -> Finding:
    """What students import by habit, since Colab has it; grading does without."""
    what = say("packages that students know from Colab")
    if not (lacking := missing_here()):
        return Finding(what, True, say("there"))
    return Finding(what, False, say("not installed: {names}. Where a notebook imports one, it stops; "
                                    "{command} brings them.",
                                    names=", ".join(lacking), command=INSTALL_EXTRA))  # fmt: skip


def _python() -> Finding:
    return Finding(
        say("Python"), sys.version_info >= (3, 11), f"{platform.python_version()} ({sandbox.interpreter()})"
    )


def _linux() -> Finding:
    good = sys.platform.startswith("linux")
    return Finding(
        say("Linux"),
        good,
        platform.release() if good else say("grade in a Linux container or virtual machine"),
    )


def _bubblewrap() -> Finding:
    path = shutil.which("bwrap")
    if path is None:
        return Finding(
            say("bubblewrap"), False, say("on Debian or Ubuntu: {command}", command=sandbox.INSTALL)
        )
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return Finding(say("bubblewrap"), True, f"{path} ({version})")


def _user_namespaces() -> Finding:
    allowed = _NAMESPACES.read_text(encoding="ascii").strip() if _NAMESPACES.exists() else "0"
    if allowed == "0":
        return Finding(say("user namespaces"), False, "sudo sysctl user.max_user_namespaces=10000")
    reason = sandbox.available() if shutil.which("bwrap") else None
    return Finding(say("user namespaces"), reason is None, reason or say("allowed, and within each other"))


def _descriptors() -> Finding:
    good = hasattr(os, "pidfd_open") and hasattr(os, "memfd_create")
    return Finding(say("pidfd and memfd"), good, say("there") if good else say("use Linux 5.4 or newer"))


def _user() -> Finding:
    if os.geteuid() == 0:
        return Finding(say("user"), True, say("root: the sandbox itself runs as another user"))
    return Finding(say("user"), True, say("number {number}", number=str(os.geteuid())))


_LOOKS: tuple[Callable[[], Finding], ...] = (
    _python, _linux, _bubblewrap, _user_namespaces, _descriptors, _user,
)  # fmt: skip


def _server() -> Finding:
    """Start a sandbox, and have a tiny network fitted in a child of its server."""
    try:
        with WarmServer(Walls(None)):
            return Finding(
                say("warm server"), True, say("started, and a tiny training in it came to its end")
            )
    except AutograderError as error:
        return Finding(say("warm server"), False, of_error(error))
