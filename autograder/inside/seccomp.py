"""Runs inside: system calls that student code does without, as a filter that nobody can take off.

Refused is what keeps memory that no process has in its tables (so that nobody outside could count it),
and sockets of families that no network namespace covers, such as those of a virtual machine's host.
Also what notebooks never need and holes in the Linux kernel were often found in.
"""

from __future__ import annotations

import ctypes
import errno
import platform
from dataclasses import dataclass

from autograder.inside import linux

_FILTERED = ("memfd_create", "memfd_secret", "shmget", "msgget", "semget", "io_uring_setup", "io_uring_enter",
             "io_uring_register", "userfaultfd", "bpf", "perf_event_open", "add_key", "request_key", "keyctl",
             "fanotify_init")  # fmt: skip
_FAMILIES = (1, 2, 10, 16)  # Unix, IPv4, IPv6, netlink: all of them the namespace's own
_SHARED_ANONYMOUS = 0x21  # of mmap's flags

_NUMBER, _ARCHITECTURE, _FIRST, _FOURTH = 0, 4, 16, 40  # where a call's data lie
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOWED, _REFUSED = 0x7FFF0000, 0x00050000 | errno.ENOSYS
_FOREIGN_NUMBERS = 0x40000000  # of a second numbering that x86-64 has

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Machine:
    """A processor's name for itself, and its numbers of the calls concerned."""

    architecture: int
    mmap: int
    socket: int
    filtered: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E, 9, 41, (319, 447, 29, 68, 64, 425, 426, 427, 323, 321, 298, 248, 249, 250, 300)
    ),
    "aarch64": _Machine(
        0xC00000B7, 222, 198, (279, 447, 194, 186, 190, 425, 426, 427, 282, 280, 241, 217, 218, 219, 262)
    ),
}


def refuse() -> None:
    """From now on, for this process and all of its children; OSError where it cannot be had.

    A machine whose numbers are not known goes without.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is not None:
        linux.set_filter(b"".join(_packed(one) for one in _program(machine)))


def _program(machine: _Machine) -> list[Instruction]:
    """Jumps count the instructions that they leave out."""
    allowed, refused = (_RETURN, 0, 0, _ALLOWED), (_RETURN, 0, 0, _REFUSED)
    shared = [(_LOAD, 0, 0, _FOURTH), (_AND, 0, 0, _SHARED_ANONYMOUS), (_EQUAL, 0, 1, _SHARED_ANONYMOUS)]
    families = [(_EQUAL, len(_FAMILIES) - i, 0, family) for i, family in enumerate(_FAMILIES)]
    sockets = [(_LOAD, 0, 0, _FIRST), *families, refused, allowed]
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.architecture),
        refused,
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _FOREIGN_NUMBERS),
        refused,
        *(part for number in machine.filtered for part in ((_EQUAL, 0, 1, number), refused)),
        (_EQUAL, 0, len(shared) + 2, machine.mmap),
        *shared, refused, allowed,
        (_EQUAL, 0, len(sockets), machine.socket),
        *sockets,
        allowed,
    ]  # fmt: skip


def _packed(instruction: Instruction) -> bytes:
    code, if_true, if_false, operand = instruction
    return bytes(ctypes.c_uint16(code)) + bytes([if_true, if_false]) + bytes(ctypes.c_uint32(operand))
