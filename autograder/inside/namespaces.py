"""Runs inside: namespaces and private folders of one kernel, and the init that ends it.

A process forked by the server makes the namespaces, tells the grader who their init is, and is
gone. Init is our code, out of the reach of the student's process, which is its child.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from autograder.inside import linux, seccomp

STARTED, FAILED, ENDED = b"started", b"failed", b"ended"

_PRIVATE_INODES = 20_000
_OPEN_FILES = 1_024
_RESERVE = 128 << 20
_NAMESPACES = linux.NEW_USER | linux.NEW_MOUNTS | linux.NEW_PID | linux.NEW_IPC | linux.NEW_NET


@dataclass(frozen=True)
class Bounds:
    """What the server passes on of the limits, and where things are inside."""

    scratch: str
    user: int
    memory_bytes: int
    processes: int
    file_bytes: int
    scratch_bytes: int
    cpu_seconds: float
    kept: tuple[str, ...] = ()  # trees below /tmp that a private /tmp must not hide


def reserve(memory_bytes: int) -> int:
    """Of the memory, what cells do not get: with it a kernel says that they used up the rest."""
    return min(_RESERVE, memory_bytes // 8)


def open_room(bounds: Bounds, line: socket.socket, tenant: Callable[[], None]) -> NoReturn:
    """Called in a process just forked: run `tenant` in namespaces of its own.

    `line` tells the grader STARTED with a pidfd of init, FAILED with a reason, and ENDED with
    the tenant's exit code; what comes in on it are numbers of signals for the tenant.
    """
    try:
        _enter_namespaces(bounds.user)
        init = os.fork()
        if init == 0:
            _be_init(bounds, line, tenant)
        pidfd = os.pidfd_open(init)
        socket.send_fds(line, [STARTED], [pidfd])
    except BaseException as error:
        _tell(line, FAILED, f"{type(error).__name__}: {error}")
    finally:
        os._exit(0)


def _enter_namespaces(user: int) -> None:
    linux.set_dumpable(True)  # else the maps below belong to root
    linux.unshare(_NAMESPACES)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{user} {user} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    linux.set_dumpable(False)


def _be_init(bounds: Bounds, line: socket.socket, tenant: Callable[[], None]) -> NoReturn:
    try:
        _furnish(bounds)
        linux.leave_keyring()
        child = os.fork()
        if child == 0:
            line.close()
            _live(bounds, tenant)
        linux.give_up_privileges()
        _close_all_but(line.fileno())
        _watch(child, line)
    except BaseException as error:
        _tell(line, FAILED, f"{type(error).__name__}: {error}")
    finally:
        os._exit(0)


def _furnish(bounds: Bounds) -> None:
    """Scratch, /tmp and /dev/shm on one bounded tmpfs, and a /proc of the new processes."""
    kept = [(tree, os.open(tree, os.O_PATH)) for tree in bounds.kept]
    safe = linux.NO_SUID | linux.NO_DEVICES
    size = f"mode=755,size={bounds.scratch_bytes},nr_inodes={_PRIVATE_INODES}"
    linux.mount("tmpfs", "/tmp", "tmpfs", safe, size)
    for name, target in (("scratch", bounds.scratch), ("shm", "/dev/shm"), ("tmp", "/tmp")):
        os.mkdir(f"/tmp/{name}")
        os.chmod(f"/tmp/{name}", 0o1777 if name != "scratch" else 0o700)
        linux.bind(f"/tmp/{name}", target)
    for tree, descriptor in kept:
        os.makedirs(tree)
        linux.bind(f"/proc/self/fd/{descriptor}", tree)
        os.close(descriptor)
    linux.mount("proc", "/proc", "proc", safe | linux.NO_EXEC)
    linux.bind("/dev/null", "/dev/zero")  # mapped, it is shared memory without a name
    # Terminals are shared by all kernels of a server: none are to be had.
    linux.mount("tmpfs", "/dev/pts", "tmpfs", safe | linux.READ_ONLY, "size=4k")
    with open("/proc/sys/user/max_user_namespaces", "w", encoding="ascii") as file:
        file.write("0")


def _live(bounds: Bounds, tenant: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL if number != signal.SIGPIPE else signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _bound(bounds)
        linux.give_up_privileges()
        seccomp.refuse()
        os.chdir(bounds.scratch)
        tenant()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        os._exit(code)


def _bound(bounds: Bounds) -> None:
    held = _data_bytes()
    seconds = int(bounds.cpu_seconds) + 1
    most = held + bounds.memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (most - reserve(bounds.memory_bytes), most))
    for kind, most in (
        (resource.RLIMIT_NPROC, bounds.processes),
        (resource.RLIMIT_FSIZE, bounds.file_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _data_bytes() -> int:
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) << 10 for line in file if line.startswith("VmData"))


def _close_all_but(kept: int) -> None:
    os.closerange(3, kept)
    os.closerange(kept + 1, 65_536)


def _watch(child: int, line: socket.socket) -> None:
    """Pass signals on until the tenant ends, or nobody is at the other end any more."""
    pidfd = os.pidfd_open(child)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(line, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll(1_000)}
        if pidfd in ready:
            status = os.waitid(os.P_PIDFD, pidfd, os.WEXITED)
            assert status is not None
            killed = status.si_code != os.CLD_EXITED
            _tell(line, ENDED, str(-status.si_status if killed else status.si_status))
            return
        if line.fileno() in ready:
            packet = line.recv(16)
            if not packet:
                return
            os.kill(child, int(packet))
        _reap(child)


def _reap(child: int) -> None:
    """Orphans become init's children."""
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
            if found.si_pid == child:
                return
            os.waitpid(found.si_pid, 0)


def _tell(line: socket.socket, what: bytes, detail: str) -> None:
    with contextlib.suppress(OSError):
        line.send(what + b" " + detail.encode()[:500])
