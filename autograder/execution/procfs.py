"""What /proc says of processes: of a tree, or of a user."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_COUNTED = ("RssAnon:", "RssShmem:", "VmSwap:", "VmPTE:")
_BUFFER_BYTES = 2 * 212_992  # Linux's own bound for a socket
_CRUMBS = 1 << 20  # memory that nothing can be done with
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def used(init: int) -> tuple[int, float]:
    """Bytes held and processor seconds of a tree of processes, the dead included."""
    memory, spent = 0, 0
    buffers: set[str] = set()
    for process in tree(init):
        with contextlib.suppress(OSError, ValueError, IndexError):
            memory += memory_of(process)
            buffers |= _buffers(process)
            spent += ticks(f"/proc/{process}", 4)
    return memory + len(buffers) * _BUFFER_BYTES, spent / TICKS_A_SECOND


def ticks(process: str, count: int) -> int:
    """Of processor time; the first two are its own, the others those of children that are gone."""
    fields = _read(f"{process}/stat").rpartition(b")")[2].split()
    return sum(int(field) for field in fields[11 : 11 + count])


def memory_of(process: int) -> int:
    """What files could not give back; pages shared by forked processes count for each."""
    return sum(int(line.split()[1]) << 10 for line in _status(process) if line.startswith(_COUNTED))


def _buffers(process: int) -> set[str]:
    """The names of a process's sockets and pipes; those that processes share have one name."""
    names = set()
    folder = os.open(f"/proc/{process}/fd", os.O_RDONLY | os.O_DIRECTORY)
    try:
        for entry in os.listdir(folder):
            with contextlib.suppress(OSError):
                names.add(os.readlink(entry, dir_fd=folder))
    finally:
        os.close(folder)
    return {name for name in names if name.startswith(("socket:", "pipe:"))}


def exhausted(init: int, reserve: int) -> bool:
    """Whether a process of a tree has used up all memory that it may ask for, but for a reserve."""
    for process in tree(init):
        with contextlib.suppress(OSError, ValueError, StopIteration):
            limits = Path(f"/proc/{process}/limits").read_text().splitlines()
            most = next(line.split()[4] for line in limits if line.startswith("Max data size"))
            held = next(line.split()[1] for line in _status(process) if line.startswith("VmData:"))
            if int(held) << 10 > int(most) - reserve - _CRUMBS:
                return True
    return False


def _status(process: int) -> list[str]:
    return _read(f"/proc/{process}/status").decode(errors="replace").splitlines()


def _read(path: str) -> bytes:
    """Looked at 20 times a second for each kernel, where pathlib's own time would count."""
    with open(path, "rb", buffering=0) as file:
        return file.readall()


def tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                waiting += map(int, _read(f"/proc/{process}/task/{task}/children").split())


def of_user(user: int) -> list[int]:
    """Every process that runs as this user, whatever it made of its own files in /proc; a zombie is none."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and _runs_as(int(entry.name), user):
                found.append(int(entry.name))
    return found


def _runs_as(process: int, user: int) -> bool:
    told = dict(line.split(":", 1) for line in _status(process) if ":" in line)
    return told["Uid"].split()[0] == str(user) and not told["State"].strip().startswith("Z")
